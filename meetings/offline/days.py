"""Days as a spreadsheet gives them back, which writes them in its own order."""

import re

from django.utils.translation import gettext as _

from hoaip.calendar import DayError, latin, parse_day
from hoaip.calendar.words import GREGORIAN_MONTHS, GREGORIAN_MONTHS_SHORT

_UNSEEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_ROUND = re.compile(r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})")
_NAMED = re.compile(r"([0-9]{1,2})[- .]+([^\W\d]+)[- .,]+([0-9]{4})")
_HOUR = re.compile(r"[ T]00:00(:00)?$")
_SHORT = re.compile(r"[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{2}")
MONTHS = {
    name.casefold(): number
    for names in (*GREGORIAN_MONTHS.values(), *GREGORIAN_MONTHS_SHORT.values())
    for number, name in enumerate(names, 1)
}


def straightened(text):
    """A day with the year first, however a spreadsheet turned it; anything else as it is, for the form to judge.

    DayError, with a sentence, where day and month could be either, or the year has two digits: nothing is guessed.
    """
    plain = _HOUR.sub("", _UNSEEN.sub("", latin(text)).strip())
    if found := _ROUND.fullmatch(plain):
        one, two, year = found.groups()
        days = sorted({day for day in (_day(year, two, one), _day(year, one, two)) if day})
        if len(days) > 1:
            raise DayError(
                _("“%(typed)s” can be %(one)s or %(two)s: a spreadsheet turned it round. Write the year first.")
                % {"typed": plain, "one": days[0], "two": days[1]}
            )
        return days[0] if days else plain
    if _SHORT.fullmatch(plain):
        raise DayError(
            _("“%(typed)s” has a year of two digits: a spreadsheet shortened it. Write a day like 2026-09-06.")
            % {"typed": plain}
        )
    if (found := _NAMED.fullmatch(plain)) and found[2].casefold() in MONTHS:
        return f"{found[3]}-{MONTHS[found[2].casefold()]:02}-{int(found[1]):02}"
    return plain


def precision_of(text):
    """How exactly a text says when: a day, a month, a quarter or a year."""
    for precision, pattern in (("year", r"[0-9]{4}"), ("month", r"[0-9]{4}[-/][0-9]{1,2}")):
        if re.fullmatch(pattern, text):
            return precision
    return "quarter" if re.fullmatch(r"[0-9]{4}-?Q[1-4]", text.upper()) else "day"


def _day(year, month, day):
    try:
        return parse_day(f"{year}-{month}-{day}").isoformat() if int(year) >= 1500 else _solar(year, month, day)
    except DayError:
        return None


def _solar(year, month, day):
    parse_day(f"{year}-{month}-{day}")
    return f"{year}-{int(month):02}-{int(day):02}"
