"""Conferences on other pages: the process line and the latest one. Each tag says how many queries it asks."""

from urllib.parse import urlsplit

from django import template
from django.utils.translation import gettext, ngettext

from conferences.reading import conferences_seen, line_of
from hoaip.calendar import digits
from hoaip.decorators import reader
from hoaip.language import page_language
from hoaip.templatetags.ui import number, request_of
from meetings.models import HAPPENED
from meetings.names import headline

register = template.Library()


@register.inclusion_tag("conferences/_process_line.html", takes_context=True)
def process_line(context):
    """{% process_line %}: the conferences as a line of dots, the latest filled. One query."""
    request = request_of(context)
    conferences = list(conferences_seen(reader(request)))
    latest = conferences[-1].ordinal if conferences else None
    return {"request": request, "line": line_of(conferences, current=latest, request=request)}


@register.inclusion_tag("conferences/_latest_conference.html", takes_context=True)
def latest_conference(context):
    """{% latest_conference %}: the latest conference that was held: when, where, theme, declaration. One query."""
    request = request_of(context)
    held = conferences_seen(reader(request)).filter(meeting__state__in=HAPPENED).order_by("-ordinal").first()
    title = headline(held.meeting, pairs=[]) if held else ""
    return {"request": request, "conference": held, "title": title}


@register.simple_tag
def participants_words(stated):
    """{% participants_words figures %}: "14 participating countries, 17 supporting countries, 12 organizations".

    `figures` as a source states them: any of hoa, supporting, organizations, delegations. Nothing for none.
    """
    parts = []
    for name, one, many in (
        ("hoa", "%(count)s participating country", "%(count)s participating countries"),
        ("supporting", "%(count)s supporting country", "%(count)s supporting countries"),
        ("organizations", "%(count)s supporting organization", "%(count)s supporting organizations"),
    ):
        if name in stated:
            parts.append(ngettext(one, many, stated[name]) % {"count": number(stated[name])})
    if "delegations" in stated:
        least = digits(str(stated["delegations"]).rstrip("+"), page_language())
        parts.append(gettext("more than %(count)s delegations") % {"count": least})
    return gettext(", ").join(parts)


@register.filter
def host_of(address):
    """{{ address|host_of }}: the host of a source, as words of its link."""
    return urlsplit(address).hostname or address
