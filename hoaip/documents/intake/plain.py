"""Texts: UTF-8, without control signs, and no page or drawing under another name."""

import re

from django.utils.translation import gettext as _

from hoaip.documents.intake.unfit import Unfit

CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
# What some program would open as a page, a drawing or a document, whatever the file is called.
MARKUP = re.compile(r"\s*(<(!doctype|html|head|body|svg|script|\?xml|\?php|!--)|%PDF-|\{\\rtf|#!)", re.I)


def check_text(raw):
    """Unfit unless the bytes are UTF-8 text and nothing else."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unfit(_("This text is not UTF-8. Save it with the encoding UTF-8, then send it.")) from None
    if CONTROLS.search(text):
        raise Unfit(_("This file is called TXT and holds signs that are no text. Save it as plain text, then send it."))
    if MARKUP.match(text):
        raise Unfit(_("This file is called TXT and holds a page, a drawing or a program. Send the text alone."))
