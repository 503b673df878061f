"""A commitment is published at a moment that is fixed before: fix it, move it, withdraw it."""

from django.core.exceptions import ValidationError
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from conferences.actions.commitment_moments import (
    check_schedulable,
    check_scheduled,
    schedule_commitment,
    unschedule_commitment,
)
from conferences.actions.commitments import authorise_keeping
from conferences.commitments.steps import MOMENTS, SENTENCES
from conferences.models import Commitment
from conferences.views.commitment_steps import FORM, TEMPLATE, ReasonForm
from conferences.views.commitments import address
from hoaip.decorators import requires
from hoaip.embargo import refuse_moment
from hoaip.ladder import Rung, who_sees
from hoaip.permissions import Permission
from hoaip.publish_form import PublishForm
from hoaip.saving import new_key, sent_again
from hoaip.saving.save import save_form


@require_http_methods(FORM)
@requires(Permission.KEEP_COMMITMENTS, on=Commitment)
def commitment_schedule(request, commitment):
    """Fix or move the moment: the first POST says who sees it from when, the second writes."""
    if request.method != "POST":
        authorise_keeping(request.user, commitment.process, tuple(commitment.cbms.all()))
        check_schedulable(commitment)
    is_moved = commitment.public_from is not None
    return save_form(
        request,
        lambda data: PublishForm(data, is_moved=is_moved, initial=PublishForm.of(commitment.public_from)),
        ask=lambda form, page: from_when(request, form, page, commitment),
        write=lambda form: schedule_commitment(
            commitment, at=form.at, reason=form.cleaned_data.get("reason", ""), version=form.version, by=request.user
        ),
        to=lambda row: address(commitment),
        template=TEMPLATE,
        said=_("The moment is fixed. Everybody sees the commitment from then on."),
        form_key=f"commitments:schedule:{commitment.uid}",
        context={
            "commitment": commitment,
            "label": MOMENTS["move" if is_moved else "publish"],
            "words": _("Go on"),
            "sentence": SENTENCES["schedule"],
            "fixed": commitment.public_from,
            "back": address(commitment),
        },
        current=commitment,
        stored=lambda row: {name: str(value) for name, value in PublishForm.of(row.public_from).items()},
        grave=False,
    )


def from_when(request, form, page, commitment):
    """The page that asks once more; nothing for a moment that is refused: the form says so with what was typed."""
    try:
        refuse_moment(form.at, timezone.now())
    except ValidationError:
        return None
    rows = [(_("See it until then"), who_sees(Rung(commitment.rung), _("its CBMs")))]
    hidden = [*sent_again(request), ("idempotency_key", new_key())]
    asked = {"at": form.at, "rows": rows, "hidden": hidden}
    return render(request, "conferences/commitment_schedule_confirm.html", page | asked)


@require_http_methods(FORM)
@requires(Permission.KEEP_COMMITMENTS, on=Commitment)
def commitment_unschedule(request, commitment):
    """Withdraw the moment before it comes, with a reason."""
    if request.method != "POST":
        authorise_keeping(request.user, commitment.process, tuple(commitment.cbms.all()))
        check_scheduled(commitment)
    return save_form(
        request,
        lambda data: ReasonForm(data, commitment=commitment, user=request.user),
        write=lambda form: unschedule_commitment(
            commitment, reason=form.cleaned_data["reason"], version=form.version, by=request.user
        ),
        to=lambda row: address(commitment),
        template=TEMPLATE,
        said=_("The moment is withdrawn. The commitment is not published by itself."),
        form_key=f"commitments:unschedule:{commitment.uid}",
        context={
            "commitment": commitment,
            "label": MOMENTS["unschedule"],
            "words": _("Withdraw it"),
            "sentence": SENTENCES["unschedule"],
            "fixed": commitment.public_from,
            "back": address(commitment),
        },
        current=commitment,
        grave=False,
    )
