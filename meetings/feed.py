"""Meetings as a feed for calendar programs (RFC 5545). Loaded by the first that asks for one.

Only meetings whose day is or was fixed: from hour to hour where those are known, in UTC, else as whole days. A program
tells meetings apart by UID and takes the one with the higher SEQUENCE, so what is cancelled, put off or moved to a
period without a day stays in the feed on the day that its subscribers know, and says so.
"""

from collections import namedtuple
from datetime import UTC, timedelta
from functools import lru_cache

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from hoaip.calendar import period_text, solar_text
from hoaip.language import TONGUES, page_language
from meetings.cities import city_name
from meetings.hours import HOURS, instants_of
from meetings.known_days import with_known_days
from meetings.models import Meeting
from meetings.names import SHOWN, headline, told_pair, with_pairs

# The newest thousand: a calendar program asks again and again, on lines that are slow.
MOST = 1000
END = b"END:VCALENDAR\r\n"
# RFC 5545 knows three. A planned meeting may still move; one that was put off has no day, so its old one is cancelled,
# and planned anew it comes back under the same UID with a higher SEQUENCE.
STATUS = {
    "planned": "TENTATIVE",
    "invited": "CONFIRMED",
    "held": "CONFIRMED",
    "reported": "CONFIRMED",
    "closed": "CONFIRMED",
    "postponed": "CANCELLED",
    "cancelled": "CANCELLED",
    "annulled": "CANCELLED",
}
# Off for the day that was known, and still to come.
WAITING = ("planned", "postponed")


# What an event is made of, beside its CBMs.
COLUMNS = (*SHOWN, *HOURS, "venue", "version", "changed_at", "known_on", "known_until")
Row = namedtuple("Row", COLUMNS)


def feed_of(meetings, *, title):
    """The bytes of a feed of these meetings; `meetings` is a queryset, already what its reader may see."""
    calendar = Calendar()
    calendar.add("prodid", "-//Heart of Asia - Istanbul Process//Coordination portal//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", title)
    calendar.add("x-wr-calname", title)
    calendar.add("refresh-interval", timedelta(hours=6), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT6H")
    # The frame and each event come out of the package; events are kept, because to write one takes as long as a page.
    frame, language = calendar.to_ical(), page_language()
    rows = with_pairs(with_known_days(meetings)).filter(known_on__isnull=False).order_by("-starts_on", "-pk")
    rows = rows.values_list(*COLUMNS, "told_pairs")[:MOST]
    events = b"".join([event_of(row[:-1], tuple(row[-1]), language) for row in rows])
    return frame.removesuffix(END) + events + END


@lru_cache(maxsize=4096)
def event_of(columns, told_pairs, language):
    """The bytes of one event in a language, its lines folded at 75 octets and ended by CRLF.

    It is a function of a meeting's columns and of what `with_pairs` tells of its CBMs, and of nothing else.
    """
    row, pairs, tag = Row(*columns), [told_pair(text) for text in told_pairs], TONGUES[language]["tag"]
    state = str(Meeting.State(row.state).label).capitalize()
    title = headline(row, pairs=pairs, language=language)
    status, told = STATUS[row.state], f"{state}. {solar_text(row.known_on, language)}."
    if status == "CANCELLED":
        title = _("%(state)s: %(title)s") % {"state": state, "title": title}
    elif row.date_precision != "day":
        # Announced anew, and nobody knows for which day: the one that was known is off.
        status, title = "CANCELLED", _("Moved: %(meeting)s") % {"meeting": title}
    if row.state in WAITING and (row.starts_on, row.ends_on) != (row.known_on, row.known_until):
        period = period_text(row.starts_on, row.ends_on, row.date_precision, language)
        told = _("%(told)s New date: %(period)s.") % {"told": told, "period": period}
    event = Event()
    event.add("uid", str(row.uid))
    event.add("dtstamp", row.changed_at.astimezone(UTC))
    event.add("last-modified", row.changed_at.astimezone(UTC))
    event.add("sequence", row.version)
    # Of a day that is off the hours are not those of the row; the end of whole days is the day after the last.
    hours = instants_of(row) if row.known_on == row.starts_on else None
    opening, closing = hours or (row.known_on, row.known_until + timedelta(days=1))
    event.add("dtstart", opening)
    event.add("dtend", closing)
    event.add("summary", title, parameters={"LANGUAGE": tag})
    event.add("description", told, parameters={"LANGUAGE": tag})
    place = city_name(row.city) or (_("online") if row.mode == "online" else "")
    if place := _(", ").join(filter(None, [row.venue, place])):
        event.add("location", place, parameters={"LANGUAGE": tag})
    if pairs:
        event.add("categories", [pair.cbm.short for pair in pairs])
    event.add("url", settings.PUBLIC_ORIGIN + reverse("meetings:meeting_detail", kwargs={"uid": row.uid}))
    event.add("status", status)
    # A meeting of states takes nobody's day in a program that plans one's time.
    event.add("transp", "TRANSPARENT")
    return event.to_ical()
