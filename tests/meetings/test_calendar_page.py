"""The calendar of meetings: the sheet of weeks and the list hold the same, in either calendar."""

import re
from datetime import date

import pytest

from meetings.actions import postpone, replan
from meetings.models import Meeting, MeetingCbm
from tests.world import fill


def make(cast, starts_on, ends_on=None, *, codes=("dm",), **columns):
    given = {"state": "planned", "announced_at": "2026-01-01T00:00Z", "type": "rtgm"} | columns
    meeting = Meeting.objects.create(
        process=cast.process,
        starts_on=starts_on,
        ends_on=ends_on or starts_on,
        created_by=cast.rev,
        has_cbm=bool(codes),
        **given,
    )
    for code in codes:
        number = 4 + cast.cbms[code].meeting_pairs.count()
        MeetingCbm.objects.create(meeting=meeting, cbm=cast.cbms[code], ordinal=number)
    return meeting


def parts(html):
    """(the sheet, the strip of open dates, the list)."""
    sheet = re.search(r'<table class="month">.*?</table>', html, re.S)[0]
    strip = re.search(r'<section class="stack floating".*?</section>', html, re.S)
    return sheet, strip[0] if strip else "", html[html.index('id="as-list"') :]


def uids(part):
    return set(re.findall(r'href="(?:/fa-af|/ps)?/meetings/([0-9a-f-]{36})/"', part))


def cell_of(sheet, day):
    return next(cell for cell in re.findall(r"<td.*?</td>", sheet, re.S) if f'datetime="{day}"' in cell)


@pytest.mark.parametrize("key", [None, "del_tr", "fp_dm", "adm"])
def test_sheet_and_strip_hold_what_the_list_holds(cast, key):
    world = fill(cast)
    make(cast, date(2026, 11, 1), date(2026, 11, 30), date_precision="month")
    seen = set()
    browser = world.client(key)
    for month in ("2026-08", "2026-09", "2026-10", "2026-11", "2026-12", "2027-01", "2027-02", "2027-03", "2027-04"):
        sheet, strip, below = parts(browser.get(f"/meetings/calendar/?month={month}").content.decode())
        assert uids(sheet) | uids(strip) == uids(below)
        seen |= uids(below)

    listed = uids(browser.get("/meetings/?page_size=200").content.decode())
    assert seen <= listed
    assert {str(world.meetings[name].uid) for name in ("announced", "held")} <= seen


def test_a_meeting_stands_on_each_of_its_days(cast):
    meeting = make(cast, date(2015, 8, 31), date(2015, 9, 2), state="held", city="Islamabad")

    sheet, strip, _below = parts(cast.client().get("/meetings/calendar/?month=2015-09").content.decode())

    days = {day: str(meeting.uid) in cell_of(sheet, day) for day in ("2015-09-01", "2015-09-02", "2015-09-03")}
    assert list(days.values()) == [True, True, False]
    assert "DM RTG4, Islamabad" in cell_of(sheet, "2015-09-01")
    assert strip == ""
    # A day is said in full to who does not see the sheet, and carries the number of the other calendar.
    assert '<span class="hidden-text">1 September 2015</span>' in sheet
    assert '<small aria-hidden="true">10</small>' in cell_of(sheet, "2015-09-01")


@pytest.mark.parametrize(
    ("precision", "first", "last", "words"),
    [
        ("month", date(2026, 11, 1), date(2026, 11, 30), "Nov 2026 (date to be fixed)"),
        ("quarter", date(2026, 10, 1), date(2026, 12, 31), "4th quarter of 2026 (date to be fixed)"),
        ("year", date(2026, 1, 1), date(2026, 12, 31), "2026"),
    ],
)
def test_an_open_date_stands_in_the_strip_and_on_no_day(cast, precision, first, last, words):
    meeting = make(cast, first, last, date_precision=precision)

    sheet, strip, below = parts(cast.client().get("/meetings/calendar/?month=2026-11").content.decode())

    assert (str(meeting.uid) in sheet, str(meeting.uid) in strip, str(meeting.uid) in below) == (False, True, True)
    assert "Date to be fixed" in strip
    assert f'<span class="note">{words}</span>' in strip


@pytest.mark.parametrize("state", ["cancelled", "postponed"])
@pytest.mark.parametrize(("way", "words"), [("", {}), ("/fa-af", {"cancelled": "لغو شده", "postponed": "به تعویق"})])
def test_what_is_off_says_so_in_sheet_and_list(cast, state, way, words):
    make(cast, date(2026, 11, 5), state=state)

    sheet, _strip, below = parts(cast.client().get(f"{way}/meetings/calendar/?month=2026-11").content.decode())

    word = words.get(state, state)
    assert f"<b>{word}" in cell_of(sheet, "2026-11-05")
    assert '<span class="off">' in cell_of(sheet, "2026-11-05")
    assert word in below


@pytest.mark.parametrize(
    ("way", "words"), [("", ["postponed", "moved"]), ("/fa-af", ["به تعویق افتاده", "جابه‌جا شده"])]
)
def test_a_day_that_was_known_says_that_its_meeting_left_it(cast, way, words):
    meeting = make(cast, date(2026, 11, 5), date(2026, 11, 6), host=cast.stakeholders["PK"])
    open_month = (date(2027, 2, 1), date(2027, 2, 28), "month")

    def look(month):
        return parts(cast.client().get(f"{way}/meetings/calendar/?month={month}").content.decode())

    postpone(meeting, by=cast.rev, reason="Floods.", period=open_month)
    sheet, strip, below = look("2026-11")
    _sheet, later, _below = look("2027-02")

    for day in ("2026-11-05", "2026-11-06"):
        assert f'<span class="off"><a href="{way}/meetings/{meeting.uid}/">' in cell_of(sheet, day)
        assert f"<b>{words[0]}</b>" in cell_of(sheet, day)
    assert strip == ""
    assert uids(below) == uids(later) == {str(meeting.uid)}

    replan(meeting, by=cast.rev, period=open_month)
    sheet, _strip, _below = look("2026-11")
    assert f"<b>{words[1]}</b>" in cell_of(sheet, "2026-11-05")
    assert "<b>" not in look("2027-02")[1]

    replanned = (date(2027, 2, 9), date(2027, 2, 9), "day")
    postpone(meeting, by=cast.rev, reason="Floods.")
    replan(meeting, by=cast.rev, period=replanned)
    assert uids("".join(look("2026-11"))) == set()
    assert str(meeting.uid) in cell_of(look("2027-02")[0], "2027-02-09")


def test_a_solar_month_begins_on_saturday_and_leads_on(cast):
    meeting = make(cast, date(2026, 11, 21), city="Astana")

    html = cast.client().get("/fa-af/meetings/calendar/?month=1405-08&cbm=dm").content.decode()

    sheet, _strip, _below = parts(html)
    assert re.findall(r'<th scope="col">([^<]+)</th>', sheet)[0] == "شنبه"
    assert str(meeting.uid) in cell_of(sheet, "2026-11-21")
    assert '<b aria-hidden="true">۳۰</b>' in cell_of(sheet, "2026-11-21")
    ways = re.findall(r'href="(\?month=[^"]+)"', html)
    assert ways[0] == "?month=1405-08"  # the pill that takes the filter away stays in the month
    assert {"?month=1405-07&amp;cbm=dm", "?month=1405-09&amp;cbm=dm", "?month=2026-11&amp;cbm=dm"} <= set(ways)


@pytest.mark.parametrize(("way", "words"), [("", "November 2026"), ("/fa-af", "قوس ۱۴۰۵")])
def test_without_a_month_it_is_the_one_of_today_in_the_readers_calendar(cast, way, words, monkeypatch):
    monkeypatch.setattr("hoaip.reader.today_in_kabul", lambda _now: date(2026, 11, 25))

    html = cast.client().get(f"{way}/meetings/calendar/").content.decode()

    assert f"<h1><bdi>{words}</bdi></h1>" in html
    assert 'aria-current="date"><time datetime="2026-11-25">' in html


def test_filters_narrow_the_calendar_and_its_feed(cast):
    one, other = make(cast, date(2026, 11, 5)), make(cast, date(2026, 11, 6), codes=("ct",))
    third = make(cast, date(2026, 11, 7), codes=(), type="som", host=cast.stakeholders["PK"])

    found = {
        query: uids(cast.client().get(f"/meetings/calendar/?month=2026-11&{query}").content.decode())
        for query in ("cbm=ct", "type=som", "host=pakistan", "cbm=ct&cbm=dm")
    }

    assert found == {
        "cbm=ct": {str(other.uid)},
        "type=som": {str(third.uid)},
        "host=pakistan": {str(third.uid)},
        "cbm=ct&cbm=dm": {str(one.uid), str(other.uid)},
    }


@pytest.mark.parametrize(
    ("query", "field"), [("month=2026-13", "month"), ("month=soon", "month"), ("cbm=zz", "cbm"), ("host=x", "host")]
)
def test_an_unknown_value_is_a_400_at_its_field_without_rows(cast, query, field):
    make(cast, date(2026, 11, 5))

    response = cast.client().get(f"/meetings/calendar/?month=2026-11&{query}")

    html = response.content.decode()
    assert response.status_code == 400
    assert f'id="id_{field}_error"' in html
    assert uids(html) == set()
    assert '<table class="month">' not in html


@pytest.mark.parametrize("count", [1, 3, 60])
@pytest.mark.parametrize(("key", "statements"), [(None, 3), ("rev", 6)])
def test_statements_do_not_grow(cast, django_assert_num_queries, key, statements, count):
    browser = cast.client(key)
    browser.get("/meetings/calendar/?month=2026-10")
    for number in range(count):
        make(cast, date(2026, 11, 1 + number % 30))

    with django_assert_num_queries(statements):
        assert len(uids(browser.get("/meetings/calendar/?month=2026-11").content.decode())) == count
