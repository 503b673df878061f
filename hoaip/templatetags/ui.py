"""The portal's face as template tags: dates, languages, addresses, the reader. No queries here.

A builtin of every template: no `{% load %}`. Shapes and fields stand beside it; /styleguide/ shows each.
"""

import re
from datetime import UTC
from functools import lru_cache
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django import template
from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext

from hoaip.calendar import KABUL, day_text, digits, dual_period_text, other_calendar, whole
from hoaip.language import TONGUES, page_language, path_in
from hoaip.language import localized as localized_text
from hoaip.reader import calendar_of_reader, person_of

register = template.Library()


def request_of(context):
    return context.get("request")


# Dates


@lru_cache(maxsize=4096)
def _date_html(day, language, calendar):
    return format_html(
        '<time class="date" datetime="{}"><bdi>{}</bdi> <bdi>{}</bdi></time>',
        day.isoformat(),
        day_text(day, language, calendar),
        day_text(day, language, other_calendar(calendar)),
    )


@lru_cache(maxsize=4096)
def _date_words(day, language, calendar):
    return f"{day_text(day, language, calendar)} · {day_text(day, language, other_calendar(calendar))}"


@register.simple_tag(takes_context=True)
def dual_date(context, day, plain=False):
    """{% dual_date day %}: a day in both calendars, the reader's first. `plain=True`: text alone, for titles.

    `day` is a date; None gives nothing. The page's language chooses the words.
    """
    if not day:
        return ""
    calendar = calendar_of_reader(request_of(context))
    return (_date_words if plain else _date_html)(day, page_language(), calendar)


@lru_cache(maxsize=4096)
def _period_html(starts_on, ends_on, precision, language, calendar, fixed):
    first, second = dual_period_text(starts_on, ends_on, precision, language, calendar=calendar, fixed=fixed)
    if starts_on == ends_on:
        return format_html(
            '<time class="date" datetime="{}"><bdi>{}</bdi> <bdi>{}</bdi></time>', starts_on.isoformat(), first, second
        )
    # A range has no machine form in one <time>: its first day carries it.
    return format_html(
        '<time class="date" datetime="{}"><bdi>{}</bdi> <bdi>{}</bdi></time>',
        {"year": f"{starts_on.year:04}", "month": f"{starts_on:%Y-%m}"}.get(precision, starts_on.isoformat()),
        first,
        second,
    )


@register.simple_tag(takes_context=True)
def period(context, thing, fixed=None, plain=False):
    """{% period meeting %}: what has starts_on, ends_on and date_precision, in both calendars.

    "date to be fixed" stands with months and quarters unless `fixed=True`; left out, things with a `state` of
    held, reported or closed count as fixed. `plain=True`: the reader's calendar alone, as text.
    """
    if fixed is None:
        fixed = getattr(thing, "state", None) in ("held", "reported", "closed")
    calendar = calendar_of_reader(request_of(context))
    arguments = (thing.starts_on, thing.ends_on or thing.starts_on, str(thing.date_precision), page_language())
    if plain:
        return dual_period_text(*arguments, calendar=calendar, fixed=fixed)[0]
    return _period_html(*arguments, calendar, fixed)


def zone_words(zone):
    """A zone's name as people say it: "Kabul time"; the name of the zone is its city."""
    if zone.key in ("UTC", "Etc/UTC"):
        return "UTC"
    city = zone.key.rsplit("/", 1)[-1].replace("_", " ")
    return gettext("Kabul time") if zone.key == KABUL.key else gettext("%(city)s time") % {"city": city}


@register.simple_tag(takes_context=True)
def instant(context, moment, zone=None):
    """{% instant plan.adopted_at %}: day and time in Kabul with the zone's name, the reader's own zone beside it.

    `moment` is an aware datetime; None gives nothing. `zone="Asia/Almaty"` puts a venue's zone in Kabul's place.
    """
    if not moment:
        return ""
    person = person_of(request_of(context))
    language, calendar = page_language(), calendar_of_reader(request_of(context))
    shown = ZoneInfo(str(zone)) if zone else KABUL
    zones = [shown]
    if person is not None and person.time_zone != shown.key:
        zones.append(ZoneInfo(person.time_zone))
    parts = []
    for each in zones:
        local = moment.astimezone(each)
        clock = f"{digits(f'{local:%H:%M}', language)} {zone_words(each)}"
        # The second zone repeats the day only where it is another day there.
        if not parts or local.date() != moment.astimezone(shown).date():
            clock = gettext("%(day)s, %(time)s") % {"day": day_text(local.date(), language, calendar), "time": clock}
        parts.append((clock,))
    return format_html(
        '<time class="date" datetime="{}">{}</time>',
        moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        format_html_join(" ", "<bdi>{}</bdi>", parts),
    )


@register.simple_tag(takes_context=True)
def moment(context, at):
    """{% moment document.public_from %}: the day in both calendars and the hour in Kabul, named; None gives nothing.

    The reader's own zone stands beside it, with its day where that is another one.
    """
    if not at:
        return ""
    person, language = person_of(request_of(context)), page_language()
    zones = [KABUL, *([ZoneInfo(person.time_zone)] if person is not None and person.time_zone != KABUL.key else [])]
    here, parts = at.astimezone(KABUL), []
    for zone in zones:
        local = at.astimezone(zone)
        words = f"{digits(f'{local:%H:%M}', language)} {zone_words(zone)}"
        if local.date() != here.date():
            day = day_text(local.date(), language, calendar_of_reader(request_of(context)))
            words = gettext("%(day)s, %(time)s") % {"day": day, "time": words}
        parts.append((words,))
    hours = format_html_join(gettext(", "), "<bdi>{}</bdi>", parts)
    return format_html("{}{}{}", dual_date(context, here.date()), gettext(", "), hours)


# 2026-09-06, 2026-12, 2026-Q3, and their solar kin.
_WRITTEN_DAY = re.compile(r"([0-9]{4}-(?:Q[1-4]|[0-9]{1,2})(?:-[0-9]{1,2})?)")


@register.filter
def isolated(text):
    """{{ hint|isolated }}: days written in figures keep their order in a line of Dari or Pashto.

    Without it 2026-09-06 is shown turned round there. English text, and text that is HTML already, stays as it is.
    """
    if page_language() == "en" or hasattr(text, "__html__"):
        return text
    parts = _WRITTEN_DAY.split(str(text))
    return format_html_join(
        "",
        "{}",
        ((format_html('<bdi dir="ltr">{}</bdi>', part) if place % 2 else part,) for place, part in enumerate(parts)),
    )


@register.filter
def number(value):
    """{{ count|number }}: a whole number grouped and in the digits of the page's language."""
    return "" if value is None or value == "" else whole(int(value), page_language())


@register.filter
def plain_digits(value):
    """{{ year.year|plain_digits }}: a year, a number or a text as "2.1" in the digits of the page, not grouped."""
    return digits(value, page_language())


# Languages


@register.simple_tag
def page_tongue():
    """{% page_tongue as tongue %}: the page's language: `tongue.code`, `.tag` for lang, `.dir`, `.name`."""
    return TONGUES[page_language()]


@register.simple_tag(takes_context=True)
def tongues(context):
    """{% tongues as links %}: this page in each language: `.tag`, `.name`, `.address`, `.is_current`.

    A page of refusal names no address: there the links lead to the home page of each language.
    """
    request = request_of(context)
    addressed = request is not None and not context.get("without_address")
    path = request.get_full_path() if addressed and request.method == "GET" else request.path if addressed else "/"
    return [
        {**tongue, "address": path_in(path, code), "is_current": code == page_language()}
        for code, tongue in TONGUES.items()
    ]


@register.simple_tag
def localized(thing, field_name, plain=False):
    """{% localized cbm "name" %}: the column of the page's language; else another, marked with its language.

    `plain=True`: the text alone, for titles, options and attributes.
    """
    text, code = localized_text(thing, field_name)
    if plain or code == page_language() or not text:
        return text
    tongue = TONGUES[code]
    return format_html(
        '<span class="borrowed"><bdi lang="{}">{}</bdi> <small>{}</small></span>',
        tongue["tag"],
        text,
        {"en": gettext("in English"), "fa-af": gettext("in Dari"), "ps": gettext("in Pashto")}[code],
    )


# Addresses


@register.simple_tag
def address(path):
    """{% address "/cbms/" %}: an address of the portal in the page's language."""
    return path_in(path, page_language())


@register.simple_tag(takes_context=True)
def is_here(context, path, exact=False):
    """{% is_here "/cbms/" as here %}: whether this page lies under an address, in whatever language."""
    request = request_of(context)
    if request is None or context.get("without_address"):
        return False
    bare = path_in(request.path, "en")
    return bare == path if exact else bare.startswith(path)


@register.simple_tag(takes_context=True)
def url_with(context, **changes):
    """{% url_with page=2 sort=None %}: this page's query string with changes; None or "" takes a key away."""
    query = request_of(context).GET.copy()
    for key, value in changes.items():
        if value is None or value == "":
            query.pop(key, None)
        elif isinstance(value, (list, tuple)):
            query.setlist(key, [str(each) for each in value])
        else:
            query[key] = str(value)
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def url_without(context, key, value=None):
    """{% url_without "cbm" "dm" %}: this page's query string less one value of a key; the page number goes too."""
    query = request_of(context).GET.copy()
    if value is None:
        query.pop(key, None)
    else:
        query.setlist(key, [each for each in query.getlist(key) if each != str(value)])
    query.pop("page", None)
    query.pop("after", None)
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def full_address(context):
    """{% full_address %}: the page's public address, for paper."""
    request = request_of(context)
    if request is None or context.get("without_address"):
        return settings.PUBLIC_ORIGIN
    return f"{settings.PUBLIC_ORIGIN}{request.get_full_path()}"


# The reader


@register.simple_tag(takes_context=True)
def signed_in(context):
    """{% signed_in as person %}: who is signed in, or None; without a session cookie nothing is looked up."""
    return None if context.get("without_reader") else person_of(request_of(context))


@register.simple_tag(takes_context=True)
def reader_messages(context):
    """{% reader_messages as notes %}: what was just done, for a reader with a session; else nothing is touched."""
    request = request_of(context)
    if request is None or not getattr(request, "has_session", False) or context.get("without_reader"):
        return ()
    return context.get("messages", ())


@register.simple_tag(takes_context=True)
def sign_in_address(context):
    """{% sign_in_address %}: the sign-in page, leading back to this one.

    A page of refusal is the same for every address, so there the way back is a question to the address itself:
    `?sign-in` is answered by the page of refusal with the sign-in page.
    """
    if context.get("without_address"):
        return "?sign-in"
    request = request_of(context)
    there = path_in("/accounts/login/", page_language())
    if request is None or request.method != "GET" or "/accounts/" in request.path:
        return there
    return f"{there}?{urlencode({'next': request.get_full_path()})}"
