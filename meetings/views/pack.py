"""Everything for the room of a meeting: one page for print, and the same page with its documents as a ZIP."""

import logging
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.http import StreamingHttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from hoaip import access_log
from hoaip.decorators import public, reader
from hoaip.documents.intake.names import disposition
from hoaip.paper.answers import too_many
from hoaip.paper.zipped import zipped
from hoaip.reader import person_of
from hoaip.templatetags.ui import KABUL
from meetings.models import Meeting
from meetings.names import headline
from meetings.pack import is_at_hand, pack_of, zip_name
from meetings.parts import parts_of
from meetings.views.pages import in_full

logger = logging.getLogger(__name__)

TEMPLATE = "meetings/meeting_pack.html"
STYLE = Path(settings.BASE_DIR, "static", "paper.css")


@require_safe
@public(on=Meeting, reads=in_full)
def meeting_pack(request, meeting):
    """Facts, agenda, who is invited, open actions, the last record and the documents, as far as the reader may."""
    response = render(request, TEMPLATE, _context(request, meeting))
    response.headers["Cache-Control"] = "no-store"
    return response


@require_safe
@public(on=Meeting, reads=in_full)
def meeting_pack_file(request, meeting):
    """The same page as index.html, with the files beside it: it is read without the portal and without a network."""
    if not access_log.note_export(request):
        return too_many(request)
    context = _context(request, meeting)
    pack, files = context["pack"], []
    if not pack.is_open:
        access_log.note(request, "read_file")
    for each in pack.files:
        each.address = quote(each.name) if is_at_hand(each) else ""
        if each.address:
            files.append((each.name, each.file.stored_name))
        else:
            logger.error("a stored file is gone: %s", each.file.uid)
    page = render_to_string(TEMPLATE, context | {"is_packed": True}, request)
    pages = [("index.html", page.encode()), (STYLE.name, STYLE.read_bytes())]
    content = () if request.method == "HEAD" else zipped(pages, files, at=timezone.now().astimezone(KABUL))
    response = StreamingHttpResponse(content, content_type="application/zip")
    # Packed already: the line does not pack it once more.
    response.is_stored_file = True
    told = {
        "Content-Disposition": disposition(*zip_name(meeting)),
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    for header, value in told.items():
        response.headers[header] = value
    return response


def _context(request, meeting):
    parts = parts_of(request, meeting)
    return {
        "meeting": meeting,
        "title": headline(meeting),
        "pairs": meeting.pairs.all(),
        "person": None if getattr(request, "viewing", None) else person_of(request),
        "pack": pack_of(meeting, reader(request), request.today),
        **parts,
    }
