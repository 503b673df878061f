"""The ministry's review of plans: the queue, the page of one review, comments, and the decision in one step."""

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cbms.actions.review_tasks import assign_review, claim_review, due_day, newest_version, not_ones_own, reviewers_of
from cbms.actions.reviews import (
    answer_comment,
    clear_plan,
    comment_on_plan,
    reopen_comment,
    resolve_comment,
    return_plan,
    withdraw_comment,
)
from cbms.models import UNDER_WAY, Plan, PlanComment
from cbms.plans.readings import note_draft
from cbms.plans.reviewed import Reviewed
from cbms.plans.waiting import Review, waiting_for, with_review
from cbms.review_forms import AnswerForm, CommentForm, DecisionForm, ReopenForm, ReviewerForm
from hoaip.decorators import requires
from hoaip.errors import WrongState
from hoaip.grants import can
from hoaip.permissions import Permission
from hoaip.public_cache import shared
from hoaip.saving import page_key
from hoaip.saving.save import save_form
from hoaip.workflow import begins

FORM = ["GET", "HEAD", "POST"]


@require_safe
@shared
@requires(Permission.REVIEW_PLAN)
def review_list(request):
    """What waits for the reviewers: plans, the one submitted first at the head; reports and milestones below."""
    reviews = waiting_for(request.user, request.today)
    return render(request, "cbms/review_list.html", {"reviews": reviews, "idempotency_key": page_key(request)})


@require_safe
@shared
@requires(Permission.COMMENT_ON_PLAN, on=Plan)
def review_detail(request, plan):
    """The newest version with its open comments beside the text, what changed, and the decision."""
    review = Review(with_review(Plan.objects.filter(pk=plan.pk)).get(), request.user, request.today)
    text = text_of(review)
    note_draft(request, plan)
    for thread in [*text.threads, *text.settled]:
        tell_about(thread, review, request.user)
    context = {
        "review": review,
        "plan": review.plan,
        "text": text,
        "may_comment": plan.state in UNDER_WAY,
        "form": DecisionForm(initial={"number": review.version.number}),
        "idempotency_key": page_key(request),
    }
    return render(request, "cbms/review_detail.html", context)


def text_of(review):
    """The newest version as Reviewed, with everything said about its plan. Three statements and one for names."""
    plan, versions = review.plan, review.plan.told_versions
    if not versions:
        raise WrongState(_("Nothing of this plan was submitted yet: there is no version to review."))
    comments = list(
        PlanComment.objects.filter(plan=plan)
        .select_related("author", "resolved_by", "plan_version")
        .defer("plan_version__content")
        .order_by("pk")
    )
    newest, before = versions[0], versions[1] if len(versions) > 1 else None
    wanted = {each.plan_version_id for each in comments if each.parent_id is None and each.state == "open"}
    wanted |= {newest.pk} | ({before.pk} if before else set())
    contents = dict(plan.versions.filter(pk__in=wanted).values_list("pk", "content"))
    newest.content = contents[newest.pk]
    earlier = {each.number: contents[each.pk] for each in versions if each.pk in contents and each.pk != newest.pk}
    return Reviewed(newest, contents[before.pk] if before else None, comments=comments, earlier=earlier)


def tell_about(thread, review, user):
    """Say on a thread what this reader may do with it."""
    if review.plan.state not in UNDER_WAY:
        return
    comment = thread.comment
    drafts = can(user, Permission.DRAFT_PLAN, review.plan) or review.is_own or review.plan.created_by_id == user.pk
    settles = not drafts and can(user, Permission.REVIEW_PLAN, review.plan)
    if comment.state == PlanComment.State.OPEN:
        thread.may_answer = True
        thread.may_resolve = settles
        thread.may_withdraw = comment.author_id == user.pk and not thread.answers
    else:
        thread.may_reopen = settles and comment.state == PlanComment.State.RESOLVED


@require_POST
@requires(Permission.REVIEW_PLAN, on=Plan)
def review_clear(request, plan):
    """Clear the version in one step, from wherever its button stands."""
    form = DecisionForm(request.POST)
    if not form.is_valid():
        raise BadRequest(_("The form came without the number of the version. Open the page again."))
    clear_plan(plan, today=request.today, by=request.user, **form.cleaned_data)
    messages.success(request, _("The plan is cleared; its drafters are told by mail."))
    return HttpResponseRedirect(reverse("reviews:review_list"))


@require_http_methods(FORM)
@requires(Permission.REVIEW_PLAN, on=Plan)
def review_return(request, plan):
    """Return the version for changes, with a reason, in one step from wherever its form stands."""
    version = newest_version(plan)
    not_ones_own(version, by=request.user)
    if request.method != "POST":
        begins(plan, "request_changes")
    return save_form(
        request,
        lambda data: DecisionForm(data, initial={"number": version.number if version else None}),
        write=lambda form: return_plan(plan, today=request.today, by=request.user, **form.cleaned_data),
        to=reverse("reviews:review_list"),
        template="cbms/review_return.html",
        said=_("The plan is returned; its drafters have your words and a link by mail."),
        form_key=f"reviews:return:{plan.uid}",
        context={"plan": plan},
        grave=False,
    )


@require_POST
@requires(Permission.REVIEW_PLAN, on=Plan)
def review_claim(request, plan):
    """Take the review up."""
    claim_review(plan, today=request.today, by=request.user)
    messages.success(request, _("You are reviewing this plan; the others see it."))
    return HttpResponseRedirect(address(plan))


@require_http_methods(FORM)
@requires(Permission.REVIEW_PLAN, on=Plan)
def review_assign(request, plan):
    """Ask somebody to review the plan by a day, or hand it on."""
    if request.method != "POST":
        begins(plan, "clear")
    task = plan.review_tasks.filter(ended_at__isnull=True).select_related("reviewer").first()
    people = list(reviewers_of(plan, request.today))
    initial = {"due_on": task.due_on if task else due_day(request.today)}
    if task is None and any(each.pk == request.user.pk for each in people):
        initial["reviewer"] = str(request.user.uid)
    return save_form(
        request,
        lambda data: ReviewerForm(data, initial=initial, people=people),
        write=lambda form: assign_review(plan, today=request.today, by=request.user, **form.cleaned_data),
        to=address(plan),
        template="cbms/review_assign.html",
        said=_("The plan is with the reviewer, who is told by mail."),
        form_key=f"reviews:assign:{plan.uid}",
        context={"plan": plan, "task": task},
        grave=False,
    )


@require_http_methods(FORM)
@requires(Permission.COMMENT_ON_PLAN, on=Plan)
def comment_new(request, plan):
    """A comment on the newest version; `?about=` names the part by its key."""
    version = plan.versions.order_by("-number").first()
    if version is None or plan.state not in UNDER_WAY:
        raise WrongState(
            _("This plan is %(state)s and not under review: there is nothing to comment on.")
            % {"state": plan.get_state_display()}
        )
    text = Reviewed(version)
    part = text.by_key.get(request.GET.get("about", ""))
    choices = text.choices()
    reviews = can(request.user, Permission.REVIEW_PLAN, plan)
    return save_form(
        request,
        lambda data: CommentForm(data, initial={"about": part.key if part else ""}, parts=choices, reviews=reviews),
        write=lambda form: comment_on_plan(plan, by=request.user, **form.cleaned_data),
        to=lambda comment: f"{address(plan)}#comment-{comment.uid}",
        template="cbms/review_comment.html",
        said=_("Your comment stands beside the text."),
        form_key=f"reviews:comment:{plan.uid}",
        context={"plan": plan, "version": version, "part": part if part and part.key else None},
        grave=False,
    )


@require_http_methods(FORM)
@requires(Permission.COMMENT_ON_PLAN, on=PlanComment)
def comment_answer(request, comment):
    """Answer a comment; its drafters say here that it was addressed."""
    plan = comment.plan
    if request.method != "POST":
        open_or_409(comment)
    return save_form(
        request,
        lambda data: AnswerForm(data, drafts=can(request.user, Permission.DRAFT_PLAN, plan)),
        write=lambda form: answer_comment(comment, by=request.user, **form.cleaned_data),
        to=f"{address(plan)}#comment-{comment.uid}",
        template="cbms/review_answer.html",
        said=_("Your answer stands under the comment."),
        form_key=f"reviews:answer:{comment.uid}",
        context={"plan": plan, "comment": comment},
        grave=False,
    )


@require_POST
@requires(Permission.REVIEW_PLAN, on=PlanComment)
def comment_resolve(request, comment):
    """Resolve a comment: the ministry, never who drafts the plan."""
    resolve_comment(comment, by=request.user)
    messages.success(request, _("The comment is resolved."))
    return HttpResponseRedirect(address(comment.plan))


@require_http_methods(FORM)
@requires(Permission.REVIEW_PLAN, on=PlanComment)
def comment_reopen(request, comment):
    """Take a resolved comment up again, with a reason."""
    plan = comment.plan
    if request.method != "POST" and not comment.can_be_reopened:
        raise WrongState(
            _("This comment is %(state)s: there is nothing to reopen.") % {"state": comment.get_state_display()}
        )
    return save_form(
        request,
        ReopenForm,
        write=lambda form: reopen_comment(comment, by=request.user, **form.cleaned_data),
        to=f"{address(plan)}#comment-{comment.uid}",
        template="cbms/review_reopen.html",
        said=_("The comment is open again, with your reason under it."),
        form_key=f"reviews:reopen:{comment.uid}",
        context={"plan": plan, "comment": comment},
        grave=False,
    )


@require_POST
@requires(Permission.COMMENT_ON_PLAN, on=PlanComment)
def comment_withdraw(request, comment):
    """Take back one's own comment, as long as nobody has answered it."""
    withdraw_comment(comment, by=request.user)
    messages.success(request, _("The comment is withdrawn."))
    return HttpResponseRedirect(address(comment.plan))


def open_or_409(comment):
    if comment.parent_id is not None or comment.state != PlanComment.State.OPEN:
        raise WrongState(
            _("This comment is %(state)s: nothing can be added to it.") % {"state": comment.get_state_display()}
        )


def address(plan):
    return reverse("reviews:review_detail", kwargs={"uid": plan.uid})
