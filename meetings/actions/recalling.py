"""Reminders to those who have not answered an invitation: once by the job, by hand at most once a day."""

from datetime import timedelta
from functools import partial

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from hoaip.action import action, authorise
from hoaip.audit import record
from hoaip.calendar import today_in_kabul
from hoaip.errors import WrongState
from hoaip.jobs import each
from hoaip.models import User
from hoaip.permissions import Permission
from hoaip.post import queue
from meetings.actions.inviting import lock, need_invited
from meetings.actions.telling import letter_of
from meetings.invited import call_of, cbms_of, contacts_of, lines_of, silent
from meetings.models import Call, CallReminder


def remind_invited(as_of):
    """Remind those who have not answered, `settings.RECALL_DAYS` before the day to answer by, as if at `as_of` (aware).

    Once a round, whenever the job comes to it; a reminder by hand since that day stands for it. Not where the
    invitation went out after that day, nor for a meeting that began. Returns {"invited_reminded": mails}.
    """
    today, by = today_in_kabul(as_of), User.objects.system()
    rows = Call.objects.filter(meeting__state="invited", meeting__starts_on__gt=today)
    rows = rows.filter(answer_by__lte=today + timedelta(days=settings.RECALL_DAYS))
    rows = rows.select_related("meeting").prefetch_related("reminders", "meeting__invitees").order_by("pk")
    due = [call.meeting for call in rows if is_due(call, today)]
    return {"invited_reminded": each(due, partial(recall, now=as_of, by=by))}


def is_due(call, today):
    """Whether the one reminder of the present round fell due by that day and is not done."""
    due = call.answer_by - timedelta(days=settings.RECALL_DAYS)
    if due > today or any(each.round == call.round and each.on >= due for each in call.reminders.all()):
        return False
    asked = [row for row in call.meeting.invitees.all() if row.round == call.round and row.withdrawn_at is None]
    return any(today_in_kabul(row.invited_at) < due for row in asked)


@action
def recall(meeting, *, now=None, by):
    """One mail to each contact of whoever has not answered; returns mails. At most once a day.

    WrongState when the meeting is not invited, and for a person when nobody is left to remind today.
    """
    row = lock(meeting)
    authorise(by, Permission.KEEP_HOUSE if by.is_system else Permission.RUN_MEETING, row)
    need_invited(row)
    now = now or timezone.now()
    today, call = today_in_kabul(now), call_of(row)
    if call is None or CallReminder.objects.filter(call=call, round=call.round, on=today).exists():
        if by.is_system:
            return 0
        raise WrongState(no_more(call))
    people = people_to_recall(row, call, today)
    if not people and not by.is_system:
        raise WrongState(_("Nobody is left to remind: who has not answered has no address. Ask them another way."))
    mails = queue(
        "meeting_recall",
        to=people,
        key=f"meeting:{row.uid}:recall:{call.round}:{today.isoformat()}",
        context=letter_of(row, call),
        about=row,
    )
    CallReminder.objects.create(call=call, round=call.round, on=today, at=now, is_automatic=by.is_system, mails=mails)
    record("meeting.recall", row, by=by, before=None, extra={"reminded": [None, mails]})
    return mails


def people_to_recall(meeting, call, today):
    """Everybody whom a reminder reaches now: the contacts of those who have not answered."""
    silent_ones = [line.stakeholder.pk for line in silent(lines_of(call))]
    return [each for people in contacts_of(silent_ones, cbms_of(meeting), today).values() for each in people]


def no_more(call):
    if call is None:
        return _("Nobody is on the list of this meeting yet. Invite first.")
    return _("Those who have not answered were reminded today. Tomorrow it can be done again.")
