"""Year boundaries through the real form and `compliance --json`, against an oracle that shares no code."""

from datetime import date, timedelta

from tests.drills.house import House, held_meeting

# Day, and the Gregorian and solar year it belongs to, worked out by hand from an almanac.
BOUNDARIES = [
    ("2024-12-31", 2024, 1403),
    ("2025-01-01", 2025, 1403),
    ("2024-02-29", 2024, 1402),
    ("2025-03-20", 2025, 1403),
    ("2025-03-21", 2025, 1404),
    ("2024-03-19", 2024, 1402),
    ("2024-03-20", 2024, 1403),
    ("2026-03-20", 2026, 1404),
    ("2026-03-21", 2026, 1405),
]
LEAP = {1399, 1403, 1408}


def nowruz(year):
    """1 Hamal of a solar year from 1399 on, counted in days from 20 March 2020 by the leap years of the almanac."""
    day = date(2020, 3, 20)
    for each in range(1399, year):
        day += timedelta(days=366 if each in LEAP else 365)
    return day


def held_by_hand(days, year):
    """How many of the days lie in the year: plain comparison of days."""
    if year < 1500:
        first, last = nowruz(year), nowruz(year + 1) - timedelta(days=1)
    else:
        first, last = date(year, 1, 1), date(year, 12, 31)
    return sum(first <= day <= last for day in days)


def tci_meeting(day):
    return held_meeting(cbm="tci", starts_on=day, host="india") | {"attendance-india": "present"}


def run(*, small):
    wrong, asked = [], 0
    with House() as house:
        browser = house.browser("fp_two")
        token = browser.token()
        for text, _gregorian, _solar in BOUNDARIES:
            answer = browser.send("/meetings/new/", tci_meeting(text), token=token)
            if answer.status != 302:
                wrong.append(f"{text} answered {answer.status}")
        days = [date.fromisoformat(text) for text, _, _ in BOUNDARIES]
        sample = house.one(
            "SELECT count(*) FROM meetings_meetingcbm p JOIN cbms_cbm c ON c.id = p.cbm_id "
            "WHERE c.code = 'tci' AND p.counts = 'held' AND p.starts_on > '2026-04-01'"
        )
        for year in (2024, 2025, 2026, 1402, 1403, 1404, 1405):
            told = house.json("compliance", "--year", str(year), "--as-of", "2027-12-31")
            held = next(row["held"] for row in told["rows"] if row["cbm"] == "tci")
            expected = held_by_hand(days, year) + (sample if year in (2026, 1405) else 0)
            by_hand = sum(year in (gregorian, solar) for _, gregorian, solar in BOUNDARIES)
            asked += 1
            if held != expected or held_by_hand(days, year) != by_hand:
                wrong.append({"year": year, "held": held, "expected": expected, "almanac": by_hand})
        for as_of, missing, latest in (("2026-01-10", 2, "2026-07-14"), ("2026-10-01", 2, "2026-07-14")):
            told = house.json("compliance", "--year", "2026", "--as-of", as_of)
            row = next(row for row in told["rows"] if row["cbm"] == "ce")
            asked += 1
            if (row["missing"], row["latest_invitation_on"]) != (missing, latest):
                wrong.append({"as_of": as_of, **row})
        history = [
            next(row["held"] for row in house.json("compliance", "--year", str(year))["rows"] if row["cbm"] == "dm")
            for year in range(2012, 2019)
        ]
    return {
        "ok": not wrong and history == [1, 1, 1, 1, 0, 0, 1],
        "boundaries": len(BOUNDARIES),
        "questions": asked,
        "dm_2012_to_2018": history,
        "wrong": wrong,
    }
