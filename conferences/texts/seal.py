"""The seal of a declaration: one hash over its words in every language and the file it was taken from."""

import hashlib
import json
from typing import NamedTuple

from cbms.plans.seal import FileCheck, digest_of_file, seal_of


def words_of(declaration, paragraphs):
    """Everything that its words are, as plain values: titles, kind, day, and each paragraph with its number."""
    return {
        "kind": str(declaration.kind),
        "title": {"en": declaration.title_en, "fa": declaration.title_fa, "ps": declaration.title_ps},
        "agreed_on": declaration.agreed_on.isoformat(),
        "is_summary": declaration.is_summary,
        "paragraphs": [
            {"number": row.number, "en": row.text_en, "fa": row.text_fa, "ps": row.text_ps}
            for row in sorted(paragraphs, key=lambda row: row.number)
        ],
    }


def digest_of(declaration, paragraphs):
    """SHA-256 over the words as JSON: keys in order, no spaces, UTF-8."""
    words = words_of(declaration, paragraphs)
    text = json.dumps(words, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def files_of(declaration, *, until=None):
    """The files of its document that were the current ones at the instant `until`, or are now. One query, or none."""
    if declaration.document_id is None:
        return []
    rows = declaration.document.files.order_by("language", "number")
    if until is None:
        return list(rows.filter(is_current=True, purged_at__isnull=True))
    return list({row.language: row for row in rows.filter(created_at__lte=until)}.values())


class SealCheck(NamedTuple):
    """A seal computed again: the digest of the words, each file, and the seal over them."""

    digest: str
    files: tuple
    seal: str
    recorded: str

    @property
    def is_right(self):
        return self.seal == self.recorded and all(file.is_right for file in self.files)


def check(declaration, paragraphs):
    """Compute the seal of a sealed declaration again out of its words and the bytes of its files. One query at most."""
    digest = digest_of(declaration, paragraphs)
    rows = files_of(declaration, until=declaration.sealed_at)
    files = tuple(FileCheck(row.name, row.sha256, digest_of_file(row.stored_name)) for row in rows)
    return SealCheck(digest, files, seal_of(digest, [file.found for file in files]), declaration.seal)
