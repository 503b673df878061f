"""Days and periods: read from what people type, written in the words of a language."""

import re
from calendar import monthrange
from datetime import date, datetime
from zoneinfo import ZoneInfo

from hoaip.calendar.refusals import (
    no_such_day,
    no_such_months,
    no_such_solar_day,
    no_such_solar_month,
    outside,
    unreadable,
)
from hoaip.calendar.solar import from_solar, month_length, month_name, solar_text, to_solar
from hoaip.calendar.words import GREGORIAN_MONTHS, GREGORIAN_MONTHS_SHORT, QUARTERS, TO_BE_FIXED, digits, known, latin
from hoaip.calendar.years import GREGORIAN, SOLAR, YearError, calendar_of, year_range

KABUL = ZoneInfo("Asia/Kabul")

# The days of meetings, roles and plans; the database holds the same limits.
FIRST_DAY = date(2011, 1, 1)
LAST_DAY = date(2100, 12, 31)

DAY, MONTH, QUARTER, YEAR = PRECISIONS = ("day", "month", "quarter", "year")

_MARKS = str.maketrans({"/": "-", "\u2212": "-", "\u2013": "-", "\u2010": "-", "\u2011": "-"})
# Marks that keyboards and copied text put around digits of a page written from the other side.
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


class DayError(ValueError):
    """A day or period that cannot be read; its text is a sentence that names what is accepted."""


def today_in_kabul(now: datetime) -> date:
    """The calendar day in Kabul at an instant; the instant carries its zone."""
    if now.tzinfo is None:
        raise ValueError("An instant without a zone has no day in Kabul: pass an aware datetime.")
    return now.astimezone(KABUL).date()


def parse_day(text: str) -> date:
    """The day a person typed: 2026-09-06 or solar 1405-06-15, also with slashes and Persian or Arabic digits.

    A year below 1500 is solar. DayError, with a sentence, for anything else and for days outside 2011 to 2100.
    """
    cleaned = _clean(text)
    found = re.fullmatch(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})", cleaned)
    if not found:
        raise DayError(unreadable(text, DAY))
    year, month, day = (int(part) for part in found.groups())
    if year == 0:
        raise DayError(outside(cleaned, DAY))
    if calendar_of(year) == SOLAR:
        if not 1 <= month <= 12:
            raise DayError(no_such_solar_month(cleaned, month))
        if not 1 <= day <= month_length(year, month):
            raise DayError(no_such_solar_day(cleaned, year, month, day, month_length(year, month)))
        result = from_solar(year, month, day)
    else:
        if not 1 <= month <= 12 or not 1 <= day <= monthrange(year, month)[1]:
            raise DayError(no_such_day(cleaned))
        result = date(year, month, day)
    if not FIRST_DAY <= result <= LAST_DAY:
        raise DayError(outside(cleaned, DAY))
    return result


def parse_period(text: str, precision: str) -> tuple[date, date]:
    """The first and last day of the whole period that was typed, both inclusive.

    Day: as `parse_day`; a whole day typed at a lower precision stands for the month, quarter or year it lies in.
    Month: 2026-09 or 1405-06. Quarter: 2026-Q3 or 1405-Q2. Year: 2026 or 1405.
    DayError, with a sentence, for anything else.
    """
    if precision not in PRECISIONS:
        raise ValueError(f"There is no precision {precision!r}: use day, month, quarter or year.")
    if precision == DAY:
        day = parse_day(text)
        return day, day
    cleaned = _clean(text).upper()
    patterns = {
        MONTH: r"([0-9]{4})-([0-9]{1,2})(?:-[0-9]{1,2})?",
        QUARTER: r"([0-9]{4})-?(?:Q([1-4])|([0-9]{1,2})(?:-[0-9]{1,2})?)",
        YEAR: r"([0-9]{4})(?:-[0-9]{1,2}(?:-[0-9]{1,2})?)?",
    }
    found = re.fullmatch(patterns[precision], cleaned)
    if not found:
        raise DayError(unreadable(text, precision))
    if cleaned.count("-") == 2:
        parse_day(cleaned)  # a day that does not exist names no month either
    year = int(found[1])
    try:
        whole_year = year_range(year)
    except YearError as error:
        raise DayError(outside(cleaned, precision)) from error
    if precision == YEAR:
        return _kept(cleaned, precision, whole_year.first, whole_year.last)
    if precision == MONTH:
        first_month = last_month = int(found[2])
    else:
        first_month = (int(found[2]) - 1) * 3 + 1 if found[2] else (int(found[3]) - 1) // 3 * 3 + 1
        last_month = first_month + 2
    if not 1 <= first_month <= last_month <= 12:
        raise DayError(no_such_months(cleaned, precision))
    return _kept(cleaned, precision, *_months(year, first_month, last_month))


def day_text(day: date, language: str, calendar: str = GREGORIAN) -> str:
    """A day in words: "8 September 2015", or in the solar calendar "17 Sunbula 1394"."""
    return solar_text(day, language) if calendar == SOLAR else _gregorian_text(day, language)


def period_text(
    starts_on: date,
    ends_on: date,
    precision: str,
    language: str,
    *,
    calendar: str = GREGORIAN,
    fixed: bool = False,
) -> str:
    """A period in words, in one calendar: "8–9 September 2015", "Sep 2026 (date to be fixed)".

    At lower precision the whole period is named when it is one of that calendar ("3rd quarter of 2026", "2017"), else
    by the months or years it touches ("Sunbula–Mizan 1405"). `fixed` leaves out "date to be fixed", as for a
    meeting of long ago of which only the month is known.
    """
    language = known(language)
    if precision == DAY:
        return _days_text(starts_on, ends_on, language, calendar)
    if precision == YEAR:
        first, last = _parts(starts_on, calendar)[0], _parts(ends_on, calendar)[0]
        return digits(first if first == last else f"{first}–{last}", language)
    text = _quarter_text(starts_on, ends_on, language, calendar) if precision == QUARTER else None
    text = text or _months_text(starts_on, ends_on, language, calendar)
    return text if fixed else TO_BE_FIXED[language].format(period=text)


def other_calendar(calendar: str) -> str:
    """The calendar that stands second in a dual date."""
    return GREGORIAN if calendar == SOLAR else SOLAR


def dual_period_text(
    starts_on: date,
    ends_on: date,
    precision: str,
    language: str,
    *,
    calendar: str = GREGORIAN,
    fixed: bool = False,
) -> tuple[str, str]:
    """The period in the reader's calendar and in the other one; "date to be fixed" is said once, with the first."""
    first = period_text(starts_on, ends_on, precision, language, calendar=calendar, fixed=fixed)
    second = period_text(starts_on, ends_on, precision, language, calendar=other_calendar(calendar), fixed=True)
    return first, second


def _clean(text: str) -> str:
    return _INVISIBLE.sub("", latin(str(text))).translate(_MARKS).strip()


def _kept(text: str, precision: str, first: date, last: date) -> tuple[date, date]:
    # The last solar year, 1479, ends in 2101: a year may be looked at, but nothing is dated beyond 2100.
    if not FIRST_DAY <= first <= last <= LAST_DAY:
        raise DayError(outside(text, precision))
    return first, last


def _months(year: int, first_month: int, last_month: int) -> tuple[date, date]:
    if calendar_of(year) == SOLAR:
        return from_solar(year, first_month, 1), from_solar(year, last_month, month_length(year, last_month))
    return date(year, first_month, 1), date(year, last_month, monthrange(year, last_month)[1])


def _parts(day: date, calendar: str) -> tuple[int, int, int]:
    return tuple(to_solar(day)) if calendar == SOLAR else (day.year, day.month, day.day)


def _month(month: int, language: str, calendar: str, *, short: bool = False) -> str:
    if calendar == SOLAR:
        return month_name(month, language)
    return (GREGORIAN_MONTHS_SHORT if short else GREGORIAN_MONTHS)[language][month - 1]


def _gregorian_text(day: date, language: str) -> str:
    language = known(language)
    return digits(f"{day.day} {GREGORIAN_MONTHS[language][day.month - 1]} {day.year}", language)


def _days_text(starts_on: date, ends_on: date, language: str, calendar: str) -> str:
    if starts_on == ends_on:
        return day_text(starts_on, language, calendar)
    first, last = _parts(starts_on, calendar), _parts(ends_on, calendar)
    if first[:2] == last[:2]:
        return digits(f"{first[2]}–{last[2]} {_month(first[1], language, calendar)} {first[0]}", language)
    start = f"{first[2]} {_month(first[1], language, calendar)}"
    if first[0] != last[0]:
        start = f"{start} {first[0]}"
    return digits(f"{start} – {last[2]} {_month(last[1], language, calendar)} {last[0]}", language)


def _quarter_text(starts_on: date, ends_on: date, language: str, calendar: str) -> str | None:
    year, month, _day = _parts(starts_on, calendar)
    if month % 3 != 1 or _months(year, month, month + 2) != (starts_on, ends_on):
        return None
    return QUARTERS[language][month // 3].format(year=digits(year, language))


def _months_text(starts_on: date, ends_on: date, language: str, calendar: str) -> str:
    first, last = _parts(starts_on, calendar), _parts(ends_on, calendar)
    start, end = (_month(part[1], language, calendar, short=True) for part in (first, last))
    if first[:2] == last[:2]:
        return digits(f"{start} {first[0]}", language)
    if first[0] == last[0]:
        return digits(f"{start}–{end} {last[0]}", language)
    return digits(f"{start} {first[0]} – {end} {last[0]}", language)
