"""How two texts of a plan differ: by key, whatever the numbers; and the months and names that they hold."""

from copy import deepcopy
from datetime import date

import pytest

from cbms.plans.compare import compare
from cbms.plans.content import days_of, month_of


def activity(key, **more):
    empty = dict.fromkeys(("text", "lead", "place", "from", "until", "funding", "indicator", "expected_result"), "")
    return {"key": key, "number": "", "title": f"Activity {key}", "partners": []} | empty | more


def text(*objectives, **more):
    """A text of (key, [activities]), numbered."""
    parts = []
    for place, (key, activities) in enumerate(objectives, 1):
        numbered = [each | {"number": f"{place}.{row}"} for row, each in enumerate(activities, 1)]
        parts.append(
            {"key": key, "number": str(place), "title": f"Objective {key}", "text": "", "activities": numbered}
        )
    frame = {"title": {"en": "Plan", "fa": "", "ps": ""}, "language": "en", "summary": "", "from": "", "until": ""}
    return frame | {"objectives": parts} | more


def told(found):
    """{key: status} of what differs."""
    parts = [part for objective in found.objectives for part in [objective, *objective.activities]]
    return {part.key: part.status for part in parts if part.differs}


BEFORE = text(("A", [activity("a"), activity("b"), activity("c")]), ("B", [activity("d")]))


def test_a_text_beside_itself_is_empty():
    found = compare(BEFORE, deepcopy(BEFORE))

    assert found.is_empty
    assert found.shown == []


@pytest.mark.parametrize(
    ("after", "right"),
    [
        # Put in before: the numbers of the others shift, and that is no change.
        (text(("A", [activity("n"), *(activity(key) for key in "abc")]), ("B", [activity("d")])), {"n": "added"}),
        (text(("A", [activity("a"), activity("c")]), ("B", [activity("d")])), {"b": "removed"}),
        # The last came first: one moved, not two.
        (text(("A", [activity(key) for key in "cab"]), ("B", [activity("d")])), {"c": "moved"}),
        (text(("A", [activity("a"), activity("b")]), ("B", [activity("c"), activity("d")])), {"c": "moved"}),
        (text(("B", [activity("d")]), ("A", [activity(key) for key in "abc"])), {"B": "moved"}),
        (text(("A", [activity(key) for key in "abc"])), {"B": "removed", "d": "removed"}),
        (
            text(("A", [activity("a", lead="pakistan"), activity("b"), activity("c")]), ("B", [activity("d")])),
            {"a": "changed"},
        ),
    ],
)
def test_what_became_of_each_part(after, right):
    assert told(compare(BEFORE, after)) == right


def test_back_and_forth_are_mirrored():
    after = text(("A", [activity("b"), activity("x"), activity("a", place="Kabul")]), ("C", [activity("d")]))
    there, back = told(compare(BEFORE, after)), told(compare(after, BEFORE))

    mirror = {"added": "removed", "removed": "added"}
    assert all(back[key] == mirror.get(status, status) for key, status in there.items() if status in mirror)


def test_a_field_shows_the_words_that_differ():
    after = text(
        ("A", [activity("a", text="Held twice a year"), activity("b"), activity("c")]),
        ("B", [activity("d")]),
    )
    before = deepcopy(BEFORE)
    before["objectives"][0]["activities"][0]["text"] = "Held once a year"

    change = compare(before, after).objectives[0].activities[0].fields[0]

    assert change.field == "text"
    assert change.inline == [("same", "Held "), ("del", "once"), ("ins", "twice"), ("same", " a year")]
    assert change.old == [("same", "Held "), ("del", "once"), ("same", " a year")]


def test_a_value_is_told_as_people_read_it():
    after = deepcopy(BEFORE)
    after["objectives"][0]["activities"][0]["partners"] = ["poland", "undp"]

    found = compare(BEFORE, after, lambda name, value: " and ".join(value) if name == "partners" else value)

    assert found.objectives[0].activities[0].fields[0].after == "poland and undp"


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        (date(2013, 5, 1), date(2013, 12, 31), ("2013-05", "2013-12")),
        # Jawza to Jadi 1392.
        (date(2013, 5, 22), date(2014, 1, 20), ("1392-03", "1392-10")),
        (date(2013, 5, 1), date(2014, 1, 20), ("2013-05", "1392-10")),
        (None, date(2024, 2, 29), ("", "2024-02")),
    ],
)
def test_months_keep_their_calendar(first, last, months):
    assert (month_of(first), month_of(last, last=True)) == months
    assert days_of({"from": months[0], "until": months[1]}) == (first, last)
