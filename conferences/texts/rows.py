"""The paragraphs of a text as rows of a form: read from what was sent, moved, joined, filled from a pasted text."""

import re
from dataclasses import dataclass, field
from uuid import UUID

from django.core.exceptions import BadRequest
from django.utils.translation import gettext as _

from conferences.actions.declarations import Words

COLUMNS = ("en", "fa", "ps")
# More than a text may hold, so that one that is too long comes back whole with its sentence.
MOST_ROWS = 600
_NAME = re.compile(r"para-([0-9]{1,4})-(uid|en|fa|ps)")


@dataclass
class Row:
    """A paragraph as it stands in the form; `place` is its number in the names of its fields, from 0."""

    uid: str = ""
    texts: dict = field(default_factory=lambda: dict.fromkeys(COLUMNS, ""))
    place: int = 0
    # Stored by somebody else in the meantime, and not in what was typed.
    is_theirs: bool = False

    @property
    def number(self):
        return self.place + 1

    @property
    def is_blank(self):
        return not any(text.strip() for text in self.texts.values())

    def name(self, column):
        return f"para-{self.place}-{column}"


def rows_of(paragraphs):
    """The rows of stored paragraphs."""
    return placed(
        [Row(str(each.uid), {column: getattr(each, f"text_{column}") for column in COLUMNS}) for each in paragraphs]
    )


def rows_of_data(data):
    """The rows as they were sent, in their order; BadRequest for what no page of ours sends."""
    found = {}
    for name in data:
        if (hit := _NAME.fullmatch(name)) is not None:
            row = found.setdefault(int(hit[1]), Row())
            if hit[2] == "uid":
                row.uid = _key(data[name])
            else:
                row.texts[hit[2]] = data[name]
    if len(found) > MOST_ROWS:
        raise BadRequest(_("The form did not arrive whole. Open the page again."))
    return placed([found[place] for place in sorted(found)])


def placed(rows):
    """The rows, each with its place."""
    for place, row in enumerate(rows):
        row.place = place
    return rows


def words_of_rows(rows):
    """Words for the action; empty rows fall away, and a stored paragraph whose words were taken out with them."""
    return [
        Words(UUID(row.uid) if row.uid else None, *(row.texts[column] for column in COLUMNS))
        for row in rows
        if not row.is_blank
    ]


def filled(rows, pieces, column):
    """The pieces of a pasted text put into the rows, in order; where rows hold that language, they follow behind."""
    rows = [row for row in rows if not row.is_blank]
    holds = any(row.texts[column].strip() for row in rows)
    own = [] if holds else rows
    for row, piece in zip(own, pieces, strict=False):
        row.texts[column] = piece
    return placed([*rows, *(_with(column, piece) for piece in pieces[len(own) :])])


def rearranged(rows, wish):
    """(rows, place to look at) after "add", "add-N", "join-N", "up-N", "down-N", "out-N"; N is a row's place."""
    rows, (word, _dash, place) = list(rows), wish.partition("-")
    if wish == "add":
        rows.append(Row())
        return placed(rows), len(rows) - 1
    if not (place.isascii() and place.isdigit() and int(place) < len(rows)):
        return placed(rows), None
    at = int(place)
    if word == "add":
        at += 1
        rows.insert(at, Row())
    elif word == "join" and at + 1 < len(rows):
        _join(rows[at], rows.pop(at + 1))
    elif word == "out":
        del rows[at]
        at = min(at, len(rows) - 1)
    elif word in ("up", "down"):
        other = at + (-1 if word == "up" else 1)
        if 0 <= other < len(rows):
            rows[at], rows[other] = rows[other], rows[at]
            at = other
    return placed(rows), at


def _join(row, following):
    row.uid = row.uid or following.uid
    for column in COLUMNS:
        row.texts[column] = "\n\n".join(text for each in (row, following) if (text := each.texts[column].strip("\r\n")))


def _with(column, piece):
    row = Row()
    row.texts[column] = piece
    return row


def _key(text):
    if not text:
        return ""
    try:
        return str(UUID(text))
    except ValueError:
        raise BadRequest(_("The form did not arrive whole. Open the page again.")) from None
