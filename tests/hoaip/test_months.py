"""Months as sheets of weeks, in both calendars and three languages."""

from datetime import date, timedelta

import pytest

from hoaip.calendar import DayError, Month, day_number, weekday_names


@pytest.mark.parametrize(
    ("text", "first", "last", "words"),
    [
        ("2026-11", date(2026, 11, 1), date(2026, 11, 30), "November 2026"),
        ("1405-08", date(2026, 10, 23), date(2026, 11, 21), "Aqrab 1405"),
        ("1403-12", date(2025, 2, 19), date(2025, 3, 20), "Hut 1403"),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), "February 2024"),
        ("۱۴۰۵-۰۸", date(2026, 10, 23), date(2026, 11, 21), "Aqrab 1405"),
    ],
)
def test_a_month_is_read_in_either_calendar(text, first, last, words):
    month = Month.written(text)

    assert (month.first, month.last, month.words("en")) == (first, last, words)
    assert Month.written(str(month)) == month


@pytest.mark.parametrize("text", ["", "2026", "2026-13", "1405-00", "2010-12", "2101-01", "1389-12", "1480-01", "x"])
def test_anything_else_is_a_sentence(text):
    with pytest.raises(DayError, match="Give a month like"):
        Month.written(text)


@pytest.mark.parametrize("start", ["2011-01", "1390-01"])
def test_every_month_leads_to_the_next_and_back(start):
    month, number = Month.written(start), 1
    assert month.before is None

    while month.following is not None:
        after = month.following
        assert after.first == month.last + timedelta(days=1)
        assert after.before == month
        month, number = after, number + 1

    assert (str(month), number) == {"2011-01": ("2100-12", 1080), "1390-01": ("1479-09", 1077)}[start]


def test_weeks_begin_on_saturday_in_kabul_and_on_monday_in_english():
    assert weekday_names("en")[0] == "Monday"
    assert weekday_names("fa-af")[0] == weekday_names("ps")[0] == "شنبه"
    for language, weekday in (("en", 0), ("fa-af", 5), ("ps", 5)):
        weeks = Month.written("1405-08").weeks(language)

        assert {len(week) for week in weeks} == {7}
        assert {week[0].weekday() for week in weeks if week[0]} == {weekday}
        assert [day for week in weeks for day in week if day] == [
            date(2026, 10, 23) + timedelta(days=number) for number in range(30)
        ]


def test_a_day_has_a_number_in_each_calendar():
    assert [day_number(date(2015, 9, 8), calendar) for calendar in ("gregorian", "solar")] == [8, 17]
