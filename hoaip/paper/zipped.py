"""A ZIP that is written while it is read: pages and stored files, of which one piece is in memory at a time."""

import io
import logging
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from hoaip.documents import keeping

logger = logging.getLogger(__name__)


class _Pipe(io.RawIOBase):
    """What was written and not taken yet; nothing in it is read again or sought."""

    def __init__(self):
        self.written = bytearray()

    def writable(self):
        return True

    def write(self, piece):
        self.written += piece
        return len(piece)

    def taken(self):
        piece = bytes(self.written)
        self.written.clear()
        return piece


def zipped(pages, files, *, at):
    """The bytes of a ZIP, piece by piece. `pages` are (name, bytes), `files` (name, stored name), `at` an instant.

    A stored file that is gone meanwhile is left out and logged: what was sent already cannot be taken back.
    """
    pipe = _Pipe()
    with ZipFile(pipe, "w") as packed:
        for name, content in pages:
            packed.writestr(_entry(name, at), content)
        yield pipe.taken()
        for name, stored_name in files:
            try:
                body = keeping.opened(stored_name)
            except FileNotFoundError:
                logger.exception("a stored file is gone: %s", stored_name)
                continue
            with body, packed.open(_entry(name, at), "w") as target:
                while piece := body.read(keeping.CHUNK):
                    target.write(piece)
                    yield pipe.taken()
    yield pipe.taken()


def _entry(name, at):
    entry = ZipInfo(name, at.timetuple()[:6])
    # Stored files are packed by their kind already; but not every program unpacks what is stored without its length
    # in front, as what is written while it is read must be.
    entry.compress_type, entry.external_attr = ZIP_DEFLATED, 0o644 << 16
    return entry
