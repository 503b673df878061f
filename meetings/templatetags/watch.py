"""The two-a-year rule on other pages: the gauge of a CBM, and the words of the board."""

from collections import Counter
from functools import lru_cache

from django import template
from django.utils.html import format_html
from django.utils.translation import gettext as _

from cbms.models import Flag, Standing
from hoaip.calendar import digits, year_of, year_range
from hoaip.grants import can
from hoaip.language import page_language
from hoaip.permissions import Permission
from hoaip.public_cache import facts
from hoaip.reader import calendar_of_reader, person_of
from hoaip.templatetags.shapes import seats
from hoaip.templatetags.ui import period, request_of, url_with
from meetings.board import MOST_COUNTED, meetings_of_year
from meetings.cities import city_name
from meetings.compliance import Verdict, review, watch_rule
from meetings.gauge import count_word, days_words, ministry_sentence, public_sentence, short_day, tally_words
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


@register.simple_tag(takes_context=True)
def day_in(context, day, year):
    """{% day_in day year %}: a day in the reader's calendar, without the year the page speaks of."""
    return short_day(day, year.year, calendar_of_reader(request_of(context)))


@register.simple_tag(takes_context=True)
def coming_words(context, meeting, year):
    """{% coming_words meeting year %}: when it is planned for, without the year the page speaks of."""
    if meeting.date_precision == meeting.Precision.DAY:
        return short_day(meeting.starts_on, year.year, calendar_of_reader(request_of(context)))
    return period(context, meeting, plain=True)


@register.simple_tag
def away(day, today):
    """{% away day today %}: "in 22 days" or "passed, 98 days ago"."""
    return days_words(day, today)


@register.filter
def plain_digits(value):
    """{{ year.year|plain_digits }}: a year or number in the digits of the page, not grouped."""
    return digits(value, page_language())


@register.simple_tag
def standing_word(state):
    """{% standing_word row.standing %}: "suspended"."""
    return Standing.State(state).label


@register.simple_tag
def flag_word(flag, short=False):
    """{% flag_word flag %}: "Open, acknowledged"; `short=True`: "Acknowledged", for a cell."""
    if flag.state == Flag.State.OPEN:
        if short:
            return _("Acknowledged") if flag.acknowledged_at else _("Open")
        return _("Open, acknowledged") if flag.acknowledged_at else _("Open, not acknowledged")
    return _("Waived") if flag.state == Flag.State.WAIVED else _("Resolved")


@register.simple_tag
def verdict_words(rows):
    """{% verdict_words rows %}: "of six CBMs, one has met its target, two are on track, three are at risk."."""
    words = {
        Verdict.MET: (_("%(count)s has met its target"), _("%(count)s have met their target")),
        Verdict.ON_TRACK: (_("%(count)s is on track"), _("%(count)s are on track")),
        Verdict.AT_RISK: (_("%(count)s is at risk"), _("%(count)s are at risk")),
        Verdict.MISSED: (_("%(count)s missed its target"), _("%(count)s missed their target")),
        Verdict.NOT_COUNTED: (_("%(count)s is not counted"), _("%(count)s are not counted")),
    }
    counts = Counter(each.row.verdict for each in rows)
    parts = [
        words[verdict][counts[verdict] > 1] % {"count": count_word(counts[verdict])}
        for verdict in words
        if counts[verdict]
    ]
    if not parts:
        return _("no CBM is in the register.")
    return _("of %(count)s CBMs, %(parts)s.") % {"count": count_word(len(rows)), "parts": _(", ").join(parts)}


HEADS = {
    "cbm": lambda year: _("CBM"),
    "held": lambda year: _("Seats of %(year)s") % {"year": digits(year.year, page_language())},
    "verdict": lambda year: _("Verdict"),
    "latest": lambda year: _("Latest day to invite"),
    "next": lambda year: _("Next meeting"),
    "late": lambda year: _("Late records"),
}


@register.simple_tag(takes_context=True)
def board_head(context, name, sort, year=None):
    """{% board_head "held" sort year %}: the head of a column, a link that sorts by it."""
    words = HEADS[name](year)
    kind = "number" if name == "late" else ""
    if name == sort:
        order = "descending" if name in ("held", "late") else "ascending"
        return format_html('<th scope="col" class="{}" aria-sort="{}">{}</th>', kind, order, words)
    return format_html('<th scope="col" class="{}"><a href="{}">{}</a></th>', kind, url_with(context, sort=name), words)


@register.simple_tag
def year_cell(held, target):
    """{% year_cell held target %}: the tiny seats of a past year and their number; "24+" where counting stopped."""
    return _year_cell(held, target, page_language())


@lru_cache(maxsize=256)
def _year_cell(held, target, language):
    words = digits(f"{held}+" if held >= MOST_COUNTED else held, language)
    drawn = min(held, max(target, 2))
    return format_html('{} <span class="note">{}</span>', seats(drawn, 0, max(0, target - held), "tiny", ""), words)


@register.simple_tag
def held_in_all(years):
    """{% held_in_all years %}: the sum of a row of past years."""
    total = sum(held for _year, held, _target in years)
    capped = any(held >= MOST_COUNTED for _year, held, _target in years)
    return digits(f"{total}+" if capped else total, page_language())
