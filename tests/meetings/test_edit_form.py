"""Completing and correcting a meeting, and two people who do it at once."""

from datetime import date

import pytest
import time_machine

from hoaip.models import AuditEntry
from meetings.models import Attendance, Meeting, MeetingCbm


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel("2026-11-23T08:00:00Z", tick=False):
        yield


@pytest.fixture
def known(cast):
    """DM RTG4 of 8 September 2015 as an import left it."""
    meeting = Meeting.objects.create(
        process=cast.process,
        type="rtgm",
        state="held",
        starts_on=date(2015, 9, 8),
        ends_on=date(2015, 9, 8),
        host=cast.stakeholders["PK"],
        city="Islamabad",
        created_by=cast.rev,
        has_cbm=True,
        is_imported=True,
    )
    MeetingCbm.objects.create(meeting=meeting, cbm=cast.cbms["dm"], ordinal=4)
    Attendance.objects.create(meeting=meeting, stakeholder=cast.stakeholders["PK"], answer="present", capacity="lead")
    return meeting


def body(meeting, **changes):
    return {
        "version": meeting.version,
        "cbm": "dm",
        "type": "rtgm",
        "date_precision": "day",
        "starts_on": meeting.starts_on.isoformat(),
        "host": "pakistan",
        "city": "Islamabad",
        "mode": "in_person",
        "attendance-pakistan": "present",
        "record": "The Road Map was approved by consensus.",
        "save": "held",
    } | changes


def test_logging_it_again_leads_to_the_one_in_the_register(cast, known):
    response = cast.client("fp_dm").post("/meetings/new/?cbm=dm", body(known))

    html = response.content.decode()
    assert response.status_code == 422
    assert "DM RTG4" in html
    assert "8 September 2015" in html
    assert "is already in the register" in html
    assert "(unconfirmed)" in html
    assert f"/meetings/{known.uid}/edit/" in html


def test_completing_it_confirms_it_and_changes_no_count(cast, known):
    response = cast.client("fp_dm").post(f"/meetings/{known.uid}/edit/", body(known))

    known.refresh_from_db()
    assert response.status_code == 302
    assert known.confirmed_by == cast.fp_dm
    assert known.state == "held"
    assert MeetingCbm.objects.get().ordinal == 4
    assert AuditEntry.objects.get().action == "meeting.edit"


def test_completing_a_planned_one_holds_it(cast, known):
    Meeting.objects.filter(pk=known.pk).update(state="planned", is_imported=False)

    cast.client("fp_dm").post(f"/meetings/{known.uid}/edit/", body(known))

    known.refresh_from_db()
    assert known.state == "held"
    assert MeetingCbm.objects.get().counts == "held"


def test_stale_save_shows_both_texts_and_writes_nothing(cast, known):
    cast.client("fp_dm").post(f"/meetings/{known.uid}/edit/", body(known, record="Theirs <b>bold</b>."))

    response = cast.client("rev").post(
        f"/meetings/{known.uid}/edit/", body(known, record='Mine <img src=x onerror="alert(1)">.', city="Lahore")
    )

    html = response.content.decode()
    assert response.status_code == 409
    assert "Theirs" in html
    assert "&lt;b&gt;" in html
    assert "<img src=x" not in html
    assert "Lahore" in html
    assert 'name="version" value="2"' in html
    assert known.paragraphs.get().text == "Theirs <b>bold</b>."


def test_merged_text_is_saved_with_the_shown_version(cast, known):
    cast.client("fp_dm").post(f"/meetings/{known.uid}/edit/", body(known, record="Theirs."))

    response = cast.client("rev").post(f"/meetings/{known.uid}/edit/", body(known, record="Both.", version=2))

    assert response.status_code == 302
    assert known.paragraphs.get().text == "Both."


@pytest.mark.parametrize("version", ["", "x", "-1", "99999999999"])
def test_version_that_is_no_number_is_a_bad_request(cast, known, version):
    response = cast.client("fp_dm").post(f"/meetings/{known.uid}/edit/", body(known, version=version))

    assert response.status_code == 400


def test_circulated_record_stays(cast, known):
    cast.client("fp_dm").post(f"/meetings/{known.uid}/edit/", body(known))
    Meeting.objects.update(state="reported")
    known.refresh_from_db()

    cast.client("fp_dm").post(f"/meetings/{known.uid}/edit/", body(known, record="Changed.", city="Lahore"))

    known.refresh_from_db()
    assert known.city == "Lahore"
    assert known.paragraphs.get().text == "The Road Map was approved by consensus."


def test_outcomes_of_a_circulated_record_are_not_taken_away(cast, known):
    outcome = {"outcomes-0-kind": "decision", "outcomes-0-text": "Approved."}
    cast.client("fp_dm").post(f"/meetings/{known.uid}/edit/", body(known, **outcome))
    Meeting.objects.update(state="reported")
    known.refresh_from_db()

    response = cast.client("fp_dm").post(f"/meetings/{known.uid}/edit/", body(known))

    assert response.status_code == 422
    assert known.outcomes.count() == 1


def test_closed_meeting_is_not_edited(cast, known):
    Meeting.objects.update(state="closed")

    assert cast.client("fp_dm").get(f"/meetings/{known.uid}/edit/").status_code == 409
    assert cast.client("fp_dm").post(f"/meetings/{known.uid}/edit/", body(known)).status_code == 409


def test_adding_a_cbm_needs_the_right_there(cast, known):
    response = cast.client("fp_dm").post(f"/meetings/{known.uid}/edit/", body(known, cbm=["dm", "ct"]))

    assert response.status_code == 403
    assert MeetingCbm.objects.count() == 1


@pytest.mark.parametrize(("who", "status"), [("fp_dm", 403), ("rev", 302)])
def test_taking_a_meeting_out_of_every_cbm_is_for_ministry_staff(cast, known, who, status):
    """A meeting of the process alone is theirs: no focal point makes a ministerial conference out of an RTGM."""
    response = cast.client(who).post(f"/meetings/{known.uid}/edit/", body(known, cbm=[], type="mc", title="Our own"))

    assert response.status_code == status
    known.refresh_from_db()
    assert known.has_cbm == (who == "fp_dm")
    assert known.type == ("rtgm" if who == "fp_dm" else "mc")


@pytest.mark.parametrize(("who", "status"), [("fp_dm", 422), ("rev", 302)])
def test_a_meeting_of_a_cbm_becomes_a_body_of_the_process_by_ministry_staff_alone(cast, known, who, status):
    response = cast.client(who).post(f"/meetings/{known.uid}/edit/", body(known, type="som", title="Our own"))

    known.refresh_from_db()
    assert response.status_code == status
    assert known.type == ("rtgm" if who == "fp_dm" else "som")


def test_a_focal_point_completes_one_that_is_a_body_of_the_process(cast, known):
    Meeting.objects.update(type="som")
    MeetingCbm.objects.update(ordinal=None)
    known.refresh_from_db()

    response = cast.client("fp_dm").post(f"/meetings/{known.uid}/edit/", body(known, type="som", city="Murree"))

    known.refresh_from_db()
    assert (response.status_code, known.city) == (302, "Murree")


def test_who_is_said_not_to_have_come_is_taken_back(cast, known):
    Attendance.objects.create(meeting=known, stakeholder=cast.stakeholders["PL"], answer="present", capacity="observer")
    Attendance.objects.create(
        meeting=known, stakeholder=cast.stakeholders["KZ"], answer="present", capacity="participating"
    )
    blank = {"attendance-poland": "", "attendance-kazakhstan": ""}

    answer = cast.client("fp_dm").post(f"/meetings/{known.uid}/edit/", body(known, **blank))

    assert answer.status_code == 302
    assert {row.stakeholder.code: row.answer for row in known.attendance.select_related("stakeholder")} == {
        "PK": "present",
        "PL": "absent",
        "KZ": "absent",
    }


def test_one_who_is_not_named_in_the_form_stays_as_saved(cast, known):
    Attendance.objects.create(meeting=known, stakeholder=cast.stakeholders["PL"], answer="remote", capacity="observer")

    cast.client("fp_dm").post(f"/meetings/{known.uid}/edit/", body(known))

    assert known.attendance.get(stakeholder__code="PL").answer == "remote"


def test_a_reported_meeting_keeps_somebody_who_led_it(cast, known):
    Meeting.objects.filter(pk=known.pk).update(state="reported", circulated_at="2015-09-20T08:00:00Z")

    answer = cast.client("rev").post(
        f"/meetings/{known.uid}/edit/", body(known, **{"attendance-pakistan": "absent", "save": "reported"})
    )

    assert answer.status_code == 422
    assert known.attendance.get().answer == "present"
