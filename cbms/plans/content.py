"""The text of a plan as plain values: what a version freezes, what is compared, sealed, printed and exported.

A month is "2013-05", or "1392-02" where it is a month of the solar calendar: `days_of` gives its days.

{"title": {"en", "fa", "ps"}, "language", "summary", "from": "2013-05" or "", "until",
 "objectives": [{"key", "number": "1", "title", "text",
    "activities": [{"key", "number": "1.2", "title", "text", "lead": slug or "", "partners": [slug], "place",
       "from": "2013-05" or "", "until", "funding", "indicator", "expected_result"}]}]}
"""

import hashlib
import json
from datetime import timedelta

from hoaip.calendar import parse_period, to_solar

# Of an activity, in the order in which they are shown and compared.
ACTIVITY_FIELDS = (
    "title",
    "text",
    "lead",
    "partners",
    "place",
    "from",
    "until",
    "funding",
    "indicator",
    "expected_result",
)
OBJECTIVE_FIELDS = ("title", "text")


def content_of(plan):
    """The text of a plan as it stands in its rows. Three statements, whatever its length."""
    activities = {}
    for row in plan.activities.select_related("lead").prefetch_related("partners").order_by("position"):
        activities.setdefault(row.objective_id, []).append(row)
    objectives = []
    for number, objective in enumerate(plan.objectives.order_by("position"), 1):
        own = activities.get(objective.pk, [])
        objectives.append(
            {
                "key": str(objective.key),
                "number": str(number),
                "title": objective.title,
                "text": objective.text,
                "activities": [_activity(row, f"{number}.{place}") for place, row in enumerate(own, 1)],
            }
        )
    return {
        "title": {"en": plan.title_en, "fa": plan.title_fa, "ps": plan.title_ps},
        "language": str(plan.language),
        "summary": plan.summary,
        "from": month_of(plan.starts_on),
        "until": month_of(plan.ends_on, last=True),
        "objectives": objectives,
    }


def _activity(row, number):
    return {
        "key": str(row.key),
        "number": number,
        "title": row.title,
        "text": row.text,
        "lead": row.lead.slug if row.lead else "",
        "partners": sorted(partner.slug for partner in row.partners.all()),
        "place": row.place,
        "from": month_of(row.starts_on),
        "until": month_of(row.ends_on, last=True),
        "funding": row.funding,
        "indicator": row.indicator,
        "expected_result": row.expected_result,
    }


def month_of(day, *, last=False):
    """ "2013-05", or "1392-02" for a day that begins (or, `last`, ends) a solar month and none of ours; "" for none."""
    if not day:
        return ""
    beside = day + timedelta(days=1) if last else day
    # A solar month begins between the 20th and the 23rd of ours: the two are never mistaken for each other.
    if beside.day != 1 and (solar := to_solar(beside)).day == 1:
        solar = to_solar(day)
        return f"{solar.year:04}-{solar.month:02}"
    return f"{day:%Y-%m}"


def days_of(part):
    """(first day, last day) of the months "from" and "until" of a plan or activity; None for one that is empty."""
    first = parse_period(part["from"], "month")[0] if part["from"] else None
    return first, parse_period(part["until"], "month")[1] if part["until"] else None


def digest_of(content):
    """SHA-256 over the text, whatever the order in which its values were written."""
    return hashlib.sha256(spelled(content).encode()).hexdigest()


def spelled(content):
    """The one spelling of plain values, the same whatever the order in which they were written."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def activities_of(content):
    """Every activity of a text, in its order."""
    return [activity for objective in content["objectives"] for activity in objective["activities"]]


def parts_of(content):
    """{key: objective or activity}: what a comment may be about."""
    found = {objective["key"]: objective for objective in content["objectives"]}
    return found | {activity["key"]: activity for activity in activities_of(content)}
