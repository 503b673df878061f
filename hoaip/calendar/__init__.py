"""The calendar: solar Hijri beside Gregorian, days in Kabul, periods and years. No table, no clock."""

from hoaip.calendar.days import (
    FIRST_DAY,
    KABUL,
    LAST_DAY,
    PRECISIONS,
    DayError,
    day_text,
    dual_period_text,
    other_calendar,
    parse_day,
    parse_period,
    period_text,
    today_in_kabul,
)
from hoaip.calendar.months import Month, day_number, weekday_names
from hoaip.calendar.solar import SolarDate, from_solar, is_leap, month_length, solar_text, to_solar
from hoaip.calendar.words import digits, latin, whole
from hoaip.calendar.years import (
    GREGORIAN,
    SOLAR,
    YearError,
    YearRange,
    calendar_of,
    parse_year,
    year_of,
    year_range,
)

__all__ = [
    "FIRST_DAY",
    "GREGORIAN",
    "KABUL",
    "LAST_DAY",
    "PRECISIONS",
    "SOLAR",
    "DayError",
    "Month",
    "SolarDate",
    "YearError",
    "YearRange",
    "calendar_of",
    "day_number",
    "day_text",
    "digits",
    "dual_period_text",
    "from_solar",
    "is_leap",
    "latin",
    "month_length",
    "other_calendar",
    "parse_day",
    "parse_period",
    "parse_year",
    "period_text",
    "solar_text",
    "to_solar",
    "today_in_kabul",
    "weekday_names",
    "whole",
    "year_of",
    "year_range",
]
