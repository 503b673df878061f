"""Declarations as a form carries them."""

import re
from html import unescape

from conferences.actions.declarations import Words

HEAD = {
    "title_en": "Islamabad Declaration",
    "title_fa": "",
    "title_ps": "",
    "slug": "islamabad-2015",
    "kind": "declaration",
    "agreed_on": "2015-12-09",
    "source": "https://example.org/islamabad",
    "source_note": "",
}


def text_of(response):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def rows_of(declaration, **changes):
    """The fields of its paragraphs as the form sends them."""
    fields = {}
    for place, row in enumerate(declaration.paragraphs.order_by("number")):
        fields |= {f"para-{place}-uid": str(row.uid)}
        fields |= {f"para-{place}-{column}": getattr(row, f"text_{column}") for column in ("en", "fa", "ps")}
    return fields | changes


def head_of(declaration, **changes):
    return HEAD | {"slug": declaration.slug, "title_en": declaration.title_en, "version": "1"} | changes


def words(*texts):
    return [Words(uid, text) for uid, text in texts]
