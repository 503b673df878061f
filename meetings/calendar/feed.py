"""Meetings as a feed for calendar programs (RFC 5545). Loaded by the first that asks for one.

Only meetings whose day is or was fixed: from hour to hour where those are known, in UTC, else as whole days. A program
tells meetings apart by UID and takes the one with the higher SEQUENCE, so what is cancelled, put off or moved to a
period without a day stays in the feed on the day that its subscribers know, and says so.
"""

from collections import namedtuple
from datetime import UTC, timedelta

from django.conf import settings
from django.db.models import Max, Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from cbms.models import Cbm
from hoaip.calendar import period_text, solar_text
from hoaip.language import TONGUES, page_language
from meetings.calendar.cities import city_name
from meetings.calendar.hours import HOURS, instants_of
from meetings.calendar.known_days import has_known_day, with_known_days
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
# A meeting in one state of its text, and how many events a process keeps.
STAMP = ("pk", "version", "changed_at")
MOST_KEPT = 4 * MOST
# To write an event takes as long as to read fifty: each is kept under the stamp of its meeting, the language and what
# changes with every CBM, whose name it says. Whatever changes a meeting, its CBMs or its numbers raises its version.
kept_events = {}


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
    # The frame and each event come out of the package.
    known = meetings.filter(has_known_day()).order_by("-starts_on", "-pk")
    return calendar.to_ical().removesuffix(END) + b"".join(_events(known, page_language())) + END


def _events(known, language):
    """The events of the newest MOST of these meetings, which have a known day. Reads again only what is new."""
    # Two CBMs may change at once, and the clocks of two machines differ: the newest instant alone hides one of them.
    cbms = Cbm.objects.aggregate(at=Max("changed_at"), versions=Sum("version"))
    of_all = (language, cbms["at"], cbms["versions"])
    stamps = list(known.values_list(*STAMP)[:MOST])
    events = {pk: kept_events.get((pk, *rest, *of_all)) for pk, *rest in stamps}
    new = [pk for pk, event in events.items() if event is None]
    if new:
        if len(kept_events) + len(new) > MOST_KEPT:
            kept_events.clear()
        rows = with_pairs(with_known_days(known.filter(pk__in=new))).order_by()
        for *stamp_and_columns, pairs in rows.values_list(*STAMP, *COLUMNS, "told_pairs"):
            stamp, columns = stamp_and_columns[: len(STAMP)], stamp_and_columns[len(STAMP) :]
            events[stamp[0]] = kept_events[*stamp, *of_all] = event_of(Row(*columns), pairs, language)
    # What was taken out of the readers' sight between the two statements is in neither.
    return filter(None, events.values())


def event_of(row, told_pairs, language):
    """The bytes of one event in a language, its lines folded at 75 octets and ended by CRLF.

    It is a function of a meeting's columns and of what `with_pairs` tells of its CBMs, and of nothing else.
    """
    pairs, tag = [told_pair(text) for text in told_pairs], TONGUES[language]["tag"]
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
