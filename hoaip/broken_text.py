"""Refuses text that was broken on its way here, before a form takes it for words."""

from urllib.parse import unquote_to_bytes

from django.core.exceptions import BadRequest
from django.utils.translation import gettext as _

# What Django puts in the place of bytes that are no text.
LOST = "\ufffd"


class BrokenTextMiddleware:
    """400 for an address whose query, or a form whose fields, hold bytes that are not text.

    Django replaces them in silence, and a record would then keep the replacement. A NUL in a form is refused by its
    field; in an address nothing else would.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        query = unquote_to_bytes(request.META.get("QUERY_STRING", ""))
        if b"\x00" in query or not is_text(query):
            raise BadRequest(
                _("The address holds characters that are no text. Open the page without what follows “?”.")
            )
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if request.method != "POST":
            return
        for name, values in request.POST.lists():
            if LOST in name or any(LOST in value for value in values):
                raise BadRequest(
                    _("Some characters were damaged on the way, nothing was saved. Go back and type them again.")
                )


def is_text(raw):
    """Whether bytes are UTF-8; a surrogate by itself is not."""
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True
