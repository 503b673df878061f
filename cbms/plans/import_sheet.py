"""The first sheet of a workbook as rows of texts. Loaded by the first that asks: its package would weigh on workers."""

from datetime import date, datetime

from openpyxl import load_workbook


def rows_of(body, *, most_rows, most_columns):
    """Its rows as lists of texts, read as they come and no further than asked; a day is written as its month."""
    book = load_workbook(body, read_only=True, data_only=True)
    try:
        sheet = book.worksheets[0]
        # What a sheet says of its own size is not believed.
        sheet.reset_dimensions()
        for row in sheet.iter_rows(max_row=most_rows, max_col=most_columns, values_only=True):
            yield [text_of(value) for value in row]
    finally:
        book.close()


def text_of(value):
    if value is None:
        return ""
    if isinstance(value, (date, datetime)):
        return f"{value:%Y-%m}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
