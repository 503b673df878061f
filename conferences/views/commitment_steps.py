"""One page a step of a commitment: what will happen, its form, its button."""

from django import forms
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from conferences.actions.commitment_answers import confirm_collective
from conferences.actions.commitment_steps import (
    begin_commitment,
    check_actions,
    check_judge,
    claim_commitment,
    complete_commitment,
    merge_commitment,
    reopen_commitment,
    return_commitment,
    withdraw_commitment,
)
from conferences.actions.commitments import authorise_keeping, check_open, give_owner, register_commitment, show_to
from conferences.commitments.sources import source_of, widest
from conferences.commitments.steps import LABELS, SENTENCES
from conferences.models import Commitment
from conferences.models.standing import RUNGS
from conferences.views.commitments import address
from hoaip.decorators import requires
from hoaip.errors import WrongState
from hoaip.fields import PickField
from hoaip.ladder import Rung, who_sees
from hoaip.language import localized
from hoaip.models import Stakeholder
from hoaip.permissions import Permission
from hoaip.register.manage_forms import ReasonField, in_protocol_order
from hoaip.saving.save import save_form
from hoaip.workflow import begins, transition

FORM = ["GET", "HEAD", "POST"]
TEMPLATE = "conferences/commitment_step.html"
KEEPING = ("register", "withdraw", "merge")


class NothingForm(forms.Form):
    """A step that asks for nothing."""

    def __init__(self, data=None, *, commitment, user):
        super().__init__(data)


class ReasonForm(NothingForm):
    reason = ReasonField(label=gettext_lazy("Reason"))


class ClaimForm(NothingForm):
    claim = forms.CharField(
        label=gettext_lazy("What shows that it is completed"),
        max_length=4000,
        help_text=gettext_lazy("What was done, when and where; name the documents."),
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
    )


class MergeForm(NothingForm):
    into = PickField(label=gettext_lazy("The commitment that stays"))
    reason = ReasonField(label=gettext_lazy("Reason"))

    def __init__(self, data=None, *, commitment, user):
        super().__init__(data, commitment=commitment, user=user)
        rows = Commitment.objects.visible_to(user).filter(
            process=commitment.process_id, state__in=("registered", "confirmed", "in_progress")
        )
        self.fields["into"].offer(
            rows.exclude(pk=commitment.pk).order_by("-number")[:500],
            key=lambda row: row.uid,
            words=lambda row: f"{row.number}. {localized(row, 'title')[0]}",
        )


class OwnerForm(NothingForm):
    stakeholder = PickField(label=gettext_lazy("Who takes it on"))
    reason = ReasonField(label=gettext_lazy("Reason"))

    def __init__(self, data=None, *, commitment, user):
        super().__init__(data, commitment=commitment, user=user)
        self.fields["stakeholder"].offer(
            in_protocol_order(Stakeholder.objects.all()),
            key=lambda row: row.slug,
            words=lambda row: localized(row, "name")[0],
        )


class ShowForm(NothingForm):
    rung = forms.TypedChoiceField(label=gettext_lazy("Who can see it"), coerce=int)
    reason = ReasonField(label=gettext_lazy("Reason"))

    def __init__(self, data=None, *, commitment, user):
        super().__init__(data, commitment=commitment, user=user)
        most = widest(source_of(commitment)[1])
        self.fields["rung"].choices = [(rung.value, rung.label) for rung in reversed(RUNGS) if rung <= most]
        self.fields["rung"].initial = commitment.rung


FORMS = {
    "claim": ClaimForm,
    "return": ReasonForm,
    "reopen": ReasonForm,
    "withdraw": ReasonForm,
    "merge": MergeForm,
    "confirm": ReasonForm,
    "owner": OwnerForm,
    "show": ShowForm,
}
# Whether the action asks for today.
DATED = {
    "register": register_commitment,
    "claim": claim_commitment,
    "complete": complete_commitment,
    "reopen": reopen_commitment,
    "merge": merge_commitment,
    "confirm": confirm_collective,
    "owner": give_owner,
}
UNDATED = {
    "begin": begin_commitment,
    "return": return_commitment,
    "withdraw": withdraw_commitment,
    "show": show_to,
}
PERMISSIONS = {
    "confirm": Permission.JUDGE_COMMITMENT,
    "owner": Permission.KEEP_COMMITMENTS,
    "show": Permission.KEEP_COMMITMENTS,
}


def step_view(name):
    """The view of one step: GET explains and asks, POST takes it. 409 when the commitment is in another state."""
    step = None if name in LABELS else transition(Commitment, name)
    permission = PERMISSIONS.get(name) or step.permission
    label = step.label if step else LABELS[name]

    @require_http_methods(FORM)
    @requires(permission, on=Commitment)
    def view(request, commitment):
        user = request.user
        if request.method != "POST":
            check_step(name, commitment, user)

        def write(form):
            given = dict(form.cleaned_data)
            if name == "show":
                given["is_confirmed"] = form.is_confirmed
            if name in DATED:
                return DATED[name](commitment, version=form.version, today=request.today, by=user, **given)
            return UNDATED[name](commitment, version=form.version, by=user, **given)

        return save_form(
            request,
            lambda data: FORMS.get(name, NothingForm)(data, commitment=commitment, user=user),
            write=write,
            to=lambda row: address(row if name == "merge" else commitment),
            template=TEMPLATE,
            said=_("%(step)s: done.") % {"step": label},
            form_key=f"commitments:{name}:{commitment.uid}",
            context={
                "commitment": commitment,
                "label": label,
                "sentence": SENTENCES[name],
                "back": address(commitment),
            },
            current=commitment,
            ask=wider(request, commitment) if name == "show" else None,
            grave=False,
        )

    view.__name__ = view.__qualname__ = f"commitment_{name}"
    view.__doc__ = str(SENTENCES[name])
    return view


def check_step(name, commitment, user):
    """What the action would refuse whatever is typed, said before somebody types."""
    if name in KEEPING or name in ("owner", "show"):
        authorise_keeping(user, commitment.process, tuple(commitment.cbms.all()))
    if name in ("owner", "show"):
        check_open(commitment)
    else:
        begins(commitment, name)
    if name == "begin" and commitment.is_goal:
        raise WrongState(_("It is a goal without an owner: give it one first."))
    if name == "owner" and not commitment.is_goal:
        raise WrongState(_("It is no goal any more: it has an owner. Reload the page to see which."))
    if name == "confirm" and not commitment.collective:
        raise WrongState(_("It has owners by name: each of them confirms it."))
    if name in ("complete", "return"):
        check_judge(commitment, by=user)
    if name == "complete":
        check_actions(commitment)


def wider(request, commitment):
    """The page that asks once more before more people see a commitment."""

    def ask(form, page):
        rung = Rung(form.cleaned_data["rung"])
        if rung <= commitment.rung:
            return None
        rows = [
            (_("Until now"), who_sees(Rung(commitment.rung), _("its CBMs"))),
            (_("From now on"), who_sees(rung, _("its CBMs"))),
        ]
        hidden = [
            (name, request.POST[name])
            for name in ("rung", "reason", "version", "idempotency_key")
            if name in request.POST
        ]
        return render(request, "conferences/commitment_wider.html", page | {"rows": rows, "hidden": hidden})

    return ask
