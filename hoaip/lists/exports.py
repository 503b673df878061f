"""A list as CSV or spreadsheet: all its rows in the order of the screen, written while they are read."""

import csv
from io import StringIO
from tempfile import TemporaryFile

from django.db import transaction
from django.http import FileResponse, StreamingHttpResponse
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.cell.cell import WriteOnlyCell as SheetCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter as sheet_letter

CHUNK = 2000
# A spreadsheet is made whole before it is sent: bounded, so that nobody waits for it and no worker is held up.
MOST_ROWS = 10_000
BOM = "\ufeff"
# A spreadsheet takes a cell that begins so for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def neutral(text):
    """A cell that no spreadsheet runs as a formula: an apostrophe before what begins like one."""
    return f"'{text}" if text.startswith(FORMULA) else text


def csv_answer(chunks, cells, *, name, is_head=False):
    """The rows as CSV, UTF-8 with BOM. `chunks` are lists of rows, `cells` what is written of each."""
    content = () if is_head else csv_lines(chunks, cells)
    return attached(StreamingHttpResponse(content, content_type="text/csv; charset=utf-8"), f"{name}.csv")


def csv_lines(chunks, cells):
    """Bytes, some thousand lines at a time, out of one transaction: a cursor reads on without holding all rows."""
    values = [guarded(cell.value, cell.is_typed) for cell in cells]
    buffer = StringIO()
    writer = csv.writer(buffer)
    buffer.write(BOM)
    writer.writerow([cell.name for cell in cells])
    with transaction.atomic():
        for chunk in chunks:
            writer.writerows([value(row) for value in values] for row in chunk)
            yield taken(buffer)
    yield taken(buffer)


def guarded(value, is_typed):
    """The value as it is written: neutralised where people typed it; a number stays a number."""
    if is_typed:
        return value

    def safe(row):
        found = value(row)
        return neutral(found) if isinstance(found, str) else found

    return safe


def taken(buffer):
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()


def sheet_answer(chunks, cells, *, name, title, is_right_to_left):
    """The rows as a spreadsheet with heads and words of the page's language, at most MOST_ROWS of them."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.sheet_view.rightToLeft = is_right_to_left
    sheet.freeze_panes = "A2"
    heads = []
    for place, cell in enumerate(cells, 1):
        head = SheetCell(sheet, value=printable(str(cell.label)))
        head.font = Font(bold=True)
        heads.append(head)
        sheet.column_dimensions[sheet_letter(place)].width = 40 if place == 1 else 18
    sheet.append(heads)
    values = [guarded(cell.words or cell.value, cell.is_typed and cell.words is None) for cell in cells]
    with transaction.atomic():
        for chunk in chunks:
            for row in chunk:
                sheet.append([printable(value(row)) for value in values])
    file = TemporaryFile()  # noqa: SIM115 - the answer closes it
    book.save(file)
    file.seek(0)
    return attached(FileResponse(file, content_type=SPREADSHEET), f"{name}.xlsx")


def printable(value):
    """Text without the control characters that a spreadsheet may not hold."""
    return ILLEGAL_CHARACTERS_RE.sub("", str(value)) if isinstance(value, str) or hasattr(value, "__html__") else value


def attached(response, filename):
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response
