"""How a document goes: deleted and restored with a reason, its files destroyed by two people."""

from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hoaip.decorators import requires
from hoaip.documents import actions
from hoaip.documents.forms import CarryOutForm, ReasonForm
from hoaip.documents.views.changes import METHODS, nothing_to_compare, save_step
from hoaip.errors import WrongState
from hoaip.models import Document, DocumentFile
from hoaip.permissions import Permission


@require_http_methods(METHODS)
@requires(Permission.DELETE_DOCUMENT, on=Document)
def document_delete(request, document):
    """Delete it; its tombstone stays."""
    return save_with_reason(
        request,
        document,
        "delete",
        actions.delete_document,
        heading=_("Delete the document"),
        words=_("Delete it"),
        sentence=_(
            "Its files can be read no more; they are kept, and the document can be restored. What stays on its page is "
            "its title and this reason, for those who could see it."
        ),
        told=_("Everybody who could see the document reads this."),
        said=_("Document deleted. It can be restored from its page."),
    )


@require_http_methods(METHODS)
@requires(Permission.DELETE_DOCUMENT, on=Document)
def document_restore(request, document):
    """Bring it back."""
    return save_with_reason(
        request,
        document,
        "restore",
        actions.restore_document,
        heading=_("Restore the document"),
        words=_("Restore it"),
        sentence=_("It comes back with all its versions, for those who could see it before."),
        told=_("It stands in the history."),
        said=_("Document restored."),
    )


@require_http_methods(METHODS)
@requires(Permission.ORDER_PURGE, on=Document)
def document_order(request, document):
    """The director orders that its files are destroyed."""
    return save_with_reason(
        request,
        document,
        "order",
        actions.order_purge,
        heading=_("Order that its files are destroyed"),
        words=_("Order it"),
        sentence=_(
            "The administrator then destroys the files of every version for good. The title, the names and the hashes "
            "of the files stay."
        ),
        told=_("It stands in the history, and the administrator reads it."),
        said=_("Ordered. The administrator carries it out."),
    )


@require_http_methods(METHODS)
@requires(Permission.PURGE_DOCUMENT, on=Document)
def document_destroy(request, document):
    """The administrator destroys the files, as the director ordered."""
    if document.purge_ordered_at is None:
        raise WrongState(_("The director has not ordered this. Files are destroyed on an order with its reason alone."))
    return save_step(
        request,
        document,
        "destroy",
        CarryOutForm,
        write=lambda form: actions.purge_document(document, version=form.version, by=request.user),
        said=_("Files destroyed. Their names and hashes stay."),
        context={"files": DocumentFile.objects.filter(document=document).order_by("language", "number")},
        stored=nothing_to_compare,
        grave=True,
    )


def save_with_reason(request, document, name, act, *, told, said, **words):
    """One step that takes nothing but its reason; `told` says beside the field who reads it."""
    return save_step(
        request,
        document,
        name,
        lambda data: ReasonForm(data, told=told),
        write=lambda form: act(document, reason=form.cleaned_data["reason"], version=form.version, by=request.user),
        said=said,
        template="document_step",
        context=words,
        stored=nothing_to_compare,
    )
