"""Hints of meetings near to a day at which the host or a lead is needed too: to who plans, and stopping nobody."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hoaip.calendar import KABUL
from meetings.calendar.clashes import near
from meetings.models import Meeting
from tests.meetings.test_agenda import a_meeting

DAY = date(2027, 3, 10)


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(datetime(2026, 11, 23, 9, tzinfo=KABUL), tick=False):
        yield


@pytest.fixture
def planned(cast):
    """An RTGM of DM, which Pakistan and Kazakhstan lead, with Pakistan as its host."""
    return a_meeting(cast, "dm", day=DAY)


def near_to(cast, meeting, by="rev"):
    cbms = [pair.cbm for pair in meeting.pairs.all()]
    about = {"type": meeting.type, "first": meeting.starts_on, "last": meeting.ends_on, "host": meeting.host_id}
    return list(near(getattr(cast, by), cbms=cbms, apart_from=meeting, **about))


def hosted(cast, meeting, code):
    Meeting.objects.filter(pk=meeting.pk).update(host=cast.stakeholders[code])
    return meeting


@pytest.mark.parametrize(("days", "is_near"), [(-4, False), (-3, True), (0, True), (3, True), (4, False)])
def test_three_days_on_either_side_are_near(cast, planned, days, is_near):
    other = a_meeting(cast, "ct", day=DAY + timedelta(days=days), last=DAY + timedelta(days=days))

    assert (other in near_to(cast, planned)) is is_near


def test_a_shared_host_or_lead_clashes_and_nobody_else(cast, planned):
    same_host = a_meeting(cast, "ct", day=DAY)
    host_leads_here = hosted(cast, a_meeting(cast, "ct", day=DAY, type="expert"), "KZ")
    led_here = hosted(cast, a_meeting(cast, "dm", day=DAY, type="expert"), "IN")
    unconcerned = hosted(cast, a_meeting(cast, "ct", day=DAY, type="other"), "TR")
    senior = hosted(cast, a_meeting(cast, day=DAY, type="som"), "TR")

    found = near_to(cast, planned)

    assert set(found) == {same_host, host_leads_here, led_here, senior}
    assert unconcerned in near_to(cast, senior)


@pytest.mark.parametrize("state", ["cancelled", "postponed", "annulled"])
def test_one_that_is_off_clashes_with_nothing(cast, planned, state):
    a_meeting(cast, "dm", day=DAY, state=state)

    assert near_to(cast, planned) == []


def test_a_month_is_no_day(cast, planned):
    a_meeting(cast, "dm", day=date(2027, 3, 1), last=date(2027, 3, 31), date_precision="month")

    assert near_to(cast, planned) == []


def test_none_that_the_reader_may_not_know_of_is_named(cast, planned):
    hidden = a_meeting(cast, "ct", day=DAY)

    assert hidden in near_to(cast, planned, by="rev")
    assert hidden not in near_to(cast, planned, by="del_pk")


def test_the_page_says_it_to_its_editors_and_the_form_to_who_fills_it_in(cast, planned):
    other = a_meeting(cast, "dm", day=DAY + timedelta(days=2), type="expert", title_en="Floods workshop")
    Meeting.objects.filter(pk__in=[planned.pk, other.pk]).update(announced_at="2026-01-01T00:00Z")
    page = f"/meetings/{planned.uid}/"

    editor, member, public = (cast.client(who).get(page).content.decode() for who in ("fp_dm", "del_pk", None))
    typed = cast.client("fp_dm").get(f"/meetings/new/?cbm=dm&starts_on={DAY.isoformat()}").content.decode()
    far = cast.client("fp_dm").get("/meetings/new/?cbm=dm&starts_on=2027-06-01").content.decode()
    past = cast.client("fp_dm").get("/meetings/new/?cbm=dm&starts_on=2025-06-01").content.decode()

    assert "Floods workshop" in editor.split('id="clashes"')[1].split("</div>")[0]
    assert ['id="clashes"' in text for text in (member, public, typed, far, past)] == [False, False, True, False, False]


def test_it_stops_nobody_and_costs_the_post_nothing(cast, planned):
    fields = {"cbm": "dm", "type": "expert", "date_precision": "day", "starts_on": DAY.isoformat(), "save": "planned"}

    answer = cast.client("fp_dm").post("/meetings/new/", fields)

    assert answer.status_code == 302
    assert Meeting.objects.filter(type="expert", starts_on=DAY).exists()


@pytest.mark.parametrize("many", [1, 20])
def test_however_many_are_near_it_is_one_statement_and_six_are_named(cast, planned, many):
    for number in range(many):
        a_meeting(cast, "dm", day=DAY, type="expert", title_en=f"Workshop {number}")
    browser = cast.client("fp_dm")
    browser.get("/meetings/")

    with CaptureQueriesContext(connection) as asked:
        html = browser.get(f"/meetings/{planned.uid}/").content.decode()

    named = html.split('id="clashes"')[1].split("</div>")[0].count("<a ")
    assert named == min(many, 6)
    assert len([each for each in asked if '"starts_on" BETWEEN' in each["sql"]]) == 1
