"""What its owners say to a commitment, and what ministry staff make of it."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from cbms.actions.roles import check_version
from conferences.actions.commitments import ask_owners, check_open, confirm_if_all_did, locked, wait_for_owners
from conferences.events import tell_commitment
from conferences.models import Commitment, CommitmentOwner
from hoaip import workflow
from hoaip.action import action, authorise, need_reason
from hoaip.audit import record, snapshot
from hoaip.errors import WrongState
from hoaip.grants import holders_on
from hoaip.models import Delegate, User
from hoaip.permissions import Permission, Role
from hoaip.post import queue

Answer = CommitmentOwner.Answer
KEPT = ["commitment", "stakeholder", "answered_by", "resolved_by", "letter"]


@action
def answer_commitment(ownership, *, answer, text="", version=None, today, by):
    """A delegate answers for the own state or organization: confirmed, corrected or disputed, the latter two in words.

    - the last answer counts, earlier ones stay in the audit; a new one opens a settled question again;
    - when every owner has confirmed, the commitment is confirmed; when one objects, it waits for all again;
    - a correction or a dispute is mailed to ministry staff once.
    """
    authorise(by, Permission.ANSWER_COMMITMENT, ownership)
    row = locked(ownership.commitment)
    own = _own(ownership, version)
    need_asked(row)
    return _give(row, own, answer, text, today=today, by=by, on_behalf=False, basis="", letter=None)


@action
def answer_for_owner(ownership, *, answer, text="", basis, letter=None, version=None, today, by):
    """A focal point enters what an owner answered by other ways, marked so; its delegates are asked to confirm it.

    `basis` says how it came, `letter` is the document it came in. It counts as any answer does. WrongState once a
    delegate of its own has answered.
    """
    row = locked(ownership.commitment)
    authorise(by, Permission.ANSWER_ON_BEHALF, row)
    own = _own(ownership, version)
    need_asked(row)
    need_silent(own)
    basis = basis.strip()
    if not basis:
        raise ValidationError({"basis": _("Say how its answer came, for example by which note verbale.")})
    own = _give(row, own, answer, text, today=today, by=by, on_behalf=True, basis=basis, letter=letter)
    delegates = Delegate.objects.as_of(today).filter(stakeholder=own.stakeholder_id, user__is_active=True)
    queue(
        "commitment_behalf",
        to=[each.user for each in delegates.select_related("user")],
        key=f"commitment:{row.uid}:{own.uid}:{own.version}:behalf",
        context={"commitment": row, "stakeholder": own.stakeholder, "ownership": own},
        about=row,
    )
    return own


@action
def confirm_answer(ownership, *, version=None, by):
    """A delegate confirms what was entered on behalf of the own state or organization; nothing of it changes."""
    authorise(by, Permission.ANSWER_COMMITMENT, ownership)
    row = locked(ownership.commitment)
    own = _own(ownership, version)
    need_asked(row)
    if not own.on_behalf:
        raise WrongState(_("Nothing entered on your behalf waits for you. Reload the page to see what stands."))
    before = snapshot(own)
    own.on_behalf, own.answered_at, own.answered_by = False, timezone.now(), by
    own.version += 1
    own.full_clean(exclude=KEPT)
    own.save()
    record("commitment.own", own, by=by, before=before, acting_for=own.stakeholder.code)
    return own


def need_asked(row):
    """WrongState unless its owners are asked about it: it is registered, and not closed."""
    check_open(row)
    if row.state == Commitment.State.DRAFT:
        raise WrongState(_("It is not registered yet: there is nothing to confirm."))


def need_silent(own):
    """WrongState once a delegate of an owner has answered: from then on nobody does so on its behalf."""
    if own.has_spoken:
        raise WrongState(
            _("%(who)s has answered by its own delegates. From then on only they change its answer.")
            % {"who": own.stakeholder}
        )


def _give(row, own, answer, text, *, today, by, **how):
    if answer not in (Answer.CONFIRMED, Answer.CORRECTED, Answer.DISPUTED):
        raise ValidationError({"answer": _("Confirm, ask for other words, or dispute it.")})
    text = text.strip() if answer != Answer.CONFIRMED else ""
    if answer != Answer.CONFIRMED and not text:
        raise ValidationError({"text": _("Say in words what is wrong: ministry staff read it.")})
    before = snapshot(own)
    own.answer, own.answer_text, own.answered_at, own.answered_by = answer, text, timezone.now(), by
    if answer != Answer.CONFIRMED:
        own.resolution, own.resolved_at, own.resolved_by = "", None, None
    for name, value in how.items():
        setattr(own, name, value)
    own.version += 1
    own.full_clean(exclude=KEPT)
    own.save()
    event = "commitment.enter" if own.on_behalf else "commitment.answer"
    record(event, own, by=by, before=before, acting_for=own.stakeholder.code)
    if answer == Answer.CONFIRMED:
        confirm_if_all_did(row, today=today, by=by)
    else:
        wait_for_owners(row, by=by)
        _tell_staff(row, own, today=today)
    return own


@action
def settle_answer(ownership, *, resolution, version=None, today, by):
    """Ministry staff settle a correction or a dispute, in words the owner reads; the owner is asked again."""
    row = locked(ownership.commitment)
    authorise(by, Permission.JUDGE_COMMITMENT, row)
    own = _own(ownership, version)
    if not own.is_open:
        raise WrongState(_("Nothing waits here: the owner answered anew, or somebody settled it before you."))
    if not resolution.strip():
        raise ValidationError({"resolution": _("Say what was done: the owner reads it, and is asked again.")})
    before = snapshot(own)
    own.resolution, own.resolved_at, own.resolved_by = resolution.strip(), timezone.now(), by
    own.version += 1
    own.full_clean(exclude=KEPT)
    own.save()
    ask_owners(row, [own], today=today)
    record("commitment.settle", own, by=by, before=before)
    return own


@action
def confirm_collective(commitment, *, reason, version=None, today, by):
    """Ministry staff confirm what a group undertook, with the reason why that is so; owners by name confirm first."""
    row = locked(commitment, version=version)
    authorise(by, Permission.JUDGE_COMMITMENT, row)
    reason = need_reason(reason)
    workflow.begins(row, "confirm")
    if not row.collective:
        raise WrongState(_("It has owners by name: each of them confirms it."))
    if row.ownership.exclude(answer=Answer.CONFIRMED).exists():
        raise WrongState(_("An owner by name has not confirmed it yet."))
    before = snapshot(row)
    row = workflow.move(row, "confirm")
    tell_commitment("commitment.confirm", row, on=today)
    record("commitment.confirm", row, by=by, before=before, reason=reason)
    return row


def _own(ownership, version):
    rows = CommitmentOwner.objects.select_for_update(no_key=True, of=("self",)).select_related("stakeholder", "letter")
    own = rows.get(pk=ownership.pk)
    check_version(own, version)
    return own


def _tell_staff(row, own, *, today):
    staff = holders_on([row.process], [Role.REVIEWER], today)
    queue(
        "commitment_answered",
        to=User.objects.filter(pk__in=staff),
        key=f"commitment:{row.uid}:{own.uid}:{own.version}:answered",
        context={"commitment": row, "stakeholder": own.stakeholder, "ownership": own},
        about=row,
    )
