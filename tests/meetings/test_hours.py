"""Hours of a meeting: kept by the clock at its venue, the same instant on page and in feed, always with a zone."""

import re
from datetime import UTC, date, datetime, time

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from hoaip.errors import Refused, Stale, WrongState
from hoaip.models import AuditEntry, OutboxMessage, User
from meetings.actions import invite, postpone, set_hours, withdraw_invitation
from meetings.calendar.hours import instants_of
from meetings.models import Meeting
from tests.meetings.test_calendar_page import make
from tests.meetings.test_feeds import only

LINK = "https://meet.example.org/joining-secret"


def at(meeting, opens="10:00", closes="16:00", *, zone="Asia/Kabul", by, version=1, venue="", joining_url=""):
    hours = [time.fromisoformat(each) if each else None for each in (opens, closes)]
    return set_hours(
        meeting,
        opens_at=hours[0],
        closes_at=hours[1],
        zone=zone,
        venue=venue,
        joining_url=joining_url,
        version=version,
        by=by,
    )


def hours_on(page):
    """The lines under "Hours" of a meeting's page."""
    found = re.search(r"<dt>(?:Hours|ساعت‌ها)</dt>\s*<dd>(.*?)</dd>", page.content.decode(), re.S)
    return re.findall(r"<bdi>(.*?)</bdi>", found[1]) if found else None


def page_of(browser, meeting, way=""):
    return browser.get(f"{way}/meetings/{meeting.uid}/")


@pytest.mark.parametrize(
    ("zone", "opens", "utc"),
    [
        ("Asia/Kabul", "10:00", (5, 30)),
        ("Asia/Tokyo", "10:00", (1, 0)),
        ("America/New_York", "10:00", (14, 0)),
        ("Asia/Kathmandu", "10:00", (4, 15)),
    ],
)
def test_page_and_feed_say_the_same_instant(cast, zone, opens, utc):
    meeting = at(make(cast, date(2027, 3, 16)), opens, "18:00", zone=zone, by=cast.fp_dm)
    User.objects.filter(pk=cast.rev.pk).update(time_zone="UTC")

    event = only(cast.client().get("/meetings/calendar.ics"))
    lines = hours_on(page_of(cast.client("rev"), meeting))

    assert event["dtstart"].dt == datetime(2027, 3, 16, *utc, tzinfo=UTC)
    assert event["dtstart"].to_ical().endswith(b"Z")
    assert lines[0].startswith("10:00–18:00, ")
    assert lines[1].startswith(f"{utc[0]:02}:{utc[1]:02}–")
    assert lines[1].endswith(", UTC")


def test_a_reader_far_away_sees_the_own_day_too(cast):
    meeting = at(make(cast, date(2027, 3, 16)), "01:00", "05:00", by=cast.fp_dm)
    User.objects.filter(pk=cast.rev.pk).update(time_zone="America/New_York")

    lines = hours_on(page_of(cast.client("rev"), meeting))

    assert lines == [
        "01:00–05:00, Kabul time",
        "15 March 2027, 16:30 – 15 March 2027, 20:30, New York time",
    ]


def test_the_public_reads_the_time_in_kabul_beside_that_of_the_venue(cast):
    meeting = at(make(cast, date(2027, 3, 16)), zone="Europe/Istanbul", by=cast.fp_dm)

    assert hours_on(page_of(cast.client(), meeting)) == ["10:00–16:00, Istanbul time", "11:30–17:30, Kabul time"]
    assert hours_on(page_of(cast.client(), meeting, "/fa-af"))[0].startswith("۱۰:۰۰–۱۶:۰۰")


def test_several_days_go_from_the_first_to_the_last(cast):
    meeting = at(make(cast, date(2027, 3, 16), date(2027, 3, 17)), "14:00", "12:00", by=cast.fp_dm)

    event = only(cast.client().get("/meetings/calendar.ics"))

    assert hours_on(page_of(cast.client(), meeting)) == ["16 March 2027, 14:00 – 17 March 2027, 12:00, Kabul time"]
    assert event["dtend"].dt == datetime(2027, 3, 17, 7, 30, tzinfo=UTC)


def test_the_hour_of_a_night_that_summer_time_skips_is_an_instant_all_the_same(cast):
    meeting = at(make(cast, date(2027, 3, 14)), "02:30", "06:00", zone="America/New_York", by=cast.fp_dm)

    assert instants_of(meeting)[0] == datetime(2027, 3, 14, 7, 30, tzinfo=UTC)


def test_without_hours_a_meeting_is_whole_days_and_its_page_says_nothing_to_the_public(cast):
    meeting = make(cast, date(2027, 3, 16))

    event = only(cast.client().get("/meetings/calendar.ics"))

    assert event["dtstart"].dt == date(2027, 3, 16)
    assert hours_on(page_of(cast.client(), meeting)) is None
    assert hours_on(page_of(cast.client("fp_dm"), meeting)) == []


def test_a_meeting_put_off_to_a_month_shows_no_hour_and_keeps_it(cast):
    meeting = at(make(cast, date(2027, 3, 16)), by=cast.fp_dm)

    postpone(meeting, by=cast.rev, reason="Floods.", period=(date(2027, 6, 1), date(2027, 6, 30), "month"))

    meeting.refresh_from_db()
    event = only(cast.client().get("/meetings/calendar.ics"))
    assert meeting.opens_at == time(10)
    assert hours_on(page_of(cast.client(), meeting)) is None
    assert event["dtstart"].dt == date(2027, 3, 16)


def test_two_days_that_became_one_do_not_end_before_they_begin(cast):
    meeting = at(make(cast, date(2027, 3, 16), date(2027, 3, 17)), "14:00", "12:00", by=cast.fp_dm)
    Meeting.objects.filter(pk=meeting.pk).update(ends_on=date(2027, 3, 16))

    opening, closing = instants_of(Meeting.objects.get(pk=meeting.pk))

    assert opening == closing


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"opens": "10:00", "closes": ""}, "closes_at"),
        ({"opens": "", "closes": "10:00"}, "opens_at"),
        ({"opens": "10:00", "closes": "10:00"}, "closes_at"),
        ({"opens": "10:00", "closes": "09:00"}, "closes_at"),
        ({"zone": "Mars/Olympus"}, "zone"),
        ({"joining_url": "javascript:alert(1)"}, "joining_url"),
    ],
)
def test_what_is_no_span_is_refused_at_its_field(cast, given, field):
    meeting = make(cast, date(2027, 3, 16))

    with pytest.raises(ValidationError) as refused:
        at(meeting, **given, by=cast.fp_dm)

    assert list(refused.value.message_dict) == [field]


def test_an_hour_of_no_day_is_refused(cast):
    meeting = make(cast, date(2027, 5, 1), date(2027, 5, 31), date_precision="month")

    with pytest.raises(ValidationError, match="Give the day"):
        at(meeting, by=cast.fp_dm)
    assert at(meeting, "", "", venue="Sample hall", by=cast.fp_dm).venue == "Sample hall"


def test_who_may_and_when(cast):
    meeting = make(cast, date(2027, 3, 16))
    with pytest.raises(Refused):
        at(meeting, by=cast.fp_ct)
    with pytest.raises(Stale):
        at(meeting, version=7, by=cast.fp_dm)
    Meeting.objects.filter(pk=meeting.pk).update(state="closed")
    with pytest.raises(WrongState):
        at(meeting, by=cast.fp_dm)


def test_it_touches_nothing_else_and_says_what_it_changed(cast):
    meeting = make(cast, date(2027, 3, 16))
    kept = Meeting.objects.values("state", "starts_on", "ends_on", "host_id", "city", "mode").get(pk=meeting.pk)

    at(meeting, zone="Europe/Istanbul", venue="Sample hall", by=cast.fp_dm)
    again = at(meeting, zone="Europe/Istanbul", venue="Sample hall", version=2, by=cast.fp_dm)

    entry = AuditEntry.objects.get(action="meeting.hours")
    assert again.version == 2
    assert Meeting.objects.values(*kept).get(pk=meeting.pk) == kept
    assert entry.changes == {
        "opens_at": [None, "10:00:00"],
        "closes_at": [None, "16:00:00"],
        "venue_time_zone": ["", "Europe/Istanbul"],
        "venue": ["", "Sample hall"],
    }


@pytest.mark.parametrize(
    ("key", "may_join"), [(None, False), ("del_tr", False), ("del_pk", True), ("fp_dm", True), ("rev", True)]
)
def test_the_way_to_join_is_for_members_and_the_ministry(cast, key, may_join):
    meeting = at(make(cast, date(2027, 3, 16)), venue="Sample hall", joining_url=LINK, by=cast.fp_dm)
    browser = cast.client(key)

    page = page_of(browser, meeting).content.decode()

    assert (LINK in page) is may_join
    assert "Sample hall" in page
    assert LINK not in browser.get("/meetings/calendar.ics").content.decode().replace("\r\n ", "")


def test_whoever_is_invited_joins_until_the_invitation_is_withdrawn(cast):
    meeting = make(cast, date(2027, 3, 16), host=cast.stakeholders["PK"], city="Islamabad")
    at(meeting, joining_url=LINK, by=cast.fp_dm)
    meeting.refresh_from_db()
    guests = [cast.stakeholders[code] for code in ("PK", "TR")]
    invite(meeting, chosen=guests, by=cast.fp_dm)

    def joining():
        return [
            key for key in (None, "del_tr", "del_au") if LINK in page_of(cast.client(key), meeting).content.decode()
        ]

    before = joining()
    withdraw_invitation(meeting.invitees.get(stakeholder=guests[1]), reason="By mistake.", by=cast.fp_dm)

    assert before == ["del_tr"]
    assert joining() == []


@pytest.mark.parametrize(
    ("typed", "stored"), [("9:30", "09:30"), ("۹:۳۰", "09:30"), ("09.30", "09:30"), ("9", "09:00")]
)
def test_its_page_takes_the_hour_as_people_write_it(cast, typed, stored):
    meeting = make(cast, date(2027, 3, 16), city="Istanbul")
    browser, address = cast.client("fp_dm"), f"/meetings/{meeting.uid}/hours/"
    page = browser.get(address).content.decode()
    assert '<option value="Europe/Istanbul" selected>' in page

    answer = browser.post(
        address, {"opens_at": typed, "closes_at": "16:00", "zone": "Europe/Istanbul", "version": meeting.version}
    )

    meeting.refresh_from_db()
    assert answer.status_code == 302
    assert f"{meeting.opens_at:%H:%M}" == stored


@pytest.mark.parametrize("typed", ["25:00", "10:60", "noon", "-1", "1:2:3", "9999999999", "1:99999999"])
def test_what_is_no_hour_is_a_422_that_loses_nothing(cast, typed):
    meeting = make(cast, date(2027, 3, 16))

    answer = cast.client("fp_dm").post(
        f"/meetings/{meeting.uid}/hours/",
        {"opens_at": typed, "closes_at": "16:00", "zone": "Asia/Kabul", "venue": "Sample hall", "version": 1},
    )

    html = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="id_opens_at_error"' in html
    assert f'value="{typed}"' in html
    assert 'value="Sample hall"' in html


@pytest.mark.parametrize("typed", ["ftp://meet.example.org/x", "javascript:alert(1)"])
def test_the_way_to_join_is_an_address_of_the_web(cast, typed):
    meeting = make(cast, date(2027, 3, 16))

    answer = cast.client("fp_dm").post(
        f"/meetings/{meeting.uid}/hours/", {"zone": "Asia/Kabul", "joining_url": typed, "version": 1}
    )

    meeting.refresh_from_db()
    assert answer.status_code == 422
    assert 'id="id_joining_url_error"' in answer.content.decode()
    assert meeting.joining_url == ""


@pytest.mark.parametrize(
    "columns",
    [
        {"opens_at": time(10), "venue_time_zone": "Asia/Kabul"},
        {"closes_at": time(10), "venue_time_zone": "Asia/Kabul"},
        {"opens_at": time(10), "closes_at": time(11), "venue_time_zone": ""},
    ],
)
def test_the_database_refuses_half_an_hour(cast, columns):
    meeting = make(cast, date(2027, 3, 16))

    with pytest.raises(IntegrityError, match="meetings_meeting_hours"), transaction.atomic():
        Meeting.objects.filter(pk=meeting.pk).update(**columns)


def test_those_invited_are_told_of_other_hours_once_and_of_nothing_else(cast):
    meeting = make(cast, date(2027, 3, 16), host=cast.stakeholders["PK"], city="Islamabad")
    invite(meeting, by=cast.fp_dm)
    OutboxMessage.objects.all().delete()
    meeting.refresh_from_db()

    told = cast.client("fp_dm").get(f"/meetings/{meeting.uid}/hours/").content.decode()
    at(meeting, venue="Sample hall", joining_url=LINK, version=meeting.version, by=cast.fp_dm)
    letters = list(OutboxMessage.objects.filter(template="meeting_hours"))
    at(meeting, venue="Sample hall", joining_url="", version=meeting.version + 1, by=cast.fp_dm)

    assert {letter.recipient for letter in letters} >= {cast.del_pk, cast.del_kz}
    assert f"{len(letters)} contacts of those invited are told by mail" in told
    assert all(letter.recipient.full_name in told for letter in letters if letter.recipient)
    assert all("10:00–16:00, Kabul time" in letter.body and "Sample hall" in letter.body for letter in letters)
    assert not any(LINK in letter.body for letter in letters)
    assert OutboxMessage.objects.filter(template="meeting_hours").count() == len(letters)


def test_nobody_is_told_of_hours_before_the_invitation(cast):
    at(make(cast, date(2027, 3, 16)), by=cast.fp_dm)

    assert not OutboxMessage.objects.exists()
