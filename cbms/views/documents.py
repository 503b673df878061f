"""The library, and a new document of a CBM."""

from django.views.decorators.http import require_safe

from cbms.documents import CbmHome
from cbms.library import DocumentList
from hoaip.decorators import public
from hoaip.documents.views.new import new_view
from hoaip.public_cache import shared

document_new = new_view(CbmHome())


@require_safe
@shared
@public
def document_list(request):
    """Documents the reader may know of, newest first; filters in the address, an unknown value is a 400."""
    return DocumentList(request).answer("cbms/document_list.html")


@require_safe
@shared
@public
def document_export(request, kind):
    """The library, narrowed as its page, as CSV or spreadsheet."""
    return DocumentList(request).export(kind)
