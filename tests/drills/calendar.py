"""Year boundaries through the real form and `compliance --json`, against an oracle that shares no code."""

import contextlib
from datetime import date, timedelta

from tests.drills.house import House, held_meeting
from tests.meetings import oracle

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
        told = house.verdicts([(year, "2027-12-31") for year in (2024, 2025, 2026, 1402, 1403, 1404, 1405)])
        for (year, _as_of), rows in told.items():
            held = rows["tci"]["held"]
            expected = held_by_hand(days, year) + (sample if year in (2026, 1405) else 0)
            by_hand = sum(year in (gregorian, solar) for _, gregorian, solar in BOUNDARIES)
            asked += 1
            if held != expected or held_by_hand(days, year) != by_hand:
                wrong.append({"year": year, "held": held, "expected": expected, "almanac": by_hand})
        for (_year, as_of), rows in house.verdicts([(2026, "2026-01-10"), (2026, "2026-10-01")]).items():
            row = rows["ce"]
            asked += 1
            if (row["missing"], row["latest_invitation_on"]) != (2, "2026-07-14"):
                wrong.append({"as_of": as_of, **row})
        stories(house, wrong)
        asked += judged(house, wrong, small=small)
        told = house.verdicts([(year, None) for year in range(2012, 2019)])
        history = [rows["dm"]["held"] for rows in told.values()]
    return {
        "ok": not wrong and history == [1, 1, 1, 1, 0, 0, 1],
        "boundaries": len(BOUNDARIES),
        "questions": asked,
        "dm_2012_to_2018": history,
        "wrong": wrong,
    }


def stories(house, wrong):
    """What a year holds besides plain days, each through the pages: joint, twice a day, moved, dropped, uncertain."""
    staff, director = house.browser("rev"), house.browser("dir")

    def send(browser, address, fields, *, expected=302):
        answer = browser.send(address, fields)
        if answer.status != expected:
            wrong.append(f"{address} {fields} answered {answer.status}")
        return answer.headers["Location"]

    def held(day, **changes):
        fields = held_meeting(
            **({"starts_on": day, "host": "iran", "cbm": "ce", "attendance-iran": "present"} | changes)
        )
        return send(staff, "/meetings/new/", fields)

    def planned(period, precision, cbm="ce"):
        fields = {"cbm": cbm, "type": "rtgm", "date_precision": precision, "starts_on": period, "save": "planned"}
        return send(staff, "/meetings/new/", fields)

    held("2019-05-05")
    held("2019-05-05", another_meeting="on")
    held("2020-07-07", cbm=["ce", "cn"])
    held("2021-12-31", ends_on="2022-01-02")
    held("2022-08-08", type="expert", title="Experts")
    held("1402-01-01")
    # Who is asked on 31 December at 23:30 in Kabul, Ankara or Beijing answers with the day of the venue.
    for city, host in (("Kabul", "afghanistan"), ("Ankara", "turkey"), ("Beijing", "china")):
        held("2023-12-31", host=host, city=city, another_meeting="on", **{f"attendance-{host}": "present"})
    planned("2027-06", "month")
    planned("2027-Q1", "quarter")
    planned("2028", "year")
    moved = planned("2026-12", "month")
    send(staff, f"{moved}postpone/", {"version": "1", "reason": "The host asked."})
    send(staff, f"{moved}replan/", {"version": "2", "date_precision": "month", "starts_on": "2027-02"})
    send(staff, f"{planned('2028-09', 'month', 'cn')}cancel/", {"version": "1", "reason": "The host asked."})
    send(
        director, "/compliance/cbms/ce/target/?year=2020", {"target": "1", "reason": "One was agreed.", "version": "0"}
    )
    for state, day in (("suspended", "2024-06-01"), ("active", "2025-02-01")):
        send(director, "/compliance/cbms/cn/standing/", {"state": state, "from_on": day, "reason": "By decision."})
    by_hand = {
        ("ce", 2019): (2, 0, "met"),
        ("ce", 2020): (1, 0, "met"),
        ("cn", 2020): (1, 0, "missed"),
        ("ce", 2021): (1, 0, "missed"),
        ("ce", 2022): (0, 0, "missed"),
        ("ce", 1402): (4, 0, "met"),
        ("ce", 2023): (4, 0, "met"),
        ("cn", 2024): (0, 0, "not_counted"),
        ("ce", 2027): (0, 3, "on_track"),
        ("cn", 2028): (0, 0, "on_track"),
        ("ce", 2028): (0, 1, "on_track"),
        # January to March 2027 lies in no solar year as a whole, its February and its June each do.
        ("ce", 1405): (0, 1, "on_track"),
        ("ce", 1406): (0, 1, "on_track"),
    }
    told = house.verdicts(sorted({(year, "2026-05-01") for _code, year in by_hand}))
    for (code, year), expected in by_hand.items():
        row = told[year, "2026-05-01"][code]
        if (row["held"], row["planned"], row["verdict"]) != expected:
            wrong.append({"year": year, **row, "by_hand": expected})


def judged(house, wrong, *, small):
    """Every CBM in many years on many days: what `compliance --json` says, and what the oracle says."""
    facts, rule, count = read(house), {"lead": 50, "gap": 120, "warn": 30, "dark": []}, 0
    years = (2019, 2024, 2026, 1405) if small else (*range(2012, 2029), *range(1398, 1408))
    questions = []
    for year in years:
        first, last = oracle.bounds(year)
        days = [last, last + timedelta(days=1)]
        if not small:
            days += [first, first + timedelta(days=164), first + timedelta(days=194), last - timedelta(days=51)]
        questions += [(year, day) for day in days]
    for (year, day), rows in house.verdicts(questions).items():
        for row in rows.values():
            said = oracle.judge(facts[row["cbm"]], year, day, rule)
            latest = said["latest"].isoformat() if said["latest"] else None
            count += 1
            told = (row["held"], row["planned"], row["target"], row["missing"], row["verdict"])
            right = (said["held"], said["planned"], said["target"], said["missing"], said["verdict"])
            if told != right or row["latest_invitation_on"] != latest:
                wrong.append({"year": year, "as_of": str(day), "told": row, "oracle": str(said)})
    return count


def read(house):
    """{code: the plain data of a CBM that the oracle takes}, straight from the tables."""
    facts = {}
    with contextlib.closing(house.connect()) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT id, code, founded_on FROM cbms_cbm")
        for pk, code, founded in cursor.fetchall():
            cursor.execute("SELECT from_on, state FROM cbms_standing WHERE cbm_id = %s", [pk])
            standings = cursor.fetchall()
            cursor.execute("SELECT year, target FROM cbms_targetoverride WHERE cbm_id = %s", [pk])
            targets = dict(cursor.fetchall())
            cursor.execute(
                "SELECT m.type, m.state, m.date_precision, m.starts_on, m.ends_on FROM meetings_meeting m "
                "JOIN meetings_meetingcbm p ON p.meeting_id = m.id WHERE p.cbm_id = %s",
                [pk],
            )
            names = ("type", "state", "precision", "starts", "ends")
            meetings = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
            facts[code] = {"founded": founded, "standings": standings, "targets": targets, "meetings": meetings}
    return facts
