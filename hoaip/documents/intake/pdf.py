"""PDF: whole, readable by everybody, and without scripts, programs or files inside."""

import re
import zlib

from django.utils.translation import gettext as _

from hoaip.documents.intake.unfit import Unfit

# What acts when a reader opens or touches the document. Scripts are always named by /JavaScript.
ACTING = re.compile(
    rb"/(JavaScript|Launch|EmbeddedFiles?|RichMedia|ImportData|SubmitForm|GoToE|Rendition|Movie|Sound|XFA)"
    rb"(?=[\s/\[\]()<>{}%]|$)"
)
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
LOCKED = re.compile(rb"/Encrypt(?=[\s<])")
PACKED = b"/ObjStm"
STREAM = re.compile(rb"stream\r?\n")
# Objects may be packed: so many packs, and so many bytes of them, each and together, are unpacked.
MOST_PACKS = 5_000
MOST_PACKED = 8 * 1024 * 1024
MOST_TOGETHER = 64 * 1024 * 1024
LONGEST_HEAD = 32 * 1024
PIECE = 64 * 1024


def check_pdf(raw):
    """Unfit when it is cut off, carries something behind its end, is locked, or holds what acts."""
    end = raw.rfind(b"%%EOF")
    if end < 0:
        raise Unfit(_("This PDF is cut off: its end is missing. Save it again, then send it."))
    if raw[end + 5 :].strip(b"\r\n\t \x00"):
        raise Unfit(_("Something stands behind the end of this PDF. Save it as a new PDF, then send it."))
    meant = plain(raw)
    if LOCKED.search(meant):
        raise Unfit(_("This PDF is locked, so that nobody can check it. Save it without a password, then send it."))
    refuse_acting(meant)
    if meant.count(PACKED) != raw.count(PACKED):
        raise uncheckable()
    for unpacked in packed_objects(raw):
        refuse_acting(plain(unpacked))


def refuse_acting(meant):
    found = ACTING.search(meant)
    if found:
        raise Unfit(
            _("This PDF holds a script, a program or a file inside (%(what)s). Print it into a new PDF and send that.")
            % {"what": found[1].decode()}
        )


def plain(raw):
    """Names may be written with #4A for J: as they are meant."""
    return ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), raw)


def packed_objects(raw):
    """The unpacked bytes of each pack of objects. Unfit when one is packed in a way that cannot be looked into."""
    places = [found.start() for found in re.finditer(re.escape(PACKED), raw)]
    if len(places) > MOST_PACKS:
        raise uncheckable()
    left = MOST_TOGETHER
    for place in places:
        body = STREAM.search(raw, place, place + LONGEST_HEAD)
        if body is None:
            continue
        start = max(raw.rfind(b"obj", max(0, place - LONGEST_HEAD), place), 0)
        head = plain(raw[start : body.start()])
        filters = re.findall(rb"/(\w+Decode|Crypt)\b", head)
        if not filters:
            yield raw[body.end() : body.end() + MOST_PACKED]
            continue
        if filters != [b"FlateDecode"] or re.search(rb"/Predictor\s+(?!1\b)", head):
            raise uncheckable()
        unpacked = inflated(memoryview(raw)[body.end() :], min(MOST_PACKED, left))
        left -= len(unpacked)
        yield unpacked


def inflated(packed, most):
    """What a pack holds, at most so many bytes; read in pieces, so that neither side of it is ever copied whole."""
    unpacking, content = zlib.decompressobj(), bytearray()
    for start in range(0, len(packed), PIECE):
        content += unpacking.decompress(packed[start : start + PIECE], most + 1 - len(content))
        if len(content) > most:
            raise Unfit(_("This PDF unpacks to more than is taken. Print it into a new PDF and send that."))
        if unpacking.eof:
            break
    return bytes(content)


def uncheckable():
    return Unfit(_("This PDF is packed in a way that cannot be checked. Print it into a new PDF and send that."))
