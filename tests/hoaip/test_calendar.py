"""The calendar: solar Hijri against an oracle of its own, days and periods as people type them, years as ranges."""

import re
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from hoaip.calendar import (
    FIRST_DAY,
    LAST_DAY,
    DayError,
    YearError,
    YearRange,
    dual_period_text,
    from_solar,
    is_leap,
    parse_day,
    parse_period,
    parse_year,
    period_text,
    solar_text,
    to_solar,
    today_in_kabul,
    whole,
    year_of,
    year_range,
)
from hoaip.catalogues import compile_catalogues

# ---------------------------------------------------------------- solar


@pytest.mark.parametrize(
    ("solar", "day"),
    [
        ((1390, 8, 11), date(2011, 11, 2)),
        ((1391, 3, 25), date(2012, 6, 14)),
        ((1394, 6, 17), date(2015, 9, 8)),
        ((1395, 12, 27), date(2017, 3, 17)),
        ((1400, 1, 10), date(2021, 3, 30)),
        ((1405, 1, 1), date(2026, 3, 21)),
        ((1405, 12, 29), date(2027, 3, 20)),
    ],
)
def test_known_days_of_the_process_convert_both_ways(solar, day):
    assert tuple(to_solar(day)) == solar
    assert from_solar(*solar) == day


def test_leap_years_from_1390_to_1420():
    leap = [year for year in range(1390, 1421) if is_leap(year)]

    assert leap == [1391, 1395, 1399, 1403, 1408, 1412, 1416, 1420]


def test_the_first_of_hamal_falls_on_20_or_21_march():
    firsts = {year: from_solar(year, 1, 1) for year in range(1390, 1421)}

    assert firsts[1396] == date(2017, 3, 21)
    assert firsts[1400] == date(2021, 3, 21)
    assert firsts[1403] == date(2024, 3, 20)
    assert firsts[1404] == date(2025, 3, 21)
    assert {(day.month, day.day) for day in firsts.values()} == {(3, 20), (3, 21)}


def test_every_day_from_1921_to_2099_agrees_with_the_33_year_cycle():
    # An oracle of its own: lengths of months, and the leap years of the arithmetic cycle of 33 years.
    day, year, month, of_month = date(1921, 3, 21), 1300, 1, 1
    while day.year < 2100:
        assert tuple(to_solar(day)) == (year, month, of_month), day
        length = 31 if month <= 6 else 30 if month <= 11 or (25 * year + 11) % 33 < 8 else 29
        day, of_month = day + timedelta(days=1), of_month + 1
        if of_month > length:
            month, of_month = month + 1, 1
        if month > 12:
            year, month = year + 1, 1


def test_a_day_that_hut_does_not_have_is_refused_with_its_length():
    with pytest.raises(ValueError, match="Hut 1404 has 29 days, and 30 is not one of them"):
        from_solar(1404, 12, 30)


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "17 Sunbula 1394"), ("fa-af", "۱۷ سنبله ۱۳۹۴"), ("ps", "۱۷ وږی ۱۳۹۴")],
)
def test_solar_text_uses_afghan_names_and_the_digits_of_the_language(language, text):
    assert solar_text(date(2015, 9, 8), language) == text


# ---------------------------------------------------------------- days


def test_the_day_in_kabul_is_not_the_day_in_utc():
    assert today_in_kabul(datetime(2026, 12, 31, 19, 30, tzinfo=UTC)) == date(2027, 1, 1)
    assert today_in_kabul(datetime(2026, 12, 31, 19, 29, 59, tzinfo=UTC)) == date(2026, 12, 31)
    assert today_in_kabul(datetime(2027, 1, 1, 1, 0, tzinfo=timezone(timedelta(hours=6)))) == date(2026, 12, 31)


def test_an_instant_without_a_zone_has_no_day_in_kabul():
    with pytest.raises(ValueError, match="aware"):
        today_in_kabul(datetime(2026, 1, 1))  # noqa: DTZ001 - the point of the test


@pytest.mark.parametrize(
    "typed",
    [
        "2026-09-06",
        "2026/09/06",
        "2026-9-6",
        " 2026-09-06 ",
        "1405-06-15",
        "1405/6/15",
        "۱۴۰۵-۰۶-۱۵",
        "۱۴۰۵/۶/۱۵",
        "٢٠٢٦-٠٩-٠٦",
    ],
)
def test_a_day_is_read_in_both_calendars_and_all_digits(typed):
    assert parse_day(typed) == date(2026, 9, 6)


def test_marks_of_direction_around_a_pasted_day_are_ignored():
    assert parse_day("\u200f۱۴۰۵-۰۶-۱۵\u200e") == date(2026, 9, 6)


@pytest.mark.parametrize(
    "typed",
    ["", "soon", "06-09-2026", "6.9.2026", "26-09-06", "2026-09", "2026-13-01", "2026-02-29", "1404-12-30",
     "1405-13-01", "1405-00-10", "0000-01-01", "0001-01-01", "9999-12-31", "1999-12-31", "1389-01-01", "1480-01-01",
     "2026-09-06T10:00", "2026-09/06/1", "-2026-09-06"],
)  # fmt: skip
def test_anything_else_is_refused_and_the_sentence_names_both_forms(typed):
    with pytest.raises(DayError) as refusal:
        parse_day(typed)

    assert "2026-09-06" in str(refusal.value)
    assert "1405-06-15" in str(refusal.value)


@given(st.text(max_size=14))
def test_no_text_makes_the_reader_of_days_fail_otherwise(text):
    try:
        day = parse_day(text)
    except DayError:
        return

    assert FIRST_DAY <= day <= LAST_DAY


@given(st.dates(FIRST_DAY, LAST_DAY))
def test_a_day_written_in_either_calendar_is_read_back(day):
    assert parse_day(day.isoformat()) == day
    assert parse_day(str(to_solar(day))) == day


@given(
    st.from_regex(r"[0-9]{4}(-Q?[0-9]{1,2}(-[0-9]{1,2})?)?", fullmatch=True),
    st.sampled_from(["day", "month", "quarter", "year"]),
)
def test_no_numbers_make_the_reader_of_periods_fail_otherwise(text, precision):
    try:
        first, last = parse_period(text, precision)
    except DayError:
        return

    assert FIRST_DAY <= first <= last <= LAST_DAY


# ---------------------------------------------------------------- periods


@pytest.mark.parametrize(
    ("typed", "precision", "first", "last"),
    [
        ("2026-09-06", "day", date(2026, 9, 6), date(2026, 9, 6)),
        ("2026-09", "month", date(2026, 9, 1), date(2026, 9, 30)),
        ("2024-02", "month", date(2024, 2, 1), date(2024, 2, 29)),
        ("2026-09-06", "month", date(2026, 9, 1), date(2026, 9, 30)),
        ("1405-06", "month", date(2026, 8, 23), date(2026, 9, 22)),
        ("1403-12", "month", date(2025, 2, 19), date(2025, 3, 20)),
        ("2026-Q3", "quarter", date(2026, 7, 1), date(2026, 9, 30)),
        ("2026-q1", "quarter", date(2026, 1, 1), date(2026, 3, 31)),
        ("2026-08", "quarter", date(2026, 7, 1), date(2026, 9, 30)),
        ("1405-Q2", "quarter", date(2026, 6, 22), date(2026, 9, 22)),
        ("2017", "year", date(2017, 1, 1), date(2017, 12, 31)),
        ("1405", "year", date(2026, 3, 21), date(2027, 3, 20)),
        ("۱۴۰۵", "year", date(2026, 3, 21), date(2027, 3, 20)),
    ],
)
def test_a_period_is_stored_whole(typed, precision, first, last):
    assert parse_period(typed, precision) == (first, last)


@pytest.mark.parametrize(
    ("typed", "precision", "accepted"),
    [
        ("2026", "month", "2026-09"),
        ("2026-13", "month", "2026-09"),
        ("2026-02-30", "month", "2026-09-06"),
        ("2026-Q5", "quarter", "2026-Q3"),
        ("Q3 2026", "quarter", "2026-Q3"),
        ("26", "year", "2026"),
        ("1999", "year", "2026"),
        ("1479", "year", "2026"),
        ("1479-Q4", "quarter", "2026-Q3"),
    ],
)
def test_a_period_that_is_none_is_refused_with_what_is_accepted(typed, precision, accepted):
    with pytest.raises(DayError, match=accepted):
        parse_period(typed, precision)


@pytest.mark.parametrize(
    ("first", "last", "precision", "english", "solar"),
    [
        (date(2015, 9, 8), date(2015, 9, 8), "day", "8 September 2015", "17 Sunbula 1394"),
        (date(2015, 9, 8), date(2015, 9, 9), "day", "8–9 September 2015", "17–18 Sunbula 1394"),
        (date(2026, 9, 30), date(2026, 10, 1), "day", "30 September – 1 October 2026", "8–9 Mizan 1405"),
        (date(2026, 12, 31), date(2027, 1, 2), "day", "31 December 2026 – 2 January 2027", "10–12 Jadi 1405"),
        (date(2026, 9, 1), date(2026, 9, 30), "month", "Sep 2026 (date to be fixed)", "Sunbula–Mizan 1405"),
        (date(2026, 3, 1), date(2026, 3, 31), "month", "Mar 2026 (date to be fixed)", "Hut 1404 – Hamal 1405"),
        (date(2026, 7, 1), date(2026, 9, 30), "quarter", "3rd quarter of 2026 (date to be fixed)",
         "Saratan–Mizan 1405"),
        (date(2017, 1, 1), date(2017, 12, 31), "year", "2017", "1395–1396"),
    ],
)  # fmt: skip
def test_a_period_is_said_in_both_calendars(first, last, precision, english, solar):
    assert dual_period_text(first, last, precision, "en") == (english, solar)


def test_a_solar_period_is_named_by_its_own_calendar():
    first, last = parse_period("1405-Q2", "quarter")

    assert period_text(first, last, "quarter", "en", calendar="solar", fixed=True) == "2nd quarter of 1405"
    assert period_text(first, last, "quarter", "en", fixed=True) == "Jun–Sep 2026"


def test_a_period_of_long_ago_is_not_to_be_fixed():
    text = period_text(date(2014, 10, 1), date(2014, 10, 31), "month", "en", fixed=True)

    assert text == "Oct 2014"


def test_a_period_in_dari_and_pashto():
    dates = (date(2026, 9, 1), date(2026, 9, 30), "month")

    assert period_text(*dates, "fa-af") == "سپتمبر ۲۰۲۶ (تاریخ بعداً تعیین می‌شود)"
    assert period_text(*dates, "ps", fixed=True) == "سپتمبر ۲۰۲۶"


# ---------------------------------------------------------------- years


def test_a_solar_year_is_a_range_of_days():
    assert year_range(1405) == YearRange("solar", 1405, date(2026, 3, 21), date(2027, 3, 20))
    assert year_range(2026) == YearRange("gregorian", 2026, date(2026, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize("year", [1390, 1479, 2011, 2100])
def test_the_limits_of_years_are_inside(year):
    assert year_range(year).year == year


@pytest.mark.parametrize("year", [0, 1389, 1480, 1500, 2010, 2101])
def test_years_beyond_the_limits_are_refused(year):
    with pytest.raises(YearError, match="from 2011 to 2100, or a solar year from 1390 to 1479"):
        year_range(year)


def test_solar_years_follow_one_another_without_a_gap():
    for year in range(1390, 1479):
        assert year_range(year).last + timedelta(days=1) == year_range(year + 1).first


@pytest.mark.parametrize(
    ("day", "solar"), [(date(2026, 3, 20), 1404), (date(2026, 3, 21), 1405), (date(2027, 3, 20), 1405)]
)
def test_the_solar_year_turns_on_the_first_of_hamal(day, solar):
    assert year_of(day, "solar") == solar
    assert year_of(day) == day.year
    assert day in year_range(solar)
    assert day not in year_range(solar + 1)


def test_a_period_across_two_years_lies_in_neither():
    first, last = date(2026, 12, 1), date(2027, 1, 31)

    assert not year_range(2026).holds(first, last)
    assert not year_range(2027).holds(first, last)
    assert year_range(1405).holds(first, last)


def test_an_unknown_calendar_is_refused():
    with pytest.raises(ValueError, match="gregorian or solar"):
        year_of(date(2026, 1, 1), "lunar")


@pytest.mark.parametrize(("typed", "year"), [("2026", 2026), ("1405", 1405), (" ۱۴۰۵ ", 1405), ("٢٠٢٦", 2026)])
def test_a_year_is_read_in_all_digits(typed, year):
    assert parse_year(typed) == year


@pytest.mark.parametrize("typed", ["", "26", "two", "2026-01", "20266", "1500", "²⁰²⁶", "2026\n7"])
def test_a_year_that_is_none_is_refused(typed):
    with pytest.raises(YearError, match="Give a year from 2011"):
        parse_year(typed)


def test_whole_numbers_are_grouped_in_the_digits_of_the_language():
    assert whole(1234567, "en") == "1,234,567"
    assert whole(1234, "fa-af") == "۱٬۲۳۴"


# ---------------------------------------------------------------- refusals in the language of the page


@pytest.fixture(scope="module")
def words():
    compile_catalogues()


def refused(read, *typed):
    with pytest.raises((DayError, YearError)) as refusal:
        read(*typed)
    return str(refusal.value)


@pytest.mark.parametrize(
    ("read", "typed"),
    [
        (parse_day, ("soon",)),
        (parse_day, ("",)),
        (parse_day, ("2026-02-30",)),
        (parse_day, ("1405-13-01",)),
        (parse_day, ("1404-12-30",)),
        (parse_day, ("1999-12-31",)),
        (parse_day, ("0000-01-01",)),
        *((parse_period, (typed, precision)) for precision in ("month", "quarter", "year") for typed in ("?", "")),
        *((parse_period, ("1999", precision)) for precision in ("month", "quarter", "year")),
        (parse_period, ("2026-13", "month")),
        (parse_period, ("2026-13", "quarter")),
        (parse_period, ("1479", "year")),
        (parse_year, ("two",)),
        (parse_year, ("1500",)),
    ],
)  # fmt: skip
def test_each_refusal_is_told_in_the_language_of_the_page(words, read, typed):
    told = {}
    for language in ("en", "fa-af", "ps"):
        with translation.override(language):
            told[language] = refused(read, *typed)

    assert told["en"].isprintable()
    assert len(set(told.values())) == 3
    for language in ("fa-af", "ps"):
        # Nothing of the English is left: what was typed and the letter of a quarter are all its Latin letters.
        assert set(re.findall("[A-Za-z]+", told[language])) <= {"Q", typed[0]}, told[language]


def test_a_wrong_day_in_dari_keeps_its_numbers_in_their_order(words):
    with translation.override("fa-af"):
        sentence = refused(parse_day, "۱۴۰۴-۱۲-۳۰")

    assert sentence == (
        "روز \u2066۱۴۰۴-۱۲-۳۰\u2069 وجود ندارد: حوت سال ۱۴۰۴، ۲۹ روز دارد، و ۳۰ یکی از آن‌ها نیست. "
        "روزی مانند \u20662026-09-06\u2069 بنویسید، یا روزی شمسی مانند \u20661405-06-15\u2069."
    )
