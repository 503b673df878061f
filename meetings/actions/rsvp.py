"""What an invited state or organization answers: by its own delegates, or entered on its behalf."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from hoaip.action import action, authorise
from hoaip.audit import record
from hoaip.calendar import today_in_kabul
from hoaip.errors import Stale, WrongState
from hoaip.models import Delegate
from hoaip.permissions import Permission
from hoaip.post import queue
from meetings.actions.inviting import lock, need_invited
from meetings.actions.telling import letter_of
from meetings.invited import call_of, line_of
from meetings.models import Invitee, Rsvp


@action
def answer_invitation(invitee, *, answer, level="", size=None, note="", by, version=None):
    """A delegate answers for the own state or organization; the newest counts, until the meeting is held.

    `version`: the Line's, with which the form was opened; Stale when another delegate answered meanwhile, or when it
    was asked anew: what was typed for one date is not taken for another. WrongState when the meeting is not invited
    any more, or the invitation is withdrawn. Returns the Rsvp.
    """
    authorise(by, Permission.ANSWER_INVITATION, invitee.stakeholder)
    meeting, row = standing(invitee)
    line = line_of(row)
    check_seen(line, version)
    return give(row, answer=answer, level=level, size=size, note=note, by=by)


@action
def enter_answer(invitee, *, answer, level="", size=None, note="", by, version=None):
    """The ministry enters what a state answered by other ways, marked so; its delegates are told by mail.

    `note` says how the answer came. WrongState once a delegate of its own has answered.
    """
    meeting, row = standing(invitee)
    authorise(by, Permission.ENTER_INVITATION_ANSWER, meeting)
    line = line_of(row)
    if line.has_spoken:
        raise WrongState(
            _("%(who)s has answered by its own delegates. From then on only they change its answer.")
            % {"who": row.stakeholder}
        )
    check_seen(line, version)
    if not note.strip():
        raise ValidationError({"note": _("Say how the answer came, for example by which note verbale.")})
    given = give(row, answer=answer, level=level, size=size, note=note, by=by, on_behalf=True)
    now = timezone.now()
    speaking = Delegate.objects.as_of(today_in_kabul(now)).filter(stakeholder=row.stakeholder, user__is_active=True)
    queue(
        "meeting_behalf",
        to=[each.user for each in speaking.select_related("user")],
        key=f"meeting:{meeting.uid}:behalf:{given.uid}",
        context=letter_of(meeting, call_of(meeting)),
        about=meeting,
    )
    return given


def standing(invitee):
    """(meeting, the Invitee), locked; WrongState unless the meeting is invited and the invitation stands."""
    meeting = lock(invitee.meeting)
    need_invited(meeting)
    rows = Invitee.objects.standing().select_for_update(no_key=True, of=("self",)).select_related("stakeholder")
    row = rows.filter(pk=invitee.pk).first()
    if row is None:
        raise WrongState(_("This invitation does not stand any more: it was withdrawn, or the meeting has a new date."))
    return meeting, row


def check_seen(line, version):
    if version is not None and version != line.version:
        line.invitee.version = line.version
        raise Stale(
            _("The answer of %(who)s was changed while you were typing.") % {"who": line.stakeholder},
            current=line.invitee,
        )


def give(row, *, answer, level, size, note, by, on_behalf=False):
    if answer == Rsvp.Answer.REGRETS:
        # Who does not come sends no delegation, whatever stood in the form before.
        level, size = "", None
    given = Rsvp(
        invitee=row,
        round=row.round,
        answer=answer,
        level=level,
        size=size,
        note=note.strip(),
        at=timezone.now(),
        by=by,
        on_behalf=on_behalf,
    )
    given.full_clean()
    given.save(force_insert=True)
    record("rsvp.enter" if on_behalf else "rsvp.give", given, by=by, acting_for=row.stakeholder.slug)
    return given
