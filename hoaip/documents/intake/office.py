"""Word and Excel: an archive of bounded size whose parts hold no macro, no program and no way out."""

import io
import re
import struct
import zipfile
from urllib.parse import urlsplit
from xml.parsers import expat

from django.utils.translation import gettext as _

from hoaip.documents.intake.unfit import Unfit

MOST_ENTRIES = 2_000
MOST_DIRECTORY = 1024 * 1024
MOST_TOGETHER = 100 * 1024 * 1024
MOST_IN_ONE = 48 * 1024 * 1024
# Text packs well, a bomb packs too well: asked of what is larger than this.
MOST_RATIO = 150
RATIO_FROM = 8 * 1024 * 1024
CHUNK = 256 * 1024
MAIN = {
    "docx": ("word/document.xml", "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"),
    "xlsx": ("xl/workbook.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"),
}
TYPES = "[Content_Types].xml"
# Parts that hold programs or other files, by a piece of their name.
ACTING_PARTS = (
    "vbaproject",
    "vbadata",
    "activex/",
    "embeddings/",
    "externallinks/",
    "oleobject",
    "macrosheets/",
    "customui/",
)
ACTING_TYPES = ("macroenabled", "vbaproject", "activex", "oleobject", "ms-office.vba")
# How files begin that have no place inside: archives and documents, OLE, programs, scripts.
FOREIGN = (
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"MZ",
    b"\x7fELF",
    b"%PDF-",
    b"#!",
    b"Rar!",
    b"7z\xbc\xaf",
)
# Fields of Word that start a program or fetch from elsewhere; an instruction begins with the name of its field.
FIELDS = re.compile(r"(?:^|\n)\s*(DDEAUTO|DDE|INCLUDETEXT|INCLUDEPICTURE|IMPORT|LINK)\b", re.I)
OTHER_ENCODING = re.compile(rb"<\?xml[^>]*encoding\s*=\s*[\"'](?!utf-8[\"'])", re.I)
END = struct.Struct("<4s4H2IH")


def check_office(raw, kind):
    """Unfit unless it is a Word or Excel file of that kind, bounded, and without what acts or leads out."""
    check_ends(raw)
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        entries = archive.infolist()
        names = check_entries(entries)
        main, main_type = MAIN[kind]
        if TYPES not in names or main not in names:
            raise other(kind)
        left = MOST_TOGETHER
        for entry in entries:
            content = unpacked(archive, entry, min(left, MOST_IN_ONE))
            left -= len(content)
            check_part(entry.filename, content, main_type=main_type, main=main, kind=kind)


def check_ends(raw):
    """The archive is all there is: nothing before it, behind it, or between; and its directory is small."""
    if len(raw) < END.size:
        raise damaged()
    sign, disk, first_disk, here, entries, size, offset, comment = END.unpack(raw[-END.size :])
    ends_here = offset + size + END.size == len(raw)
    if sign != b"PK\x05\x06" or comment or disk or first_disk or here != entries or not ends_here:
        raise Unfit(_("Something stands beside the document in this file. Save it as a new file, then send it."))
    if entries > MOST_ENTRIES or size > MOST_DIRECTORY:
        raise too_much()


def check_entries(entries):
    """Their names. Unfit for too many, twice the same, a path that leads out, a lock or a rare packing."""
    names = [entry.filename for entry in entries]
    if len(names) > MOST_ENTRIES:
        raise too_much()
    if min((entry.header_offset for entry in entries), default=1) != 0:
        raise Unfit(_("Something stands beside the document in this file. Save it as a new file, then send it."))
    if len({name.lower() for name in names}) != len(names):
        raise damaged()
    for entry in entries:
        name = entry.filename
        if name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/") or "\x00" in name:
            raise damaged()
        if entry.flag_bits & 0x1:
            raise Unfit(_("This file is locked with a password. Save it without one, then send it."))
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise damaged()
        if any(part in name.lower() for part in ACTING_PARTS):
            raise acting(name.rsplit("/", 1)[-1])
    return set(names)


def unpacked(archive, entry, left):
    """The content of an entry, read in pieces: what it says of its own size is not believed."""
    content = bytearray()
    with archive.open(entry) as part:
        while piece := part.read(CHUNK):
            content += piece
            if len(content) > left:
                raise too_much()
            if len(content) > RATIO_FROM and len(content) > MOST_RATIO * max(entry.compress_size, 1):
                raise too_much()
    return bytes(content)


def check_part(name, content, *, main_type, main, kind):
    """Unfit when one part holds a foreign file, a macro, a link that fetches, or a field that acts."""
    if content.startswith(FOREIGN):
        raise acting(name.rsplit("/", 1)[-1])
    if not name.lower().endswith((".xml", ".rels", ".vml")):
        return
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or OTHER_ENCODING.match(content[:200].lstrip(b"\xef\xbb\xbf")):
        # Every office program writes UTF-8; another encoding hides words from whoever looks for them.
        raise damaged()
    part = Part(content, looks=name == TYPES or name.endswith(".rels") or b"instr" in content)
    if name == TYPES:
        types = {each.get("ContentType", "").lower() for tag, each in part.elements if tag in ("Override", "Default")}
        if found := next((one for one in sorted(types) if any(word in one for word in ACTING_TYPES)), None):
            raise acting(found)
        overrides = {each.get("PartName"): each.get("ContentType") for tag, each in part.elements if tag == "Override"}
        if overrides.get(f"/{main}") != main_type:
            raise other(kind)
    if name.endswith(".rels"):
        for tag, each in part.elements:
            if tag == "Relationship":
                check_relation(each)
    if found := FIELDS.search(part.instructions):
        raise acting(found[1])


def check_relation(attributes):
    """A link in the text may lead to a page or an address; nothing else leads out of the file."""
    kind = attributes.get("Type", "").rsplit("/", 1)[-1].lower()
    if kind in ("oleobject", "vbaproject", "attachedtoolbars", "externallink", "activexcontrol", "control", "package"):
        raise acting(kind)
    if attributes.get("TargetMode", "").lower() != "external":
        return
    target = attributes.get("Target", "")
    if kind != "hyperlink":
        raise Unfit(
            _("This file fetches something from outside (%(what)s). Put it into the file or take it out, then send it.")
            % {"what": kind or "?"}
        )
    if urlsplit(target).scheme.lower() not in ("http", "https", "mailto"):
        raise Unfit(
            _("A link in this file leads to something else than a page or an address. Take it out, then send the file.")
        )


class Part:
    """One XML part, read once by expat: its elements where they matter, and the instructions of Word's fields.

    `looks=False` for one that holds neither: that it is XML without a DOCTYPE is all that is asked of it.
    """

    KEPT = {"Override", "Default", "Relationship"}

    def __init__(self, content, *, looks):
        self.elements, self.words, self.in_instruction = [], [], False
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self.doctype
        if looks:
            parser.StartElementHandler = self.begins
            parser.EndElementHandler = self.ends
            parser.CharacterDataHandler = self.text
        parser.Parse(content, True)

    @property
    def instructions(self):
        return "".join(self.words)

    def doctype(self, *_declaration):
        # Without it there are no entities, neither those that swell nor those that fetch.
        raise damaged()

    def begins(self, name, attributes):
        tag = name.rpartition(":")[2]
        if tag in self.KEPT:
            self.elements.append((tag, attributes))
        elif tag == "instrText":
            self.in_instruction = True
        elif tag == "fldSimple":
            self.words += [f"\n{value}\n" for key, value in attributes.items() if key.rpartition(":")[2] == "instr"]
        elif tag == "fldChar":
            self.words.append("\n")

    def ends(self, name):
        if name.rpartition(":")[2] == "instrText":
            self.in_instruction = False

    def text(self, words):
        if self.in_instruction:
            self.words.append(words)


def damaged():
    return Unfit(_("This file is damaged and cannot be read. Open it, save it again, then send it."))


def too_much():
    return Unfit(_("This file unpacks to more than is taken. Take pictures or sheets out of it, or send it as PDF."))


def acting(what):
    return Unfit(
        _("This file holds a macro, a program or another file inside (%(what)s). Save it without, or as PDF.")
        % {"what": what[:60]}
    )


def other(kind):
    return Unfit(
        _("This file is called %(kind)s and holds something else. Save it in that kind again, then send it.")
        % {"kind": kind.upper()}
    )
