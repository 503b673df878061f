"""A list as CSV: all its rows in the order of the screen, written while they are read."""

import csv
from io import StringIO

from django.db import transaction
from django.http import StreamingHttpResponse

from hoaip.lists.cells import guarded

CHUNK = 2000
BOM = "\ufeff"


def csv_answer(chunks, cells, *, name, is_head=False):
    """The rows as CSV, UTF-8 with BOM. `chunks` are lists of rows, `cells` what is written of each."""
    content = () if is_head else csv_lines(chunks, cells)
    return attached(StreamingHttpResponse(content, content_type="text/csv; charset=utf-8"), f"{name}.csv")


def csv_lines(chunks, cells):
    """Bytes, some thousand lines at a time, out of one transaction: a cursor reads on without holding all rows."""
    values = [guarded(cell.value, cell.is_safe) for cell in cells]
    buffer = StringIO()
    writer = csv.writer(buffer)
    buffer.write(BOM)
    writer.writerow([cell.name for cell in cells])
    with transaction.atomic():
        for chunk in chunks:
            writer.writerows([value(row) for value in values] for row in chunk)
            yield taken(buffer)
    yield taken(buffer)


def taken(buffer):
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()


def attached(response, filename):
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response
