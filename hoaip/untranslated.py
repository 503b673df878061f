"""Texts that the public reads and that nobody has written in each of the portal's languages yet.

Where a text is missing, its page shows another language and says which (hoaip/language.py); here stands what is left
to write. Each floor names its kinds in a function of `settings.UNTRANSLATED`.
"""

from collections.abc import Callable
from typing import NamedTuple

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.module_loading import import_string

from hoaip.language import TONGUES, localized

# Of one kind so many stand on the page; whoever writes them sees the next ones.
MOST = 50


class Kind(NamedTuple):
    """Rows of one kind that the public reads, their texts as {column without language: label}, and where to write.

    `address` and `words` are functions of a row; `words` is what it is called.
    """

    label: str
    rows: QuerySet
    texts: dict[str, str]
    address: Callable
    words: Callable


class Left(NamedTuple):
    """What one row lacks: its name, where to write it, and [(label of the text, [Tongue of TONGUES, ...])]."""

    name: str
    address: str
    lacking: list


def left_to_write():
    """[(label, [Left], whether there are more)] of the kinds of which something is missing. One query a kind."""
    found = []
    for path in settings.UNTRANSLATED:
        for kind in import_string(path)():
            rows = list(kind.rows.filter(_is_partly_written(kind.texts))[: MOST + 1])
            if rows:
                found.append((kind.label, [_left(kind, row) for row in rows[:MOST]], len(rows) > MOST))
    return found


def named(row):
    """What a row with a name in each language is called, in the language of the page."""
    return localized(row, "name")[0]


def titled(row):
    """The same of a row with a title."""
    return localized(row, "title")[0]


def _is_partly_written(texts):
    """Of some text one language is there and another is not: what is empty in all of them is not asked for."""
    found = Q()
    for text in texts:
        any_of_it, all_of_it = Q(), Q()
        for tongue in TONGUES.values():
            written = ~Q(**{f"{text}_{tongue['column']}": ""})
            any_of_it |= written
            all_of_it &= written
        found |= any_of_it & ~all_of_it
    return found


def _left(kind, row):
    lacking = []
    for text, label in kind.texts.items():
        missing = [tongue for tongue in TONGUES.values() if not getattr(row, f"{text}_{tongue['column']}")]
        if missing and len(missing) < len(TONGUES):
            lacking.append((label, missing))
    return Left(kind.words(row), kind.address(row), lacking)
