"""The sentences that refuse a day, a period or a year, in the language of the page: what is wrong, what is accepted."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hoaip.calendar.solar import month_name
from hoaip.calendar.words import digits
from hoaip.language import page_language

# Numbers between hyphens stand among letters written from the right: the catalogues hold them together with
# invisible isolates (U+2066 and U+2069), as what was typed (U+2068 and U+2069).
ACCEPTED = {
    "day": gettext_lazy("Give a day like 2026-09-06, or a solar day like 1405-06-15."),
    "month": gettext_lazy("Give a month like 2026-09, or a solar month like 1405-06."),
    "quarter": gettext_lazy("Give a quarter like 2026-Q3, or a solar quarter like 1405-Q2."),
    "year": gettext_lazy("Give a year like 2026, or a solar year like 1405."),
}
ACCEPTED_YEARS = gettext_lazy("Give a year from 2011 to 2100, or a solar year from 1390 to 1479.")
_UNREADABLE = {
    "day": gettext_lazy("“%(typed)s” is not a day."),
    "month": gettext_lazy("“%(typed)s” is not a month."),
    "quarter": gettext_lazy("“%(typed)s” is not a quarter."),
    "year": gettext_lazy("“%(typed)s” is not a year."),
}
_EMPTY = {
    "day": gettext_lazy("An empty field is not a day."),
    "month": gettext_lazy("An empty field is not a month."),
    "quarter": gettext_lazy("An empty field is not a quarter."),
    "year": gettext_lazy("An empty field is not a year."),
}
_TWELVE_MONTHS = {
    "month": gettext_lazy("There is no month %(typed)s: a year has twelve months."),
    "quarter": gettext_lazy("There is no quarter %(typed)s: a year has twelve months."),
}


def unreadable(text, precision, accepted=None):
    """What was typed is no day, month, quarter or year at all."""
    shown = str(text).strip()
    sentence = _UNREADABLE[precision] % {"typed": shown[:30]} if shown else str(_EMPTY[precision])
    return f"{sentence} {accepted or ACCEPTED[precision]}"


def no_such_day(cleaned):
    """It reads as a day, and the Gregorian calendar has none of that number."""
    return f"{_('There is no day %(day)s in the calendar.') % {'day': _number(cleaned)}} {ACCEPTED['day']}"


def no_such_solar_month(cleaned, month):
    """It reads as a solar day, of a month beyond the twelve."""
    sentence = _("There is no day %(day)s: a solar year has twelve months, and %(month)s is not one of them.")
    return f"{sentence % {'day': _number(cleaned), 'month': _number(month)}} {ACCEPTED['day']}"


def no_such_solar_day(cleaned, year, month, day, last):
    """It reads as a solar day, and that month is shorter."""
    sentence = _("There is no day %(day)s: %(month)s %(year)s has %(days)s days, and %(number)s is not one of them.")
    numbers = {"day": cleaned, "year": year, "days": last, "number": day}
    filled = {name: _number(number) for name, number in numbers.items()}
    return f"{sentence % (filled | {'month': month_name(month, page_language())})} {ACCEPTED['day']}"


def no_such_months(cleaned, precision):
    """It reads as a month or a quarter, beyond the twelve months of a year."""
    return f"{_TWELVE_MONTHS[precision] % {'typed': _number(cleaned)}} {ACCEPTED[precision]}"


def outside(cleaned, precision):
    """A day or period before 2011 or after 2100."""
    sentence = _("%(typed)s is outside the years kept here, 2011 to 2100.")
    return f"{sentence % {'typed': _number(cleaned)}} {ACCEPTED[precision]}"


def year_outside(year):
    """A year of neither calendar's range."""
    return f"{_('%(year)s is outside the years kept here.') % {'year': _number(year)}} {ACCEPTED_YEARS}"


def _number(text):
    return digits(text, page_language())
