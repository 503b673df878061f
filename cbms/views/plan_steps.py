"""One page a step of a plan: what will happen, its form, its button."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from cbms.actions.plans import check_recall, recall_plan, step_plan, submit_plan
from cbms.models import Plan
from cbms.plans.complete import sections_of
from cbms.plans.content import content_of
from cbms.plans.parts import places_of
from cbms.plans.steps import STEPS
from hoaip import saving
from hoaip.decorators import requires
from hoaip.saving.save import place_errors
from hoaip.workflow import begins, transition

TEMPLATE = "cbms/plan_step.html"


class NoteForm(forms.Form):
    """What the drafters say to the reviewers about the version they submit."""

    note = forms.CharField(
        label=gettext_lazy("To the reviewers"),
        required=False,
        max_length=4000,
        help_text=gettext_lazy("What is new, or the answer to what they asked for."),
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )


class ReasonForm(forms.Form):
    """Why a step is taken."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"})
    )


class NothingForm(forms.Form):
    """A step that asks for nothing."""


FORMS = {"submit": NoteForm, "recall": NothingForm}


def step_view(name):
    """The view of one step: GET explains and asks, POST takes it. 409 when the plan is in another state."""
    step = transition(Plan, name)

    @require_http_methods(["GET", "HEAD", "POST"])
    @requires(step.permission, on=Plan)
    def view(request, plan):
        form_key = f"plan-{name}-{plan.uid}"
        form_class = FORMS.get(name, ReasonForm)
        begins(plan, name)
        if name == "recall":
            check_recall(plan, by=request.user)
        page = {"plan": plan, "step": step, "sentence": STEPS[name], "form_key": form_key, "version": plan.version}
        if name == "submit":
            content = content_of(plan)
            page |= {"sections": sections_of(content), "places": places_of(content)}
            page["is_complete"] = all(section.is_complete for section in page["sections"])
        if request.method != "POST":
            typed = saving.typed(request, form_key)
            form = saving.fill(form_class(), typed.data) if typed else form_class()
            return render(request, TEMPLATE, page | {"form": form, "typed": typed})
        form = form_class(request.POST)
        version = saving.version_of(request) if request.POST.get("version") else None
        if form.is_valid():
            try:
                _take(name, plan, form.cleaned_data, version=version, request=request)
            except ValidationError as error:
                place_errors(form, error)
            else:
                saving.done(request, form_key)
                messages.info(request, _("%(step)s: done.") % {"step": step.label})
                return redirect("plans:plan_detail", uid=plan.uid)
        return saving.refused(request, TEMPLATE, page | {"form": form}, form_key)

    view.__name__ = view.__qualname__ = f"plan_{name}"
    view.__doc__ = str(step.label)
    return view


def _take(name, plan, given, *, version, request):
    if name == "submit":
        submit_plan(plan, note=given["note"], by=request.user, today=request.today, version=version)
    elif name == "recall":
        recall_plan(plan, by=request.user, version=version)
    else:
        step_plan(plan, name, reason=given["reason"], by=request.user, version=version)
