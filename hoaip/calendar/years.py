"""A year as a range of days, Gregorian or solar. Days are compared; a year is never taken out of a date."""

import re
from dataclasses import dataclass
from datetime import date

from hoaip.calendar.refusals import ACCEPTED_YEARS, unreadable, year_outside
from hoaip.calendar.solar import from_solar, month_length, to_solar
from hoaip.calendar.words import latin

GREGORIAN = "gregorian"
SOLAR = "solar"

# Below this number a year is a solar one: the two calendars are 621 years apart.
FIRST_GREGORIAN_NUMBER = 1500
GREGORIAN_YEARS = range(2011, 2101)
SOLAR_YEARS = range(1390, 1480)


class YearError(ValueError):
    """A year that cannot be read or lies outside the limits; its text is a sentence for the reader."""


@dataclass(frozen=True, slots=True)
class YearRange:
    """A year and its first and last day, both inclusive."""

    calendar: str
    year: int
    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def holds(self, starts_on: date, ends_on: date) -> bool:
        """Whether the whole period lies in this year."""
        return self.first <= starts_on and ends_on <= self.last


def calendar_of(year: int) -> str:
    """The calendar a year's number belongs to: solar below 1500, else Gregorian."""
    return SOLAR if year < FIRST_GREGORIAN_NUMBER else GREGORIAN


def year_range(year: int) -> YearRange:
    """The days of a year: 1 Hamal to the last of Hut, or 1 January to 31 December. YearError outside the limits."""
    if year in SOLAR_YEARS:
        return YearRange(SOLAR, year, from_solar(year, 1, 1), from_solar(year, 12, month_length(year, 12)))
    if year in GREGORIAN_YEARS:
        return YearRange(GREGORIAN, year, date(year, 1, 1), date(year, 12, 31))
    raise YearError(year_outside(year))


def year_of(day: date, calendar: str = GREGORIAN) -> int:
    """The number of the year of the given calendar that contains the day."""
    if calendar not in (GREGORIAN, SOLAR):
        raise ValueError(f"There is no calendar named {calendar!r}: use gregorian or solar.")
    return to_solar(day).year if calendar == SOLAR else day.year


def parse_year(text: str) -> int:
    """The year a reader typed, in Latin, Persian or Arabic digits. YearError names what is accepted."""
    cleaned = latin(str(text)).strip()
    if not re.fullmatch(r"[0-9]{4}", cleaned):
        raise YearError(unreadable(text, "year", ACCEPTED_YEARS))
    return year_range(int(cleaned)).year
