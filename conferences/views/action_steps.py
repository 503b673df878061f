"""One page a step of an action: what will happen, its form, its button."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from conferences.actions.carrying import begin_action, claim_action, need_other, return_action, verify_action
from conferences.actions.follow_up import cancel_action
from conferences.forms.follow_up import EvidenceForm, NothingForm, WhyForm
from conferences.models import Action
from conferences.views.actions import evidence_form
from hoaip.decorators import requires
from hoaip.saving.save import save_form
from hoaip.workflow import begins, transition

# By step: its form, what it does in a sentence, what is said once it is done.
STEPS = {
    "begin": (
        NothingForm,
        _("From now on it is told as under way; so is the commitment that it carries out."),
        _("The action is under way."),
    ),
    "claim": (
        EvidenceForm,
        _("Ministry staff are told by mail; the action is done once one of them has verified it."),
        _("The ministry is told, and verifies it."),
    ),
    "verify": (
        NothingForm,
        _("You vouch that it is done; everybody who may see it reads that it is."),
        _("The action is done."),
    ),
    "return": (
        WhyForm,
        _("Whoever said that it is done is told by mail and reads your reason; the action is under way again."),
        _("The action is returned."),
    ),
    "cancel": (
        WhyForm,
        _("It is not pursued any more. For its commitment it counts as waived; it stays in the history."),
        _("The action is cancelled."),
    ),
}


def step_view(name):
    """The view of one step: GET explains and asks, POST takes it. 409 when the action is in another state."""
    step = transition(Action, name)
    form_class, sentence, said = STEPS[name]

    @require_http_methods(["GET", "HEAD", "POST"])
    @requires(step.permission, on=Action)
    def view(request, action):
        begins(action, name)
        if name in ("verify", "return"):
            need_other(action, request.user)
        make = evidence_form(request, action) if form_class is EvidenceForm else form_class
        there = reverse("follow_up:action_detail", kwargs={"uid": action.uid})
        return save_form(
            request,
            make,
            write=lambda form: _take(name, action, form, request),
            to=there,
            template="conferences/action_form.html",
            said=said,
            form_key=f"actions:{name}:{action.uid}",
            context={"action": action, "heading": step.label, "sentence": sentence, "back": there},
            current=action,
            stored=lambda row: {},
            grave=False,
        )

    view.__name__ = view.__qualname__ = f"action_{name}"
    view.__doc__ = str(sentence)
    return view


def _take(name, action, form, request):
    typed = form.given() if name == "claim" else form.cleaned_data
    given = {"by": request.user, "version": form.version, **typed}
    if name == "begin":
        return begin_action(action, **given)
    if name == "claim":
        return claim_action(action, today=request.today, **given)
    if name == "verify":
        return verify_action(action, today=request.today, **given)
    if name == "return":
        return return_action(action, **given)
    return cancel_action(action, **given)
