"""Random dated rows and what Table 1 must say of them, by walking day by day: shares no code with cbms/table.py."""

from datetime import date, timedelta

from hypothesis import strategies as st

from cbms.table import Column, Dated, Party, Rows

FIRST = date(2020, 1, 1)
SPAN = 40
COLUMNS = tuple(Column(100 + i, code, code) for i, code in enumerate(("ct", "cn", "dm")))
PARTIES = tuple(Party(i, f"p{i}", f"C{i}", "organization" if i == 4 else "country", f"Name {i}") for i in range(1, 5))
CATEGORIES = ("participating", "supporting", "organization")
ROLES = ("lead", "co_lead", "participating", "supporting")


def day(number):
    return FIRST + timedelta(days=number)


@st.composite
def intervals(draw, values):
    """Rows of one thing: [(value, first, last or None)], without overlap, only the last may be open."""
    cuts = draw(st.lists(st.integers(0, SPAN), max_size=6, unique=True).map(sorted))
    found = []
    for number in range(0, len(cuts) - 1, 2):
        found.append((draw(st.sampled_from(values)), day(cuts[number]), day(cuts[number + 1])))
    if len(cuts) % 2:
        found.append((draw(st.sampled_from(values)), day(cuts[-1]), None))
    return found


@st.composite
def registers(draw):
    """Rows of a small process with random memberships and roles."""
    memberships = [Dated(party.pk, *row) for party in PARTIES for row in draw(intervals(CATEGORIES))]
    roles = [
        Dated(party.pk, *row, column.pk) for party in PARTIES for column in COLUMNS for row in draw(intervals(ROLES))
    ]
    order = draw(st.randoms(use_true_random=False))
    order.shuffle(memberships)
    order.shuffle(roles)
    return Rows(COLUMNS, PARTIES, tuple(memberships), tuple(roles))


def walked(rows, on):
    """{party: (category or None, {cbm: role})} on a day, stepping through every day of every row."""
    found = {}
    for row in (*rows.memberships, *rows.roles):
        each, last = row.from_on, row.until_on or day(SPAN * 3)
        while each <= last:
            if each == on:
                category, roles = found.setdefault(row.party, [None, {}])
                if row.cbm is None:
                    found[row.party][0] = row.value
                else:
                    roles[row.cbm] = row.value
            each += timedelta(days=1)
    return {party: (category, roles) for party, (category, roles) in found.items()}
