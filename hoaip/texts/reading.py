"""The text that stands on a page: as edited, else as the portal came with it. No statement beside that of the version.

The texts come with the version of the data (hoaip/public_cache.py), which pages for everybody ask for anyway.
"""

from types import SimpleNamespace

from hoaip.language import localized, page_language
from hoaip.models.texts import COLUMNS
from hoaip.public_cache import data_version
from hoaip.texts.registry import delivered


def text_of(request, key):
    """(words, code of the language they are in) of a text, for the language of the page.

    An edited text falls back as every other does (hoaip.language.localized); without a request it is the delivered one.
    """
    if request is not None:
        data_version(request)
        if words := edited_words(request.edited_texts.get(key)):
            return words
    return str(delivered(key).words), page_language()


def edited(request, key):
    """What is stored of a text in [English, Dari, Pashto], or None."""
    data_version(request)
    return request.edited_texts.get(key)


def edited_words(texts):
    """(words, code) of an edited text as read, a list by language; None where nothing is written."""
    found = localized(SimpleNamespace(**dict(zip(COLUMNS, texts or [], strict=False))), "text")
    return found if found[0] else None


def line_of(request, key):
    """The words alone, for a cell or a choice, where no mark of another language can stand."""
    return text_of(request, key)[0]
