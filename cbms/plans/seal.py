"""The seal of an adoption: one hash over the text that was adopted and the files that were signed."""

import hashlib
from typing import NamedTuple

from cbms.plans.content import digest_of
from hoaip.documents import keeping

CHUNK = 256 * 1024


def seal_of(digest, files=()):
    """SHA-256 over the version's digest and the digests of the files, one a line, the files in the order of theirs."""
    return hashlib.sha256("\n".join([digest, *sorted(files)]).encode()).hexdigest()


class FileCheck(NamedTuple):
    """A signed file as its row says it and as it lies there; `found` is "" where the bytes are gone."""

    name: str
    sha256: str
    found: str

    @property
    def is_right(self):
        return self.found == self.sha256


class SealCheck(NamedTuple):
    """An adoption computed again: the digest of its text, of each file, and the seal over them."""

    event: object
    digest: str
    files: tuple
    seal: str

    @property
    def is_text_right(self):
        return self.digest == self.event.plan_version.digest

    @property
    def is_right(self):
        return self.is_text_right and all(file.is_right for file in self.files) and self.seal == self.event.seal


def check(event):
    """Compute the seal of an adoption again out of its text and the bytes of its files. Two statements at most."""
    digest = digest_of(event.plan_version.content)
    rows = event.document.files.order_by("pk") if event.document_id else ()
    files = tuple(FileCheck(row.name, row.sha256, digest_of_file(row.stored_name)) for row in rows)
    return SealCheck(event, digest, files, seal_of(digest, [file.found for file in files]))


def digest_of_file(stored_name):
    """SHA-256 of the bytes that lie there; "" where they are gone."""
    total = hashlib.sha256()
    try:
        with keeping.opened(stored_name) as file:
            while piece := file.read(CHUNK):
                total.update(piece)
    except FileNotFoundError:
        return ""
    return total.hexdigest()
