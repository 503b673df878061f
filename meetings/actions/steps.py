"""The other steps in a meeting's life: announce, postpone, replan, cancel, circulate, close, annul, reopen."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from hoaip import workflow
from hoaip.action import action, authorise, need_reason
from hoaip.audit import record, snapshot
from hoaip.calendar import today_in_kabul
from hoaip.errors import WrongState
from hoaip.ladder import Rung
from hoaip.permissions import Permission
from meetings.actions.guards import refuse_undecided
from meetings.actions.moves import OldDate, keep_date
from meetings.actions.numbers import leave_number
from meetings.actions.records import (
    agreed_of,
    ask_for_comments,
    comments_until,
    draft_again,
    fall_with,
    refuse_until,
    write_revision,
)
from meetings.actions.telling import tell_invited
from meetings.events import called_otherwise, period_of, tell_step
from meetings.models import Meeting, MeetingCbm, RegisterNote


@action
def announce(meeting, *, by, version=None):
    """Make public that it is planned: its CBM, period and place. It stays planned."""
    authorise(by, Permission.RUN_MEETING, meeting)
    if meeting.announced_at is not None and meeting.state == "planned":
        raise WrongState(_("This meeting was announced before. It is public already."))
    return take_step(meeting, "announce", by=by, version=version, is_public=True, announced_at=timezone.now())


@action
def postpone(meeting, *, by, reason, period=None, version=None):
    """Postpone with a reason. The original date is kept; `period` is a new approximate (first, last, precision)."""
    authorise(by, Permission.RUN_MEETING, meeting)
    return take_step(meeting, "postpone", by=by, version=version, reason=reason, period=period)


@action
def replan(meeting, *, by, period, version=None):
    """Plan a postponed meeting for a new period (first, last, precision); the original date stays on its page."""
    authorise(by, Permission.RUN_MEETING, meeting)
    return take_step(meeting, "replan", by=by, version=version, period=period)


@action
def cancel(meeting, *, by, reason, version=None):
    """Cancel with a reason: not counted; it stays on the page with its date struck through."""
    authorise(by, Permission.RUN_MEETING, meeting)
    return take_step(meeting, "cancel", by=by, version=version, reason=reason)


@action
def circulate(meeting, *, by, comment_until=None, version=None):
    """Circulate the record: what it says is a revision from now on, which the database freezes.

    The record has a paragraph and the attendance is saved; members and those who came may read it, and their delegates
    are asked for comments until the last day for them: as settings say, unless another is given.
    """
    authorise(by, Permission.RUN_MEETING, meeting)
    workflow.begins(meeting, "circulate")
    now = timezone.now()
    today = today_in_kabul(now)
    until = comment_until or comments_until(today)
    texts = list(meeting.paragraphs.order_by("number").values_list("text", flat=True))
    problems = {}
    if not texts:
        problems["record"] = _("The record is empty. Write it first, then circulate it.")
    if not meeting.attendance.exists():
        problems["attendance"] = _("Nobody's attendance is saved. Say who came, then circulate the record.")
    if problems:
        raise ValidationError(problems)
    refuse_until(until, today)
    take_step(meeting, "circulate", by=by, version=version, circulated_at=now)
    revision = write_revision(meeting, texts, at=now, by=by, until=until)
    ask_for_comments(revision, by=by)
    record("record.circulate", revision, by=by)
    return meeting


@action
def close(meeting, *, by, reason="", version=None):
    """Close: outcomes are frozen. Its record is agreed; while it is not, only ministry staff close, with a reason."""
    authorise(by, Permission.CLOSE_MEETING, meeting)
    if meeting.state == "reported" and not agreed_of(meeting).exists():
        if not workflow.can(by, Permission.REOPEN_MEETING, meeting):
            raise WrongState(_("The record is not agreed yet. Ministry staff can close the meeting with a reason."))
        need_reason(reason, _("The record is not agreed: give the reason for closing all the same."))
    # Whoever adds an item to the agenda holds the same lock: it is there by now, or comes too late.
    Meeting.objects.select_for_update(no_key=True).only("pk").get(pk=meeting.pk)
    refuse_undecided(meeting)
    return take_step(meeting, "close", by=by, version=version, reason=reason)


@action
def annul(meeting, *, by, reason, version=None):
    """Annul a meeting logged by mistake: not counted, seen by the ministry alone; its number stays reserved.

    No revision of its record stands any more.
    """
    authorise(by, Permission.ANNUL_MEETING, every=_cbms_or_process(meeting))
    take_step(meeting, "annul", by=by, version=version, reason=reason, record_reach=Rung.MEMBERS, record_from=None)
    fall_with(meeting, reason=reason, by=by)
    return meeting


@action
def reopen(meeting, *, by, reason, version=None):
    """Reopen: closed becomes reported, cancelled planned, annulled held, its draft being the newest text circulated."""
    authorise(by, Permission.REOPEN_MEETING, meeting)
    take_step(meeting, "reopen", by=by, version=version, reason=reason)
    if meeting.state == "held":
        draft_again(meeting)
    return meeting


@action
def correct_ordinal(pair, *, number, by, reason):
    """Give a meeting another number in a CBM, or none, with a reason.

    A number in use is refused, and so is a reserved one, unless this meeting left it. The one it had stays reserved.
    """
    meeting = Meeting.objects.select_for_update(no_key=True).get(pk=pair.meeting_id)
    authorise(by, Permission.CORRECT_ORDINAL, meeting)
    need_reason(reason)
    if number is not None:
        taken = MeetingCbm.objects.filter(cbm=pair.cbm, ordinal=number).exclude(pk=pair.pk)
        note = RegisterNote.objects.filter(cbm=pair.cbm, reserved_ordinal=number).first()
        if taken.exists() or (note is not None and note.meeting_id != meeting.pk):
            raise ValidationError(
                {
                    "ordinal": _("%(code)s RTG%(number)s belongs to another meeting already. Give another number.")
                    % {"code": pair.cbm.short, "number": number}
                }
            )
        if note is not None:
            note.delete()
    before = pair.ordinal
    pair.ordinal = number
    pair.save(update_fields=["ordinal"])
    Meeting.objects.filter(pk=meeting.pk).update(version=meeting.version + 1, changed_at=timezone.now())
    meeting.refresh_from_db()
    change = {f"ordinal.{pair.cbm.code}": [before, number]}
    if number != before:
        change |= leave_number(meeting, pair.cbm, before, now=number)
    record("meeting.correct_ordinal", meeting, by=by, before=snapshot(meeting), reason=reason, extra=change)
    called_otherwise(meeting, list(meeting.pairs.select_related("cbm")))
    return pair


def take_step(meeting, name, *, by, version, reason="", period=None, is_public=None, extra=None, **columns):
    """Take the step, keep the old date when it moves, write history, tell those invited that it is off.

    The one body of the steps above, and of the invitation. `extra` are changes that stand on other rows, for the audit.
    """
    step = workflow.transition(Meeting, name)
    if step.needs_reason:
        need_reason(reason, _("This step has a reason that others can read. Give it."))
    before = snapshot(meeting)
    if period is not None:
        columns |= dict(zip(("starts_on", "ends_on", "date_precision"), period, strict=True))
    old = OldDate.of(meeting)
    workflow.move(meeting, name, version=version, state_reason=reason, **columns)
    if name in ("postpone", "cancel") or (period is not None and (period[2], period[0], period[1]) != old.period):
        keep_date(meeting, old, by=by, reason=reason)
    if name in ("postpone", "cancel"):
        tell_invited(meeting, name, old)
    record(f"meeting.{name}", meeting, by=by, before=before, reason=reason, extra=extra)
    days = {
        "announce": period_of(meeting, "now"),
        "invite": period_of(meeting, "now"),
        "postpone": old.told | (period_of(meeting, "now") if period is not None else {}),
        "replan": period_of(meeting, "now"),
        "cancel": old.told,
    }
    tell_step(
        meeting,
        name,
        at=timezone.now(),
        pairs=list(meeting.pairs.select_related("cbm")),
        is_public=meeting.is_public if is_public is None else is_public,
        reason=reason,
        **days.get(name, {}),
    )
    return meeting


def _cbms_or_process(meeting):
    return [pair.cbm for pair in meeting.pairs.select_related("cbm")] or [meeting.process]
