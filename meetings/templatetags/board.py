"""The words of the board of the two-a-year rule."""

from collections import Counter
from functools import lru_cache

from django import template
from django.utils.html import format_html
from django.utils.translation import gettext as _

from cbms.models import Flag, Standing
from hoaip.calendar import digits
from hoaip.language import page_language
from hoaip.reader import calendar_of_reader
from hoaip.templatetags.shapes import seats
from hoaip.templatetags.ui import period, request_of, url_with
from meetings.board import MOST_COUNTED
from meetings.compliance import Verdict
from meetings.gauge import count_word, days_words, short_day

register = template.Library()


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
    "plan": lambda year: _("Plan"),
    "overdue": lambda year: _("Overdue actions"),
}
# Numbers, the highest first.
COUNTED = ("late", "overdue")


@register.simple_tag(takes_context=True)
def board_head(context, name, sort, year=None):
    """{% board_head "held" sort year %}: the head of a column, a link that sorts by it."""
    words = HEADS[name](year)
    kind = "number" if name in COUNTED else ""
    if name == sort:
        order = "descending" if name in ("held", *COUNTED) else "ascending"
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
