"""A meeting that waits for approval, where the site asks for that: decided, asked for again, withdrawn, told of."""

from datetime import timedelta
from functools import partial

from django.conf import settings
from django.utils import timezone

from hoaip.action import action, authorise
from hoaip.audit import record
from hoaip.calendar import today_in_kabul
from hoaip.grants import can_on_all, holders_on
from hoaip.jobs import each
from hoaip.models import User
from hoaip.permissions import MATRIX, Permission, Role
from hoaip.post import queue
from meetings.actions.steps import take_step
from meetings.models import Meeting, MeetingCbm


def needs_approval(person, cbms, process):
    """Whether what this person plans is asked for first: where the site says so, and others decide on it."""
    if not settings.MEETINGS_NEED_APPROVAL:
        return False
    return not can_on_all(person, Permission.APPROVE_MEETING, list(cbms) or [process])


@action
def approve(meeting, *, by, version=None):
    """It is planned from now on, announced to nobody yet; who asked for it and its focal points are told by mail."""
    authorise(by, Permission.APPROVE_MEETING, meeting)
    take_step(meeting, "approve", by=by, version=version)
    _tell_askers(meeting)
    return meeting


@action
def reject(meeting, *, by, reason, version=None):
    """It is not planned, with a reason that those who asked read on its page; they may mend it and ask again."""
    authorise(by, Permission.APPROVE_MEETING, meeting)
    take_step(meeting, "reject", by=by, version=version, reason=reason)
    _tell_askers(meeting)
    return meeting


@action
def ask(meeting, *, by, version=None):
    """What was not approved is asked for again; it waits since now, and those who decide are told by mail."""
    authorise(by, Permission.RUN_MEETING, meeting)
    now = timezone.now()
    take_step(meeting, "ask", by=by, version=version, requested_at=now, requested_by=by, approvers_told_at=now)
    tell_approvers(meeting)
    return meeting


@action
def withdraw(meeting, *, by, version=None):
    """It is asked for no more. What was brought to its agenda from other meetings waits again."""
    authorise(by, Permission.RUN_MEETING, meeting)
    return take_step(meeting, "withdraw", by=by, version=version)


def tell_approvers(meeting):
    """One mail to each who decides on it: it waits, and where. Returns mails."""
    return queue(
        "meeting_requested",
        to=_approvers(meeting, today_in_kabul(timezone.now())),
        key=f"meeting:{meeting.uid}:requested:{meeting.version}",
        context={"meeting": meeting},
        about=meeting,
    )


def remind_of_requests(as_of):
    """Tell those who decide once more of what waits, as if at the instant `as_of` (aware).

    Once it waits longer than settings.REQUEST_REMINDER_DAYS, then once in as many days, whenever the job comes to it;
    nights that were skipped are not made up for. Returns {"requests_reminded": mails}.
    """
    by = User.objects.system()
    return {"requests_reminded": each(_due(as_of), partial(remind_of_request, now=as_of, by=by))}


@action
def remind_of_request(meeting, *, now, by):
    """One mail to each who decides on a meeting that waits too long. Returns mails; 0 where none is due any more."""
    authorise(by, Permission.KEEP_HOUSE)
    row = _due(now).select_for_update(no_key=True, of=("self",)).filter(pk=meeting.pk).first()
    if row is None:
        return 0
    today = today_in_kabul(now)
    mails = queue(
        "meeting_request_waits",
        to=_approvers(row, today),
        key=f"meeting:{row.uid}:waits:{today.isoformat()}",
        context={"meeting": row},
        about=row,
    )
    # Not a change of the meeting: whoever has its form open is not told that somebody saved it.
    Meeting.objects.filter(pk=row.pk).update(approvers_told_at=now)
    record("meeting.remind_of_request", row, by=by, before=None, extra={"reminded": [None, mails]})
    return mails


def _due(now):
    latest = now - timedelta(days=settings.REQUEST_REMINDER_DAYS)
    rows = Meeting.objects.filter(state=Meeting.State.REQUESTED, approvers_told_at__lt=latest)
    return rows.select_related("process").order_by("requested_at", "pk")


def _approvers(meeting, today):
    return User.objects.filter(pk__in=holders_on([meeting.process], MATRIX[Permission.APPROVE_MEETING], today))


def _tell_askers(meeting):
    """Who asked for it, and the focal points of today: a letter that it was decided, and where to read how."""
    cbms = [pair.cbm for pair in MeetingCbm.objects.filter(meeting=meeting).select_related("cbm").order_by("pk")]
    people = holders_on(cbms, [Role.FOCAL_POINT], today_in_kabul(timezone.now())) | {meeting.requested_by_id}
    queue(
        "meeting_request_decided",
        to=User.objects.filter(pk__in=people),
        key=f"meeting:{meeting.uid}:decided:{meeting.version}",
        context={"meeting": meeting},
        about=meeting,
    )
