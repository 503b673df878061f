"""Dated and sourced facts as they are shown: since when, how well known, from where. No queries here."""

import calendar
import re
from datetime import date
from urllib.parse import urlsplit

from django import template
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from hoaip.calendar import dual_period_text
from hoaip.language import page_language
from hoaip.reader import calendar_of_reader

register = template.Library()

ADDRESS = re.compile(r"https?://[^\s;,)]+")
WORDS = {
    "exact": _("since %(day)s"),
    "month": _("since %(day)s"),
    "year": _("since %(day)s"),
    "attested": _("at the latest from %(day)s"),
}


@register.simple_tag(takes_context=True)
def since(context, row, capital=False):
    """{% since role %}: "since 14 June 2012", "since 2017", "at the latest from 4 September 2013", "start not known".

    `row` has `from_on` and `from_basis`; both calendars, the reader's first. `capital=True` begins a sentence.
    """
    basis = str(row.from_basis)
    words = str(WORDS.get(basis, _("start not known")))
    if capital:
        words = words[:1].upper() + words[1:]
    return format_html(words.replace("%(day)s", "{}"), _period(context, row.from_on, basis))


@register.simple_tag(takes_context=True)
def known_to(context, day, precision):
    """{% known_to outcome.due_on outcome.due_precision %}: a day, a month or a year, in both calendars."""
    return _period(context, day, str(precision))


@register.filter
def stopped(text):
    """{{ role.basis|stopped }}: a text as a sentence, with its full stop."""
    text = text.strip()
    return text if not text or text.endswith((".", "!", "?", "؟", "۔")) else f"{text}."


def _period(context, first, basis):
    precision = basis if basis in ("month", "year") else "day"
    last = first
    if precision == "month":
        last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    elif precision == "year":
        last = date(first.year, 12, 31)
    own, other = dual_period_text(
        first, last, precision, page_language(), calendar=calendar_of_reader(context.get("request")), fixed=True
    )
    return format_html(
        '<time class="date" datetime="{}"><bdi>{}</bdi> <bdi>{}</bdi></time>',
        {"year": f"{first.year:04}", "month": f"{first:%Y-%m}"}.get(precision, first.isoformat()),
        own,
        other,
    )


@register.inclusion_tag("hoaip/_marks.html")
def fact_marks(fact, unconfirmed=True):
    """{% fact_marks membership %}: that sources differ, and why; that nobody has confirmed it; how sure one is.

    `unconfirmed=False` where the page says it once for all.
    """
    return {
        "disputed": fact.is_disputed,
        "note": fact.dispute_note or fact.source_note if fact.is_disputed else "",
        "unconfirmed": unconfirmed and not fact.is_confirmed,
        "confidence": fact.get_confidence_display() if fact.confidence != "high" else "",
    }


@register.inclusion_tag("hoaip/_sources.html")
def sources_of(*things):
    """{% sources_of cbm roles %}: where these facts are known from, each source once; takes facts and lists of them."""
    found = {}
    for thing in things:
        for fact in [thing] if hasattr(thing, "source") else thing or ():
            for part in filter(None, map(str.strip, (fact.source or "").split(" ; "))):
                found.setdefault(part, _parts(part))
    return {"sources": list(found.values())}


def _parts(text):
    """[(words, address or "")]: the addresses in a source become links with their host as words."""
    parts, end = [], 0
    for match in ADDRESS.finditer(text):
        address = match[0].rstrip(".")
        parts += [(text[end : match.start()], ""), (urlsplit(address).hostname or address, address)]
        end = match.start() + len(address)
    return [(words, address) for words, address in [*parts, (text[end:], "")] if words.strip()]
