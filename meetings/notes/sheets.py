"""A note on paper: one language, or English on the left and another on the right, paragraph beside paragraph."""

import hashlib
import io
import re

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from hoaip.documents.intake.examine import Examined
from hoaip.language import TONGUES


def sheet_page(sheet):
    """The HTML of one sheet (`Note.sheet`), for the press: nothing of it is read from anywhere else."""
    return render_to_string("meetings/note_sheet.html", {"sheet": laid_out(sheet)})


def laid_out(sheet):
    """{"reference", "tongue", "heads", "rows", "feet"}: rows of cells, one a language, each with its Tongue.

    "columns" are the same by language, for a screen on which two do not stand beside each other.
    """
    columns = sheet["columns"]
    heads, feet, paragraphs = [], [], []
    for column in columns:
        tongue = TONGUES[column["code"]]
        with translation.override(column["code"]):
            heads.append(
                {
                    "tongue": tongue,
                    "title": _("Note verbale"),
                    "number_words": _("No."),
                    "dated": column["dated"],
                }
            )
            to = capital(column["addressee"])
            feet.append({"tongue": tongue, "seal": _("Signature and seal"), "addressee": to, "dated": column["dated"]})
        paragraphs.append([{"tongue": tongue, "text": text} for text in paragraphs_of(column["text"])])
    if len({len(each) for each in paragraphs}) > 1:
        # Translations that are not parted alike stand beside each other whole.
        paragraphs = [[each[0] | {"text": "\n\n".join(part["text"] for part in each)}] for each in paragraphs]
    return {
        "reference": sheet["reference"],
        "tongue": heads[0]["tongue"],
        "heads": heads,
        "rows": list(zip(*paragraphs, strict=True)),
        "feet": feet,
        "is_double": len(columns) == 2,
        "columns": [
            head | foot | {"paragraphs": [part["text"] for part in own]}
            for head, foot, own in zip(heads, feet, paragraphs, strict=True)
        ],
    }


def capital(text):
    """With a capital where it begins a line, and nothing else changed."""
    return text[:1].upper() + text[1:]


def paragraphs_of(text):
    """The paragraphs of a text, parted by empty lines."""
    return [each.strip("\n") for each in re.split(r"\n[ \t]*\n", text) if each.strip()] or [""]


def pressed(sheet, content):
    """The PDF of a sheet as a document takes it."""
    return Examined(
        kind="pdf",
        name=f"{sheet['reference'].replace('/', '-')}.pdf",
        body=io.BytesIO(content),
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
    )
