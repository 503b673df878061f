"""A new document. Its address stands on the floor of its parent, which makes the view here."""

from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hoaip.decorators import requires
from hoaip.documents import actions
from hoaip.documents.forms import UploadForm
from hoaip.documents.views.pages import address
from hoaip.permissions import Permission
from hoaip.saving.save import save_form


def new_view(home):
    """The view of a new document of one kind of parent; the parent comes out of the address and never changes."""

    @require_http_methods(["GET", "HEAD", "POST"])
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
