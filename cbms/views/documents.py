"""The library: the documents a reader may know of, and a new one of a CBM."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from cbms.documents import CbmHome
from cbms.filters import DocumentFilter, page_of
from hoaip.decorators import public, reader
from hoaip.documents.homes import parents_of
from hoaip.documents.views.steps import new_view
from hoaip.models import Document
from hoaip.public_cache import shared

document_new = new_view(CbmHome())


@require_safe
@shared
@public
def document_list(request):
    """Documents the reader may know of, newest first; filters in the address, an unknown value is a 400."""
    user = reader(request)
    rows = Document.objects.visible_to(user).filter(deleted_at__isnull=True)
    filters = DocumentFilter(request.GET or None, request=request, queryset=rows)
    page = page_of(request, filters)
    parents = parents_of(page.rows, user)
    context = {
        "filter": filters,
        "page": page,
        "rows": [(document, told(parents.get(document.pk))) for document in page.rows],
    }
    return render(request, "cbms/document_list.html", context, status=400 if page.errors else 200)


def told(found):
    """(words, address) of a parent, or None where this reader may not know of it."""
    if found is None:
        return None
    home, parent = found
    return home.words(parent), home.address(parent)
