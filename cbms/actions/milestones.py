"""Milestones of a plan: proposed, accepted in one click, moved to another day, achieved, dropped."""

from uuid import uuid4

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from cbms.actions.plan_lock import locked
from cbms.actions.plans import telling_of
from cbms.models import UNDER_WAY, Milestone, MilestoneDate, Plan
from cbms.models.plans import PUBLIC
from hoaip import workflow
from hoaip.action import action, authorise, need_reason
from hoaip.audit import record, snapshot
from hoaip.errors import WrongState
from hoaip.events import retell, tell
from hoaip.grants import holders_on
from hoaip.models import User
from hoaip.permissions import Permission, Role
from hoaip.post import queue

# A plan that is carried out, or on its way to be.
LIVE = (*UNDER_WAY, Plan.State.ADOPTED)


@action
def propose_milestone(plan, *, title, due_on, today, by, uid=None):
    """Something to be reached by a day; it counts once ministry staff accept it. Returns the Milestone."""
    row = locked(plan)
    authorise(by, Permission.PROPOSE_MILESTONE, row)
    if row.state not in LIVE or not row.versions.exists():
        raise WrongState(
            _("This plan is %(state)s: milestones belong to a plan that was submitted.")
            % {"state": row.get_state_display()}
        )
    milestone = Milestone(uid=uid or uuid4(), plan=row, title=title.strip(), due_on=due_on, proposed_by=by)
    milestone.full_clean(exclude=["plan", "proposed_by"])
    milestone.save(force_insert=True)
    record("milestone.propose", milestone, by=by)
    _ask_to_accept(milestone, today=today, by=by)
    return milestone


@action
def propose_day(milestone, *, due_on, reason, today, by):
    """Another day for a milestone in force; the old one stands until ministry staff accept the new. Returns it."""
    milestone = _locked(milestone, Permission.PROPOSE_MILESTONE, by=by)
    need_reason(reason)
    if milestone.state != Milestone.State.ACTIVE:
        raise WrongState(
            _("This milestone is %(state)s: another day is proposed for one that is in force.")
            % {"state": milestone.get_state_display()}
        )
    if due_on == milestone.due_on:
        raise ValidationError({"due_on": _("That is the day on which it is due already.")})
    before = snapshot(milestone)
    milestone.new_due_on, milestone.new_due_reason, milestone.new_due_by = due_on, reason.strip(), by
    milestone.version += 1
    milestone.full_clean(exclude=["plan", "proposed_by", "accepted_by", "new_due_by", "document"])
    milestone.save()
    record("milestone.propose_day", milestone, by=by, before=before, reason=reason)
    _ask_to_accept(milestone, today=today, by=by)
    return milestone


@action
def accept_milestone(milestone, *, today, by):
    """Accept what waits: the milestone itself, or its new day; the old day is kept. Returns it."""
    milestone = _locked(milestone, Permission.ACCEPT_MILESTONE, by=by)
    before = snapshot(milestone)
    if milestone.new_due_on is not None:
        old, new = milestone.due_on, milestone.new_due_on
        MilestoneDate.objects.create(
            milestone=milestone, due_on=old, reason=milestone.new_due_reason, at=timezone.now(), by=by
        )
        milestone.due_on = new
        _forget_day(milestone)
        _tell("milestone.move", milestone, on=today, old=old, new=new)
        record("milestone.move", milestone, by=by, before=before)
        return milestone
    milestone = workflow.move(milestone, "accept", accepted_at=timezone.now(), accepted_by=by)
    _tell("milestone.accept", milestone, on=today)
    record("milestone.accept", milestone, by=by, before=before)
    return milestone


@action
def keep_day(milestone, *, by):
    """The new day is not taken: the milestone stays due as it was."""
    milestone = _locked(milestone, Permission.ACCEPT_MILESTONE, by=by)
    if milestone.new_due_on is None:
        raise WrongState(_("No other day is proposed: somebody settled it before you."))
    before = snapshot(milestone)
    _forget_day(milestone)
    record("milestone.keep_day", milestone, by=by, before=before)
    return milestone


@action
def achieve_milestone(milestone, *, resolution, document=None, today, by):
    """It was reached: in words, and with a document that shows it where there is one."""
    milestone = _locked(milestone, Permission.ACCEPT_MILESTONE, by=by)
    if not resolution.strip():
        raise ValidationError({"resolution": _("Say what was reached.")})
    before = snapshot(milestone)
    milestone = workflow.move(milestone, "achieve", resolution=resolution.strip(), document=document, **NO_NEW_DAY)
    _tell("milestone.achieve", milestone, on=today)
    record("milestone.achieve", milestone, by=by, before=before)
    return milestone


@action
def drop_milestone(milestone, *, reason, today, by):
    """It is not pursued any more, or was never taken up; of the latter nobody outside the ministry reads."""
    milestone = _locked(milestone, Permission.ACCEPT_MILESTONE, by=by)
    need_reason(reason)
    before = snapshot(milestone)
    milestone = workflow.move(milestone, "drop", drop_reason=reason.strip(), **NO_NEW_DAY)
    if milestone.accepted_at is not None:
        _tell("milestone.drop", milestone, on=today)
    record("milestone.drop", milestone, by=by, before=before, reason=reason)
    return milestone


NO_NEW_DAY = {"new_due_on": None, "new_due_reason": "", "new_due_by": None}


def _locked(milestone, permission, *, by):
    """The milestone with its plan, both locked until commit; WrongState when the plan is not carried out any more."""
    plan = locked(milestone.plan)
    authorise(by, permission, plan)
    if plan.state not in LIVE:
        raise WrongState(
            _("This plan is %(state)s: its milestones stand as they are.") % {"state": plan.get_state_display()}
        )
    row = Milestone.objects.select_for_update(no_key=True).get(pk=milestone.pk)
    row.plan = plan
    return row


def _forget_day(milestone):
    for column, value in NO_NEW_DAY.items():
        setattr(milestone, column, value)
    milestone.version += 1
    milestone.full_clean(exclude=["plan", "proposed_by", "accepted_by", "new_due_by", "document"])
    milestone.save()


def _tell(kind, milestone, *, on, **params):
    plan = milestone.plan
    telling = telling_of(plan, title=milestone.title, due=milestone.due_on, **params) | {"plan": plan.uid}
    write = retell if kind == "milestone.move" else tell
    write(kind, milestone, on=on, is_public=plan.state in PUBLIC, **telling)


def _ask_to_accept(milestone, *, today, by):
    plan = milestone.plan
    staff = holders_on([plan.cbm.process], [Role.REVIEWER], today)
    queue(
        "milestone_proposed",
        to=User.objects.filter(pk__in=staff).exclude(pk=by.pk),
        key=f"milestone:{milestone.uid}:{milestone.version}",
        context={"plan": plan, "cbm": plan.cbm, "milestone": milestone},
        about=milestone,
    )
