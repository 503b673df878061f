"""An agreed record is shared and published: now, or at a moment that is fixed before (ADR 21)."""

from django.core.exceptions import ValidationError
from django.db.models import Min
from django.utils import timezone
from django.utils.translation import gettext as _

from hoaip import workflow
from hoaip.action import action, authorise, need_reason
from hoaip.audit import record, snapshot
from hoaip.embargo import refuse_moment
from hoaip.errors import WrongState
from hoaip.events import untell
from hoaip.ladder import Rung
from hoaip.permissions import Permission
from meetings.events import tell_record
from meetings.models import AGREED, CIRCULATED, Meeting, RecordRevision


@action
def share_record(revision, *, version=None, by):
    """An agreed record is read by the delegations of every state and organization of the process."""
    row = locked(revision)
    authorise(by, Permission.KEEP_RECORD, row)
    _newest_agreed(row, "share")
    if row.rung_now >= Rung.PARTICIPANTS:
        raise WrongState(_("The participants read this record already."))
    before = snapshot(row)
    row = workflow.move(row, "share", version=version, rung=Rung.PARTICIPANTS)
    _reach(row, Rung.PARTICIPANTS, by=by)
    record("record.share", row, by=by, before=before)
    return row


@action
def publish_record(revision, *, version=None, by):
    """Everybody reads an agreed record from now on, and the outcomes with it, which are frozen.

    A moment that was fixed for it and is still ahead is done with.
    """
    row = locked(revision)
    authorise(by, Permission.PUBLISH_RECORD, row)
    _newest_agreed(row, "publish")
    refuse_public(row)
    before = snapshot(row)
    now = timezone.now()
    told = {"rung": Rung.PUBLIC, "published_at": now, "published_by": by, "public_from": None}
    row = workflow.move(row, "publish", version=version, **told)
    _reach(row, Rung.PUBLIC, by=by)
    untell(row, "record.publish")
    tell_record("record.publish", row, is_public=True)
    record("record.publish", row, by=by, before=before)
    return row


@action
def schedule_record(revision, *, at, reason="", version=None, by):
    """From the instant `at` everybody reads an agreed record and its outcomes, though nothing runs then.

    - until then it is read as far as it was; a moment that was fixed before is moved, with a reason;
    - `at` lies ahead, at most two years; ValidationError at day;
    - timelines and letters tell it from that moment on, from which its outcomes are frozen.
    """
    row = locked(revision)
    authorise(by, Permission.PUBLISH_RECORD, row)
    _newest_agreed(row, "schedule")
    refuse_public(row)
    refuse_moment(at, timezone.now())
    if row.public_from == at:
        raise ValidationError({"day": _("That is the moment that is fixed already.")})
    if row.public_from is not None:
        reason = need_reason(reason, _("Say why the moment is moved: it stands in the history."))
    before = snapshot(row)
    row = workflow.move(row, "schedule", version=version, public_from=at)
    _reach(row, row.rung, by=by)
    untell(row, "record.publish")
    tell_record("record.publish", row, is_public=True, told_from=at)
    record("record.schedule", row, by=by, before=before, reason=reason.strip())
    return row


@action
def unschedule_record(revision, *, reason, version=None, by):
    """Withdraw the moment before it comes: the record is agreed and not published."""
    row = locked(revision)
    authorise(by, Permission.PUBLISH_RECORD, row)
    workflow.begins(row, "unschedule")
    refuse_unscheduled(row)
    reason = need_reason(reason)
    _withdraw(row, reason=reason, version=version, by=by)
    return row


def withdraw_moments(revision, *, reason, by):
    """No older text than this one is published by itself any more; the caller is the action that agrees on it."""
    ahead = RecordRevision.objects.filter(meeting=revision.meeting, public_from__gt=timezone.now())
    for row in ahead.exclude(pk=revision.pk).order_by("number"):
        row.meeting = revision.meeting
        _withdraw(row, reason=reason, version=None, by=by)


def _withdraw(row, *, reason, version, by):
    before, meeting = snapshot(row), row.meeting
    workflow.move(row, "unschedule", version=version, public_from=None)
    row.meeting = meeting
    _reach(row, row.rung, by=by)
    untell(row, "record.publish")
    record("record.unschedule", row, by=by, before=before, reason=reason)


def refuse_public(revision):
    """WrongState for a text whose moment has come."""
    if revision.is_opened:
        raise WrongState(_("That moment has come: everybody reads this record. A mistake in it is corrected."))


def refuse_unscheduled(revision):
    """WrongState for a text without a moment ahead."""
    if revision.public_from is None:
        raise WrongState(_("No moment is fixed for this record. Reload the page."))
    refuse_public(revision)


def agreed_of(meeting):
    """The agreed revisions of a meeting, newest first."""
    return meeting.revisions.filter(state__in=AGREED).newest_first()


def locked(revision):
    """The revision, locked with its meeting until commit, one order for all."""
    meeting = Meeting.objects.select_for_update(no_key=True).get(pk=revision.meeting_id)
    row = RecordRevision.objects.select_for_update(no_key=True).get(pk=revision.pk)
    row.meeting = meeting
    return row


def _newest_agreed(revision, step):
    """WrongState unless the step is possible and no newer text is agreed."""
    workflow.begins(revision, step)
    newest = agreed_of(revision.meeting).first()
    if newest.pk != revision.pk:
        raise WrongState(
            _("Revision %(number)s is agreed and replaces this one. Take that one.") % {"number": newest.number}
        )
    if revision.meeting.state not in CIRCULATED:
        raise WrongState(_("The meeting is not reported any more. Reload the page to see its present state."))


def _reach(revision, rung, *, by):
    """Outcomes and documents are seen as far as the widest of the agreed texts, and from their first moment on."""
    meeting = revision.meeting
    opens = meeting.revisions.filter(state="agreed").aggregate(Min("public_from"))["public_from__min"]
    if meeting.record_reach < rung or meeting.record_from != opens:
        before = snapshot(meeting)
        meeting.record_reach, meeting.record_from = max(meeting.record_reach, rung), opens
        meeting.version += 1
        meeting.save()
        record("meeting.reach", meeting, by=by, before=before)
