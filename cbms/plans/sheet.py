"""The activities of a plan as a table: the columns that the import of activities reads."""

from typing import NamedTuple

from hoaip.lists import Cell


class Row(NamedTuple):
    """An activity with the objective it stands under; of an objective without any the activity is empty."""

    objective: dict
    activity: dict


EMPTY = {
    "number": "",
    "title": "",
    "text": "",
    "lead": "",
    "partners": [],
    "place": "",
    "from": "",
    "until": "",
    "funding": "",
    "indicator": "",
    "expected_result": "",
}


def rows_of(content):
    """Every Row of a text, in its order."""
    for objective in content["objectives"]:
        for activity in objective["activities"] or [EMPTY]:
            yield Row(objective, activity)


# Names of columns are the same in every language, so that a file is read back whoever wrote it; states and
# organizations stand under the key of their address, months as 2013-05, or 1392-02 of the solar calendar.
CELLS = (
    Cell("objective_number", "objective_number", lambda row: row.objective["number"], is_safe=True),
    Cell("objective", "objective", lambda row: row.objective["title"]),
    Cell("activity_number", "activity_number", lambda row: row.activity["number"], is_safe=True),
    Cell("activity", "activity", lambda row: row.activity["title"]),
    Cell("description", "description", lambda row: row.activity["text"]),
    Cell("lead", "lead", lambda row: row.activity["lead"]),
    Cell("partners", "partners", lambda row: "; ".join(row.activity["partners"])),
    Cell("place", "place", lambda row: row.activity["place"]),
    Cell("from", "from", lambda row: row.activity["from"], is_safe=True),
    Cell("until", "until", lambda row: row.activity["until"], is_safe=True),
    Cell("funding", "funding", lambda row: row.activity["funding"]),
    Cell("indicator", "indicator", lambda row: row.activity["indicator"]),
    Cell("expected_result", "expected_result", lambda row: row.activity["expected_result"]),
)
