"""A record is published at a moment that is fixed before: fix it, move it, withdraw it."""

from django.core.exceptions import ValidationError
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hoaip.decorators import requires
from hoaip.embargo import refuse_moment
from hoaip.ladder import Rung, who_sees
from hoaip.permissions import Permission
from hoaip.publish_form import PublishForm
from hoaip.saving import new_key, sent_again
from hoaip.saving.save import save_form
from hoaip.workflow import begins
from meetings import actions
from meetings.actions.record_publishing import refuse_public, refuse_unscheduled
from meetings.forms.records import StepForm
from meetings.models import RecordRevision
from meetings.records import address_of
from meetings.views.records import FORM, frame_of, papers_along


@require_http_methods(FORM)
@requires(Permission.PUBLISH_RECORD, on=RecordRevision)
def record_schedule(request, revision):
    """Fix or move the moment: the first POST says who reads it from when, the second writes."""
    if request.method != "POST":
        begins(revision, "schedule")
        refuse_public(revision)
    is_moved = revision.public_from is not None
    heading = _("Move the moment of publishing") if is_moved else _("Publish at a moment")
    frame = frame_of(revision) | {"papers": papers_along(revision.meeting, Rung.PUBLIC, request.user)}
    return save_form(
        request,
        lambda data: PublishForm(data, is_moved=is_moved, initial=PublishForm.of(revision.public_from)),
        ask=lambda form, page: from_when(request, form, page, revision, frame["circle"]),
        write=lambda form: actions.schedule_record(
            revision, at=form.at, reason=form.cleaned_data.get("reason", ""), version=form.version, by=request.user
        ),
        to=lambda row: address_of(row),
        template="meetings/record_step.html",
        said=_("The moment is fixed. Everybody reads the record from then on."),
        form_key=f"record:schedule:{revision.uid}",
        context=frame
        | {
            "step": "schedule",
            "heading": heading,
            "words": _("Go on"),
            "sentence": _(
                "From that moment on everybody reads the record and the outcomes, also without an account, and the "
                "outcomes are frozen. Until then those read it who do now."
            ),
            "fixed": revision.public_from,
        },
        current=revision,
        stored=lambda row: {name: str(value) for name, value in PublishForm.of(row.public_from).items()},
        grave=False,
    )


def from_when(request, form, page, revision, circle):
    """The page that asks once more; nothing for a moment that is refused: the form says so with what was typed."""
    try:
        refuse_moment(form.at, timezone.now())
    except ValidationError:
        return None
    rows = [(_("Read it until then"), who_sees(Rung(revision.rung_now), circle))]
    asked = {"at": form.at, "rows": rows, "hidden": [*sent_again(request), ("idempotency_key", new_key())]}
    return render(request, "meetings/record_schedule_confirm.html", page | asked)


@require_http_methods(FORM)
@requires(Permission.PUBLISH_RECORD, on=RecordRevision)
def record_unschedule(request, revision):
    """Withdraw the moment before it comes, with a reason."""
    if request.method != "POST":
        begins(revision, "unschedule")
        refuse_unscheduled(revision)
    return save_form(
        request,
        lambda data: StepForm(data, reason=True),
        write=lambda form: actions.unschedule_record(
            revision, version=form.version, by=request.user, **form.cleaned_data
        ),
        to=lambda row: address_of(row),
        template="meetings/record_step.html",
        said=_("The moment is withdrawn. The record is not published by itself."),
        form_key=f"record:unschedule:{revision.uid}",
        context=frame_of(revision)
        | {
            "step": "unschedule",
            "heading": _("Withdraw the moment of publishing"),
            "words": _("Withdraw it"),
            "sentence": _("It is not published by itself any more. Who reads the record now goes on to."),
            "fixed": revision.public_from,
        },
        current=revision,
        grave=False,
    )
