"""{% hours_of meeting %}: when it opens and closes, and how to join, among the facts of its page."""

from zoneinfo import ZoneInfo

from django import template
from django.utils.translation import gettext as _

from hoaip.calendar import GREGORIAN, day_text, digits
from hoaip.decorators import reader
from hoaip.language import page_language
from hoaip.reader import calendar_of_reader, person_of
from hoaip.templatetags.ui import KABUL, request_of, zone_words
from meetings.calendar.hours import instants_of
from meetings.reading import may_join

register = template.Library()


@register.inclusion_tag("meetings/_hours.html", takes_context=True)
def hours_of(context, meeting):
    """Rows of a list of facts: the hours by the clock at the venue and by the reader's, the way to join.

    The way to join is for members, those invited, the ministry and the administrator. No query beyond those for
    rights; one more for a delegate who is no member, where there is a way.
    """
    request = request_of(context)
    return {
        "request": request,
        "meeting": meeting,
        "lines": hours_lines(context, meeting),
        "may_join": bool(meeting.joining_url) and not meeting.facts_are_frozen and may_join(reader(request), meeting),
        "is_open": not meeting.facts_are_frozen,
    }


@register.simple_tag(takes_context=True)
def hours_lines(context, meeting):
    """{% hours_lines meeting as lines %}: its hours by the clock at the venue and, where it differs, the reader's."""
    request = request_of(context)
    person, instants = person_of(request), instants_of(meeting)
    if not instants:
        return []
    own = ZoneInfo(person.time_zone) if person is not None else KABUL
    zones = [ZoneInfo(meeting.venue_time_zone)]
    if own.key != zones[0].key:
        zones.append(own)
    return [_line(meeting, instants, zone, calendar_of_reader(request)) for zone in zones]


@register.simple_tag
def hours_words(meeting, person):
    """{% hours_words meeting recipient %}: its hours at the venue and by the clock of a person, for letters; or ""."""
    instants = instants_of(meeting)
    if not instants:
        return ""
    zones = dict.fromkeys((meeting.venue_time_zone, person.time_zone))
    return _("; ").join(_line(meeting, instants, ZoneInfo(zone), GREGORIAN) for zone in zones)


def _line(meeting, instants, zone, calendar):
    """ "10:00–16:00, Istanbul time"; with its days where they are not the one day of the meeting."""
    language = page_language()
    opening, closing = (instant.astimezone(zone) for instant in instants)
    if opening.date() == closing.date() == meeting.starts_on:
        span = digits(f"{opening:%H:%M}–{closing:%H:%M}", language)
    else:
        first, last = (
            _("%(day)s, %(time)s")
            % {"day": day_text(each.date(), language, calendar), "time": digits(f"{each:%H:%M}", language)}
            for each in (opening, closing)
        )
        span = f"{first} – {last}"
    return _("%(hours)s, %(zone)s") % {"hours": span, "zone": zone_words(zone)}
