"""The texts that may be edited, as the portal comes with them."""

from functools import lru_cache
from typing import NamedTuple

from django.conf import settings
from django.utils import translation
from django.utils.module_loading import import_string

from hoaip.language import ENGLISH, TONGUES

LONGEST_LINE = 200


class Delivered(NamedTuple):
    """One text: its key, where it stands, and its words, both lazily translated.

    - `page` is the address, without a language, of a page where it is read; "" for a text of a letter;
    - `is_line`: it stands within a line, and is one; otherwise it is paragraphs.
    """

    key: str
    place: str
    words: str
    page: str
    is_line: bool = False


class Room(NamedTuple):
    """The texts of one place: its heading, lazily translated, and [Delivered]."""

    heading: str
    texts: list


@lru_cache(maxsize=1)
def registered():
    """[Room] of every app, in the order of `settings.PUBLIC_TEXTS`."""
    return [room for path in settings.PUBLIC_TEXTS for room in import_string(path)]


@lru_cache(maxsize=1)
def _by_key():
    return {text.key: text for room in registered() for text in room.texts}


def delivered(key):
    """The text of a key; KeyError when there is none."""
    return _by_key()[key]


def delivered_in(text, code):
    """Its words in one language, "" where the catalogue of that language has none."""
    with translation.override(code):
        words = str(text.words)
    with translation.override(ENGLISH):
        is_borrowed = code != ENGLISH and words == str(text.words)
    return "" if is_borrowed else words


def delivered_columns(text):
    """{column of the row: words} of the delivered text in each language."""
    return {f"text_{tongue['column']}": delivered_in(text, code) for code, tongue in TONGUES.items()}
