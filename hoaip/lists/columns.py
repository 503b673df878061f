"""Columns of a list, declared once: the head and the cell of the screen, and what an export writes in their place."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC
from functools import lru_cache

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext as _

from hoaip.calendar import to_solar, today_in_kabul


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of an export: its name in CSV, its head in a spreadsheet, and functions of a row.

    `value` is what a program reads (a text, a whole number, or a code of the portal), `words` what people read in a
    spreadsheet where that differs. `is_safe` says that it never holds what somebody typed: it needs no neutralising.
    """

    name: str
    label: str | Promise
    value: Callable
    words: Callable | None = None
    is_safe: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `html`, a function of a row, on the screen; `cells` in an export, one or several.

    Without `html` the screen says it elsewhere, as in the heading of a group. `needs` is a permission without which
    neither screen nor export has the column.
    """

    label: str | Promise
    html: Callable | None
    cells: tuple[Cell, ...] = ()
    is_number: bool = False
    needs: str | None = None


def written(name, label, value, *, html=None, words=None, **more):
    """A column of one text: escaped on the screen and kept apart from the direction of the page."""
    shown = words or value

    def isolated(row):
        return format_html("<bdi>{}</bdi>", shown(row))

    return Column(label, html or isolated, (Cell(name, label, value, words),), **more)


def named(name, label, value, choices, *, html=None, **more):
    """A column of one of `choices`: CSV holds the code, screen and spreadsheet its word."""
    words = {code: str(word) for code, word in choices}

    def said(row):
        return words.get(value(row), "")

    return Column(label, html or said, (Cell(name, label, value, said, is_safe=True),), **more)


def days(name, label, value):
    """The two cells of a day: ISO, and the solar day as 1405-06-15; both empty where there is no day."""
    return (
        Cell(name, label, lambda row: _iso(value(row)), is_safe=True),
        Cell(
            f"{name}_solar",
            _("%(day)s, solar") % {"day": label},
            lambda row: _solar(value(row)),
            is_safe=True,
        ),
    )


def instants(name, label, value):
    """The two cells of an instant: ISO in UTC, and the solar day in Kabul."""
    return (
        Cell(name, label, lambda row: _utc(value(row)), is_safe=True),
        Cell(
            f"{name}_solar",
            _("%(day)s, solar") % {"day": label},
            lambda row: _solar(today_in_kabul(value(row))) if value(row) else "",
            is_safe=True,
        ),
    )


def _utc(moment):
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if moment else ""


@lru_cache(maxsize=8192)
def _iso(day):
    return "" if day is None else day.isoformat()


@lru_cache(maxsize=8192)
def _solar(day):
    return "" if day is None else str(to_solar(day))
