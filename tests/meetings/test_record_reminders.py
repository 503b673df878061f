"""Reminders of records: to the focal points after two weeks, to ministry staff after four, each once a meeting."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from hoaip import jobs
from hoaip.models import AuditEntry, OutboxMessage, User
from meetings import actions
from meetings.models import Attendance, Meeting, RecordParagraph, RecordReminder
from tests.meetings.test_compliance import meeting

HELD = date(2027, 3, 3)


def night(days):
    """The run of so many days after the meeting: half past four in the morning, UTC."""
    on = HELD + timedelta(days=days)
    return jobs.run("remind_of_records", datetime(on.year, on.month, on.day, 4, 30, tzinfo=UTC))["changed"][
        "records_reminded"
    ]


def mailed(row):
    rows = OutboxMessage.objects.filter(object_uid=row.uid, template="record_reminder")
    return sorted(each.removesuffix("@example.org") for each in rows.values_list("address", flat=True))


def steps(row):
    return list(RecordReminder.objects.filter(meeting=row).order_by("step").values_list("step", flat=True))


def test_focal_points_after_two_weeks_and_staff_after_four(cast):
    row = meeting(cast, "dm", starts=HELD)

    sent = {days: (night(days), night(days)) for days in (1, 13, 14, 15, 27, 28, 29, 60)}

    assert sent == {**dict.fromkeys((1, 13, 15, 27, 29, 60), (0, 0)), 14: (2, 0), 28: (2, 0)}
    assert mailed(row) == ["fp_dm", "fp_dm_deputy", "rev", "rev_two"]
    assert steps(row) == [14, 28]
    assert AuditEntry.objects.filter(action="meeting.remind", object_uid=row.uid).count() == 2


@pytest.mark.parametrize(
    ("first", "then", "mails", "who"),
    [
        (10, 20, 2, ["fp_dm", "fp_dm_deputy"]),
        # Both steps passed unseen: each of their readers hears once.
        (10, 40, 4, ["fp_dm", "fp_dm_deputy", "rev", "rev_two"]),
        (15, 40, 2, ["fp_dm", "fp_dm_deputy", "rev", "rev_two"]),
    ],
)
def test_skipped_nights_are_caught_up_with_one_mail_each(cast, first, then, mails, who):
    row = meeting(cast, "dm", starts=HELD)
    night(first)

    assert (night(then), night(then), night(then + 1)) == (mails, 0, 0)
    assert mailed(row) == who


def test_days_are_counted_from_the_last_day(cast):
    row = meeting(cast, "dm", starts=HELD, ends=HELD + timedelta(days=2))

    assert [night(days) for days in (14, 15, 16)] == [0, 0, 2]
    assert steps(row) == [14]


def test_the_focal_points_of_each_cbm_of_a_joint_meeting_are_told(cast):
    row = meeting(cast, "dm", "ct", starts=HELD)

    night(14)

    assert mailed(row) == ["fp_ct", "fp_dm", "fp_dm_deputy"]


@pytest.mark.parametrize("state", ["planned", "invited", "reported", "closed", "postponed", "cancelled", "annulled"])
def test_only_what_is_held_and_not_reported(cast, state):
    row = meeting(cast, "dm", starts=HELD)
    Meeting.objects.filter(pk=row.pk).update(state=state)

    assert night(60) == 0
    assert steps(row) == []


@pytest.mark.parametrize("columns", [{"type": "expert"}, {"type": "other"}, {"is_imported": True}])
def test_only_rtgms_and_nothing_that_was_taken_over(cast, columns):
    meeting(cast, "dm", starts=HELD, **columns)

    assert night(60) == 0


def test_circulating_the_record_stops_the_chain(cast):
    row = meeting(cast, "dm", starts=HELD, host=cast.stakeholders["PK"])
    Attendance.objects.create(meeting=row, stakeholder=cast.stakeholders["PK"], answer="present", capacity="lead")
    RecordParagraph.objects.create(meeting=row, number=1, text="The meeting was opened.")
    assert night(14) == 2

    actions.circulate(row, by=cast.fp_dm)

    assert night(28) == 0
    assert mailed(row) == ["fp_dm", "fp_dm_deputy"]


def test_a_meeting_that_is_held_again_is_not_told_of_twice(cast):
    row = meeting(cast, "dm", starts=HELD)
    night(14)
    actions.annul(row, reason="By mistake.", by=cast.rev)
    assert night(20) == 0
    row.refresh_from_db()
    actions.reopen(row, reason="It was held.", by=cast.rev)

    assert (night(21), night(28)) == (0, 2)
    assert steps(row) == [14, 28]


def test_the_mail_is_written_in_the_language_of_its_reader_without_a_word_of_the_record(cast):
    row = meeting(cast, "dm", starts=HELD, city="Islamabad")
    RecordParagraph.objects.create(meeting=row, number=1, text="Secret paragraph.")
    User.objects.filter(pk=cast.fp_dm.pk).update(language="fa-af")
    night(28)

    mails = {each.recipient: each for each in OutboxMessage.objects.filter(object_uid=row.uid)}
    focal, dari, staff = mails[cast.fp_dm_deputy], mails[cast.fp_dm], mails[cast.rev]

    assert focal.subject == "Disaster Management, RTGM, Islamabad: its record is not circulated"
    assert "ended on 3 March 2027" in focal.body
    assert "two weeks after the meeting, as a focal point" in focal.body
    assert "four weeks after the meeting, as ministry staff" in staff.body
    assert f"/fa-af/meetings/{row.uid}/" in dari.body
    assert not any(words in dari.body for words in ("ended on", "You receive", "Write the record"))
    assert not any("Secret" in each.body for each in mails.values())


def test_a_step_is_kept_once(cast):
    row = meeting(cast, "dm", starts=HELD)
    night(14)
    kept = RecordReminder.objects.get()

    with pytest.raises(IntegrityError, match="meetings_recordreminder_once"), transaction.atomic():
        RecordReminder.objects.create(meeting=row, step=kept.step, at=kept.at)
