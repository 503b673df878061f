"""A file is taken in by its ending and its content together; the two must agree."""

import hashlib
import io
import logging
from dataclasses import dataclass
from typing import BinaryIO

from django.utils.translation import gettext as _

from hoaip.documents.intake.names import cleaned_name, ending_of
from hoaip.documents.intake.office import check_office
from hoaip.documents.intake.pdf import check_pdf
from hoaip.documents.intake.pictures import written_anew
from hoaip.documents.intake.plain import check_text
from hoaip.documents.intake.unfit import Unfit
from hoaip.models import LARGEST

logger = logging.getLogger(__name__)

# How each kind begins; a text begins with none of these.
MAGIC = {
    "pdf": b"%PDF-",
    "docx": b"PK\x03\x04",
    "xlsx": b"PK\x03\x04",
    "png": b"\x89PNG\r\n\x1a\n",
    "jpg": b"\xff\xd8\xff",
}
ENDINGS = {"pdf": "pdf", "docx": "docx", "xlsx": "xlsx", "png": "png", "jpg": "jpg", "jpeg": "jpg", "txt": "txt"}


@dataclass(frozen=True)
class Examined:
    """A file that may be stored: its kind, its cleaned name, its bytes as they will be kept, their size and hash."""

    kind: str
    name: str
    body: BinaryIO
    size: int
    sha256: str


def examine(upload):
    """The uploaded file (name, size, seekable bytes) as Examined. Unfit with a sentence when it is not taken.

    Nothing is written. Whatever a parser trips over in bytes from outside is a damaged file, never an error of ours.
    """
    ending = ending_of(upload.name)
    kind = ENDINGS.get(ending)
    if kind is None:
        raise Unfit(
            _("“%(name)s” is no kind of file that is kept here. Send it as PDF, Word, Excel, PNG, JPG or UTF-8 text.")
            % {"name": cleaned_name(upload.name)}
        )
    if upload.size > LARGEST:
        raise Unfit(
            _("This file has %(size)s MB, more than the 20 MB that are taken. Make it smaller, or split it.")
            % {"size": f"{upload.size / 1024 / 1024:.1f}"}
        )
    upload.seek(0)
    raw = upload.read(LARGEST + 1)
    if not raw:
        raise Unfit(_("This file is empty. Choose it again."))
    if kind in MAGIC and not raw.startswith(MAGIC[kind]):
        raise Unfit(
            _("This file is called %(ending)s and holds something else. Save it in that kind again, then send it.")
            % {"ending": ending.upper()}
        )
    try:
        kept = checked(kind, raw)
    except Unfit:
        raise
    except Exception:
        # Parsers fail in ways of their own over bytes that somebody made to break them.
        logger.info("a damaged %s was refused", kind, exc_info=True)
        raise Unfit(_("This file is damaged and cannot be read. Open it, save it again, then send it.")) from None
    if len(kept) > LARGEST:
        raise Unfit(_("Written anew this picture has more than 20 MB. Make it smaller, then send it."))
    return Examined(
        kind=kind,
        name=cleaned_name(upload.name, kind),
        body=io.BytesIO(kept),
        size=len(kept),
        sha256=hashlib.sha256(kept).hexdigest(),
    )


def checked(kind, raw):
    """The bytes to keep: as they came, or a picture written anew. Unfit when they are not of that kind or act."""
    if kind == "pdf":
        check_pdf(raw)
    elif kind in ("docx", "xlsx"):
        check_office(raw, kind)
    elif kind in ("png", "jpg"):
        return written_anew(raw, kind)
    else:
        check_text(raw)
    return raw
