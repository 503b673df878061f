"""The list of meetings: what each reader sees, filters, pages, and a constant number of statements."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hoaip.models import Stakeholder
from hoaip.public_cache import facts
from meetings.filters import hosts
from meetings.models import Meeting, MeetingCbm


@pytest.fixture
def many(cast):
    def build(count):
        meetings = Meeting.objects.bulk_create(
            Meeting(
                process=cast.process,
                type="rtgm",
                state="held",
                starts_on=date(2020, 1, 1) + timedelta(days=number),
                ends_on=date(2020, 1, 1) + timedelta(days=number),
                created_by=cast.rev,
                city=f"City {number}",
                has_cbm=True,
            )
            for number in range(count)
        )
        MeetingCbm.objects.bulk_create(
            MeetingCbm(meeting=meeting, cbm=cast.cbms["dm" if number % 2 else "ct"], ordinal=number + 1)
            for number, meeting in enumerate(meetings)
        )
        return meetings

    return build


def test_newest_first_in_pages(cast, many):
    many(7)

    html = cast.client().get("/meetings/?page_size=3&page=2").content.decode()

    assert [f"City {n}" in html for n in range(7)] == [False, True, True, True, False, False, False]


def test_hosts_stand_in_the_alphabet_of_the_page(cast, many):
    names = {"IN": "هند", "CN": "چین", "KZ": "قزاقستان", "PK": "پاکستان"}
    for meeting, (code, name) in zip(many(4), names.items(), strict=True):
        Stakeholder.objects.filter(code=code).update(name_fa=name)
        Meeting.objects.filter(pk=meeting.pk).update(host=cast.stakeholders[code])
    facts.forget()

    orders = {}
    for path in ("/meetings/", "/fa-af/meetings/"):
        html = cast.client().get(path).content.decode()
        listed = html[html.index('name="host"') :]
        orders[path] = re.findall('<option value="([a-z]+)"', listed[: listed.index("</select>")])

    assert orders == {
        "/meetings/": ["china", "india", "kazakhstan", "pakistan"],
        "/fa-af/meetings/": ["pakistan", "china", "kazakhstan", "india"],
    }


def test_rows_beyond_a_page_follow_by_key(cast, many):
    many(7)
    last = Meeting.objects.order_by("-starts_on", "-pk")[2]

    html = cast.client().get(f"/meetings/?page_size=3&after={last.starts_on}_{last.pk}").content.decode()

    assert [f"City {n}" in html for n in range(7)] == [False, True, True, True, False, False, False]


def test_filters_narrow(cast, many):
    many(4)

    html = cast.client().get("/meetings/?cbm=ct&year=2020").content.decode()

    assert "City 0" in html
    assert "City 2" in html
    assert "City 1" not in html


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("cbm=xx", "cbm"),
        ("type=party", "type"),
        ("state=lost", "state"),
        ("host=atlantis", "host"),
        ("year=abc", "year"),
        ("page=0", "page"),
        ("page=101", "page"),
        ("page=x", "page"),
        ("page_size=201", "page_size"),
        ("page_size=999999999999999999999", "page_size"),
        ("after=yesterday_1", "after"),
    ],
)
def test_unknown_value_is_a_bad_request_at_its_field_without_rows(cast, many, query, field):
    many(2)

    response = cast.client().get(f"/meetings/?{query}")

    html = response.content.decode()
    assert response.status_code == 400
    assert f'id="id_{field}_error"' in html
    assert "City 0" not in html


@pytest.mark.parametrize("count", [1, 3, 60])
@pytest.mark.parametrize(("who", "statements"), [(None, 2), ("rev", 6)])
def test_statements_do_not_grow(cast, many, django_assert_num_queries, who, statements, count):
    browser = cast.client(who)
    browser.get("/meetings/")
    many(count)

    # Another address each time: what the public asks again is answered from the kept body. Signed in: own filters too.
    with django_assert_num_queries(statements):
        browser.get("/meetings/?page_size=50")


def test_hosts_to_choose_are_those_of_public_meetings_and_the_one_chosen(cast, many):
    Meeting.objects.filter(pk=many(1)[0].pk).update(host=cast.stakeholders["PK"])

    plain = cast.client().get("/meetings/").content.decode()
    chosen = cast.client().get("/meetings/?host=india").content.decode()

    assert '<option value="pakistan">' in plain
    assert 'value="india"' not in plain
    assert '<option value="india" selected>' in chosen


def test_a_host_of_hidden_meetings_alone_is_no_choice_for_anybody(cast, many):
    Meeting.objects.filter(pk=many(1)[0].pk).update(host=cast.stakeholders["PK"], announced_at=None, state="planned")

    for who in (None, "rev", "del_pk"):
        assert 'value="pakistan"' not in cast.client(who).get("/meetings/").content.decode()
        assert 'value="pakistan"' not in cast.client(who).get("/meetings/calendar/").content.decode()


def test_each_host_is_one_probe_of_an_index(cast, many):
    Meeting.objects.filter(pk=many(1)[0].pk).update(host=cast.stakeholders["PK"])
    with connection.cursor() as cursor, CaptureQueriesContext(connection) as asked:
        assert [slug for slug, _name in hosts().leading] == ["pakistan"]
        # So few rows are read in any way that is at hand: what is asked is whether the index gives this one.
        for way in ("seqscan", "bitmapscan", "sort"):
            cursor.execute(f"SET LOCAL enable_{way} = off")
        cursor.execute(f"EXPLAIN {asked[0]['sql']}")
        plan = "\n".join(row for (row,) in cursor.fetchall())

    _states, probe = plan.split("SubPlan")
    assert re.search(r"Index Cond: \(\(?host_id = ", probe)
    assert "Sort" not in probe


def test_public_list_asked_again_is_one_statement(cast, many, django_assert_num_queries):
    many(3)
    first = cast.client().get("/meetings/")

    with django_assert_num_queries(1):
        again = cast.client().get("/meetings/", headers={"If-None-Match": first["ETag"]})

    assert again.status_code == 304


def addresses(html):
    return re.findall(r'href="(/meetings/[0-9a-f-]{36}/)"', html)


@pytest.mark.parametrize("query", ["", "cbm=dm"])
def test_pages_by_number_and_by_key_show_every_row_once(cast, many, query):
    many(230)
    browser, seen, address = cast.client("rev"), [], f"/meetings/?{query}&page_size=1&page=98"
    while address:
        html = browser.get(address).content.decode()
        seen += addresses(html)
        onward = re.search(r'href="([^"]+)" rel="next"', html)
        address = f"/meetings/{unescape(onward[1])}" if onward else None

    rows = Meeting.objects.order_by("-starts_on", "-pk")
    rows = rows.filter(pairs__cbm__code="dm") if query else rows
    assert seen == [f"/meetings/{meeting.uid}/" for meeting in rows[97:]]


@pytest.mark.parametrize(
    ("count", "words"), [(1, "1 meeting"), (1000, "1,000 meetings"), (1001, "more than 1,000 meet")]
)
def test_the_number_is_exact_up_to_a_thousand(cast, many, count, words):
    many(count)

    assert f'<p class="note">{words}' in cast.client().get("/meetings/?page_size=2").content.decode()


def test_a_page_behind_the_last_says_so(cast, many):
    many(3)

    html = cast.client().get("/meetings/?page=7").content.decode()

    assert "No meeting fits" in html
    assert addresses(html) == []


def test_pills_name_what_is_asked_for_and_take_it_away(cast, many):
    many(3)

    html = cast.client().get("/meetings/?cbm=dm&cbm=ct&year=2020&page_size=2&page=1").content.decode()

    pills = re.findall(r'<a class="chip" href="([^"]+)">([^<]+) <', html)
    assert [(unescape(address), words.strip()) for address, words in pills] == [
        ("?cbm=ct&year=2020&page_size=2", "DM"),
        ("?cbm=dm&year=2020&page_size=2", "CT"),
        ("?cbm=dm&cbm=ct&page_size=2", "Year 2020"),
    ]
    assert '<input type="hidden" name="page_size" value="2">' in html
    assert 'href="/meetings/table.csv?cbm=dm&amp;cbm=ct&amp;year=2020"' in html
    assert 'href="/meetings/calendar.ics?cbm=dm&amp;cbm=ct"' in html
