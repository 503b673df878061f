"""A meeting's life: every step from every state, its guards, and who may take it."""

from datetime import date

import pytest
import time_machine
from django.utils import timezone

from hoaip.models import AuditEntry
from hoaip.workflow import transition
from meetings import actions
from meetings.models import UNDECIDED, Attendance, DateChange, Meeting, MeetingCbm, RecordParagraph

TODAY = date(2026, 11, 23)
STATES = [state.value for state in Meeting.State]
# A meeting goes back with its record that is recalled: tests/meetings/test_records.py.
STEPS = [step.name for step in Meeting.TRANSITIONS if step.name != "recall"]


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel("2026-11-23T08:00:00Z", tick=False):
        yield


@pytest.fixture
def make(cast):
    """Build a DM meeting directly in a state, ready for every step."""

    def build(state="planned", *, code="dm", day=date(2026, 11, 16), precision="day", **columns):
        last = columns.pop("last", day)
        if state in UNDECIDED:
            columns |= {"requested_at": timezone.now(), "requested_by": cast.fp_dm}
        meeting = Meeting.objects.create(
            process=cast.process,
            type="rtgm",
            state="held" if state in ("reported", "closed", "annulled") else state,
            date_precision=precision,
            starts_on=day,
            ends_on=last,
            host=cast.stakeholders["PK"],
            city="Islamabad",
            created_by=cast.fp_dm,
            has_cbm=True,
            **columns,
        )
        MeetingCbm.objects.create(meeting=meeting, cbm=cast.cbms[code])
        Attendance.objects.create(
            meeting=meeting, stakeholder=cast.stakeholders["PK"], answer="present", capacity="lead"
        )
        RecordParagraph.objects.create(meeting=meeting, number=1, text="The meeting was opened.")
        Meeting.objects.filter(pk=meeting.pk).update(state=state)
        meeting.refresh_from_db()
        return meeting

    return build


def fields(step):
    needed = {"postpone": {"reason": "Flood."}, "replan": {"starts_on": "2027-02-01"}, "cancel": {"reason": "Flood."}}
    return needed.get(step, {"reason": "By mistake."})


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("name", STEPS)
def test_every_step_from_every_state(cast, make, name, state):
    meeting = make(state)
    step = transition(Meeting, name)

    response = cast.client("rev").post(f"/meetings/{meeting.uid}/{name}/", fields(name))

    before = meeting.version
    meeting.refresh_from_db()
    if state in step.sources:
        assert response.status_code == 302
        assert meeting.state == step.target_from(state)
        entry = AuditEntry.objects.get(object_type="meetings.meeting")
        assert (entry.action, entry.object_version) == (f"meeting.{name}", before + 1)
    else:
        assert response.status_code == 409
        assert (meeting.state, meeting.version) == (state, before)
        assert not AuditEntry.objects.exists()


@pytest.mark.parametrize(("name", "state"), [("annul", "held"), ("reopen", "closed")])
def test_reopen_and_annul_belong_to_ministry_staff(cast, make, name, state):
    meeting = make(state)

    assert cast.client("fp_dm").post(f"/meetings/{meeting.uid}/{name}/", fields(name)).status_code == 403
    meeting.refresh_from_db()
    assert meeting.state == state


@pytest.mark.parametrize("name", ["announce", "invite", "postpone", "cancel", "hold"])
def test_focal_point_of_another_cbm_is_refused(cast, make, name):
    meeting = make("planned")

    assert cast.client("fp_ct").post(f"/meetings/{meeting.uid}/{name}/", fields(name)).status_code == 403


def test_planned_meeting_is_unseen_by_strangers_and_the_public(cast, make):
    meeting = make("planned")

    unknown = "/meetings/00000000-0000-4000-8000-000000000000/"
    assert cast.client("del_au").get(f"/meetings/{meeting.uid}/").status_code == 404
    assert cast.client().get(f"/meetings/{meeting.uid}/").status_code == 404
    assert cast.client().get(f"/meetings/{meeting.uid}/").content == cast.client().get(unknown).content
    assert cast.client("del_pl").get(f"/meetings/{meeting.uid}/").status_code == 200
    assert cast.client("del_au").post(f"/meetings/{meeting.uid}/cancel/", {"reason": "x"}).status_code == 404


def test_announced_meeting_is_public(cast, make):
    meeting = make("planned")

    cast.client("fp_dm").post(f"/meetings/{meeting.uid}/announce/")

    assert cast.client().get(f"/meetings/{meeting.uid}/").status_code == 200


def test_annulled_meeting_is_seen_by_the_ministry_alone(cast, make):
    meeting = make("annulled")

    seen = {
        who: cast.client(who).get(f"/meetings/{meeting.uid}/").status_code
        for who in ("fp_ct", "rev", "dir", "del_pk", None)
    }
    assert seen == {"fp_ct": 200, "rev": 200, "dir": 200, "del_pk": 404, None: 404}


def test_closing_before_the_record_is_agreed_is_staffs_with_a_reason(cast, make):
    meeting = make("reported")
    address = f"/meetings/{meeting.uid}/close/"

    assert cast.client("fp_dm").post(address, {"reason": "Done."}).status_code == 409
    assert cast.client("rev").post(address, {"reason": ""}).status_code == 422
    assert cast.client("rev").post(address, {"reason": "No record will come."}).status_code == 302
    meeting.refresh_from_db()
    assert meeting.state == "closed"


def test_postponing_keeps_the_original_date(cast, make):
    meeting = make("invited", day=date(2026, 12, 10))

    cast.client("fp_dm").post(
        f"/meetings/{meeting.uid}/postpone/", {"reason": "Snow.", "date_precision": "month", "starts_on": "2027-02"}
    )

    meeting.refresh_from_db()
    assert (meeting.state, meeting.starts_on, meeting.ends_on) == ("postponed", date(2027, 2, 1), date(2027, 2, 28))
    change = DateChange.objects.get()
    assert (change.starts_on, change.date_precision, change.reason) == (date(2026, 12, 10), "day", "Snow.")
    assert MeetingCbm.objects.get().counts == ""
    assert "10 December 2026" in cast.client("fp_dm").get(f"/meetings/{meeting.uid}/").content.decode()


def test_invitation_needs_a_day_and_a_host(cast, make):
    meeting = make("planned", day=date(2027, 2, 1), last=date(2027, 2, 28), precision="month")

    response = cast.client("fp_dm").post(f"/meetings/{meeting.uid}/invite/")

    assert response.status_code == 422
    assert "names the day" in response.content.decode()


def test_focal_point_holds_to_the_day_and_staff_may_hold_a_month(cast, make):
    meeting = make("planned", day=date(2026, 10, 1), last=date(2026, 10, 31), precision="month")
    address = f"/meetings/{meeting.uid}/hold/"

    assert cast.client("fp_dm").post(address).status_code == 422
    assert cast.client("rev").post(address).status_code == 302


def test_circulated_record_is_frozen_and_read_by_those_who_came(cast, make):
    meeting = make("held")
    address = f"/meetings/{meeting.uid}/"
    assert "was opened" not in cast.client("del_pk").get(address).content.decode()
    assert "was opened" not in cast.client("adm").get(address).content.decode()
    assert "was opened" not in cast.client("fp_ct").get(address).content.decode()

    cast.client("fp_dm").post(f"{address}circulate/")

    assert "was opened" in cast.client("del_pk").get(address).content.decode()
    assert "was opened" not in cast.client("del_au").get(address).content.decode()
    assert "was opened" not in cast.client("adm").get(address).content.decode()
    assert "was opened" not in cast.client().get(address).content.decode()


def test_stale_step_is_refused(cast, make):
    meeting = make("planned", day=date(2027, 1, 10))
    cast.client("rev").post(f"/meetings/{meeting.uid}/announce/", {"version": 1})

    response = cast.client("fp_dm").post(f"/meetings/{meeting.uid}/cancel/", {"version": 1, "reason": "Flood."})

    assert response.status_code == 409
    meeting.refresh_from_db()
    assert meeting.state == "planned"


def test_ordinal_twice_is_a_sentence_at_its_field(cast, make):
    first, second = make("held"), make("held", day=date(2026, 11, 17))
    MeetingCbm.objects.filter(meeting=first).update(ordinal=7)

    response = cast.client("rev").post(
        f"/meetings/{second.uid}/number/", {"cbm": "dm", "ordinal": "7", "reason": "The record says so."}
    )

    assert response.status_code == 422
    assert "DM RTG7 belongs to another meeting already" in response.content.decode()
    assert cast.client("fp_dm").get(f"/meetings/{second.uid}/number/").status_code == 403


@pytest.mark.parametrize("code", ["%00", "dm%00"])
def test_cbm_that_is_no_text_is_a_bad_request(cast, make, code):
    meeting = make("held")

    assert cast.client("rev").get(f"/meetings/{meeting.uid}/number/?cbm={code}").status_code == 400


@pytest.mark.parametrize("code", ["ct", "x" * 300])
def test_number_in_a_cbm_it_does_not_belong_to_is_refused(cast, make, code):
    meeting = make("held")

    assert cast.client("rev").get(f"/meetings/{meeting.uid}/number/?cbm={code}").status_code == 409


def test_step_and_move_is_the_only_door():
    with pytest.raises(KeyError):
        transition(Meeting, "vanish")


def test_annul_needs_the_right_on_every_cbm(cast, make):
    meeting = make("held")
    MeetingCbm.objects.create(meeting=meeting, cbm=cast.cbms["ct"])

    actions.annul(meeting, by=cast.rev, reason="Logged by mistake.")

    assert meeting.state == "annulled"
