"""Feeds for calendar programs: the same meetings as the list, and RFC 5545 to the letter."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone
from icalendar import Calendar

from cbms.actions import change_cbm
from cbms.models import Cbm
from hoaip.public_cache import bodies
from meetings.actions import cancel, correct_ordinal, postpone, replan, set_hours
from meetings.calendar import feed
from meetings.calendar.known_days import has_known_day, with_known_days
from meetings.models import UNDECIDED, DateChange, Meeting
from tests.meetings.test_calendar_page import make, uids
from tests.world import MEETINGS

FEEDS = ["/meetings/calendar.ics", "/cbms/dm/calendar.ics"]


@pytest.fixture
def world(filled):
    return filled


def events(response):
    """{uid: event} of a feed read back by the package."""
    return {str(event["uid"]): event for event in Calendar.from_ical(response.content).walk("VEVENT")}


def only(response):
    return next(iter(events(response).values()))


# ---------------------------------------------------------------- feed = page


@pytest.mark.parametrize("key", [None, "del_pk", "del_tr", "del_au", "fp_dm", "fp_ct", "rev", "dir", "adm"])
@pytest.mark.parametrize(("address", "query"), [(FEEDS[0], ""), (FEEDS[1], "cbm=dm")])
def test_a_feed_holds_what_the_list_shows_with_a_fixed_day(world, key, address, query):
    make(world, date(2027, 5, 1), date(2027, 5, 31), date_precision="month")
    browser = world.client(key)
    open_days = {str(uid) for uid in Meeting.objects.exclude(date_precision="day").values_list("uid", flat=True)}

    fed = set(events(browser.get(address)))

    listed = uids(browser.get(f"/meetings/?page_size=200&{query}").content.decode())
    assert fed == listed - open_days
    assert len(fed) >= (6 if key is None else 7)
    assert open_days & listed


@pytest.mark.parametrize("query", ["cbm=ct", "type=som", "host=pakistan&cbm=dm"])
def test_it_is_narrowed_like_the_list(world, query):
    browser = world.client("rev")

    fed = set(events(browser.get(f"/meetings/calendar.ics?{query}")))

    assert fed == uids(browser.get(f"/meetings/?page_size=200&{query}").content.decode())


@pytest.mark.parametrize("query", ["cbm=zz", "type=party", "host=nowhere"])
def test_an_unknown_value_gives_no_feed(world, query):
    answer = world.client().get(f"/meetings/calendar.ics?{query}")

    assert answer.status_code == 400
    assert b"BEGIN:VCALENDAR" not in answer.content


def test_an_unknown_cbm_is_a_404(world):
    assert world.client().get("/cbms/zz/calendar.ics").status_code == 404


# ---------------------------------------------------------------- RFC 5545


@pytest.mark.parametrize("way", ["", "/fa-af", "/ps"])
@pytest.mark.parametrize("address", FEEDS)
def test_lines_are_folded_at_75_octets_and_end_with_crlf(world, way, address):
    Meeting.objects.update(title_fa="نشست تخنیکی گروه منطقوی مدیریت حوادث، آمادگی و مقابله با سیلاب‌ها در کابل " * 2)

    raw = world.client().get(way + address).content

    assert raw.endswith(b"END:VCALENDAR\r\n")
    lines = raw.split(b"\r\n")
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    assert max(map(len, lines)) <= 75
    for line in lines:
        line.decode()  # a fold never cuts a letter
    told = only(world.client().get(way + address))
    assert str(told["summary"]).endswith("کابل ") is (way == "/fa-af")


def test_an_event_says_what_the_page_says(cast):
    meeting = make(cast, date(2026, 11, 5), date(2026, 11, 6), state="invited", city="Islamabad", codes=("dm", "ct"))
    meeting.refresh_from_db()

    response = cast.client().get("/meetings/calendar.ics")

    event = only(response)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert str(event["uid"]) == str(meeting.uid)
    assert (event["dtstart"].dt, event["dtend"].dt) == (date(2026, 11, 5), date(2026, 11, 7))
    assert b"DTSTART;VALUE=DATE:20261105\r\n" in response.content
    assert (event["sequence"], str(event["status"])) == (meeting.version, "CONFIRMED")
    assert event["dtstamp"].dt == event["last-modified"].dt == meeting.changed_at.replace(microsecond=0)
    assert re.search(rb"\r\nDTSTAMP:\d{8}T\d{6}Z\r\n", response.content)
    assert str(event["summary"]) == "Disaster Management, Counter-Terrorism, 4th RTGM, Islamabad"
    assert b"Disaster Management\\, Counter" in response.content
    assert [str(each) for each in event["categories"].cats] == ["DM", "CT"]
    assert str(event["url"]).endswith(f"/meetings/{meeting.uid}/")
    assert str(event["location"]) == "Islamabad"
    assert "14 Aqrab 1405" in str(event["description"])


@pytest.mark.parametrize("state", sorted({state for state, *_rest in MEETINGS.values()} - set(UNDECIDED)))
def test_each_state_has_a_status_of_the_standard(world, state):
    Meeting.objects.filter(pk=world.meetings["announced"].pk).update(state=state)

    event = events(world.client("rev").get("/meetings/calendar.ics"))[str(world.meetings["announced"].uid)]

    assert str(event["status"]) == feed.STATUS[state]
    assert feed.STATUS[state] in ("TENTATIVE", "CONFIRMED", "CANCELLED")
    assert str(event["summary"]).startswith(state.capitalize()) is (feed.STATUS[state] == "CANCELLED")


def test_the_uid_stays_and_the_sequence_rises_through_its_life(cast):
    meeting = make(cast, date(2027, 3, 8), host=cast.stakeholders["PK"])
    browser, told = cast.client(), []

    def look():
        event = events(browser.get("/meetings/calendar.ics")).get(str(meeting.uid))
        told.append(event and (event["sequence"], str(event["status"]), event["dtstart"].dt))

    look()
    postpone(meeting, by=cast.rev, reason="Floods.")
    look()
    replan(meeting, by=cast.rev, period=(date(2027, 6, 1), date(2027, 6, 30), "month"))
    look()
    postpone(meeting, by=cast.rev, reason="Floods.", period=(date(2027, 7, 1), date(2027, 9, 30), "quarter"))
    look()
    replan(meeting, by=cast.rev, period=(date(2027, 6, 9), date(2027, 6, 10), "day"))
    look()
    cancel(meeting, by=cast.rev, reason="Floods again.")
    look()

    first = told[0][0]
    assert told == [
        (first, "TENTATIVE", date(2027, 3, 8)),
        (first + 1, "CANCELLED", date(2027, 3, 8)),
        (first + 2, "CANCELLED", date(2027, 3, 8)),  # only the month is known: off for the day that was
        (first + 3, "CANCELLED", date(2027, 3, 8)),
        (first + 4, "TENTATIVE", date(2027, 6, 9)),
        (first + 5, "CANCELLED", date(2027, 6, 9)),
    ]


@pytest.mark.parametrize("way", ["", "/fa-af", "/ps"])
def test_one_postponed_to_a_month_stays_on_the_day_its_subscribers_know_and_names_the_month(cast, way):
    meeting = make(cast, date(2027, 3, 8), date(2027, 3, 9), host=cast.stakeholders["PK"])
    postpone(meeting, by=cast.rev, reason="Floods.", period=(date(2027, 6, 1), date(2027, 6, 30), "month"))

    for address in FEEDS:
        event = only(cast.client().get(way + address))

        assert (str(event["uid"]), str(event["status"])) == (str(meeting.uid), "CANCELLED")
        assert (event["dtstart"].dt, event["dtend"].dt) == (date(2027, 3, 8), date(2027, 3, 10))
    if not way:
        told = "Postponed. 17 Hut 1405. New date: Jun 2027 (date to be fixed)."
        assert str(event["description"]) == told
        assert str(event["summary"]).startswith("Postponed: ")
    replan(meeting, by=cast.rev, period=(date(2027, 6, 1), date(2027, 6, 30), "month"))
    moved = only(cast.client().get(f"{way}/meetings/calendar.ics"))
    assert str(moved["status"]) == "CANCELLED"
    assert str(moved["summary"]).startswith({"": "Moved: ", "/fa-af": "جابه‌جا شد: ", "/ps": "ولېږدول شوه: "}[way])


def test_one_postponed_to_another_day_stays_on_the_first_until_it_is_planned_for_the_second(cast):
    meeting = make(cast, date(2027, 3, 8), host=cast.stakeholders["PK"])
    second = (date(2027, 6, 9), date(2027, 6, 9), "day")

    postpone(meeting, by=cast.rev, reason="Floods.", period=second)
    waiting = only(cast.client().get(FEEDS[0]))
    replan(meeting, by=cast.rev, period=second)
    planned = only(cast.client().get(FEEDS[0]))

    assert (waiting["dtstart"].dt, str(waiting["status"])) == (date(2027, 3, 8), "CANCELLED")
    assert (planned["dtstart"].dt, str(planned["status"])) == (date(2027, 6, 9), "TENTATIVE")


def test_a_day_that_only_the_members_knew_is_in_no_feed(cast):
    """It had moved before it was announced; what has happened is on no day that had been planned."""
    meeting = make(cast, date(2027, 6, 1), date(2027, 6, 30), date_precision="month")
    columns = {"date_precision": "day", "starts_on": date(2027, 3, 8), "ends_on": date(2027, 3, 8)}
    change = DateChange.objects.create(
        meeting=meeting, **columns, was_public=False, at=datetime(2026, 2, 1, tzinfo=UTC), by=cast.rev
    )
    assert events(cast.client("rev").get(FEEDS[0])) == {}

    Meeting.objects.filter(pk=meeting.pk).update(announced_at=None)
    assert set(events(cast.client("rev").get(FEEDS[0]))) == {str(meeting.uid)}

    DateChange.objects.filter(pk=change.pk).update(was_public=True)
    Meeting.objects.filter(pk=meeting.pk).update(state="held")
    assert events(cast.client().get(FEEDS[0])) == {}


@pytest.mark.parametrize("announced_at", [datetime(2026, 1, 1, tzinfo=UTC), None])
def test_the_quick_condition_finds_those_with_a_known_day(cast, announced_at):
    """Of every state, exact or not, moved from a day, from a month or never, told to the public or not."""
    at = timezone.now()
    for state in Meeting.State.values:
        asked = {"requested_at": at, "requested_by": cast.rev} if state in UNDECIDED else {}
        if asked and announced_at:
            # What is not approved is announced to nobody.
            continue
        for precision, until in [("day", date(2027, 5, 1)), ("month", date(2027, 5, 31))]:
            for was, told in [(None, False), ("day", True), ("day", False), ("month", True)]:
                found = make(
                    cast,
                    date(2027, 5, 1),
                    until,
                    date_precision=precision,
                    state=state,
                    announced_at=announced_at,
                    **asked,
                )
                if was:
                    DateChange.objects.create(
                        meeting=found,
                        date_precision=was,
                        starts_on=date(2027, 4, 1),
                        ends_on=date(2027, 4, 1 if was == "day" else 30),
                        was_public=told,
                        at=at,
                        by=cast.rev,
                    )

    quick = set(Meeting.objects.filter(has_known_day()).values_list("pk", flat=True))

    known = with_known_days(Meeting.objects.all()).filter(known_on__isnull=False)
    assert quick == set(known.values_list("pk", flat=True))
    assert 0 < len(quick) < Meeting.objects.count()


def test_text_cannot_begin_a_line_of_its_own(cast):
    make(cast, date(2026, 11, 5), title_en="Fine\r\nSTATUS:CANCELLED; a, b", city="Kabul\nATTENDEE:x")

    response = cast.client().get("/meetings/calendar.ics")

    event = only(response)
    assert str(event["status"]) == "TENTATIVE"
    assert "attendee" not in event
    assert b"\r\nATTENDEE" not in response.content


# ---------------------------------------------------------------- shared, and one's own


@pytest.mark.parametrize("address", FEEDS)
def test_unchanged_is_a_304_in_one_query(world, address, django_assert_num_queries):
    first = world.client().get(address)

    with django_assert_num_queries(1):
        again = world.client().get(address, headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert first["Cache-Control"] == "no-cache"


def test_a_step_makes_a_new_feed(cast):
    meeting = make(cast, date(2027, 3, 8), host=cast.stakeholders["PK"])
    first = cast.client().get("/meetings/calendar.ics")

    cancel(meeting, by=cast.rev, reason="Floods.")

    again = cast.client().get("/meetings/calendar.ics", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 200
    assert str(only(again)["status"]) == "CANCELLED"


def test_the_feed_of_a_reader_is_never_kept(world):
    own = world.client("rev").get("/meetings/calendar.ics")

    assert own["Cache-Control"] == "no-store"
    assert "ETag" not in own
    assert str(world.meetings["ct_planned"].uid) in events(own)
    assert str(world.meetings["ct_planned"].uid) not in events(world.client().get("/meetings/calendar.ics"))


@pytest.mark.parametrize("count", [1, 3, 60])
@pytest.mark.parametrize(("address", "statements"), [(FEEDS[0], 4), (FEEDS[1], 5)])
def test_statements_do_not_grow(cast, django_assert_num_queries, address, statements, count):
    for number in range(count):
        meeting = make(cast, date(2026, 1, 1) + timedelta(days=number), host=cast.stakeholders["PK"])
        if number % 2:
            postpone(meeting, by=cast.rev, reason="Floods.", period=(date(2027, 6, 1), date(2027, 6, 30), "month"))
    cast.client().get("/meetings/calendar.ics?type=som")

    with django_assert_num_queries(statements):
        assert len(events(cast.client().get(address))) == count
    bodies.forget()
    # Only the meetings' stamps: no event has changed.
    with django_assert_num_queries(statements - 1):
        assert len(events(cast.client().get(address))) == count


def test_an_event_is_written_once_for_a_version_of_its_meeting(cast, monkeypatch):
    meeting, written = make(cast, date(2026, 11, 5)), []
    make(cast, date(2026, 11, 9))
    browser, write = cast.client("rev"), feed.event_of
    monkeypatch.setattr(feed, "event_of", lambda row, *rest: written.append(row.uid) or write(row, *rest))

    for _time in range(3):
        browser.get("/meetings/calendar.ics")
    assert len(written) == 2
    Meeting.objects.filter(pk=meeting.pk).update(version=7, changed_at=datetime(2026, 2, 1, tzinfo=UTC))
    changed = events(browser.get("/meetings/calendar.ics"))[str(meeting.uid)]

    assert written[2:] == [meeting.uid]
    assert changed["sequence"] == 7


def test_what_is_kept_of_events_is_bounded(cast, monkeypatch):
    monkeypatch.setattr(feed, "MOST_KEPT", 3)
    for day in (5, 9):
        make(cast, date(2026, 11, day))

    for way in ("", "/fa-af", "/ps", ""):
        assert len(events(cast.client().get(f"{way}/meetings/calendar.ics"))) == 2
        assert len(feed.kept_events) == 2
        bodies.forget()


def _rename_cbm(meeting, cast):
    cbm = cast.cbms["dm"]
    change_cbm(cbm, texts={"name_en": "Disasters"}, version=cbm.version, reason="Adopted so.", by=cast.adm)


def _set_venue(meeting, cast):
    nothing = {"opens_at": None, "closes_at": None, "zone": "", "joining_url": ""}
    set_hours(meeting, venue="Sample Palace", version=meeting.version, by=cast.rev, **nothing)


# What an event tells, each changed by the action that does so: (action, what the event says then).
CHANGES = {
    "number": (
        lambda meeting, cast: correct_ordinal(meeting.pairs.get(), number=9, by=cast.rev, reason="So it was."),
        b"9th RTGM",
    ),
    "name of the CBM": (_rename_cbm, b"Disasters"),
    "day": (lambda meeting, cast: postpone(meeting, by=cast.rev, reason="Floods."), b"Postponed: "),
    "end": (lambda meeting, cast: cancel(meeting, by=cast.rev, reason="Floods."), b"Cancelled: "),
    "venue": (_set_venue, b"Sample Palace"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_no_kept_event_outlives_what_it_tells(cast, what):
    meeting = make(cast, date(2027, 3, 8), host=cast.stakeholders["PK"])
    change, told = CHANGES[what]
    assert told not in cast.client().get(FEEDS[0]).content

    change(meeting, cast)

    kept = cast.client().get(FEEDS[0]).content
    assert told in kept
    bodies.forget()
    feed.kept_events.clear()
    assert cast.client().get(FEEDS[0]).content == kept


def test_a_name_changed_by_a_slower_clock_than_another_is_told_too(cast):
    meeting = make(cast, date(2027, 3, 8))
    Cbm.objects.filter(code="ct").update(changed_at=timezone.now() + timedelta(hours=1))
    assert b"Disasters" not in cast.client().get(FEEDS[0]).content

    _rename_cbm(meeting, cast)

    assert b"Disasters" in cast.client().get(FEEDS[0]).content


def test_pages_lead_to_the_feed(world):
    for page in ("/meetings/", "/meetings/calendar/", "/cbms/dm/"):
        html = world.client().get(page).content.decode()

        assert re.search(r'href="/(?:meetings|cbms/dm)/calendar\.ics"', html), page
