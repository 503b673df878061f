"""Reminders to the capitals that have not answered, by hand and by the job, at most one a day."""

from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from cbms.actions.consultations.locking import delegates_of, letter_of, locked, need_running
from cbms.models import Consultation
from cbms.silence.board import lines_of, silent
from hoaip.action import action, authorise
from hoaip.audit import record
from hoaip.calendar import today_in_kabul
from hoaip.errors import WrongState
from hoaip.jobs import each
from hoaip.models import OutboxMessage, User
from hoaip.permissions import Permission
from hoaip.post import queue

# How many days before the last one the job reminds.
AHEAD_DAYS = (7, 3, 1)


def remind_capitals(as_of):
    """Remind whoever has not answered, 7, 3 and 1 days before the expiry, as if at the instant `as_of` (aware).

    A reminder that is due and missed is sent once by the next run, and only the last of several; one by hand since then
    stands for it. Returns {"capitals_reminded"}: mails to the delegates.
    """
    today, by = today_in_kabul(as_of), User.objects.system()

    def remind(row):
        due = due_by(row, today)
        return 0 if due is None or reminded_since(row, due) else remind_silent(row, now=as_of, by=by)

    rows = Consultation.objects.filter(state=Consultation.State.OPEN, expires_at__gte=as_of)
    return {"capitals_reminded": each(rows.order_by("pk"), remind)}


@action
def remind_silent(consultation, *, now=None, by):
    """One mail to each delegate of whoever has not answered; returns how many are new. Today's are not sent again.

    WrongState once it has expired, and for a person when there is nobody left to remind today.
    """
    row = locked(consultation)
    authorise(by, Permission.CONCLUDE_CONSULTATION if by.is_system else Permission.CONSULT_CAPITALS, row)
    now = now or timezone.now()
    need_running(row, now)
    people = delegates_of([line.asked.stakeholder_id for line in silent(lines_of(row))], now)
    mails = queue(
        "consultation_remind",
        to=people,
        key=f"{key_of(row)}{today_in_kabul(now).isoformat()}",
        context=letter_of(row),
        about=row,
    )
    if mails:
        record("consultation.remind", row, by=by, extra={"reminded": [None, mails]})
    elif not by.is_system:
        raise WrongState(
            _("Everybody who has not answered and has an account was reminded today. Tomorrow it can be done again.")
            if people
            else _("Nobody is left to remind: who has not answered has no account. Ask them another way.")
        )
    return mails


def due_by(row, today):
    """The last day up to today on which the job was to remind, or None: none before the day it was opened."""
    last, first = today_in_kabul(row.expires_at), today_in_kabul(row.opened_at)
    days = [last - timedelta(days=ahead) for ahead in AHEAD_DAYS]
    return max((day for day in days if first < day <= today), default=None)


def reminded_since(row, day):
    """Whether a reminder of this consultation went into the outbox on that day or later."""
    prefix = key_of(row)
    keys = OutboxMessage.objects.filter(dedupe_key__startswith=prefix).values_list("dedupe_key", flat=True)
    return any(date.fromisoformat(key[len(prefix) :][:10]) >= day for key in keys)


def key_of(row):
    return f"consultation:{row.uid}:remind:"
