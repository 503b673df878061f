"""A list as spreadsheet. Loaded by the first that asks for one: its package would weigh on every worker."""

from tempfile import TemporaryFile

from django.db import transaction
from django.http import FileResponse
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from hoaip.lists.exports import attached, guarded

KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDE, NARROW = 40, 18


def sheet_answer(chunks, cells, *, name, title, is_right_to_left):
    """The rows as a spreadsheet with heads and words of the page's language, made whole before it is sent."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.sheet_view.rightToLeft = is_right_to_left
    sheet.freeze_panes = "A2"
    heads = []
    for place, cell in enumerate(cells, 1):
        head = WriteOnlyCell(sheet, value=printable(str(cell.label)))
        head.font = Font(bold=True)
        heads.append(head)
        sheet.column_dimensions[get_column_letter(place)].width = WIDE if place == 1 else NARROW
    sheet.append(heads)
    values = [guarded(cell.words or cell.value, cell.is_safe and cell.words is None) for cell in cells]
    with transaction.atomic():
        for chunk in chunks:
            for row in chunk:
                sheet.append([printable(value(row)) for value in values])
    file = TemporaryFile()  # noqa: SIM115 - the answer closes it
    book.save(file)
    file.seek(0)
    return attached(FileResponse(file, content_type=KIND), f"{name}.xlsx")


def printable(value):
    """Text without the control characters that a spreadsheet may not hold."""
    return ILLEGAL_CHARACTERS_RE.sub("", str(value)) if isinstance(value, str) or hasattr(value, "__html__") else value
