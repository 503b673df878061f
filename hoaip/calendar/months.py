"""A month of either calendar as a sheet of weeks."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from hoaip.calendar.days import FIRST_DAY, LAST_DAY, MONTH, DayError, parse_period
from hoaip.calendar.solar import month_name, to_solar
from hoaip.calendar.words import GREGORIAN_MONTHS, WEEKDAYS, digits, known, latin
from hoaip.calendar.years import GREGORIAN, SOLAR, calendar_of

_YEAR = re.compile("[0-9]{4}")
# In Afghanistan the week begins on Saturday, after the day of rest, and so does every printed calendar in Dari and
# Pashto; readers of English use the week of ISO 8601, which begins on Monday.
FIRST_WEEKDAY = {"en": 0, "fa-af": 5, "ps": 5}


@dataclass(frozen=True, slots=True)
class Month:
    """A month of a calendar, with its first and last day, both inclusive."""

    calendar: str
    year: int
    number: int
    first: date
    last: date

    @classmethod
    def written(cls, text):
        """The month that was typed, 2026-11 or solar 1405-08. DayError, with a sentence, for anything else."""
        first, last = parse_period(text, MONTH)
        calendar = calendar_of(int(_YEAR.search(latin(str(text)))[0]))
        return cls(calendar, *_place(first, calendar), first, last)

    @classmethod
    def of(cls, day, calendar=GREGORIAN):
        """The month of a calendar in which a day lies."""
        year, number = _place(day, calendar)
        return cls.written(f"{year:04}-{number:02}")

    def __str__(self):
        return f"{self.year:04}-{self.number:02}"

    def words(self, language):
        """ "November 2026", "Aqrab 1405"."""
        language = known(language)
        if self.calendar == SOLAR:
            name = month_name(self.number, language)
        else:
            name = GREGORIAN_MONTHS[language][self.number - 1]
        return digits(f"{name} {self.year}", language)

    @property
    def before(self):
        """The month before, or None at the edge of the years kept here."""
        return _neighbour(self.first - timedelta(days=1), self.calendar)

    @property
    def following(self):
        """The month after, or None at the edge."""
        return _neighbour(self.last + timedelta(days=1), self.calendar)

    def weeks(self, language):
        """The days of the month in weeks of seven; None where a week reaches beyond the month."""
        lead = (self.first.weekday() - FIRST_WEEKDAY[known(language)]) % 7
        days = [None] * lead
        days += [self.first + timedelta(days=each) for each in range((self.last - self.first).days + 1)]
        days += [None] * (-len(days) % 7)
        return [days[start : start + 7] for start in range(0, len(days), 7)]


def weekday_names(language):
    """The seven names in the order in which a week of that language stands."""
    language = known(language)
    first, names = FIRST_WEEKDAY[language], WEEKDAYS[language]
    return (*names[first:], *names[:first])


def day_number(day, calendar):
    """The number of a day in its month of that calendar."""
    return to_solar(day).day if calendar == SOLAR else day.day


def _place(day, calendar):
    return tuple(to_solar(day))[:2] if calendar == SOLAR else (day.year, day.month)


def _neighbour(day, calendar):
    if not FIRST_DAY <= day <= LAST_DAY:
        return None
    try:
        return Month.of(day, calendar)
    except DayError:
        # The first and the last solar month reach beyond the years kept here.
        return None
