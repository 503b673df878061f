"""Actions that carry out commitments and decisions of meetings: added, moved, given to another owner, cancelled."""

from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cbms.models import Plan
from cbms.plans.content import parts_of
from cbms.plans.progress import text_of
from conferences.actions.reminding import note_passed
from conferences.models import Action, Commitment
from conferences.models.follow_up import OPEN_ACTIONS
from hoaip import workflow
from hoaip.action import action, authorise, need_reason
from hoaip.audit import record, snapshot
from hoaip.errors import WrongState, same_version
from hoaip.events import stand_elsewhere
from hoaip.ladder import Rung, anchor_key
from hoaip.models import Delegate
from hoaip.permissions import Permission
from hoaip.post import queue
from meetings.models import HAPPENED, Outcome
from meetings.reading import is_draft

# What a commitment is while something can still be done for it.
CARRIED_OUT = ("registered", "confirmed", "in_progress")
# Outcomes that somebody carries out by actions; a commitment goes through the register, information asks for nothing.
FOLLOWED = (Outcome.Kind.DECISION, Outcome.Kind.ACTION)
OWNED = ["process", "commitment", "outcome", "cbm", "plan", "owner", "created_by", "claimed_by", "verified_by"]


@dataclass(frozen=True)
class ActionDetails:
    """What a person says of an action. `due_on` None is ongoing; `plan` and `activity_key` come together or not."""

    title: str
    due_on: date | None = None
    due_precision: str = "ongoing"
    rung: int = Rung.PARTICIPANTS
    plan: Plan | None = None
    activity_key: str | None = None


@action
def add_action(*, commitment=None, outcome=None, cbm=None, owner, details, today, by, uid=None):
    """An action for a commitment or for a decision or action of a meeting. Returns the Action.

    - Refused unless `by` keeps actions of that commitment or meeting, and of `cbm`, or of the process without one;
    - WrongState when the commitment is closed or a draft, or the meeting has not happened;
    - ValidationError at rung where it would be known further than what it carries out.
    The delegates of the owner have a link by mail.
    """
    if (commitment is None) == (outcome is None):
        raise ValueError("An action is added to a commitment or to an outcome.")
    source = _locked_commitment(commitment) if commitment is not None else _outcome(outcome)
    parent = source if commitment is not None else source.meeting
    authorise(by, Permission.KEEP_ACTIONS, parent)
    check_source(source)
    _check_cbm(cbm, parent)
    authorise(by, Permission.KEEP_ACTIONS, cbm or parent.process)
    row = Action(
        uid=uid or uuid4(),
        process=parent.process,
        commitment=source if commitment is not None else None,
        outcome=source if outcome is not None else None,
        cbm=cbm,
        owner=owner,
        created_by=by,
    )
    _take(row, details)
    row.anchors = anchors_of(row)
    row.full_clean(exclude=OWNED)
    row.save(force_insert=True)
    note_passed(row, today)
    row.refresh_from_db()
    _mail_owner(row, today=today)
    record("action.add", row, by=by)
    return row


@action
def change_action(row, *, details, today, by, version=None):
    """Correct what an open action says, when it is due and who sees it. Another due day begins its reminders anew."""
    row = locked(row, Permission.KEEP_ACTIONS, by=by, version=version)
    need_open(row)
    before, due = snapshot(row), row.due_on
    _take(row, details)
    _save(row)
    if row.due_on != due:
        note_passed(row, today)
    record("action.change", row, by=by, before=before)
    return row


@action
def reassign_action(row, *, owner, reason, today, by, version=None):
    """Another state or organization does it from now on; the delegates of the new one have a link by mail."""
    row = locked(row, Permission.KEEP_ACTIONS, by=by, version=version)
    reason = need_reason(reason)
    need_open(row)
    if owner == row.owner:
        raise ValidationError({"owner": _("It is theirs already: there is nothing to hand over.")})
    before, left = snapshot(row), row.owner
    row.owner = owner
    row.anchors = anchors_of(row)
    _save(row)
    stand_elsewhere(row, left=[left], joined=[owner])
    _mail_owner(row, today=today)
    record("action.reassign", row, by=by, before=before, reason=reason)
    return row


@action
def cancel_action(row, *, reason, by, version=None):
    """It is not pursued any more; for its commitment it counts as waived, and stays in the history with the reason."""
    row = locked(row, Permission.KEEP_ACTIONS, by=by, version=version)
    reason = need_reason(reason)
    before = snapshot(row)
    row = workflow.move(row, "cancel", state_reason=reason)
    record("action.cancel", row, by=by, before=before, reason=reason)
    return row


def locked(row, permission, *, by, version=None):
    """The stored action, locked until commit after its commitment. Refused, or Stale when it was opened before.

    The commitment first, as whoever completes it does: the other way round each of two would wait for the other.
    """
    if row.commitment_id:
        _locked_commitment(row.commitment)
    rows = Action.objects.select_for_update(no_key=True, of=("self",))
    stored = rows.select_related("cbm__process", "process", "owner", "commitment", "outcome__meeting").get(pk=row.pk)
    authorise(by, permission, stored)
    if version is not None:
        same_version(stored, version)
    return stored


def need_open(row):
    """WrongState for an action that is verified or cancelled."""
    if row.state not in OPEN_ACTIONS:
        raise WrongState(_("This action is %(state)s: it stays as it is.") % {"state": row.get_state_display()})


def check_source(source):
    """WrongState unless a commitment, or an outcome with its meeting, is one that actions can be added to."""
    if isinstance(source, Commitment):
        if source.state not in CARRIED_OUT:
            raise WrongState(
                _("This commitment is %(state)s: actions belong to one that is registered and not settled yet.")
                % {"state": source.get_state_display()}
            )
    elif source.meeting.state not in HAPPENED:
        raise WrongState(
            _("This meeting is %(state)s: what it decided is followed up once it is held.")
            % {"state": source.meeting.get_state_display()}
        )
    elif source.kind not in FOLLOWED:
        raise WrongState(
            _("Decisions and actions are followed up here; a commitment is entered in the register first.")
        )


def widest_rung(source):
    """How far an action may be known: as its commitment; of a record that is not circulated, within the ministry."""
    if isinstance(source, Commitment):
        return Rung(source.rung)
    return Rung.MINISTRY if is_draft(source.meeting) else Rung.PUBLIC


def anchors_of(row):
    """The keys of its CBM and of its owner, as the ladder reads them."""
    return [anchor_key(each) for each in ([row.cbm] if row.cbm else []) + [row.owner]]


def delegates_of(stakeholder, day):
    """Accounts that speak for a state or an organization on that day."""
    rows = Delegate.objects.as_of(day).filter(stakeholder=stakeholder, user__is_active=True).select_related("user")
    return [row.user for row in rows]


def _take(row, details):
    row.title, row.rung = details.title.strip(), details.rung
    row.due_on, row.due_precision = details.due_on, details.due_precision
    row.plan, row.activity_key = details.plan, details.activity_key
    source = row.commitment or row.outcome
    if row.rung > widest_rung(source):
        raise ValidationError(
            {
                "rung": _(
                    "That is wider than what it carries out, which is known to %(rung)s. Choose that or narrower."
                )
                % {"rung": widest_rung(source).label}
            }
        )
    if row.plan is not None and (
        row.plan.cbm_id != row.cbm_id
        or row.plan.state != Plan.State.ADOPTED
        or str(row.activity_key) not in parts_of(text_of(row.plan))
    ):
        raise ValidationError({"activity": _("That is no activity of the plan in force of this CBM.")})


def _check_cbm(cbm, parent):
    """ValidationError at cbm unless its source is about it, or it is one of the process where none is named."""
    own = [each for each in parent.permission_anchors() if each._meta.label_lower == "cbms.cbm"]
    if cbm is not None and (cbm not in own if own else cbm.process_id != parent.process_id):
        raise ValidationError({"cbm": _("That CBM has no part in what this carries out. Choose one of the list.")})


def _outcome(outcome):
    return (
        Outcome.objects.select_related("meeting__process")
        .prefetch_related("meeting__pairs__cbm__process")
        .get(pk=outcome.pk)
    )


def _locked_commitment(commitment):
    rows = Commitment.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("process").get(pk=commitment.pk)


def _save(row):
    row.version += 1
    row.full_clean(exclude=OWNED)
    row.save()
    row.refresh_from_db()


def _mail_owner(row, *, today):
    queue(
        "action_assigned",
        to=delegates_of(row.owner, today),
        key=f"action:{row.uid}:assigned:{row.version}",
        context={"action": row, "owner": row.owner},
        about=row,
    )
