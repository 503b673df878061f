"""Forms of meetings as people fill them in: cell after cell, in the words of the form's own language."""

import csv
import io
import re

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override

from meetings.offline.words import LABELS

READ = "/meetings/offline/read/"


class PaperForm:
    """The rows of a CSV that the portal gave out, in the language of `prefix` ("", "/fa-af" or "/ps")."""

    def __init__(self, browser, address, prefix=""):
        response = browser.get(f"{prefix}{address}")
        assert response.status_code == 200, response.status_code
        self.prefix, self.raw = prefix, response.content
        self.rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"), newline="")))

    def label(self, key):
        with override(self.prefix.strip("/") or "en"):
            return str(LABELS[key])

    def write(self, key, *cells):
        """Write cells behind the name of the first row of that name whose cells are empty, or in a row of one's own."""
        label = self.label(key)
        for row in self.rows:
            if re.sub(r"[\s\d]+$", "", row[0]) == label and not row[-4 if key != "outcome" else 2].strip():
                break
        else:
            row = [label, "", "", "", ""]
            self.rows.append(row)
        for place, cell in enumerate(cells, 1):
            row[place] = cell
        return self

    def came(self, name, answer):
        """Say whether a country or organization came: in the row of its name, or in a blank one."""
        for row in self.rows:
            if row[0] == self.label("attendance") and row[1] in (name, ""):
                row[1:3] = [name, answer]
                return self
        raise AssertionError("no row is left")

    def row_of(self, key, text):
        """The number of the row, as a spreadsheet counts, of a name and a text in one of its cells."""
        label = self.label(key)
        return next(
            number
            for number, row in enumerate(self.rows, 1)
            if re.sub(r"[\s\d]+$", "", row[0]) == label and text in row[1:]
        )

    def saved(self, *, delimiter=",", end="\r\n", encoding="utf-8-sig"):
        """The file as a spreadsheet saves it."""
        out = io.StringIO()
        csv.writer(out, delimiter=delimiter, lineterminator=end).writerows(self.rows)
        return out.getvalue().encode(encoding)


def send(browser, raw, *, name="form.csv", prefix=""):
    """The answer to a file that is read in."""
    return browser.post(f"{prefix}{READ}", {"file": SimpleUploadedFile(name, raw, content_type="text/csv")})


def confirm(browser, response, *, save="held", prefix="", **more):
    """The answer to the button of a preview, which is pressed with what stands in its page."""
    assert response.status_code == 200, said(response)
    return browser.post(f"{prefix}{READ}", {**hidden(response), "save": save, **more})


def hidden(response):
    """{name: value} of the hidden fields of the preview that a page shows."""
    context = response.context
    fields = {"confirm": "1", "table": context["table"], "idempotency_key": context["idempotency_key"]}
    if context["meeting"] is not None:
        fields["version"] = str(context["meeting"].version)
    return fields


def said(response):
    """What a page says, without its marks."""
    html = response.content.decode()
    body = html.partition("<main")[2].partition("</main>")[0] or html
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body)).strip()


def problems(response):
    """[(row, column, sentence)] of a file that was refused."""
    assert response.status_code == 422, (response.status_code, said(response)[:2000])
    return [(each.row, each.column, str(each.reason)) for each in response.context["problems"]]
