"""What is changed about a document that stands: its titles, its file, who can see it."""

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hoaip.decorators import reader, requires
from hoaip.documents import actions
from hoaip.documents.forms import DescribeForm, ReplaceForm, VisibilityForm
from hoaip.documents.homes import parent_of
from hoaip.documents.views.pages import address
from hoaip.errors import WrongState
from hoaip.grants import holders_on, today
from hoaip.ladder import who_sees
from hoaip.models import Document, User
from hoaip.permissions import CBM_ROLES, Permission, Role
from hoaip.saving import new_key, sent_again
from hoaip.saving.save import save_form

METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(METHODS)
@requires(Permission.ADD_DOCUMENT, on=Document)
def document_edit(request, document):
    """Titles, date, and the language version that counts."""
    not_deleted(document)
    languages = sorted(set(document.files.filter(is_current=True).values_list("language", flat=True)))
    initial = {name: getattr(document, name) for name in (*actions.TITLES, "dated_on", "language")}
    return save_step(
        request,
        document,
        "edit",
        lambda data: DescribeForm(data, languages=languages, initial=initial),
        write=lambda form: actions.describe_document(
            document,
            titles=form.titles,
            dated_on=form.cleaned_data["dated_on"],
            language=form.cleaned_data["language"],
            version=form.version,
            by=request.user,
        ),
        said=_("Document changed."),
    )


@require_http_methods(METHODS)
@requires(Permission.ADD_DOCUMENT, on=Document)
def document_replace(request, document):
    """A new version of the file, or its version in another language."""
    not_deleted(document)
    return save_step(
        request,
        document,
        "replace",
        lambda data: ReplaceForm(data, data and request.FILES, initial={"language": document.language}),
        write=lambda form: actions.replace_file(
            document,
            file=form.cleaned_data["file"],
            language=form.cleaned_data["language"],
            version=form.version,
            by=request.user,
        ),
        said=_("File stored. The earlier version is kept."),
        stored=nothing_to_compare,
    )


@require_http_methods(METHODS)
@requires(Permission.ADD_DOCUMENT, on=Document)
def document_visibility(request, document):
    """Who can see it. Wider than its parent: the first POST says who would, the second writes."""
    not_deleted(document)
    home, parent = parent_of(document, reader(request))
    circle = home.circle(parent) if home else ""
    return save_step(
        request,
        document,
        "visibility",
        lambda data: VisibilityForm(data, document=document, circle=circle, people=readers_of(document)),
        ask=lambda form, page: form.is_wider and who_would_see(request, form, page, circle),
        write=lambda form: actions.set_visibility(
            document,
            rung=form.cleaned_data["rung"],
            readers=form.cleaned_data.get("readers", ()),
            confirmed=form.is_confirmed,
            version=form.version,
            by=request.user,
        ),
        said=_("Who can see it was changed."),
        stored=lambda row: VisibilityForm.of(row),
    )


def save_step(request, document, name, make, *, template=None, context=None, grave=False, **more):
    """`save_form` on the page of one step of a document; its address is known by `name`."""
    return save_form(
        request,
        make,
        to=address,
        template=f"documents/{template or f'document_{name}'}.html",
        form_key=f"document-{name}-{document.uid}",
        context={"document": document, "back": address(document)} | (context or {}),
        current=document,
        grave=grave,
        **more,
    )


def nothing_to_compare(document):
    """A file or a reason has no text beside it that was stored meanwhile."""
    return {}


def not_deleted(document):
    if document.is_deleted:
        raise WrongState(_("This document was deleted. Restore it first."))


def who_would_see(request, form, page, circle):
    """The page that asks once more: who sees it now, what it belongs to, and who would see it."""
    document = form.document
    rows = [
        (_("Would see it"), who_sees(form.cleaned_data["rung"], circle)),
        (_("See it now"), who_sees(document.reach_now, circle)),
        (_("See as much of what it belongs to"), who_sees(document.ceiling_now, circle)),
    ]
    asked = {"rows": rows, "hidden": [*sent_again(request), ("idempotency_key", new_key())]}
    return render(request, "documents/document_visibility_confirm.html", page | asked)


def readers_of(document):
    """Who may be put on its list: people with a role on what it belongs to, who hold one today."""
    anchors = document.permission_anchors()
    roles = [*CBM_ROLES, Role.REVIEWER]
    if len(anchors) == 1:
        roles.append(Role.PARTICIPANT)
    return list(User.objects.filter(pk__in=holders_on(anchors, roles, today())).order_by("full_name", "pk"))
