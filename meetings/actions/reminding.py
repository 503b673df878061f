"""The nightly word about held meetings whose record is not circulated: to the focal points, then to ministry staff."""

from datetime import timedelta
from functools import partial

from django.utils import timezone

from hoaip.action import action, authorise
from hoaip.audit import record
from hoaip.calendar import today_in_kabul
from hoaip.grants import holders_on
from hoaip.jobs import each
from hoaip.models import User
from hoaip.permissions import Permission, Role
from hoaip.post import queue
from meetings.models import Meeting, MeetingCbm, RecordReminder

# Days after the last day of a meeting, and who hears then that its record is not circulated.
STEPS = {14: Role.FOCAL_POINT, 28: Role.REVIEWER}


def remind_of_records(as_of):
    """Remind of the records of RTGMs that were held and are not reported, as if at the instant `as_of` (aware).

    Each step is done once a meeting, whenever the job comes to it; each is another's, so that after skipped nights both
    are mailed. What was taken over from sources is nobody's to report. Returns {"records_reminded": mails}.
    """
    today, by = today_in_kabul(as_of), User.objects.system()
    rows = unreported().filter(ends_on__lte=today - timedelta(days=min(STEPS)))
    rows = rows.prefetch_related("record_reminders").order_by("ends_on", "pk")
    due = [row for row in rows if missing(row, today)]
    return {"records_reminded": each(due, partial(remind_of_record, today=today, by=by))}


def unreported():
    """RTGMs held and not reported, apart from those that were taken over from sources."""
    return Meeting.objects.filter(type="rtgm", state="held", is_imported=False)


@action
def remind_of_record(meeting, *, today, by):
    """Do the steps of one meeting that fell due by that day and were not done, one mail to each. Returns mails."""
    authorise(by, Permission.KEEP_HOUSE)
    row = unreported().select_for_update(no_key=True).filter(pk=meeting.pk).first()
    steps = missing(row, today) if row else []
    if not steps:
        return 0
    cbms = [pair.cbm for pair in MeetingCbm.objects.filter(meeting=row).select_related("cbm").order_by("pk")]
    mails = 0
    for step in steps:
        holders = holders_on(cbms if STEPS[step] == Role.FOCAL_POINT else [row.process], [STEPS[step]], today)
        mails += queue(
            "record_reminder",
            to=User.objects.filter(pk__in=holders),
            key=f"meeting:{row.uid}:record:{step}",
            context={"meeting": row, "is_staffs": STEPS[step] == Role.REVIEWER},
            about=row,
        )
    now = timezone.now()
    RecordReminder.objects.bulk_create(
        [RecordReminder(meeting=row, step=step, at=now) for step in steps], ignore_conflicts=True
    )
    record("meeting.remind", row, by=by, before=None, extra={"step": [None, steps[-1]], "reminded": [None, mails]})
    return mails


def missing(row, today):
    """The steps of a meeting that fell due by that day and that nobody has done, in order."""
    done = {each.step for each in row.record_reminders.all()}
    return [step for step in STEPS if row.ends_on + timedelta(days=step) <= today and step not in done]
