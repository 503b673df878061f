"""What the database promises about meetings, tried by direct statements."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from cbms.models import Cbm
from hoaip.models import Process, User
from meetings.models import Meeting, MeetingCbm, Outcome, RecordParagraph


@pytest.fixture
def meeting(db):
    process = Process.objects.create(slug="p", short_name="P", name_en="P", launched_on=date(2011, 11, 2))
    cbm = Cbm.objects.create(process=process, code="dm", position=1, name_en="DM", founded_on=date(2012, 6, 14))
    meeting = Meeting.objects.create(
        process=process,
        type="rtgm",
        starts_on=date(2026, 9, 6),
        ends_on=date(2026, 9, 7),
        created_by=User.objects.system(),
    )
    MeetingCbm.objects.create(meeting=meeting, cbm=cbm)
    return meeting


def test_pair_follows_its_meeting(meeting):
    Meeting.objects.filter(pk=meeting.pk).update(state="held", starts_on=date(2026, 9, 5))

    pair = MeetingCbm.objects.get()
    assert (pair.starts_on, pair.ends_on, pair.counts, pair.counts_until) == (
        date(2026, 9, 5),
        date(2026, 9, 7),
        "held",
        date(2026, 9, 5),
    )


def test_pair_cannot_say_otherwise(meeting):
    with pytest.raises(IntegrityError, match="meetings_meetingcbm_repeats"), transaction.atomic():
        MeetingCbm.objects.update(counts="held")


def test_circulated_paragraph_is_frozen(meeting):
    RecordParagraph.objects.create(meeting=meeting, number=1, text="One.")
    Meeting.objects.update(state="reported")

    with pytest.raises(IntegrityError, match="does not change"), transaction.atomic():
        RecordParagraph.objects.update(text="Two.")
    with pytest.raises(IntegrityError, match="does not change"), transaction.atomic():
        RecordParagraph.objects.all().delete()


def test_outcome_is_frozen_once_closed(meeting):
    Outcome.objects.create(meeting=meeting, number=1, kind="decision", text="One.")
    Meeting.objects.update(state="reported")
    Outcome.objects.update(text="Still open.")
    Meeting.objects.update(state="closed")

    with pytest.raises(IntegrityError, match="does not change"), transaction.atomic():
        Outcome.objects.update(text="Two.")
