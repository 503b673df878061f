"""The language of a page is its address: /fa-af/ or /ps/ before it, none is English, whatever a header says."""

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.utils import translation

# Django does not know Pashto, and calls Dari by the name of Iranian Persian.
LANG_INFO.setdefault("ps", {"bidi": True, "code": "ps", "name": "Pashto", "name_local": "پښتو"})
LANG_INFO.setdefault("fa-af", {"bidi": True, "code": "fa-af", "name": "Dari", "name_local": "دری"})

ENGLISH = "en"
# Code in addresses, tag for `lang`, name in its own script, direction, suffix of the columns that hold it.
TONGUES = {
    "en": {"code": "en", "tag": "en", "name": "English", "dir": "ltr", "column": "en"},
    "fa-af": {"code": "fa-af", "tag": "fa-AF", "name": "دری", "dir": "rtl", "column": "fa"},
    "ps": {"code": "ps", "tag": "ps", "name": "پښتو", "dir": "rtl", "column": "ps"},
}


class LanguageMiddleware:
    """Activates the language of the address for as long as the request is answered.

    - sets `request.LANGUAGE_CODE` and the header Content-Language;
    - reads neither Accept-Language nor a cookie nor the session, so that an address has one body;
    - works without a compiled catalogue: only the words stay English.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        code = language_of_path(request.path_info)
        with translation.override(code):
            request.LANGUAGE_CODE = code
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", TONGUES[code]["tag"])
        return response


def language_of_path(path):
    """The code that an address begins with: "fa-af", "ps" or, without a prefix, "en"."""
    first = path.split("/", 2)[1] if path.startswith("/") else ""
    return first if first in TONGUES and first != ENGLISH else ENGLISH


def page_language():
    """The language being written now, one of the portal's three."""
    code = translation.get_language() or settings.LANGUAGE_CODE
    return code if code in TONGUES else ENGLISH


def apart(text):
    """What people wrote, within a line of Dari or Pashto: the line keeps its direction, and the text its own full stop.

    For lines that are put together where no <bdi> can stand; in English the text is left as it is.
    """
    return f"\u200f\u2068{text}\u2069" if text and page_language() != ENGLISH else text


def path_in(path, code):
    """The same address in another language: path_in("/ps/cbms/dm/", "fa-af") is "/fa-af/cbms/dm/"."""
    current = language_of_path(path)
    bare = path[len(current) + 1 :] if current != ENGLISH else path
    bare = bare or "/"
    return bare if code == ENGLISH else f"/{code}{bare}"


def localized(thing, field, code=None):
    """The text of a field that has a column per language, and the code of the language it is in.

    `localized(cbm, "name")` reads name_fa on a Dari page; where that is empty, English, then Dari, then Pashto.
    The reader is told by the code that it is another language; ("", page's language) when all are empty.
    """
    wanted = code or page_language()
    for candidate in (wanted, *TONGUES):
        text = getattr(thing, f"{field}_{TONGUES[candidate]['column']}", "")
        if text:
            return text, candidate
    return "", wanted
