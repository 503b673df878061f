"""The number of an RTGM that others read is never given out again: it stays reserved when its meeting leaves it."""

from datetime import date

import pytest
import time_machine
from django.utils import timezone

from hoaip.models import AuditEntry
from meetings import actions
from meetings.actions import annul, correct_ordinal
from meetings.models import Attendance, Meeting, MeetingCbm, RecordParagraph, RegisterNote
from meetings.ordinals import proposed_ordinal
from tests.meetings.test_edit_form import body

LATER = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel("2026-11-23T08:00:00Z", tick=False):
        yield


@pytest.fixture
def numbered(cast):
    """DM RTG1 and DM RTG2, held."""
    meetings = []
    for number, day in enumerate((date(2026, 2, 3), date(2026, 6, 2)), 1):
        meeting = Meeting.objects.create(
            **{"process": cast.process, "type": "rtgm", "state": "held", "starts_on": day, "ends_on": day},
            **{"host": cast.stakeholders["PK"], "city": "Islamabad", "created_by": cast.rev, "has_cbm": True},
        )
        MeetingCbm.objects.create(meeting=meeting, cbm=cast.cbms["dm"], ordinal=number)
        Attendance.objects.create(
            meeting=meeting, stakeholder=cast.stakeholders["PK"], answer="present", capacity="lead"
        )
        meeting.refresh_from_db()
        meetings.append(meeting)
    return meetings


def move(cast, meeting, *codes):
    meeting.refresh_from_db()
    return cast.client("rev").post(f"/meetings/{meeting.uid}/edit/", body(meeting, cbm=list(codes)))


def number_of(meeting, code="dm"):
    return MeetingCbm.objects.get(meeting=meeting, cbm__code=code).ordinal


def proposed(cast, code="dm"):
    return proposed_ordinal(cast.cbms[code], LATER)[0]


def test_the_number_of_a_meeting_that_went_to_another_cbm_stays_reserved(cast, numbered):
    _first, second = numbered
    assert proposed(cast) == 3

    answer = move(cast, second, "ct")

    assert answer.status_code == 302
    assert proposed(cast) is None
    note = RegisterNote.objects.get()
    assert (note.cbm, note.reserved_ordinal, note.meeting) == (cast.cbms["dm"], 2, second)
    assert AuditEntry.objects.get().changes["reserved.dm"] == [None, 2]
    page = cast.client().get("/cbms/dm/history/").content.decode()
    assert "DM RTG2 was the number of a meeting that does not carry it any more." in page
    assert "Number 2 stays reserved." in page
    third = Meeting.objects.create(
        **{"process": cast.process, "type": "rtgm", "state": "held", "starts_on": LATER, "ends_on": LATER},
        **{"created_by": cast.rev, "has_cbm": True},
    )
    pair = MeetingCbm.objects.create(meeting=third, cbm=cast.cbms["dm"])
    refused = cast.client("rev").post(f"/meetings/{third.uid}/number/", {"cbm": "dm", "ordinal": "2", "reason": "x"})
    assert refused.status_code == 422
    assert "DM RTG2 belongs to another meeting already" in refused.content.decode()
    assert correct_ordinal(pair, number=3, by=cast.rev, reason="The next one.").ordinal == 3


def test_what_became_of_its_record_goes_along_to_another_cbm(cast, numbered):
    _first, meeting = numbered
    RecordParagraph.objects.create(meeting=meeting, number=1, text="Said.")
    actions.circulate(meeting, by=cast.fp_dm)
    actions.agree_record(meeting.revisions.get(), reason="In the room.", today=LATER, by=cast.fp_dm)
    actions.publish_record(meeting.revisions.get(), by=cast.rev)

    answer = move(cast, meeting, "ct")

    told = {code: cast.client().get(f"/cbms/{code}/timeline/").content.decode() for code in ("dm", "ct")}
    assert answer.status_code == 302
    assert {code: "Record published" in page for code, page in told.items()} == {"dm": False, "ct": True}


def test_it_has_its_number_again_when_it_comes_back(cast, numbered):
    _first, second = numbered
    move(cast, second, "ct")

    answer = move(cast, second, "dm", "ct")

    assert answer.status_code == 302
    assert number_of(second) == 2
    assert not RegisterNote.objects.exists()
    assert AuditEntry.objects.last().changes["ordinal.dm"] == [None, 2]


def test_a_number_that_was_corrected_stays_reserved_for_the_meeting_that_had_it(cast, numbered):
    _first, second = numbered
    pair = MeetingCbm.objects.get(meeting=second)

    correct_ordinal(pair, number=5, by=cast.rev, reason="The record says five.")

    note = RegisterNote.objects.get()
    assert (note.reserved_ordinal, note.text) == (2, "DM RTG2 was the number of a meeting that is DM RTG5 now.")
    assert AuditEntry.objects.get().changes["reserved.dm"] == [None, 2]
    Meeting.objects.filter(pk=second.pk).update(starts_on=LATER, ends_on=LATER)
    assert proposed_ordinal(cast.cbms["dm"], date(2026, 3, 1))[0] is None  # one more than the first is not free

    correct_ordinal(pair, number=2, by=cast.rev, reason="The record was read again.")

    assert number_of(second) == 2
    assert RegisterNote.objects.get().reserved_ordinal == 5


def test_a_corrected_number_is_a_change_of_its_meeting(cast, numbered):
    """Its event in a feed says the number, with a higher SEQUENCE and a later LAST-MODIFIED."""
    meeting = numbered[1]
    Meeting.objects.filter(pk=meeting.pk).update(changed_at="2026-06-03T08:00Z")

    correct_ordinal(MeetingCbm.objects.get(meeting=meeting), number=5, by=cast.rev, reason="The record says five.")

    stored = Meeting.objects.get(pk=meeting.pk)
    assert stored.version == meeting.version + 1
    assert stored.changed_at == timezone.now()


def test_the_same_number_again_reserves_nothing(cast, numbered):
    correct_ordinal(MeetingCbm.objects.get(meeting=numbered[1]), number=2, by=cast.rev, reason="Read again.")

    assert not RegisterNote.objects.exists()


def test_an_annulled_meeting_leaves_its_number_reserved_too(cast, numbered):
    second = numbered[1]
    annul(second, by=cast.rev, reason="Logged by mistake.")

    correct_ordinal(MeetingCbm.objects.get(meeting=second), number=None, by=cast.rev, reason="It was none.")

    assert RegisterNote.objects.get().reserved_ordinal == 2
    assert "June 2026" not in cast.client().get("/cbms/dm/history/").content.decode()


def test_a_number_that_nobody_read_is_free_again(cast, numbered):
    second = numbered[1]
    Meeting.objects.filter(pk=second.pk).update(state="planned", announced_at=None)
    day = date(2027, 6, 2).isoformat()

    second.refresh_from_db()
    answer = cast.client("rev").post(
        f"/meetings/{second.uid}/edit/", body(second, cbm=["ct"], starts_on=day, save="planned")
    )

    assert answer.status_code == 302
    assert not RegisterNote.objects.exists()


def test_a_number_of_a_register_note_stays_as_its_source_has_it(cast, numbered):
    """An import may have given a number that a note reserves: it stays reserved once."""
    RegisterNote.objects.create(cbm=cast.cbms["dm"], text="The second is known from no source.", reserved_ordinal=2)

    assert move(cast, numbered[1], "ct").status_code == 302
    assert RegisterNote.objects.get().text == "The second is known from no source."
