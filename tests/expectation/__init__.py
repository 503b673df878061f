"""What every route answers to every person, written by hand from the rules of who sees and who may; never from MATRIX.

`ROUTES[name]` is a Row: its methods, whether it is open to everybody, and its cases (one per kind of object behind it).
`expected(row, case, person, method)` is a set of allowed answers; one of them is SIGN_IN, a redirect to the sign-in.
"""

from tests.expectation import (
    agenda,
    brief,
    commitments,
    declarations,
    follow_up,
    ground,
    invitations,
    letters,
    meetings,
    notes,
    offline,
    plans,
    records,
    search,
    teams,
    texts,
    umbrella,
    viewing,
    watching,
)
from tests.expectation.meetings import GONE, READERS, knows_paper
from tests.expectation.rows import PUBLIC, SIGN_IN, UNKNOWN, asked, cells, expected

AREAS = (
    ground,
    meetings,
    agenda,
    invitations,
    notes,
    records,
    offline,
    plans,
    declarations,
    commitments,
    follow_up,
    umbrella,
    search,
    teams,
    texts,
    letters,
    watching,
    viewing,
    brief,
)
ROUTES = {name: row for area in AREAS for name, row in area.ROUTES.items()}

__all__ = [
    "GONE",
    "PUBLIC",
    "READERS",
    "ROUTES",
    "SIGN_IN",
    "UNKNOWN",
    "asked",
    "cells",
    "expected",
    "knows_paper",
]
