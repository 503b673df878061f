"""The form as one file for a browser: it asks nothing of anybody, and brings its own rule of what may run in it."""

import base64
import hashlib
from functools import cache

from django.template.loader import render_to_string

from hoaip.language import TONGUES, page_language
from meetings.models import Outcome
from meetings.offline.words import ATTENDANCE, CHOICES, FORM, OUTCOME, PARAGRAPH
from meetings.offline.writing import BLANK_OTHERS, BLANK_OUTCOMES, BLANK_PARAGRAPHS

TEMPLATE = "meetings/offline_form.html"
# What stands inside the file's only script and style, which its rule names by their hashes.
SCRIPT, STYLE = "meetings/offline_form.js", "meetings/offline_form.css"


def html_of(request, sheet, name):
    """The form as HTML in the language of the page; `name` is that of the file."""
    kinds = Outcome.Kind.choices
    context = {
        "sheet": sheet,
        "tongue": TONGUES[page_language()],
        "policy": policy(),
        "keys": {"form": FORM, "attendance": ATTENDANCE, "outcome": OUTCOME, "paragraph": PARAGRAPH},
        "answers": [(code, label) for code, label in CHOICES[ATTENDANCE] if code],
        "kinds": kinds,
        "other_rows": range(BLANK_OTHERS),
        "outcome_rows": [(number + 1, kinds[number % 3][0]) for number in range(BLANK_OUTCOMES)],
        "paragraph_rows": range(1, BLANK_PARAGRAPHS + 1),
        "saved_as": f"{name.removesuffix('.html')}-filled.csv",
    }
    return render_to_string(TEMPLATE, context, request)


@cache
def policy():
    """The file's own Content-Security-Policy: its one script and its one style, and no request to anywhere."""
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src '{_hash_of(SCRIPT)}'",
            f"style-src '{_hash_of(STYLE)}'",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


def _hash_of(template):
    digest = hashlib.sha256(render_to_string(template).encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"
