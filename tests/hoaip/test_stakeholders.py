"""Countries and organizations in public: who belongs on which day, narrowed, and one by one."""

import re
from datetime import date

import pytest

from cbms.models import RoleAssignment
from hoaip.models import Membership, Process, Stakeholder

ROW = re.compile(r'href="/stakeholders/([a-z-]+)/"')


def names(response):
    return ROW.findall(response.content.decode())


def text_of(response):
    """What is read on a page; the dot between two calendars is drawn by the stylesheet."""
    words = re.sub(r"<[^>]+>", " ", response.content.decode()).replace("&nbsp;", " ")
    return re.sub(r" ([.,])", r"\1", re.sub(r"\s+", " ", words))


def test_a_membership_counts_only_on_its_days(cast, client):
    Membership.objects.filter(stakeholder=cast.stakeholders["IR"]).update(
        from_on=date(2016, 12, 4), until_on=date(2016, 12, 31)
    )

    counted = [
        re.search(r"(\d+) participating countries", text_of(client.get(f"/stakeholders/?as_of={day}")))[1]
        for day in ("2016-12-03", "2016-12-04", "2016-12-31", "2017-01-01")
    ]

    assert counted == ["6", "7", "7", "6"]


def test_a_solar_day_is_taken_too(cast, client):
    response = client.get("/stakeholders/?as_of=1395-09-14")

    assert response.context["as_of"] == date(2016, 12, 4)


def test_only_the_main_process_counts(cast, client):
    other = Process.objects.create(slug="kabul", short_name="Kabul", name_en="Kabul", launched_on=date(2017, 6, 6))
    stranger = Stakeholder.objects.create(kind="country", code="QA", slug="qatar", name_en="Qatar")
    Membership.objects.create(
        process=other,
        stakeholder=stranger,
        stakeholder_kind="country",
        category="participating",
        from_on=date(2017, 6, 6),
    )

    page = client.get("/stakeholders/?category=none")

    assert names(page) == ["qatar"]
    assert "7 participating countries" in text_of(page)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("kind=organization", ["adpc", "undp"]),
        ("category=supporting", ["australia", "poland"]),
        ("kind=organization&category=supporting", []),
        ("category=supporting&as_of=2011-11-01", []),
        ("category=none&kind=organization&as_of=2011-11-01", ["adpc", "undp"]),
    ],
)
def test_filters_narrow_together(cast, client, query, found):
    response = client.get(f"/stakeholders/?{query}")

    assert names(response) == found
    assert ("Nobody fits this question" in text_of(response)) is not bool(found)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("kind=planet", "kind"),
        ("category=observer", "category"),
        ("as_of=2016-13-45", "as_of"),
        ("page=101", "page"),
        ("page=x", "page"),
        ("page_size=201", "page_size"),
    ],
)
def test_an_unknown_value_is_a_400_with_the_error_at_its_field_and_no_rows(cast, client, query, field):
    response = client.get(f"/stakeholders/?{query}")

    assert response.status_code == 400
    assert f'id="id_{field}_error"' in response.content.decode()
    assert names(response) == []


def test_each_row_says_how_many_roles_it_holds_on_that_day(cast, client):
    RoleAssignment.objects.filter(stakeholder=cast.stakeholders["IN"], cbm=cast.cbms["tci"]).update(
        until_on=date(2015, 1, 1)
    )

    before, after = (text_of(client.get(f"/stakeholders/?as_of={on}")) for on in ("2015-01-01", "2015-01-02"))

    assert "India IN 2 " in before
    assert "India IN 1 " in after


@pytest.mark.parametrize("extra", [0, 40])
def test_queries_do_not_grow_with_the_rows(cast, client, django_assert_num_queries, extra):
    for number in range(extra):
        Stakeholder.objects.create(kind="organization", code=f"O{number}", slug=f"o{number}", name_en="O")

    # The version, the rows, the counts by category, the roles.
    with django_assert_num_queries(4):
        client.get("/stakeholders/")


def test_a_stakeholder_shows_names_memberships_roles_and_doubts(cast, client):
    turkey = cast.stakeholders["TR"]
    Stakeholder.objects.filter(pk=turkey.pk).update(name_fa="ترکیه", official_name_en="Republic of Türkiye")
    Membership.objects.filter(stakeholder=turkey).update(
        until_on=date(2020, 12, 31), is_disputed=True, dispute_note="One list leaves it out.", basis="Istanbul."
    )
    RoleAssignment.objects.filter(stakeholder=turkey).update(until_on=date(2019, 12, 31))

    page = text_of(client.get("/stakeholders/turkey/?as_of=2019-12-31"))
    later = text_of(client.get("/stakeholders/turkey/"))

    assert "Participating country, HoA-IP, since 2 November 2011 11 Aqrab 1390." in page
    assert "Republic of Türkiye" in page
    assert "ترکیه" in page
    assert "Sources differ One list leaves it out." in page
    assert "Counter-Terrorism Lead since 14 June 2012" in page
    assert "No membership on this day." in later
    assert "On other days Counter-Terrorism, Lead since 14 June 2012 25 Jawza 1391 until 31 December 2019" in later


def test_unknown_stakeholder_and_day(cast, client):
    assert client.get("/stakeholders/atlantis/").status_code == 404
    assert client.get("/stakeholders/turkey/?as_of=soon").status_code == 400


def test_pages_follow_each_other_through_the_categories(cast, client):
    pages = [names(client.get(f"/stakeholders/?page_size=4&page={number}")) for number in (1, 2, 3)]

    assert pages == [
        ["afghanistan", "china", "india", "iran"],
        ["kazakhstan", "pakistan", "turkey", "australia"],
        ["poland", "adpc", "undp"],
    ]
    assert "?page_size=4&amp;page=3" in client.get("/stakeholders/?page_size=4&page=2").content.decode()


def test_protocol_order_is_that_of_the_language_however_rows_are_read(cast, django_assert_num_queries):
    names = {"IN": "هند", "CN": "چین", "KZ": "قزاقستان", "PK": "پاکستان", "TR": "ترکیه"}
    for code, name in names.items():
        Stakeholder.objects.filter(code=code).update(name_fa=name)
    Stakeholder.objects.filter(code="TR").update(sort_key="یو")
    rows = Stakeholder.objects.filter(code__in=names).in_protocol_order("fa-af")

    with django_assert_num_queries(3):
        kept = [row.name_fa for row in rows.only("name_fa")]
        streamed = [row.code for row in rows.iterator()]
        narrowed = [row.code for row in rows.exclude(code="CN")]

    assert kept == ["پاکستان", "چین", "قزاقستان", "هند", "ترکیه"]
    assert streamed == ["PK", "CN", "KZ", "IN", "TR"]
    assert narrowed == ["PK", "KZ", "IN", "TR"]
    assert rows.get(code="IN").name_fa == "هند"
