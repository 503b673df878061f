"""A document's page, and the one view that gives out its files."""

import logging

from django.http import FileResponse, Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from hoaip import access_log
from hoaip.decorators import public, reader
from hoaip.documents import keeping
from hoaip.documents.homes import parent_of
from hoaip.documents.intake.names import disposition
from hoaip.grants import holdings
from hoaip.ladder import Rung, is_ministry
from hoaip.language import page_language
from hoaip.models import Document, DocumentFile
from hoaip.public_cache import shared

logger = logging.getLogger(__name__)

CONTENT_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "png": "image/png",
    "jpg": "image/jpeg",
    "txt": "text/plain; charset=utf-8",
}


def address(document):
    """The page of a document."""
    return reverse("documents:document_detail", kwargs={"uid": document.uid})


def with_people(documents):
    return documents.select_related("process", "deleted_by", "purge_ordered_by", "purged_by", "confirmed_by")


@require_safe
@shared
@public(on=Document, reads=with_people)
def document_detail(request, document):
    """One document: its files by language, earlier versions for the ministry, and who can see it; or its tombstone."""
    user = reader(request)
    files = list(
        DocumentFile.objects.readable_by(user)
        .filter(document=document)
        .select_related("uploaded_by")
        .order_by("language", "-number")
    )
    files = document.for_reader(files, page_language())
    home, parent = parent_of(document, user)
    context = {
        "document": document,
        "parent": parent,
        "parent_words": home.words(parent) if home else "",
        "parent_address": home.address(parent) if home else "",
        "circle": home.circle(parent) if home else "",
        "current": [each for each in files if each.is_current],
        "is_foreign": all(each.language != page_language() for each in files if each.is_current),
        "earlier": [each for each in files if not each.is_current],
        "internal": is_ministry(holdings(user)),
        "destroyed": list(DocumentFile.objects.filter(document=document).order_by("language", "number"))
        if document.purged_at
        else [],
        "listed": list(document.readers.select_related("user").order_by("user__full_name"))
        if document.reach_now == Rung.RESTRICTED and files
        else [],
    }
    return render(request, "documents/document_detail.html", context)


def with_document(files):
    return files.select_related("document")


@require_safe
@public(on=DocumentFile, reads=with_document)
def document_file(request, file):
    """The bytes, to save and never to show: a file that may not be read is a 404, whoever asks and whatever it is."""
    try:
        body = keeping.opened(file.stored_name)
    except FileNotFoundError:
        logger.exception("a stored file is gone: %s", file.uid)
        raise Http404 from None
    if file.document.reach_now != Rung.PUBLIC:
        access_log.note(request, "read_file")
    response = FileResponse(body, content_type=CONTENT_TYPES[file.kind])
    response.is_stored_file = True
    told = {
        "Content-Length": str(file.size),
        "Content-Disposition": disposition(file.name, f"{file.document.reference}-{file.language}.{file.kind}"),
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    for header, value in told.items():
        response.headers[header] = value
    return response
