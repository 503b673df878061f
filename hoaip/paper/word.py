"""A Word document, written part by part: no more of it in memory than a page, and no package for it."""

import re
from tempfile import TemporaryFile
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from hoaip.language import TONGUES, page_language

KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
PART = "application/vnd.openxmlformats-officedocument.wordprocessingml"
# What XML 1.0 may not hold.
FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# The width of a table in twentieths of a point.
WIDTH = 9900

TYPES = (
    f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{PART}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{PART}.styles+xml"/>'
    f'<Override PartName="/word/header1.xml" ContentType="{PART}.header+xml"/>'
    f'<Override PartName="/word/footer1.xml" ContentType="{PART}.footer+xml"/></Types>'
)
ROOT_LINKS = (
    f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{LINKS}/officeDocument" Target="word/document.xml"/></Relationships>'
)
DOCUMENT_LINKS = (
    f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{LINKS}/styles" Target="styles.xml"/>'
    f'<Relationship Id="rId2" Type="{LINKS}/header" Target="header1.xml"/>'
    f'<Relationship Id="rId3" Type="{LINKS}/footer" Target="footer1.xml"/></Relationships>'
)


def style(name, words, *, size, bold=False, before=0, after=60, level=None):
    outline = f'<w:outlineLvl w:val="{level}"/>' if level is not None else ""
    keep = "<w:keepNext/>" if level is not None else ""
    weight = "<w:b/><w:bCs/>" if bold else ""
    is_default = ' w:default="1"' if name == "Normal" else ""
    return (
        f'<w:style w:type="paragraph"{is_default} w:styleId="{name}">'
        f'<w:name w:val="{words}"/><w:qFormat/>'
        f'<w:pPr>{keep}<w:spacing w:before="{before}" w:after="{after}"/>{outline}</w:pPr>'
        f'<w:rPr>{weight}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr></w:style>'
    )


STYLES = (
    f'{HEAD}<w:styles xmlns:w="{MAIN}"><w:docDefaults><w:rPrDefault><w:rPr>'
    '<w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:cs="Arial"/><w:sz w:val="21"/><w:szCs w:val="21"/>'
    "</w:rPr></w:rPrDefault></w:docDefaults>"
    + style("Normal", "Normal", size=21)
    + style("Title", "Title", size=40, bold=True, after=120, level=0)
    + style("Heading1", "heading 1", size=28, bold=True, before=320, after=80, level=1)
    + style("Small", "Small", size=18, after=40)
    + "</w:styles>"
)


def word_of(body, *, running_head):
    """An open file with the document, at its beginning.

    `body` yields pieces of paragraphs and tables, as `paragraph` and `table` write them; `running_head` stands on top
    of every page.
    """
    own = page_is_right_to_left()
    file = TemporaryFile()  # noqa: SIM115 - the answer closes it
    with ZipFile(file, "w", ZIP_DEFLATED) as package:
        for name, text in (
            ("[Content_Types].xml", TYPES),
            ("_rels/.rels", ROOT_LINKS),
            ("word/_rels/document.xml.rels", DOCUMENT_LINKS),
            ("word/styles.xml", STYLES),
            ("word/header1.xml", header(running_head, rtl=own)),
            ("word/footer1.xml", footer()),
        ):
            package.writestr(name, text)
        with package.open("word/document.xml", "w") as written:
            written.write(f'{HEAD}<w:document xmlns:w="{MAIN}" xmlns:r="{LINKS}"><w:body>'.encode())
            for piece in body:
                written.write(piece.encode())
            written.write(ending(rtl=own).encode())
    file.seek(0)
    return file


def ending(*, rtl):
    """The size of the page, its margins, and what stands on top and at the foot of each."""
    return (
        '<w:sectPr><w:headerReference w:type="default" r:id="rId2"/><w:footerReference w:type="default" r:id="rId3"/>'
        '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1130" w:right="1000" w:bottom="1130" w:left="1000"'
        f' w:header="560" w:footer="560" w:gutter="0"/>{"<w:bidi/>" if rtl else ""}</w:sectPr></w:body></w:document>'
    )


def table(rows, *, widths, rtl):
    """A table, its first row repeated as head of every page. `rows` give cells of written paragraphs.

    `widths` are those of the columns in twentieths of a point, of WIDTH together.
    """
    visual = "<w:bidiVisual/>" if rtl else ""
    sides = "".join(f'<w:{side} w:val="single" w:sz="4" w:color="999999"/>' for side in ("top", "bottom", "insideH"))
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    yield (
        f'<w:tbl><w:tblPr>{visual}<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{sides}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
    )
    for number, cells in enumerate(rows):
        yield row(cells, widths=widths, is_head=number == 0)
    # Between two tables stands a paragraph, else Word makes one of them.
    yield f"</w:tbl>{paragraph('', rtl=rtl)}"


def row(cells, *, widths, is_head=False):
    told = "<w:trPr><w:cantSplit/>" + ("<w:tblHeader/>" if is_head else "") + "</w:trPr>"
    written = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{cell}</w:tc>'
        for width, cell in zip(widths, cells, strict=True)
    )
    return f"<w:tr>{told}{written}</w:tr>"


def paragraphs(text, **how):
    """A text of several lines, a paragraph each; nothing of an empty one."""
    return [paragraph(line, **how) for line in text.splitlines() if line.strip()]


def paragraph(text, *, style="Normal", rtl=False, bold=False):
    direction, run = ("<w:bidi/>", "<w:rtl/>") if rtl else ("", "")
    weight = "<w:b/><w:bCs/>" if bold else ""
    said = escape(FORBIDDEN.sub("", str(text)))
    return (
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{direction}</w:pPr>'
        f'<w:r><w:rPr>{weight}{run}</w:rPr><w:t xml:space="preserve">{said}</w:t></w:r></w:p>'
    )


def header(words, *, rtl):
    return f'{HEAD}<w:hdr xmlns:w="{MAIN}">{paragraph(words, style="Small", rtl=rtl)}</w:hdr>'


def footer():
    def count(name):
        return f'<w:fldSimple w:instr=" {name} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'

    return (
        f'{HEAD}<w:ftr xmlns:w="{MAIN}"><w:p><w:pPr><w:pStyle w:val="Small"/><w:jc w:val="center"/></w:pPr>'
        f'{count("PAGE")}<w:r><w:t xml:space="preserve"> / </w:t></w:r>{count("NUMPAGES")}</w:p></w:ftr>'
    )


def page_is_right_to_left():
    return TONGUES[page_language()]["dir"] == "rtl"
