"""Open data: files of what everybody may see, with a dictionary of their columns. Each floor names its own.

A file is computed as for a reader without an account, whoever asks for it.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from hoaip.lists.exports import CHUNK

# Chosen for the data; the code of the portal has a licence of its own.
LICENCE = ("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/")
TEXT, NUMBER, DAY, CODE, CODES, TRUTH, ADDRESS = "text", "integer", "date", "code", "codes", "boolean", "address"
KINDS = {
    TEXT: _("text"),
    NUMBER: _("whole number"),
    DAY: _("day, Gregorian, as 2026-09-06"),
    CODE: _("one of the codes given"),
    CODES: _("codes; in CSV with “; ” between them"),
    TRUTH: _("true or false"),
    ADDRESS: _("address"),
}
NOBODY = AnonymousUser()


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a file: its name, for good; its kind, meaning and an example; `read` gives its value of a row.

    A value is a text, a whole number, a day, a truth, a list of codes, or None where nothing is known.
    """

    name: str
    kind: str
    meaning: str | Promise
    example: str
    read: Callable

    @property
    def is_safe(self):
        """Whether it never holds what somebody typed, so that no spreadsheet could run it."""
        return self.kind in (NUMBER, DAY, TRUTH)

    @property
    def kind_words(self):
        return KINDS[self.kind]

    def value(self, row):
        """As CSV has it."""
        found = self.read(row)
        if found is None:
            return ""
        if isinstance(found, bool):
            return "true" if found else "false"
        if isinstance(found, list):
            return "; ".join(found)
        return found.isoformat() if self.kind == DAY else found

    def plain(self, row):
        """As JSON has it."""
        found = self.read(row)
        return found.isoformat() if self.kind == DAY and found is not None else found


@dataclass(frozen=True)
class DataFile:
    """A file of open data: `rows()` are what everybody may see, in a stable order; `fields` its columns."""

    name: str
    title: str | Promise
    about: str | Promise
    rows: Callable
    fields: tuple[Field, ...]

    def chunks(self):
        """Lists of rows, some thousand at a time."""
        rows = iter(self.rows().iterator(chunk_size=CHUNK))
        while chunk := list(islice(rows, CHUNK)):
            yield chunk


def plain(name, kind, meaning, example, path=None):
    """A Field of a column of the row, or of one reached over dots ("cbm.code"); an empty text is None."""
    steps = (path or name).split(".")

    def read(row):
        found = row
        for step in steps:
            found = getattr(found, step, None)
            if found is None:
                return None
        if isinstance(found, UUID):
            return str(found)
        return found if found != "" else None

    return Field(name, kind, meaning, example, read)


def tongues(name, meaning, example):
    """The three columns of a text that is kept in three languages; `meaning` is a function of a language's name."""
    return tuple(plain(f"{name}_{code}", TEXT, meaning, example if code == "en" else "") for code in ("en", "fa", "ps"))


def address(read):
    """The column with the page of a row: `read(row)` is its path."""
    return Field(
        "address",
        ADDRESS,
        _("Its page in the portal"),
        f"{settings.PUBLIC_ORIGIN}/…",
        lambda row: f"{settings.PUBLIC_ORIGIN}{read(row)}",
    )


def several(name, meaning, example, relation, key):
    """The codes of the rows of a relation that the queryset has fetched, in alphabetical order."""

    def read(row):
        return sorted(getattr(each, key) for each in getattr(row, relation).all())

    return Field(name, CODES, meaning, example, read)


# Where a fact is known from, as the last columns of every file that has them.
SOURCED = (
    plain("source", TEXT, _("Where it is known from"), "https://www.hoa.gov.tr/…"),
    plain("confidence", CODE, _("How well it is known: high, medium or low"), "high"),
    plain("is_disputed", TRUTH, _("Whether another source says otherwise"), "false"),
    plain("is_confirmed", TRUTH, _("Whether a person vouches for it"), "true"),
)
UID = plain("uid", TEXT, _("Its key, for good"), "0b6f…")


@lru_cache(maxsize=1)
def all_files():
    """{name: DataFile} of the whole house, floor by floor as settings.OPEN_DATA names them."""
    return {each.name: each for path in settings.OPEN_DATA for each in import_string(path)}


def json_lines(file):
    """The file as JSON, some thousand rows at a time: what it is, its licence, its columns, its rows."""
    head = {
        "name": file.name,
        "title": str(file.title),
        "licence": LICENCE[0],
        "licence_address": LICENCE[1],
        "columns": [{"name": each.name, "type": each.kind, "meaning": str(each.meaning)} for each in file.fields],
    }
    yield json.dumps(head, ensure_ascii=False)[:-1].encode() + b', "rows": [\n'
    is_first = True
    with transaction.atomic():
        for chunk in file.chunks():
            lines = ",\n".join(
                json.dumps({each.name: each.plain(row) for each in file.fields}, ensure_ascii=False) for row in chunk
            )
            yield ("" if is_first else ",\n").encode() + lines.encode()
            is_first = False
    yield b"\n]}\n"
