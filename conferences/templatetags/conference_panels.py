"""Ministerial conferences on other pages: the process line, and the latest of them."""

from functools import partial
from urllib.parse import urlsplit

from django import template
from django.utils.translation import gettext, ngettext

from cbms.circle import called
from conferences.models import Conference
from conferences.names import conference_words, term_words
from hoaip.calendar import digits
from hoaip.decorators import reader
from hoaip.language import TONGUES, localized, page_language
from hoaip.models import Process
from hoaip.protocol import protocol_key, together
from hoaip.register import main_process
from hoaip.templatetags.ui import number, request_of
from meetings.calendar.cities import city_name
from meetings.models import HAPPENED

register = template.Library()

FIRST_YEAR = 2011
# Half years since 2011 for which the stylesheet has a place on the line that is true to time.
PLACES = {1, 2, 4, 7, 9, 11, 13, 17, 20}


@register.simple_tag(takes_context=True)
def conferences_known(context):
    """{% conferences_known as conferences %}: those of the process that this reader may know of, in order; two queries.

    Pass them to conferences/_process_line.html and conferences/_latest_conference.html.
    """
    return list(
        Conference.objects.visible_to(reader(request_of(context)))
        .filter(process=main_process())
        .select_related("meeting")
        .prefetch_related("co_chairs")
        .order_by("meeting__starts_on", "ordinal")
    )


@register.simple_tag
def line_of(conferences, current=None):
    """{% line_of conferences as line %}: the stops of components/line.html; `.timed` where all have their place.

    The latest that was held is filled, or `current`, the one in hand.
    """
    latest = current or latest_of(conferences)
    stops = [
        {
            "ordinal": each.ordinal,
            "city": city_name(each.meeting.city),
            "year": each.meeting.starts_on.year,
            "half": half_year(each.meeting.starts_on),
            "is_current": each == latest,
        }
        for each in conferences
    ]
    return {
        "stops": stops,
        "timed": {stop["half"] for stop in stops} <= PLACES,
        "first": stops[0]["year"] if stops else None,
        "last": stops[-1]["year"] if stops else None,
    }


@register.simple_tag
def latest_of(conferences):
    """{% latest_of conferences as conference %}: the last one that was held, or None."""
    return next((each for each in reversed(conferences) if each.meeting.state in HAPPENED), None)


@register.simple_tag
def conference_name(conference):
    """{% conference_name conference %}: "9th Ministerial Conference, Dushanbe"."""
    return conference_words(conference.ordinal, conference.meeting.city)


@register.filter
def term(chair):
    """{{ chair|term }}: "Co-chair from the conference in Islamabad 2015 to the one in Amritsar 2016"."""
    return term_words(chair)


@register.simple_tag
def co_chairs_of(conference):
    """{% co_chairs_of conference %}: "Afghanistan and Tajikistan", or nothing; the countries in protocol order."""
    language = page_language()
    return together(
        sorted(
            (called(each, language) for each in conference.co_chairs.all()),
            key=partial(protocol_key, language=language),
        )
    )


@register.simple_tag
def participants_words(stated):
    """{% participants_words figures %}: "14 participating countries, 17 supporting countries, 12 organizations".

    `figures` as a source states them: any of hoa, supporting, organizations, delegations ("50+"). Nothing for none.
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


@register.simple_tag
def came_observers(count):
    """{% came_observers 2 %}: "2 observers"."""
    return ngettext("%(count)s observer", "%(count)s observers", count) % {"count": number(count)}


@register.simple_tag
def themes_of(process):
    """{% themes_of process as themes %}: what it rests on, `.lines`; `.tongue`, `.dir` where they are borrowed."""
    text, code = localized(process, "themes")
    return {
        "lines": [line.strip() for line in text.splitlines() if line.strip()],
        "tongue": TONGUES[code]["tag"] if code != page_language() else "",
        "dir": TONGUES[code]["dir"],
    }


@register.filter
def host_of(address):
    """{{ address|host_of }}: the host of a source, as words of its link."""
    return urlsplit(address).hostname or address


def half_year(day):
    """The half year of a day, counted from the first of 2011 as 0."""
    return (day.year - FIRST_YEAR) * 2 + (day.month > 6)


@register.inclusion_tag("conferences/_processes_to_edit.html")
def processes_to_edit():
    """{% processes_to_edit %}: each process with the way to what everybody reads of it. One query."""
    return {"processes": Process.objects.order_by("launched_on", "pk")}
