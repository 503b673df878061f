"""What reviewers remark about a plan and decide, and what its drafters answer."""

from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cbms.actions.plan_lock import locked
from cbms.actions.plans import telling_of
from cbms.actions.review_tasks import end_task, newest_version, not_ones_own, open_task
from cbms.models import UNDER_WAY, Plan, PlanComment, ReviewDecision
from cbms.plans.content import parts_of
from hoaip import workflow
from hoaip.action import action, authorise, need_reason
from hoaip.audit import record, snapshot
from hoaip.errors import Refused, WrongState
from hoaip.events import tell
from hoaip.grants import can, holders_on
from hoaip.models import User
from hoaip.permissions import Permission, Role
from hoaip.post import queue


@action
def comment_on_plan(plan, *, text, about=None, must_fix=False, by, uid=None):
    """A remark on the newest version: on the part with the key `about`, or on the whole plan. Returns the PlanComment.

    - ValidationError at about when that version has no such part, at must_fix for who does not review the plan;
    - WrongState while nothing was submitted, and once the plan is adopted or withdrawn.
    """
    row = locked(plan)
    authorise(by, Permission.COMMENT_ON_PLAN, row)
    version = _open_version(row)
    if about is not None and str(about) not in parts_of(version.content):
        raise ValidationError({"about": _("The newest version has no such part. Choose one of the list.")})
    if must_fix and not can(by, Permission.REVIEW_PLAN, row):
        raise ValidationError({"must_fix": _("Who reviews the plan says what must be mended.")})
    comment = PlanComment(
        uid=uid or uuid4(), plan=row, plan_version=version, about=about, text=text.strip(), must_fix=must_fix, author=by
    )
    comment.full_clean(exclude=["plan", "plan_version", "author"])
    comment.save(force_insert=True)
    record("plan.comment", comment, by=by)
    return comment


@action
def answer_comment(comment, *, text, says_addressed=False, by, uid=None):
    """An answer under a comment; the drafters may say with it that the comment was addressed. Returns the answer."""
    row, comment = _open_comment(comment, Permission.COMMENT_ON_PLAN, by=by)
    if says_addressed and not can(by, Permission.DRAFT_PLAN, row):
        raise ValidationError({"says_addressed": _("The drafters of the plan say that a comment was addressed.")})
    answer = PlanComment(
        uid=uid or uuid4(),
        plan=row,
        plan_version=newest_version(row),
        about=comment.about,
        parent=comment,
        text=text.strip(),
        says_addressed=says_addressed,
        author=by,
    )
    answer.full_clean(exclude=["plan", "plan_version", "author", "parent"])
    answer.save(force_insert=True)
    record("plan.answer", answer, by=by)
    return answer


@action
def resolve_comment(comment, *, by):
    """The ministry says that a comment is settled; never who submitted the plan or drafts it."""
    row, comment = _open_comment(comment, Permission.REVIEW_PLAN, by=by)
    _not_of_ones_own_draft(row, by=by)
    before = snapshot(comment)
    comment = workflow.move(comment, "resolve", resolved_at=timezone.now(), resolved_by=by)
    record("plan.resolve", comment, by=by, before=before)
    return comment


@action
def reopen_comment(comment, *, reason, by):
    """The ministry takes a resolved comment up again; the reason stands under it as an answer. Returns the PlanComment.

    Never who submitted the plan or drafts it. WrongState when it is open, withdrawn, or the plan is decided.
    """
    row, comment = _locked_comment(comment, Permission.REVIEW_PLAN, by=by)
    if not comment.can_be_reopened:
        raise WrongState(
            _("This comment is %(state)s, and its plan %(plan)s: it cannot be reopened.")
            % {"state": comment.get_state_display(), "plan": row.get_state_display()}
        )
    _not_of_ones_own_draft(row, by=by)
    need_reason(reason)
    before = snapshot(comment)
    comment = workflow.move(comment, "reopen", resolved_at=None, resolved_by=None)
    answer = PlanComment(
        uid=uuid4(),
        plan=row,
        plan_version=newest_version(row),
        about=comment.about,
        parent=comment,
        text=reason.strip(),
        author=by,
    )
    answer.full_clean(exclude=["plan", "plan_version", "author", "parent"])
    answer.save(force_insert=True)
    record("plan.answer", answer, by=by)
    record("plan.reopen_comment", comment, by=by, before=before, reason=reason)
    return comment


@action
def withdraw_comment(comment, *, by):
    """Its author takes a comment back; WrongState once somebody has answered it."""
    row, comment = _open_comment(comment, Permission.COMMENT_ON_PLAN, by=by)
    if comment.author_id != by.pk:
        raise Refused(_("Who wrote a comment withdraws it: ask %(name)s.") % {"name": comment.author.full_name})
    if comment.answers.exists():
        raise WrongState(_("This comment has been answered: it stays with its answers. Resolve it instead."))
    before = snapshot(comment)
    comment = workflow.move(comment, "withdraw", resolved_at=timezone.now(), resolved_by=by)
    record("plan.withdraw_comment", comment, by=by, before=before)
    return comment


@action
def clear_plan(plan, *, reason="", number=None, today, by):
    """The ministry clears the version; its text waits for a consultation or an adoption. Returns the ReviewDecision.

    WrongState while a comment that must be mended is open.
    """
    plan, version = _to_decide(plan, number=number, by=by)
    must_fix = remarks(plan).filter(must_fix=True).count()
    if must_fix:
        raise WrongState(
            ngettext(
                "%(count)s comment that must be mended is open. Resolve it first, or return the plan.",
                "%(count)s comments that must be mended are open. Resolve them first, or return the plan.",
                must_fix,
            )
            % {"count": must_fix}
        )
    return _decide(plan, version, "clear", ReviewDecision.Kind.CLEARED, reason=reason, today=today, by=by)


@action
def return_plan(plan, *, reason="", number=None, today, by):
    """The ministry returns the version to its drafters. Returns the ReviewDecision.

    ValidationError at reason when it says nothing and no comment of a reviewer is open.
    """
    plan, version = _to_decide(plan, number=number, by=by)
    if not reason.strip() and not remarks(plan).exclude(author=version.submitted_by_id).exists():
        raise ValidationError(
            {"reason": _("Say what is to be changed: here, or in a comment on the part that it is about.")}
        )
    kind = ReviewDecision.Kind.CHANGES_REQUESTED
    return _decide(plan, version, "request_changes", kind, reason=reason, today=today, by=by)


def remarks(plan):
    """Its open comments, without the answers."""
    return PlanComment.objects.filter(plan=plan, parent__isnull=True, state=PlanComment.State.OPEN)


def _to_decide(plan, *, number, by):
    row = locked(plan)
    authorise(by, Permission.REVIEW_PLAN, row)
    version = newest_version(row)
    not_ones_own(version, by=by)
    if number is not None and version is not None and version.number != number:
        raise WrongState(
            _("Version %(new)s was submitted since you opened version %(old)s. Read it, then decide.")
            % {"new": version.number, "old": number}
        )
    if row.state != Plan.State.UNDER_REVIEW and version is not None:
        decided = ReviewDecision.objects.filter(plan_version=version).select_related("by").first()
        if decided is not None:
            raise WrongState(
                _("%(name)s decided about version %(number)s before you: %(kind)s. Nothing of yours was written.")
                % {"name": decided.by.full_name, "number": version.number, "kind": decided.get_kind_display()}
            )
    workflow.begins(row, "clear")
    return row, version


def _decide(plan, version, step, kind, *, reason, today, by):
    reason = reason.strip()
    before = snapshot(plan)
    decision = ReviewDecision.objects.create(plan_version=version, kind=kind, reason=reason, at=timezone.now(), by=by)
    plan = workflow.move(plan, step, state_reason=reason)
    task = open_task(plan)
    if task is not None:
        end_task(task, by=by)
    tell(f"plan.{step}", plan, on=today, **telling_of(plan, number=version.number, reason=reason[:500]))
    record(f"plan.{step}", plan, by=by, before=before, reason=reason, extra={"version": [None, version.number]})
    drafters = holders_on([plan.cbm], [Role.FOCAL_POINT], today)
    context = {"plan": plan, "cbm": plan.cbm, "number": version.number, "reason": reason, "name": by.full_name}
    queue(
        "plan_cleared" if kind == ReviewDecision.Kind.CLEARED else "plan_returned",
        to=User.objects.filter(Q(pk__in=drafters) | Q(pk=version.submitted_by_id)),
        key=f"plan-decision:{decision.uid}",
        context=context | {"comments": remarks(plan).count()},
        about=plan,
    )
    return decision


def _open_version(plan):
    """The newest version, with its text, of a plan that is talked about."""
    version = plan.versions.order_by("-number").first()
    if version is None or plan.state not in UNDER_WAY:
        raise WrongState(
            _("This plan is %(state)s and not under review: there is nothing to comment on.")
            % {"state": plan.get_state_display()}
        )
    return version


def _open_comment(comment, permission, *, by):
    """(its plan, the comment), both locked until commit; WrongState when nothing is said about it any more."""
    plan, comment = _locked_comment(comment, permission, by=by)
    if comment.parent_id is not None or comment.state != PlanComment.State.OPEN or plan.state not in UNDER_WAY:
        raise WrongState(
            _("This comment is %(state)s: nothing can be added to it.") % {"state": comment.get_state_display()}
        )
    return plan, comment


def _locked_comment(comment, permission, *, by):
    plan = locked(comment.plan)
    authorise(by, permission, plan)
    rows = PlanComment.objects.select_for_update(no_key=True, of=("self",)).select_related("author")
    comment = rows.get(pk=comment.pk)
    comment.plan = plan
    return plan, comment


def _not_of_ones_own_draft(plan, *, by):
    if can(by, Permission.DRAFT_PLAN, plan) or by.pk in (plan.created_by_id, newest_version(plan).submitted_by_id):
        raise Refused(_("You drafted this plan: answer the comment, and say that it was addressed."))
