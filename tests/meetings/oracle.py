"""An oracle for the two-a-year rule that shares no code with the portal: dicts, and its own solar arithmetic.

The words of the rule were read once for the portal and once for this. It knows no database and no Django.
"""

from datetime import date, timedelta

HAPPENED = {"held", "reported", "closed"}
COMING = {"planned", "invited"}


def new_year(solar):
    """1 Hamal of a solar year, good for 1390 to 1479: the leap years of the 33-year rule, counted from a known day.

    1 Hamal 1390 was 21 March 2011. A year Y is leap when (8·Y + 29) mod 33 < 8 (Birashk's 33-year form of the cycle).
    """
    day = date(2011, 3, 21)
    for year in range(1390, solar):
        day += timedelta(days=366 if (8 * year + 29) % 33 < 8 else 365)
    return day


def bounds(number):
    """First and last day of a year; below 1500 it is a solar one."""
    if number < 1500:
        return new_year(number), new_year(number + 1) - timedelta(days=1)
    return date(number, 1, 1), date(number, 12, 31)


def counts_for(meeting, first, last):
    if meeting["type"] != "rtgm":
        return False
    if meeting["precision"] == "day":
        return first <= meeting["starts"] <= last
    return first <= meeting["starts"] and meeting["ends"] <= last


def invitation(last, missing, settings):
    day = last - timedelta(days=(missing - 1) * settings["gap"]) - timedelta(days=settings["lead"])
    while True:
        dark = [begin for begin, end in settings["dark"] if begin <= day <= end]
        if not dark:
            return day
        day = min(dark) - timedelta(days=1)


def judge(cbm, number, on, settings):
    """{"held", "planned", "missing", "target", "verdict", "latest"} of a CBM given as plain data.

    cbm: {"founded": day, "standings": [(day, state)], "targets": {year: n}, "meetings": [{"type", "state", "precision",
    "starts", "ends"}]}; settings: {"lead", "gap", "warn", "dark": [(day, day)]}.
    """
    first, last = bounds(number)
    target = cbm["targets"].get(number, 2)
    own = [meeting for meeting in cbm["meetings"] if counts_for(meeting, first, last)]
    held = sum(1 for meeting in own if meeting["state"] in HAPPENED and meeting["starts"] <= on)
    planned = sum(1 for meeting in own if meeting["state"] in COMING and meeting["ends"] >= on)
    missing = target - held - planned if target - held - planned > 0 else 0
    over = on > last
    latest = invitation(last, missing, settings) if missing and not over else None
    day = last if over else on
    state = "active"
    for since, changed in sorted(cbm["standings"]):
        if since <= day:
            state = changed
    if state != "active" or cbm["founded"] > day:
        word = "not_counted"
    elif held >= target:
        word = "met"
    elif over:
        word = "missed"
    elif missing and on >= latest - timedelta(days=settings["warn"]):
        word = "at_risk"
    else:
        word = "on_track"
    return {
        "held": held,
        "planned": planned,
        "target": target,
        "missing": missing,
        "verdict": word,
        "latest": latest,
    }
