"""Meetings on other pages: their table, the next ones of all CBMs, what a person can act on, notes of a CBM."""

from datetime import timedelta
from operator import attrgetter

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from hoaip.attention import HANDED_OVER, Task
from hoaip.decorators import reader
from hoaip.grants import holdings
from hoaip.lists import table_of
from hoaip.permissions import Role
from hoaip.templatetags.ui import request_of
from meetings.board import RECORD_DAYS
from meetings.lists.meetings import meeting_columns
from meetings.models import AHEAD, Meeting, MeetingCbm, RegisterNote
from meetings.names import SHOWN, headline, pairs_of, with_pairs

register = template.Library()
PERIOD = attrgetter("date_precision", "starts_on", "ends_on")


@register.simple_tag
def meeting_step_url(meeting, name):
    """The address of a step's page."""
    return reverse(f"meetings:meeting_{name}", kwargs={"uid": meeting.uid})


@register.simple_tag
def moved_from(meeting, changes):
    """{% moved_from meeting changes as left %}: the date that a postponed meeting had, where it has a new one.

    None where the only date it has is the one that is off: postponed without a new one, or cancelled.
    """
    last = changes[-1] if changes and meeting.state == "postponed" else None
    return last if last is not None and PERIOD(last) != PERIOD(meeting) else None


@register.simple_tag
def meeting_name(meeting):
    """{% meeting_name meeting as name %}: what a meeting is called, in the language at hand."""
    return headline(meeting)


@register.simple_tag(takes_context=True)
def meeting_table(context, meetings, cbm=None):
    """{% meeting_table meetings %}: the table of a list on another page.

    Meetings come `with_pairs`, or with `pairs__cbm` prefetched; `cbm` leaves out what the page says already.
    """
    with_codes = cbm is None and any(pairs_of(meeting) for meeting in meetings)
    columns = meeting_columns(request_of(context), cbm=cbm, with_codes=with_codes)
    return table_of(columns, meetings, label=_("Meetings"))


def _seen(context):
    return with_pairs(Meeting.objects.visible_to(reader(request_of(context))))


@register.inclusion_tag("meetings/_next_meetings.html", takes_context=True)
def next_meetings(context, limit=5):
    """The next meetings of all CBMs that this reader may know of."""
    day = request_of(context).today
    rows = list(_seen(context).only(*SHOWN).ahead(day).order_by("starts_on", "pk")[:limit])
    return {"request": request_of(context), "rows": [(meeting, headline(meeting)) for meeting in rows]}


@register.simple_tag(takes_context=True)
def attention_of_meetings(context):
    """{% attention_of_meetings as meetings %}: tasks, one a meeting that is over or whose record is not circulated.

    Both are due on the day by which the record is. Two queries at most, none for who completes no meeting.
    """
    request = request_of(context)
    user, day = reader(request), request.today
    held = holdings(user)
    cbms = held.ids("cbms.cbm", {Role.FOCAL_POINT})
    processes = held.ids("hoaip.process", {Role.REVIEWER})
    if not cbms and not processes:
        return []
    rows = _seen(context).only(*SHOWN)
    if cbms:
        rows = rows.filter(pk__in=MeetingCbm.objects.filter(cbm__in=cbms).values("meeting"))
    else:
        rows = rows.filter(process__in=processes)
    over = rows.filter(state__in=AHEAD, ends_on__lt=day).order_by("ends_on", "pk")[:HANDED_OVER]
    unreported = rows.filter(state="held", is_imported=False, type="rtgm").order_by("starts_on", "pk")[:HANDED_OVER]
    asked = [(meeting, _("Was it held?"), _("Complete it")) for meeting in over]
    asked += [(meeting, _("Its record is not circulated."), _("Write the record")) for meeting in unreported]
    return [
        Task(
            "meetings/_attention_meeting.html",
            {"meeting": meeting, "title": headline(meeting), "why": why, "words": words},
            due=meeting.ends_on + timedelta(days=RECORD_DAYS),
        )
        for meeting, why, words in asked
    ]


@register.inclusion_tag("meetings/_month_ways.html", takes_context=True)
def month_ways(context, page):
    """{% month_ways page %}: the way from a MonthPage to the months around it, and to the other calendar."""
    before, after = page.ways
    return {
        "request": request_of(context),
        "before": before,
        "after": after,
        "today": page.this_month,
        "other": page.switched,
    }


@register.inclusion_tag("meetings/_register_notes.html", takes_context=True)
def register_notes_of(context, cbm):
    """{% register_notes_of cbm %}: what is known of its meetings without a year. One query."""
    notes = RegisterNote.objects.filter(cbm=cbm).order_by("pk")
    return {"request": request_of(context), "notes": list(notes)}
