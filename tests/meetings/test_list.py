"""The list of meetings: what each reader sees, filters, pages, and a constant number of statements."""

from datetime import date, timedelta

import pytest

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


@pytest.mark.parametrize("who", [None, "rev"])
def test_statements_do_not_grow(cast, many, django_assert_num_queries, who):
    browser = cast.client(who)
    many(3)
    browser.get("/meetings/")
    # Another address each time: what the public asks again is answered from the kept body.
    with django_assert_num_queries(3 if who is None else 6):
        browser.get("/meetings/?page_size=2")
    MeetingCbm.objects.all().delete()
    Meeting.objects.all().delete()
    many(60)

    with django_assert_num_queries(3 if who is None else 6):
        browser.get("/meetings/?page_size=50")


def test_hosts_to_choose_are_those_of_public_meetings_and_the_one_chosen(cast, many):
    Meeting.objects.filter(pk=many(1)[0].pk).update(host=cast.stakeholders["PK"])

    plain = cast.client().get("/meetings/").content.decode()
    chosen = cast.client().get("/meetings/?host=india").content.decode()

    assert '<option value="pakistan">' in plain
    assert 'value="india"' not in plain
    assert '<option value="india" selected>' in chosen


def test_public_list_asked_again_is_one_statement(cast, many, django_assert_num_queries):
    many(3)
    first = cast.client().get("/meetings/")

    with django_assert_num_queries(1):
        again = cast.client().get("/meetings/", headers={"If-None-Match": first["ETag"]})

    assert again.status_code == 304
