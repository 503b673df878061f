"""No cell of a file is run by a spreadsheet, whatever control signs stand before it."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from hoaip.lists.columns import Cell
from hoaip.lists.exports import csv_lines
from hoaip.lists.sheets import sheet_answer

START = ["\x01=1+1", "\x0b@SUM(A1)", "\x1f+1", "\n=1+1", "\uff1d1+1", "\uff0b1", "\uff0d1", "\uff201"]


@pytest.mark.parametrize("text", START)
def test_a_control_sign_hides_no_formula(db, text):
    cells = [Cell("x", "x", lambda row: row)]

    answer = sheet_answer([[text]], cells, name="x", title="x", is_right_to_left=False)
    book = load_workbook(BytesIO(b"".join(answer)))
    cell = book.active["A2"]

    assert cell.data_type == "s"
    assert str(cell.value).startswith("'")
    assert b"'" in b"".join(csv_lines([[text]], cells))
