"""The rows of an uploaded file, whatever a spreadsheet made of them; nothing else is opened."""

import csv
import io

from django.utils.translation import gettext as _

from cbms.plans.imports import text_of_table
from hoaip.documents.intake import Unfit
from hoaip.documents.receiving import TooLarge
from hoaip.lists.cells import FORMULA

MOST_BYTES = 1024 * 1024
MOST_ROWS = 2000
MOST_COLUMNS = 12
# How files begin that are no text, whatever their name says: archives and workbooks, old workbooks, PDF.
NO_TEXT = (b"PK", b"\xd0\xcf\x11\xe0", b"%PDF", b"\x1f\x8b")

__all__ = ["MOST_BYTES", "rows_of", "rows_of_text", "text_of_table"]


def rows_of(upload):
    """The rows of an uploaded file as lists of texts, without the mark before a formula. Unfit with a sentence."""
    if isinstance(upload, TooLarge) or upload.size > MOST_BYTES:
        raise Unfit(_("This file is larger than the 1 MB that a form may have. Send the form alone."))
    upload.seek(0)
    text = _decoded(upload.read(MOST_BYTES + 1))
    if text.lstrip()[:15].lower().startswith(("<!doctype", "<html")):
        raise Unfit(
            _("This is the form, not what was filled in. Open it, press “Save as a file”, and send the file it makes.")
        )
    return [[_unmarked(cell) for cell in row] for row in _bounded(_table(text))]


def rows_of_text(text):
    """The rows that stood in a page between the preview and its confirmation."""
    return _bounded(csv.reader(io.StringIO(text, newline="")))


def _decoded(raw):
    if raw.startswith(NO_TEXT):
        raise Unfit(_("This is no CSV. In the spreadsheet program, save the form as “CSV UTF-8”, then send that."))
    try:
        if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
            return raw.decode("utf-16")
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unfit(_("This CSV is not UTF-8. Save it as “CSV UTF-8” in the spreadsheet program.")) from None
    if "\x00" in text:
        raise Unfit(_("This is no CSV. In the spreadsheet program, save the form as “CSV UTF-8”, then send that."))
    return text


def _table(text):
    head, _end, rest = text.partition("\n")
    said = head.strip().strip('"').lower()
    if said.startswith("sep=") and len(said) == 5:
        return csv.reader(io.StringIO(rest, newline=""), delimiter=said[-1])
    return csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=head.count))


def _bounded(rows):
    found = []
    try:
        for row in rows:
            if len(found) == MOST_ROWS:
                raise Unfit(_("A form of at most 2,000 rows is read."))
            found.append([_cell(value) for value in row[:MOST_COLUMNS]])
    except csv.Error:
        raise Unfit(_("This CSV cannot be read. Open it, save it again as “CSV UTF-8”, then send it.")) from None
    return found


def _cell(text):
    """A cell without signs that are no text, its line ends being those of one kind."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in text if sign in "\n\t" or ord(sign) >= 32).strip()


def _unmarked(text):
    return text[1:] if text.startswith("'") and text[1:2] in FORMULA and len(text) > 1 else text
