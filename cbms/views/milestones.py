"""Milestones of a plan: proposed, accepted in one click, moved, achieved, dropped."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cbms.actions.milestones import (
    accept_milestone,
    achieve_milestone,
    drop_milestone,
    keep_day,
    propose_day,
    propose_milestone,
)
from cbms.models import Milestone, Plan
from cbms.plans.outlook import Outlook, documents_of
from cbms.progress_forms import AchieveForm, MilestoneDayForm, MilestoneForm, ReasonForm
from hoaip.decorators import requires
from hoaip.errors import WrongState
from hoaip.permissions import Permission
from hoaip.public_cache import shared
from hoaip.saving.save import save_form
from hoaip.workflow import begins

FORM = ["GET", "HEAD", "POST"]


@require_http_methods(FORM)
@requires(Permission.PROPOSE_MILESTONE, on=Plan)
def milestone_new(request, plan):
    """Propose a milestone."""
    return save_form(
        request,
        MilestoneForm,
        write=lambda form: propose_milestone(plan, today=request.today, by=request.user, **form.cleaned_data),
        to=lambda milestone: back_to(milestone),
        template="cbms/progress_milestone.html",
        said=_("The milestone is proposed; it counts once ministry staff accept it."),
        form_key=f"milestones:new:{plan.uid}",
        context={
            "plan": plan,
            "heading": _("Propose a milestone"),
            "sentence": _("Ministry staff are told by mail and accept it with one click."),
        },
        grave=False,
    )


@require_safe
@shared
@requires(Permission.COMMENT_ON_PLAN, on=Milestone)
def milestone_detail(request, milestone):
    """One milestone, with what waits and the one click that accepts it: where the mail leads."""
    plan = with_plan(milestone)
    outlook = Outlook(plan, request.user, request.today)
    shown = next(each for each in outlook.milestones if each.pk == milestone.pk)
    return render(
        request,
        "cbms/progress_milestone_detail.html",
        {"plan": plan, "outlook": outlook, "milestone": shown, "shown": [shown]},
    )


@require_POST
@requires(Permission.ACCEPT_MILESTONE, on=Milestone)
def milestone_accept(request, milestone):
    """Accept what waits: the milestone, or its new day. The answer leads back to the page whose button was pressed."""
    moves = milestone.new_due_on is not None
    accept_milestone(milestone, today=request.today, by=request.user)
    messages.success(
        request, _("The new day counts; the old one is kept.") if moves else _("The milestone is accepted.")
    )
    return HttpResponseRedirect(_after(request, milestone))


@require_POST
@requires(Permission.ACCEPT_MILESTONE, on=Milestone)
def milestone_keep_day(request, milestone):
    """The new day is not taken."""
    keep_day(milestone, by=request.user)
    messages.success(request, _("The milestone stays due as it was."))
    return HttpResponseRedirect(_after(request, milestone))


@require_http_methods(FORM)
@requires(Permission.PROPOSE_MILESTONE, on=Milestone)
def milestone_day(request, milestone):
    """Propose another day, with a reason."""
    if request.method != "POST" and milestone.state != Milestone.State.ACTIVE:
        raise WrongState(
            _("This milestone is %(state)s: another day is proposed for one that is in force.")
            % {"state": milestone.get_state_display()}
        )
    return _step(
        request,
        milestone,
        lambda data: MilestoneDayForm(data, initial={"due_on": milestone.new_due_on or milestone.due_on}),
        lambda form: propose_day(milestone, today=request.today, by=request.user, **form.cleaned_data),
        heading=_("Propose another day"),
        sentence=_("The present day stands until ministry staff accept the new one; it is kept with your reason."),
        said=_("Another day is proposed. The present one stands until ministry staff accept it."),
    )


@require_http_methods(FORM)
@requires(Permission.ACCEPT_MILESTONE, on=Milestone)
def milestone_achieve(request, milestone):
    """It was reached: in words, and with a document that shows it."""
    if request.method != "POST":
        begins(milestone, "achieve")
    documents = documents_of(milestone.plan.cbm, request.user)
    return _step(
        request,
        milestone,
        lambda data: AchieveForm(data, documents=documents),
        lambda form: achieve_milestone(milestone, today=request.today, by=request.user, **form.cleaned_data),
        heading=_("Reached"),
        sentence=_("What you write stands with the milestone, for everybody once the plan is in force."),
        said=_("The milestone is reached."),
    )


@require_http_methods(FORM)
@requires(Permission.ACCEPT_MILESTONE, on=Milestone)
def milestone_drop(request, milestone):
    """It is not pursued any more, with a reason."""
    if request.method != "POST":
        begins(milestone, "drop")
    return _step(
        request,
        milestone,
        ReasonForm,
        lambda form: drop_milestone(milestone, today=request.today, by=request.user, **form.cleaned_data),
        heading=_("Drop a milestone"),
        sentence=_(
            "It stays in the history with your reason. Nobody outside the ministry reads of one never accepted."
        ),
        said=_("The milestone is dropped."),
    )


def _step(request, milestone, make, write, *, heading, sentence, said):
    return save_form(
        request,
        make,
        write=write,
        to=back_to(milestone),
        template="cbms/progress_milestone.html",
        said=said,
        form_key=f"milestones:{request.resolver_match.url_name}:{milestone.uid}",
        context={"plan": with_plan(milestone), "milestone": milestone, "heading": heading, "sentence": sentence},
        grave=False,
    )


def with_plan(milestone):
    return Plan.objects.select_related("cbm__process", "adopted_version").get(pk=milestone.plan_id)


def back_to(milestone):
    return f"{reverse('progress:plan_progress', kwargs={'uid': milestone.plan.uid})}#milestones"


def _after(request, milestone):
    return reverse("reviews:review_list") if request.POST.get("back") == "queue" else back_to(milestone)
