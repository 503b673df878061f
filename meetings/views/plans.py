"""What bodies did with an Implementation Plan, recorded; its adoption by the director alone."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cbms.actions.adoptions import ADOPTABLE
from cbms.models import Plan
from hoaip.decorators import requires
from hoaip.errors import WrongState
from hoaip.permissions import Permission
from hoaip.saving import version_of
from hoaip.saving.save import save_form
from hoaip.saving.typed import keep_draft
from meetings.actions.plans import adopt_plan_by_meeting, record_event_by_meeting
from meetings.forms.plans import AdoptionForm, EventForm

FORM = ["GET", "HEAD", "POST"]


def address(event):
    return reverse("plans:plan_detail", kwargs={"uid": event.plan.uid})


@require_http_methods(FORM)
@requires(Permission.RECORD_PLAN_EVENT, on=Plan)
def decision_new(request, plan):
    """A body discussed or endorsed the plan."""
    if plan.state == Plan.State.WITHDRAWN:
        raise WrongState(_("This plan was withdrawn. Reopen it before a body deals with it."))
    return save_form(
        request,
        lambda data: EventForm(data, user=request.user, plan=plan),
        write=lambda form: record_event_by_meeting(
            plan,
            details=form.details(form.cleaned_data["kind"]),
            plan_version=form.cleaned_data["plan_version"],
            meeting=form.cleaned_data["meeting"],
            by=request.user,
            today=request.today,
        ),
        to=address,
        template="meetings/plan_decision_new.html",
        said=_("Recorded. It stands with the plan and, where one is named, with the meeting."),
        form_key=f"decisions:decision_new:{plan.uid}",
        context={"plan": plan},
        grave=False,
    )


@require_http_methods(FORM)
@requires(Permission.ADOPT_PLAN, on=Plan)
def adoption_new(request, plan):
    """A body adopted the plan: it is sealed, and the plan in force before it is superseded."""
    if plan.state not in ADOPTABLE:
        raise WrongState(
            _("This plan is %(state)s. A body adopts a plan that the ministry has cleared.")
            % {"state": plan.get_state_display()}
        )
    in_force = Plan.objects.filter(cbm=plan.cbm, state=Plan.State.ADOPTED).exclude(pk=plan.pk).first()
    form_key = f"decisions:adoption_new:{plan.uid}"
    if request.method == "POST" and version_of(request) != plan.version:
        # What is adopted is looked at again; what was typed waits on the form.
        keep_draft(request, form_key)
        raise WrongState(_("Somebody changed this plan in the meantime. Reload the page to see how."))
    return save_form(
        request,
        lambda data: AdoptionForm(data, None if data is None else request.FILES, user=request.user, plan=plan),
        write=lambda form: adopt_plan_by_meeting(
            plan,
            details=form.details("adopted"),
            signed=form.signed,
            meeting=form.cleaned_data["meeting"],
            by=request.user,
            today=request.today,
            version=form.version,
        ),
        to=address,
        template="meetings/plan_adoption_new.html",
        said=_("Adoption recorded. The plan is sealed."),
        form_key=form_key,
        context={"plan": plan, "in_force": in_force if plan.state == Plan.State.CLEARED else None},
        current=plan,
        stored=lambda _row: {},
    )
