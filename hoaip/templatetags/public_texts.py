"""Texts that the administrator edits, on their pages. They cost no statement where the page asks for the version."""

import re

from django import template
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.translation import gettext

from hoaip.language import TONGUES, page_language
from hoaip.reader import person_of
from hoaip.templatetags.ui import request_of
from hoaip.texts.reading import text_of
from hoaip.texts.registry import delivered

register = template.Library()

_BETWEEN = re.compile(r"\n\s*\n")


@register.simple_tag(takes_context=True)
def public_text(context, key):
    """{% public_text "home-chair" %}: a text as edited, else as delivered; escaped, "" where it is empty.

    A line stands as it is, paragraphs in <p> each. What is borrowed from another language is marked with it.
    """
    words, code = text_of(request_of(context), key)
    if not words:
        return ""
    tongue = TONGUES[code] if code != page_language() else None
    if delivered(key).is_line:
        return _borrowed_line(words, tongue) if tongue else conditional_escape(words)
    parts = [_lines(part) for part in _BETWEEN.split(words)]
    if tongue is None:
        return format_html_join("", "<p>{}</p>", ((part,) for part in parts))
    marked = format_html_join(
        "", '<p lang="{}" dir="{}">{}</p>', ((tongue["tag"], tongue["dir"], part) for part in parts)
    )
    return format_html('{}<p class="note">{}</p>', marked, _named(code))


@register.simple_tag(takes_context=True)
def foot_text(context, key):
    """{% foot_text "foot-keepers" %}: the same below the pages of the public record, for who is not signed in.

    It asks for nothing: pages that do without the version of the data, as those of sign-in and of refusal and the
    own pages of signed-in people, do without this sentence too.
    """
    request = request_of(context)
    if getattr(request, "newest_entry", None) is None or context.get("without_address"):
        return ""
    if person_of(request) is not None and not context.get("is_public_face"):
        return ""
    return public_text(context, key)


def _lines(part):
    first, *others = part.splitlines()
    return format_html("{}{}", first, format_html_join("", "<br>{}", ((line,) for line in others)))


def _borrowed_line(words, tongue):
    return format_html(
        '<span class="borrowed"><bdi lang="{}">{}</bdi> <small>{}</small></span>',
        tongue["tag"],
        words,
        _named(tongue["code"]),
    )


def _named(code):
    return {"en": gettext("in English"), "fa-af": gettext("in Dari"), "ps": gettext("in Pashto")}[code]
