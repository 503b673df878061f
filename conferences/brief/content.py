"""What a brief is made of: headed sections of sentences and plain tables, the same for the screen, PDF and Word."""

from dataclasses import dataclass, field
from datetime import date

from hoaip.calendar import day_text, digits
from hoaip.language import page_language


@dataclass(frozen=True)
class Section:
    """A heading with facts (what, text), a table (heads and rows of text), or the sentence that there is nothing."""

    title: str
    facts: tuple = ()
    heads: tuple = ()
    rows: tuple = ()
    nothing: str = ""
    note: str = ""

    @property
    def is_empty(self):
        return not self.facts and not self.rows


@dataclass(frozen=True)
class Brief:
    """A brief on paper. `since` is the first day it looks at, `as_of` the last; `name` is that of its files."""

    title: str
    name: str
    as_of: date
    since: date
    since_words: str
    sections: list = field(default_factory=list)


def number(value):
    """A number in the digits of the page."""
    return digits(value, page_language())


def day(value):
    """A day in words in the language of the page; a dash for none."""
    return day_text(value, page_language()) if value else "–"


def of(some, whole):
    """ "3 / 5", in the digits of the page."""
    return f"{number(some)} / {number(whole)}"
