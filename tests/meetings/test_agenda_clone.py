"""The next meeting planned like this one: its date is new, its agenda comes along, nothing else does."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import ValidationError

from conferences.models import Action
from hoaip.errors import Refused, WrongState
from hoaip.ladder import Rung, anchor_key
from meetings.actions.agenda_clone import plan_like
from meetings.models import AgendaItem, Attendance, Meeting, MeetingCbm, Outcome, RecordParagraph
from tests.meetings.test_agenda import a_meeting, an_item, page_of, titles

HELD = date(2026, 10, 1)
TODAY = date(2026, 11, 23)
PERIOD = (date(2027, 3, 1), date(2027, 3, 31), "month")
SENT = {"date_precision": "month", "starts_on": "2027-03", "with_agenda": "on", "with_actions": "on"}


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel("2026-11-23T08:00:00Z", tick=False):
        yield


@pytest.fixture
def held(cast):
    meeting = a_meeting(cast, "dm", state="held", day=HELD, mode="hybrid", title_en="The fourth")
    Attendance.objects.create(meeting=meeting, stakeholder=cast.stakeholders["PK"], answer="present", capacity="lead")
    RecordParagraph.objects.create(meeting=meeting, number=1, text="It was opened.")
    return meeting


@pytest.fixture
def outcome(held):
    return Outcome.objects.create(meeting=held, number=1, kind="action", text="Share the map.")


def an_action(cast, outcome, title, *, rung=Rung.PARTICIPANTS, state="open", code="dm", due=None, **columns):
    return Action.objects.create(
        process=cast.process,
        outcome=outcome,
        cbm=cast.cbms[code],
        title=title,
        owner=cast.stakeholders["KZ"],
        due_on=due,
        due_precision="day" if due else "ongoing",
        rung=rung,
        state=state,
        anchors=[anchor_key(cast.cbms[code]), anchor_key(cast.stakeholders["KZ"])],
        created_by=cast.fp_dm,
        **columns,
    )


def send(cast, meeting, who="fp_dm", **fields):
    return cast.client(who).post(f"/meetings/{meeting.uid}/next/", SENT | fields)


def planned():
    return Meeting.objects.get(state="planned")


def test_one_screen_plans_it_and_leads_to_its_agenda(cast, held):
    an_item(held, "Opening", state="discussed", minutes=10)
    page = cast.client("fp_dm").get(f"/meetings/{held.uid}/next/").content.decode()

    answer = send(cast, held)

    new = planned()
    assert "What its agenda had: 1" in page
    assert page.count(" checked") == 2
    assert answer["Location"] == page_of(new)
    assert (new.type, new.date_precision, new.starts_on, new.ends_on) == ("rtgm", "month", *PERIOD[:2])
    assert list(MeetingCbm.objects.filter(meeting=new).values_list("cbm__code", "ordinal")) == [("dm", None)]
    assert titles(new) == ["Opening"]


def test_neither_attendance_nor_record_nor_place_comes_along(cast, held, outcome):
    new = plan_like(held, period=PERIOD, by=cast.fp_dm, today=TODAY)

    assert (new.state, new.title_en, new.host, new.city, new.mode, new.announced_at) == (
        "planned",
        "",
        None,
        "",
        "in_person",
        None,
    )
    assert [rows.count() for rows in (new.attendance, new.outcomes, new.paragraphs)] == [0, 0, 0]


def test_what_was_undecided_or_waited_is_carried_over_and_the_rest_is_written_anew(cast, held):
    made = {
        state: an_item(held, state, state=state, state_reason="No time." if state == "dropped" else "")
        for state in ("open", "discussed", "carried", "dropped")
    }
    elsewhere = a_meeting(cast, "dm", day=date(2027, 1, 10))
    there = an_item(held, "there already", state="carried")
    an_item(elsewhere, "there already", carried_from=there)

    new = plan_like(held, period=PERIOD, by=cast.fp_dm, today=TODAY)

    assert titles(new) == ["open", "discussed", "carried"]
    origins = dict(AgendaItem.objects.filter(meeting=new).values_list("title", "carried_from"))
    assert origins == {"open": made["open"].pk, "discussed": None, "carried": made["carried"].pk}
    assert AgendaItem.objects.get(pk=made["open"].pk).state == "carried"


def test_the_agenda_of_one_that_is_ahead_is_copied_and_stays(cast):
    source = a_meeting(cast, "dm", day=date(2026, 12, 20))
    item = an_item(source, "Opening", lead=cast.stakeholders["PK"])

    new = plan_like(source, period=PERIOD, by=cast.fp_dm, today=TODAY)

    copied = AgendaItem.objects.get(meeting=new)
    assert (copied.lead.code, copied.carried_from, AgendaItem.objects.get(pk=item.pk).state) == ("PK", None, "open")


def test_open_actions_stand_on_it_as_far_as_members_may_know_them(cast, held, outcome):
    an_action(cast, outcome, "Later", due=date(2027, 2, 1))
    an_action(cast, outcome, "Sooner", due=date(2026, 12, 1), rung=Rung.MEMBERS)
    an_action(cast, outcome, "Canary of the ministry", rung=Rung.MINISTRY)
    an_action(cast, outcome, "Of another CBM", code="ct")
    an_action(cast, outcome, "Ended", state="cancelled", state_reason="Not any more.")
    an_action(cast, outcome, "A" * 300)

    send(cast, held)

    new = planned()
    assert titles(new)[:2] == ["Sooner", "Later"]
    assert len(titles(new)) == 3
    long = AgendaItem.objects.get(meeting=new, position=3)
    assert (len(long.title), long.text, long.lead.code) == (200, "A" * 300, "KZ")


def test_of_a_joint_meeting_members_of_one_cbm_read_no_action_of_the_other(cast):
    joint = a_meeting(cast, "dm", "ct", state="held", day=HELD)
    outcome = Outcome.objects.create(meeting=joint, number=1, kind="action", text="Share the map.")
    an_action(cast, outcome, "For members of CT", code="ct", rung=Rung.MEMBERS)
    an_action(cast, outcome, "For every delegation", code="ct")

    new = plan_like(joint, period=PERIOD, by=cast.rev, today=TODAY)

    assert titles(new) == ["For every delegation"]


def test_senior_officials_find_what_came_of_their_last_meeting(cast):
    source = a_meeting(cast, type="som", state="held", day=HELD)
    outcome = Outcome.objects.create(meeting=source, number=1, kind="action", text="Share the map.")
    an_action(cast, outcome, "Of the process")

    new = plan_like(source, period=PERIOD, by=cast.rev, today=TODAY)

    assert titles(new) == ["Of the process"]


def test_what_is_not_ticked_stays_behind(cast, held, outcome):
    an_action(cast, outcome, "Sooner")
    item = an_item(held, "Opening")

    send(cast, held, with_agenda="", with_actions="")

    assert titles(planned()) == []
    assert AgendaItem.objects.get(pk=item.pk).state == "open"


def test_one_in_the_register_is_asked_about_and_not_made_twice(cast, held):
    there = a_meeting(cast, "dm", day=date(2027, 3, 10))

    asked = send(cast, held)
    send(cast, held, another_meeting="on")

    assert asked.status_code == 422
    assert "In the register there is already" in asked.content.decode()
    assert 'name="another_meeting"' in asked.content.decode()
    assert Meeting.objects.filter(state="planned").exclude(pk=there.pk).count() == 1


def test_sent_twice_it_is_one_meeting(cast, held):
    first, second = (send(cast, held, idempotency_key="a" * 20) for _ in range(2))

    assert first["Location"] == second["Location"]
    assert Meeting.objects.filter(state="planned").count() == 1


def test_a_date_that_is_none_is_refused_and_nothing_is_planned(cast, held):
    an_item(held)

    answer = send(cast, held, starts_on="soon")

    assert answer.status_code == 422
    assert 'value="soon"' in answer.content.decode()
    assert not Meeting.objects.filter(state="planned").exists()


def test_more_than_an_agenda_holds_plans_nothing(cast, held, outcome):
    AgendaItem.objects.bulk_create(
        AgendaItem(meeting=held, position=number, title=f"Item {number}", state="discussed") for number in range(1, 61)
    )
    an_action(cast, outcome, "One more")

    with pytest.raises(ValidationError, match="at most 60 items"):
        plan_like(held, period=PERIOD, by=cast.fp_dm, today=TODAY)
    answer = send(cast, held)

    assert "at most 60 items" in answer.content.decode()
    assert not Meeting.objects.filter(state="planned").exists()


def test_who_plans_for_one_cbm_plans_no_joint_meeting(cast):
    joint = a_meeting(cast, "dm", "ct", state="held", day=HELD)

    assert cast.client("fp_dm").get(f"/meetings/{joint.uid}/next/").status_code == 403
    assert cast.client("rev").get(f"/meetings/{joint.uid}/next/").status_code == 200
    with pytest.raises(Refused):
        plan_like(joint, period=PERIOD, by=cast.fp_dm, today=TODAY)
    new = plan_like(joint, period=PERIOD, by=cast.rev, today=TODAY)
    assert sorted(new.pairs.values_list("cbm__code", flat=True)) == ["ct", "dm"]


def test_an_annulled_meeting_is_no_pattern(cast, held):
    Meeting.objects.filter(pk=held.pk).update(state="annulled")
    held.refresh_from_db()

    with pytest.raises(WrongState):
        plan_like(held, period=PERIOD, by=cast.fp_dm, today=TODAY)
    assert cast.client("fp_dm").get(f"/meetings/{held.uid}/next/").status_code == 409


def test_a_conference_is_planned_by_itself(cast):
    conference = a_meeting(cast, type="mc", state="held", day=HELD, ordinal=7)

    with pytest.raises(WrongState, match="planned by itself"):
        plan_like(conference, period=PERIOD, by=cast.rev, today=TODAY)
    assert cast.client("rev").get(f"/meetings/{conference.uid}/next/").status_code == 409


def test_its_page_leads_there_for_who_may_plan(cast, held):
    way = f"/meetings/{held.uid}/next/"

    found = {who: way in cast.client(who).get(f"/meetings/{held.uid}/").content.decode() for who in ("fp_dm", "del_pk")}

    assert found == {"fp_dm": True, "del_pk": False}
