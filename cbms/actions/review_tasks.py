"""Who reviews a plan by when: asked on submission, assigned, taken up, handed on."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from cbms.actions.plan_lock import locked
from cbms.models import Plan, ReviewTask
from hoaip.action import action, authorise
from hoaip.audit import record, snapshot
from hoaip.errors import Refused, WrongState
from hoaip.grants import can, holders_on
from hoaip.models import User
from hoaip.permissions import Permission, Role
from hoaip.post import queue

# From the day on which it is asked, unless another day is given.
DAYS_TO_REVIEW = 14


def due_day(today):
    """The day by which a review is asked for when nobody says another."""
    return today + timedelta(days=DAYS_TO_REVIEW)


def reviewers_of(plan, day):
    """Active people who may review a plan of this process on that day, by name."""
    holders = holders_on([plan.cbm.process], [Role.REVIEWER, Role.DIRECTOR], day)
    return User.objects.filter(pk__in=holders, is_active=True).order_by("full_name", "pk")


def newest_version(plan):
    """The version submitted last, without its text, or None."""
    return plan.versions.defer("content").select_related("submitted_by").order_by("-number").first()


def open_task(plan):
    return plan.review_tasks.filter(ended_at__isnull=True).select_related("reviewer").first()


@action
def ask_reviewers(frozen, *, today, by):
    """A version waits for review: who reviewed the plan before is asked again, else every reviewer is told."""
    plan = frozen.plan
    authorise(by, Permission.SUBMIT_PLAN, plan)
    last = plan.review_tasks.select_related("reviewer").order_by("-pk").first()
    asked = None
    if last is not None and last.reviewer_id != by.pk and can(last.reviewer, Permission.REVIEW_PLAN, plan):
        asked = last.reviewer
        if last.ended_at is not None:
            _begin(plan, reviewer=asked, due_on=due_day(today), by=by)
    if asked is not None:
        to = [asked]
    else:
        staff = holders_on([plan.cbm.process], [Role.REVIEWER], today)
        to = User.objects.filter(pk__in=staff).exclude(pk=by.pk)
    context = {"plan": plan, "cbm": plan.cbm, "number": frozen.number, "due_on": due_day(today) if asked else None}
    queue("review_asked", to=to, key=f"review:{plan.uid}:{frozen.number}", context=context, about=plan)


@action
def assign_review(plan, *, reviewer, due_on, today, by):
    """Ask somebody to review the plan by a day, or hand it on; comments stay where they are. Returns the ReviewTask.

    ValidationError at reviewer for who may not review it, and for who submitted it; at due_on for a day that is over.
    """
    plan, version = under_review(plan, by=by)
    if not can(reviewer, Permission.REVIEW_PLAN, plan):
        raise ValidationError({"reviewer": _("Ministry staff and the director review plans. Choose one of them.")})
    if version.submitted_by_id == reviewer.pk:
        raise ValidationError(
            {"reviewer": _("Who submitted a version does not review it. Choose somebody else of the ministry.")}
        )
    if due_on < today:
        raise ValidationError({"due_on": _("That day is over. Give today or a later one.")})
    task = open_task(plan)
    if task is not None and task.reviewer_id == reviewer.pk:
        before = snapshot(task)
        task.due_on = due_on
        task.version += 1
        task.save()
        record("review.due", task, by=by, before=before)
        return task
    if task is not None:
        end_task(task, by=by)
    task = _begin(plan, reviewer=reviewer, due_on=due_on, by=by)
    if reviewer.pk != by.pk:
        context = {"plan": plan, "cbm": plan.cbm, "number": version.number, "due_on": due_on}
        queue("review_asked", to=[reviewer], key=f"review-task:{task.uid}", context=context, about=plan)
    return task


@action
def claim_review(plan, *, today, by):
    """Take up the review: the plan is "being reviewed by X since". Returns the ReviewTask.

    Refused for one's own version; WrongState when it is with somebody else.
    """
    plan, version = under_review(plan, by=by)
    not_ones_own(version, by=by)
    task = open_task(plan)
    if task is not None and task.reviewer_id != by.pk:
        raise WrongState(
            _("This plan is with %(name)s. Hand it on to yourself when you take it over.")
            % {"name": task.reviewer.full_name}
        )
    if task is None:
        return _begin(plan, reviewer=by, due_on=due_day(today), by=by, claimed_at=timezone.now())
    if task.claimed_at is None:
        before = snapshot(task)
        task.claimed_at = timezone.now()
        task.version += 1
        task.save()
        record("review.claim", task, by=by, before=before)
    return task


def under_review(plan, *, by):
    """(plan locked until commit, its newest version); Refused without the right, WrongState when it is not waiting."""
    plan = locked(plan)
    authorise(by, Permission.REVIEW_PLAN, plan)
    if plan.state != Plan.State.UNDER_REVIEW:
        raise WrongState(
            _("This plan is %(state)s: it does not wait for a review. Reload the page.")
            % {"state": plan.get_state_display()}
        )
    return plan, newest_version(plan)


def not_ones_own(version, *, by):
    """Four eyes (rules 1)."""
    if version is not None and version.submitted_by_id == by.pk:
        raise Refused(
            _("You submitted version %(number)s: somebody else of the ministry reviews it.")
            % {"number": version.number}
        )


def end_task(task, *, by):
    """The task is over: handed on, or decided."""
    before = snapshot(task)
    task.ended_at = timezone.now()
    task.version += 1
    task.save()
    record("review.end", task, by=by, before=before)


def _begin(plan, *, reviewer, due_on, by, claimed_at=None):
    task = ReviewTask.objects.create(
        plan=plan,
        reviewer=reviewer,
        due_on=due_on,
        assigned_at=timezone.now(),
        assigned_by=by,
        claimed_at=claimed_at,
    )
    record("review.assign", task, by=by)
    return task
