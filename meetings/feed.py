"""Meetings as a feed for calendar programs (RFC 5545). Loaded by the first that asks for one.

Only meetings whose day is fixed, as whole days: the portal knows no hours of a meeting. A program tells meetings apart
by UID and takes the one with the higher SEQUENCE, so what is cancelled or put off stays in the feed and says so.
"""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from hoaip.calendar import solar_text
from hoaip.language import TONGUES, page_language
from meetings.cities import city_name
from meetings.models import Meeting
from meetings.names import SHOWN, headline, pairs_of, with_pairs

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


class Told(NamedTuple):
    """What the feed tells of one meeting, in the words of a language: its event is a function of these."""

    uid: UUID
    version: int
    changed_at: datetime
    state: str
    starts_on: object
    ends_on: object
    summary: str
    description: str
    location: str
    codes: tuple
    address: str
    language: str


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
    frame = calendar.to_ical()
    return frame.removesuffix(END) + b"".join(event_of(told) for told in told_of(meetings)) + END


def told_of(meetings):
    """What is told of each, newest first."""
    language = page_language()
    before, after = reverse("meetings:meeting_detail", kwargs={"uid": UUID(int=0)}).split(str(UUID(int=0)))
    rows = with_pairs(meetings.filter(date_precision="day")).order_by("-starts_on", "-pk")
    states = {value: str(label) for value, label in Meeting.State.choices}
    for row in rows.values_list(*SHOWN, "version", "changed_at", "told_pairs", named=True)[:MOST]:
        pairs = pairs_of(row)
        title = headline(row, pairs=pairs)
        if STATUS[row.state] == "CANCELLED":
            title = _("%(state)s: %(title)s") % {"state": states[row.state].capitalize(), "title": title}
        yield Told(
            row.uid,
            row.version,
            row.changed_at,
            row.state,
            row.starts_on,
            row.ends_on,
            title,
            f"{states[row.state].capitalize()}. {solar_text(row.starts_on, language)}.",
            city_name(row.city) or (_("online") if row.mode == "online" else ""),
            tuple(pair.cbm.short for pair in pairs),
            f"{settings.PUBLIC_ORIGIN}{before}{row.uid}{after}",
            TONGUES[language]["tag"],
        )


@lru_cache(maxsize=4096)
def event_of(told):
    """The bytes of one event, its lines folded at 75 octets and ended by CRLF."""
    event = Event()
    event.add("uid", str(told.uid))
    event.add("dtstamp", told.changed_at.astimezone(UTC))
    event.add("last-modified", told.changed_at.astimezone(UTC))
    event.add("sequence", told.version)
    event.add("dtstart", told.starts_on)
    # The end of whole days is the day after the last.
    event.add("dtend", told.ends_on + timedelta(days=1))
    event.add("summary", told.summary, parameters={"LANGUAGE": told.language})
    event.add("description", told.description, parameters={"LANGUAGE": told.language})
    if told.location:
        event.add("location", told.location, parameters={"LANGUAGE": told.language})
    if told.codes:
        event.add("categories", list(told.codes))
    event.add("url", told.address)
    event.add("status", STATUS[told.state])
    # A meeting of states takes nobody's day in a program that plans one's time.
    event.add("transp", "TRANSPARENT")
    return event.to_ical()
