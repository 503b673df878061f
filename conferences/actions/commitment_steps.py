"""The steps of a commitment after its registration: begun, claimed, judged, withdrawn, merged into another."""

from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from conferences.actions.commitments import (
    anchor_key,
    ask_after_change,
    ask_owners,
    authorise_keeping,
    forget_answer,
    locked,
    narrow_actions,
    owners_of,
    parties,
    set_owners,
    tell_as_it_is,
    without_moment,
)
from conferences.events import tell_commitment
from conferences.models import Commitment
from conferences.models.follow_up import OPEN_ACTIONS
from hoaip import workflow
from hoaip.action import action, authorise, need_reason
from hoaip.audit import record, snapshot
from hoaip.errors import Refused, WrongState
from hoaip.events import stand_elsewhere, untell
from hoaip.grants import holders_on
from hoaip.models import User
from hoaip.permissions import Permission, Role
from hoaip.post import queue

State = Commitment.State
NO_CLAIM = {"claimed_at": None, "claimed_by": None, "claim": ""}


@action
def begin_commitment(commitment, *, version=None, by):
    """Work on it has begun; a goal is given an owner first."""
    row = locked(commitment, version=version)
    authorise(by, Permission.WORK_ON_COMMITMENT, row)
    workflow.begins(row, "begin")
    if row.is_goal:
        raise WrongState(_("It is a goal without an owner: give it one first."))
    before = snapshot(row)
    row = workflow.move(row, "begin")
    record("commitment.begin", row, by=by, before=before)
    return row


@action
def claim_commitment(commitment, *, claim, version=None, today, by):
    """An owner's delegate or a focal point says what shows its completion; ministry staff are mailed and judge."""
    row = locked(commitment, version=version)
    authorise(by, Permission.WORK_ON_COMMITMENT, row)
    workflow.begins(row, "claim")
    if not claim.strip():
        raise ValidationError({"claim": _("Say what shows that it is completed.")})
    before = snapshot(row)
    row = workflow.move(row, "claim", claim=claim.strip(), claimed_at=timezone.now(), claimed_by=by)
    staff = holders_on([row.process], [Role.REVIEWER], today)
    queue(
        "commitment_claimed",
        to=User.objects.filter(pk__in=staff).exclude(pk=by.pk),
        key=f"commitment:{row.uid}:claimed:{row.version}",
        context={"commitment": row},
        about=row,
    )
    record("commitment.claim", row, by=by, before=before)
    return row


@action
def complete_commitment(commitment, *, version=None, today, by):
    """Recorded as completed: by another than who claimed it, once each of its actions is verified or cancelled."""
    row = locked(commitment, version=version)
    authorise(by, Permission.JUDGE_COMMITMENT, row)
    workflow.begins(row, "complete")
    check_judge(row, by=by)
    check_actions(row)
    before = snapshot(row)
    row = workflow.move(row, "complete")
    tell_commitment("commitment.complete", row, on=today)
    record("commitment.complete", row, by=by, before=before)
    return row


@action
def return_commitment(commitment, *, reason, version=None, by):
    """The claim is not taken: it is in progress again, with the reason; who claimed it is mailed."""
    row = locked(commitment, version=version)
    authorise(by, Permission.JUDGE_COMMITMENT, row)
    reason = need_reason(reason)
    workflow.begins(row, "return")
    check_judge(row, by=by)
    before, claimed_by = snapshot(row), row.claimed_by
    row = workflow.move(row, "return", state_reason=reason, **NO_CLAIM)
    queue(
        "commitment_returned",
        to=[claimed_by],
        key=f"commitment:{row.uid}:returned:{row.version}",
        context={"commitment": row},
        about=row,
    )
    record("commitment.return", row, by=by, before=before, reason=reason)
    return row


@action
def reopen_commitment(commitment, *, reason, version=None, today, by):
    """A completed one is in progress again; a withdrawn one is registered again, and its owners are asked anew."""
    row = locked(commitment, version=version)
    authorise(by, Permission.JUDGE_COMMITMENT, row)
    reason = need_reason(reason)
    workflow.begins(row, "reopen")
    before, was = snapshot(row), row.state
    row = workflow.move(row, "reopen", state_reason=reason, **NO_CLAIM)
    record("commitment.reopen", row, by=by, before=before, reason=reason)
    if was == State.COMPLETED:
        untell(row, "commitment.complete")
        return row
    untell(row, "commitment.confirm")
    owners = list(row.ownership.select_related("stakeholder"))
    for ownership in owners:
        forget_answer(ownership, by=by)
    ask_owners(row, owners, today=today)
    return row


@action
def withdraw_commitment(commitment, *, reason, version=None, by):
    """It is not pursued any more, with a reason; it keeps its number."""
    row = locked(commitment, version=version)
    authorise_keeping(by, row.process, tuple(row.cbms.all()))
    reason = need_reason(reason)
    before = snapshot(row)
    row = workflow.move(row, "withdraw", state_reason=reason, **without_moment(row))
    tell_as_it_is(row)
    record("commitment.withdraw", row, by=by, before=before, reason=reason)
    return row


@action
def merge_commitment(commitment, *, into, reason, version=None, today, by):
    """It says the same as another: owners, CBMs, actions and contributions become the other's, its address too.

    - the right is asked for on the CBMs of both; both belong to one process, and the other is open;
    - an owner who comes new to the other is asked to confirm that one's words. Returns the survivor.
    """
    if into.pk == commitment.pk:
        raise ValidationError({"into": _("Choose another commitment than this one.")})
    # In the order of their keys, so that two who merge them into each other do not wait for ever.
    rows = {each.pk: locked(each) for each in sorted((commitment, into), key=lambda each: each.pk)}
    row, into = locked(commitment, version=version), rows[into.pk]
    for each in (row, into):
        authorise_keeping(by, each.process, tuple(each.cbms.all()))
    reason = need_reason(reason)
    workflow.begins(row, "merge")
    if into.process_id != row.process_id or into.state not in (State.REGISTERED, State.CONFIRMED, State.IN_PROGRESS):
        raise ValidationError({"into": _("Choose one of the same process that is registered and not closed.")})
    before, own_cbms, own_owners = snapshot(row), tuple(row.cbms.all()), owners_of(row)
    row = workflow.move(row, "merge", state_reason=reason, merged_into=into, **without_moment(row))
    Commitment.objects.filter(merged_into=row).update(merged_into=into)
    moved = {
        "actions": row.actions.update(commitment=into, version=F("version") + 1),
        "contributions": row.contributions.update(commitment=into, version=F("version") + 1),
    }
    narrow_actions(into, reason=reason, by=by)
    untell(row, "commitment.register", "commitment.confirm", "commitment.complete")
    record(
        "commitment.merge",
        row,
        by=by,
        before=before,
        reason=reason,
        extra={name: [count, 0] for name, count in moved.items() if count},
    )
    return _united(into, own_owners, own_cbms, row.collective, today=today, reason=reason, by=by)


def _united(into, owners, cbms, collective, *, today, reason, by):
    before, had = snapshot(into), (owners_of(into), tuple(into.cbms.all()))
    owners = tuple(dict.fromkeys((*had[0], *owners)))
    cbms = tuple(dict.fromkeys((*had[1], *cbms)))
    into.collective = into.collective or collective
    into.is_goal = into.is_goal and not (owners or into.collective)
    into.anchors = [anchor_key(each) for each in (*cbms, *owners)]
    into.version += 1
    into.save()
    into.cbms.set(cbms)
    joined = set_owners(into, owners)
    stand_elsewhere(into, joined=[each for each in (*cbms, *owners) if each not in (*had[0], *had[1])])
    record(
        "commitment.unite", into, by=by, before=before, reason=reason, extra=parties(before=had, after=(owners, cbms))
    )
    return ask_after_change(into, joined=joined, is_reworded=False, today=today, by=by)


def check_judge(row, *, by):
    """Refused to who claimed the completion: somebody else judges it."""
    if row.claimed_by_id == by.pk:
        raise Refused(_("You said yourself that it is completed: somebody else of the ministry judges it."))


def check_actions(row):
    """WrongState while an action of it is open: each is verified first, or cancelled with a reason."""
    if row.actions.filter(state__in=OPEN_ACTIONS).exists():
        raise WrongState(
            _("Not all of its actions are done: each is verified, or cancelled with a reason, before it is completed.")
        )
