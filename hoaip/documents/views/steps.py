"""What can be done on a document's page, each step on a page of its own."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from hoaip.decorators import reader, requires
from hoaip.documents import actions
from hoaip.documents.forms import CarryOutForm, DescribeForm, ReasonForm, ReplaceForm, UploadForm, VisibilityForm
from hoaip.documents.homes import parents_of
from hoaip.errors import Stale, WrongState
from hoaip.grants import holders_on, today
from hoaip.ladder import who_sees
from hoaip.models import Document, DocumentFile, User
from hoaip.permissions import CBM_ROLES, Permission, Role
from hoaip.saving import fill, new_key, once, refused, typed, version_of
from hoaip.saving.save import place_errors, save_form, valid

METHODS = ["GET", "HEAD", "POST"]


def address(document):
    return reverse("documents:document_detail", kwargs={"uid": document.uid})


def new_view(home):
    """The view of a new document of one kind of parent; the parent comes out of the address and never changes."""

    @require_http_methods(METHODS)
    @requires(Permission.ADD_DOCUMENT, on=home.parents, key=home.key)
    def document_new(request, parent):
        """A new document of this parent."""
        parent = home.loaded(home.parents.objects.filter(pk=parent.pk)).get()

        def make(data):
            initial = {"dated_on": home.dated_on(parent) or request.today}
            files = None if data is None else request.FILES
            return UploadForm(data, files, home=home, parent=parent, initial=initial)

        return save_form(
            request,
            make,
            write=lambda form: actions.add_document(
                home, parent, details=form.details(), file=form.cleaned_data["file"], by=request.user
            ),
            to=address,
            template="documents/document_new.html",
            said=_("Document added. Below stands who can see it."),
            form_key=f"document-new-{getattr(parent, home.key)}",
            context={"parent_words": home.words(parent), "parent_address": home.address(parent)},
            grave=False,
        )

    return document_new


@require_http_methods(METHODS)
@requires(Permission.ADD_DOCUMENT, on=Document)
def document_edit(request, document):
    """Titles, date, and the language version that counts."""
    not_deleted(document)
    languages = sorted(set(document.files.filter(is_current=True).values_list("language", flat=True)))
    initial = {name: getattr(document, name) for name in (*actions.TITLES, "dated_on", "language")}
    return save_form(
        request,
        lambda data: DescribeForm(data, languages=languages, initial=initial),
        write=lambda form: actions.describe_document(
            document,
            titles=form.titles,
            dated_on=form.cleaned_data["dated_on"],
            language=form.cleaned_data["language"],
            version=form.version,
            by=request.user,
        ),
        to=address,
        template="documents/document_edit.html",
        said=_("Document changed."),
        form_key=f"document-edit-{document.uid}",
        context={"document": document, "back": address(document)},
        current=document,
        grave=False,
    )


@require_http_methods(METHODS)
@requires(Permission.ADD_DOCUMENT, on=Document)
def document_replace(request, document):
    """A new version of the file, or its version in another language."""
    not_deleted(document)
    return save_form(
        request,
        lambda data: ReplaceForm(
            data, None if data is None else request.FILES, initial={"language": document.language}
        ),
        write=lambda form: fresh(
            actions.replace_file,
            document,
            file=form.cleaned_data["file"],
            language=form.cleaned_data["language"],
            version=form.version,
            by=request.user,
        ),
        to=address,
        template="documents/document_replace.html",
        said=_("File stored. The earlier version is kept."),
        form_key=f"document-replace-{document.uid}",
        context={"document": document, "back": address(document)},
        current=document,
        grave=False,
    )


@require_http_methods(METHODS)
@requires(Permission.ADD_DOCUMENT, on=Document)
def document_visibility(request, document):
    """Who can see it. Wider than its parent: the first POST says who would, `confirm=1` with its key writes."""
    not_deleted(document)
    home, parent = parents_of([document], reader(request)).get(document.pk, (None, None))
    circle = home.circle(parent) if home else ""
    form_key = f"document-visibility-{document.uid}"
    page = {"document": document, "back": address(document), "form_key": form_key, "version": document.version}

    def make(data=None, **kwargs):
        return VisibilityForm(data, document=document, circle=circle, people=readers_of(document), **kwargs)

    if request.method != "POST":
        before = typed(request, form_key)
        initial = {
            "rung": "" if document.rung is None else document.rung,
            "readers": [str(row.user.uid) for row in document.readers.select_related("user")],
        }
        form = make(initial=initial)
        if before:
            fill(form, before.data)
        page |= {"form": form, "typed": before, "idempotency_key": new_key()}
        return render(request, "documents/document_visibility.html", page)
    form, version = make(request.POST), version_of(request)
    confirmed = request.POST.get("confirm") == "1"
    page |= {"form": form, "version": version, "idempotency_key": request.POST.get("idempotency_key") or new_key()}
    if form.is_valid() and form.is_wider and not confirmed:
        return render(request, "documents/document_visibility_confirm.html", page | asked_again(request, form, circle))

    def write():
        given = valid(form)
        return fresh(
            actions.set_visibility,
            document,
            rung=given["rung"],
            readers=given.get("readers", ()),
            confirmed=confirmed,
            version=version,
            by=request.user,
        )

    try:
        answer = once(request, write, address, form_key=form_key)
    except ValidationError as error:
        place_errors(form, error)
        return refused(request, "documents/document_visibility.html", page, form_key)
    messages.success(request, _("Who can see it was changed."))
    return answer


def asked_again(request, form, circle):
    """Who sees it now, what it belongs to, and who would see it; and what is sent again."""
    document, apart = form.document, {"csrfmiddlewaretoken", "idempotency_key", "confirm"}
    hidden = [(name, value) for name, values in request.POST.lists() if name not in apart for value in values]
    return {
        "rows": [
            (_("Would see it"), who_sees(form.cleaned_data["rung"], circle)),
            (_("See it now"), who_sees(document.reach, circle)),
            (_("See as much of what it belongs to"), who_sees(document.ceiling, circle)),
        ],
        "hidden": [*hidden, ("idempotency_key", new_key())],
    }


def readers_of(document):
    """Who may be put on its list: people with a role on what it belongs to, who hold one today."""
    anchors = document.permission_anchors()
    roles = [*CBM_ROLES, Role.REVIEWER]
    if len(anchors) == 1:
        roles.append(Role.PARTICIPANT)
    return list(User.objects.filter(pk__in=holders_on(anchors, roles, today())).order_by("full_name", "pk"))


# What is asked and said of each step that has a reason: permission, the action, its words.
REASONED = {
    "delete": (
        Permission.DELETE_DOCUMENT,
        actions.delete_document,
        {
            "heading": gettext_lazy("Delete the document"),
            "words": gettext_lazy("Delete it"),
            "sentence": gettext_lazy(
                "Its files can be read no more; they are kept, and the document can be restored. What stays on its "
                "page is its title and this reason, for those who could see it."
            ),
            "told": gettext_lazy("Everybody who could see the document reads this."),
            "said": gettext_lazy("Document deleted. It can be restored from its page."),
        },
    ),
    "restore": (
        Permission.DELETE_DOCUMENT,
        actions.restore_document,
        {
            "heading": gettext_lazy("Restore the document"),
            "words": gettext_lazy("Restore it"),
            "sentence": gettext_lazy("It comes back with all its versions, for those who could see it before."),
            "told": gettext_lazy("It stands in the history."),
            "said": gettext_lazy("Document restored."),
        },
    ),
    "order": (
        Permission.ORDER_PURGE,
        actions.order_purge,
        {
            "heading": gettext_lazy("Order that its files are destroyed"),
            "words": gettext_lazy("Order it"),
            "sentence": gettext_lazy(
                "The administrator then destroys the files of every version for good. The title, the names and the "
                "hashes of the files stay."
            ),
            "told": gettext_lazy("It stands in the history, and the administrator reads it."),
            "said": gettext_lazy("Ordered. The administrator carries it out."),
        },
    ),
}


def reasoned_view(name):
    """The view of one step that takes a reason."""
    permission, act, words = REASONED[name]

    @require_http_methods(METHODS)
    @requires(permission, on=Document)
    def view(request, document):
        return save_form(
            request,
            lambda data: ReasonForm(data, told=words["told"]),
            write=lambda form: fresh(
                act, document, reason=form.cleaned_data["reason"], version=form.version, by=request.user
            ),
            to=address,
            template="documents/document_step.html",
            said=words["said"],
            form_key=f"document-{name}-{document.uid}",
            context={"document": document, "back": address(document), **words},
            current=document,
            grave=False,
        )

    view.__name__ = view.__qualname__ = f"document_{name}"
    view.__doc__ = str(words["heading"])
    return view


document_delete = reasoned_view("delete")
document_restore = reasoned_view("restore")
document_order = reasoned_view("order")


@require_http_methods(METHODS)
@requires(Permission.PURGE_DOCUMENT, on=Document)
def document_destroy(request, document):
    """The administrator destroys the files, as the director ordered."""
    if document.purge_ordered_at is None:
        raise WrongState(_("The director has not ordered this. Files are destroyed on an order with its reason alone."))
    return save_form(
        request,
        CarryOutForm,
        write=lambda form: fresh(actions.purge_document, document, version=form.version, by=request.user),
        to=address,
        template="documents/document_destroy.html",
        said=_("Files destroyed. Their names and hashes stay."),
        form_key=f"document-destroy-{document.uid}",
        context={
            "document": document,
            "back": address(document),
            "files": DocumentFile.objects.filter(document=document).order_by("language", "number"),
        },
        current=document,
        grave=True,
    )


def fresh(act, document, **given):
    """Do it; a stale form is a page of its own (409), since a file or a reason has nothing to be merged with."""
    try:
        return act(document, **given)
    except Stale as stale:
        raise WrongState(str(stale)) from None


def not_deleted(document):
    if document.is_deleted:
        raise WrongState(_("This document was deleted. Restore it first."))
