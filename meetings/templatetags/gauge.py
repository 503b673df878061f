"""The gauge of a CBM: its seats of a year, in the words of who reads."""

from django import template
from django.utils.translation import gettext as _

from hoaip.calendar import year_of, year_range
from hoaip.grants import can
from hoaip.permissions import Permission
from hoaip.public_cache import facts
from hoaip.reader import calendar_of_reader, person_of
from hoaip.templatetags.ui import request_of
from meetings.board import MOST_COUNTED, meetings_of_year
from meetings.calendar.cities import city_name
from meetings.compliance import Verdict, review, watch_rule
from meetings.gauge import days_words, ministry_sentence, public_sentence, short_day, tally_words
from meetings.models import HAPPENED
from meetings.names import SHORT_TYPES, ordinal_words

register = template.Library()


@register.inclusion_tag("meetings/_gauge.html", takes_context=True)
def gauge_of(context, cbm, year=None, tells_next=True):
    """{% gauge_of cbm 2026 %}: the seats of a year with their sentence; three queries, whatever the register holds.

    The ministry and the administrator see what is missing, the verdict and the latest day to invite. Everybody else
    sees what was held and what is planned publicly, and never that something is missing. The day is the page's
    `as_of`, else today; the year is a number (below 1500 solar), else the year of that day. `tells_next=False` where
    the page has a place of its own for the next meeting.
    """
    request = request_of(context)
    today = request.today
    as_of = context.get("as_of") or today
    reader = person_of(request)
    rule = facts.get(request, "watch rule", watch_rule)
    year = year_range(int(year) if year else year_of(as_of, rule.calendar))
    [row] = facts.get(
        request,
        ("review", cbm.pk, year, as_of),
        lambda: list(review(year, as_of=as_of, terms=rule.terms, cbms=[cbm.pk], cap=MOST_COUNTED)),
    )
    pairs = meetings_of_year(cbm, year, as_of=as_of, reader=reader)
    planned = [pair for pair in pairs if pair.meeting.state not in HAPPENED]
    calendar = calendar_of_reader(request)
    shown = {"cbm": cbm, "year": year, "row": row, "as_of": as_of, "request": request}
    if reader is None or not can(reader, Permission.VIEW_BOARD):
        return shown | {
            # One chair at a table for two would say what is missing.
            "seats": (row.held, len(planned), 0) if row.held + len(planned) > 1 else (0, 0, 0),
            "sentence": public_sentence(row, year),
            "next": planned[0].meeting if planned else None,
            "tells_next": tells_next and as_of == today and year.last >= today and row.is_counted,
            "captions": captions(pairs, row.held, len(planned), year, calendar),
        }
    latest = row.latest_invitation_on if row.verdict != Verdict.NOT_COUNTED else None
    drawn = min(row.planned, max(0, row.target - row.held))
    return shown | {
        "is_internal": True,
        "seats": (row.held, drawn, row.missing),
        "sentence": ministry_sentence(row, year, as_of=as_of, calendar=calendar),
        "away": days_words(latest, as_of) if latest else "",
        "captions": captions(pairs, row.held, drawn, year, calendar, latest),
        "may_plan": row.missing and as_of == today and can(reader, Permission.PLAN_MEETING, cbm),
        "may_change_target": can(reader, Permission.CHANGE_TARGET, cbm),
    }


def captions(pairs, held, planned, year, calendar, latest=None):
    """Words under each of two seats, or nothing where there are more or fewer."""
    if held + planned > 2 or len(pairs) < held + planned:
        return None
    found = []
    for pair in pairs[: held + planned]:
        name = pair_words(pair)
        if pair.meeting.date_precision == pair.meeting.Precision.DAY:
            name = _(", ").join([name, short_day(pair.starts_on, year.year, calendar)])
        found.append((_("Held") if pair.meeting.state in HAPPENED else _("Planned"), name))
    if latest and len(found) == 1:
        found.append((_("Missing"), _("invitation by %(day)s") % {"day": short_day(latest, year.year, calendar)}))
    return found if len(found) == 2 else None


def pair_words(pair):
    """ "4th RTGM, Islamabad" of a MeetingCbm."""
    kind = SHORT_TYPES["rtgm"]()
    name = _("%(number)s %(kind)s") % {"number": ordinal_words(pair.ordinal), "kind": kind} if pair.ordinal else kind
    city = city_name(pair.meeting.city) or (_("online") if pair.meeting.mode == "online" else "")
    return _(", ").join([name, city]) if city else name


register.filter("pair_words", pair_words)
register.filter("tally_words", tally_words)
