"""A document is published at a moment that is fixed before: fix it, move it, withdraw it."""

from django.core.exceptions import ValidationError
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hoaip.decorators import reader, requires
from hoaip.documents import actions
from hoaip.documents.homes import parent_of
from hoaip.documents.views.changes import METHODS, not_deleted, save_step
from hoaip.documents.views.removal import save_with_reason
from hoaip.embargo import refuse_moment
from hoaip.ladder import Rung, who_sees
from hoaip.models import Document
from hoaip.permissions import Permission
from hoaip.publish_form import PublishForm
from hoaip.saving import new_key, sent_again


@require_http_methods(METHODS)
@requires(Permission.ADD_DOCUMENT, on=Document)
def document_publish(request, document):
    """Fix or move the moment: the first POST says who sees it from when, the second writes."""
    not_deleted(document)
    if request.method != "POST":
        actions.may_be_scheduled(document)
    home, parent = parent_of(document, reader(request))
    circle = home.circle(parent) if home else ""
    is_moved = document.public_from is not None
    return save_step(
        request,
        document,
        "publish",
        lambda data: PublishForm(data, is_moved=is_moved, initial=PublishForm.of(document.public_from)),
        ask=lambda form, page: from_when(request, document, form, page, circle),
        write=lambda form: actions.schedule_document(
            document,
            at=form.at,
            confirmed=form.is_confirmed,
            reason=form.cleaned_data.get("reason", ""),
            version=form.version,
            by=request.user,
        ),
        said=_("The moment is fixed. Everybody sees the document from then on."),
        context={"who": who_sees(document.reach_now, circle), "is_moved": is_moved},
        stored=lambda row: {name: str(value) for name, value in PublishForm.of(row.public_from).items()},
    )


def from_when(request, document, form, page, circle):
    """The page that asks once more: from when everybody sees it, and who sees it until then.

    Nothing for a moment that is refused: the form says so with what was typed.
    """
    try:
        refuse_moment(form.at, timezone.now())
    except ValidationError:
        return None
    rows = [(_("See it until then"), who_sees(document.reach_now, circle))]
    if actions.needs_word(document):
        rows.append((_("See as much of what it belongs to"), who_sees(document.ceiling_now, circle)))
    asked = {
        "at": form.at,
        "who": who_sees(Rung.PUBLIC),
        "rows": rows,
        "hidden": [*sent_again(request), ("idempotency_key", new_key())],
    }
    return render(request, "documents/document_publish_confirm.html", page | asked)


@require_http_methods(METHODS)
@requires(Permission.ADD_DOCUMENT, on=Document)
def document_publish_withdraw(request, document):
    """Withdraw the moment before it comes."""
    not_deleted(document)
    if request.method != "POST":
        actions.may_be_unscheduled(document)
    return save_with_reason(
        request,
        document,
        "publish-withdraw",
        actions.unschedule_document,
        heading=_("Withdraw the moment of publishing"),
        words=_("Withdraw it"),
        sentence=_("It is not published by itself any more. Who sees the document now goes on to."),
        told=_("It stands in the history."),
        said=_("The moment is withdrawn. The document is not published by itself."),
    )
