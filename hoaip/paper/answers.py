"""Answers with a file made for paper."""

from django.http import FileResponse, HttpResponse
from django.utils.translation import gettext as _

from hoaip.lists.exports import attached
from hoaip.pages import refuse
from hoaip.paper.pdf import PressBusy, PressFailed, bound_pdf_of, pdf_of
from hoaip.paper.word import KIND as WORD
from hoaip.public_cache import Bodies


def too_many(request):
    return refuse(request, 429, _("Thirty files a minute are enough. Wait a minute, then try again."))


def pdf_answer(request, html, name):
    """The page as PDF under that name; 503 with what to do instead when the machine makes none now."""
    return _pressed_answer(request, lambda: pdf_of(html), name)


def bound_pdf_answer(request, pages, name):
    """The same of several pages, one behind the other."""
    return _pressed_answer(request, lambda: bound_pdf_of(pages), name)


def _pressed_answer(request, press, name):
    if request.method == "HEAD":
        return attached(HttpResponse(content_type="application/pdf"), name)
    try:
        made = press()
    except PressBusy:
        return refuse(request, 503, _("Other files are being made. Wait a moment, then try again."))
    except PressFailed:
        return refuse(
            request,
            503,
            _("This machine made no PDF. Open the page for print, and let your browser save it as PDF."),
        )
    return file_answer(made, "application/pdf", name)


def word_answer(made, name):
    return file_answer(made, WORD, name)


def file_answer(made, kind, name):
    """A file that was made: a small one whole, so that it can be kept for the next who asks, else as it is read."""
    start = made.read(Bodies.LARGEST + 1)
    if len(start) <= Bodies.LARGEST:
        made.close()
        return attached(HttpResponse(start, content_type=kind), name)
    made.seek(0)
    return attached(FileResponse(made, content_type=kind), name)
