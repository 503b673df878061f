"""The Afghan solar Hijri calendar: the arithmetic is jdatetime's, the names of the months are ours."""

from datetime import date
from typing import NamedTuple

import jdatetime

from hoaip.calendar.words import digits, known

# As they are called in Afghanistan; libraries have the Iranian names.
SOLAR_MONTHS = {
    "en": (
        "Hamal",
        "Sawr",
        "Jawza",
        "Saratan",
        "Asad",
        "Sunbula",
        "Mizan",
        "Aqrab",
        "Qaws",
        "Jadi",
        "Dalw",
        "Hut",
    ),
    "fa-af": ("حمل", "ثور", "جوزا", "سرطان", "اسد", "سنبله", "میزان", "عقرب", "قوس", "جدی", "دلو", "حوت"),
    "ps": (
        "وری",
        "غویی",
        "غبرګولی",
        "چنګاښ",
        "زمری",
        "وږی",
        "تله",
        "لړم",
        "لیندۍ",
        "مرغومی",
        "سلواغه",
        "کب",
    ),
}


class SolarDate(NamedTuple):
    """A day of the solar calendar: year, month 1 (Hamal) to 12 (Hut), day."""

    year: int
    month: int
    day: int

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}-{self.day:02}"


def to_solar(day: date) -> SolarDate:
    """The solar day that a Gregorian day is."""
    found = jdatetime.date.fromgregorian(date=day)
    return SolarDate(found.year, found.month, found.day)


def from_solar(year: int, month: int, day: int) -> date:
    """The Gregorian day of a solar one. ValueError when there is no such day: what people type is asked before."""
    if not 1 <= month <= 12:
        raise ValueError(f"A solar year has twelve months, and {month} is not one of them.")
    last = month_length(year, month)
    if not 1 <= day <= last:
        name = SOLAR_MONTHS["en"][month - 1]
        raise ValueError(f"{name} {year} has {last} days, and {day} is not one of them.")
    return jdatetime.date(year, month, day).togregorian()


def is_leap(year: int) -> bool:
    """Whether Hut of this solar year has 30 days."""
    return jdatetime.date(year, 1, 1).isleap()


def month_length(year: int, month: int) -> int:
    """Days in a solar month: 31 in the first half, 30 then, 29 or 30 in Hut."""
    if month <= 6:
        return 31
    if month <= 11:
        return 30
    return 30 if is_leap(year) else 29


def month_name(month: int, language: str) -> str:
    """The Afghan name of a solar month, 1 to 12."""
    return SOLAR_MONTHS[known(language)][month - 1]


def solar_text(day: date, language: str) -> str:
    """A Gregorian day written in the solar calendar: "17 Sunbula 1394", «۱۷ سنبله ۱۳۹۴»."""
    solar = to_solar(day)
    return digits(f"{solar.day} {month_name(solar.month, language)} {solar.year}", language)
