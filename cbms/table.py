"""Table 1 on a day: stakeholders × CBMs, a pure function of the dated rows."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from cbms.models import Cbm, RoleAssignment
from hoaip.language import ENGLISH, TONGUES, localized, page_language
from hoaip.models import Membership, Stakeholder
from hoaip.protocol import protocol_key
from hoaip.public_cache import facts
from hoaip.register import main_process

ROLES = ("lead", "co_lead", "participating", "supporting")
LETTERS = RoleAssignment.LETTERS
# The groups of the table, in their order; who has a role without a membership stands in the last.
PARTICIPATING, SUPPORTING, ORGANIZATION, NONE = GROUPS = ("participating", "supporting", "organization", "none")


@dataclass(frozen=True, slots=True)
class Column:
    """A CBM as the head of a column."""

    pk: int
    code: str
    name: str

    @property
    def short(self):
        return self.code.upper()


@dataclass(frozen=True, slots=True)
class Party:
    """A stakeholder as the head of a row, its name in the language of the page or, failing that, in `tongue`."""

    pk: int
    slug: str
    code: str
    kind: str
    name: str
    tongue: str = ""
    sort_key: str = ""

    @property
    def acronym(self):
        """What an organization is called for short; empty for countries and where it is the name already."""
        return self.code if self.kind == "organization" and self.code != self.name else ""


@dataclass(frozen=True, slots=True)
class Dated:
    """A fact in force from `from_on` to `until_on`, both inclusive: a category (no `cbm`) or a role in a CBM."""

    party: int
    value: str
    from_on: date
    until_on: date | None = None
    cbm: int | None = None

    def covers(self, day):
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)


@dataclass(frozen=True, slots=True)
class Line:
    """A row: one role or "" per CBM, and which of them differ from the day compared with."""

    party: Party
    cells: tuple
    changed: tuple

    @property
    def total(self):
        return sum(1 for role in self.cells if role)

    @property
    def letters(self):
        return tuple(LETTERS.get(role, "") for role in self.cells)


@dataclass(frozen=True, slots=True)
class Group:
    category: str
    lines: tuple
    width: int

    @property
    def totals(self):
        """How many roles stand in each column of this group."""
        return tuple(sum(1 for line in self.lines if line.cells[column]) for column in range(self.width))

    @property
    def total(self):
        return sum(line.total for line in self.lines)


@dataclass(frozen=True)
class Table:
    """Table 1 on `day`; what differs from the last decision before it (`since`, None when there was none)."""

    day: date
    columns: tuple
    groups: dict
    since: date | None = None
    changes: tuple = ()

    @property
    def lines(self):
        return [line for category in GROUPS for line in self.groups[category].lines]

    @cached_property
    def counts(self):
        """{category: stakeholders} on that day."""
        return {category: len(self.groups[category].lines) for category in GROUPS}

    @cached_property
    def role_counts(self):
        """[(role, how many cells)], in the order of the legend."""
        found = Counter(role for line in self.lines for role in line.cells if role)
        return [(role, found[role]) for role in ROLES]

    @cached_property
    def totals(self):
        """How many roles stand in each column, over all groups."""
        return Group("", tuple(self.lines), len(self.columns)).totals

    @property
    def total(self):
        return sum(self.totals)


@dataclass(frozen=True)
class Rows:
    """The dated rows of a process, of all days, with the names that a page in one language needs."""

    columns: tuple
    parties: tuple
    memberships: tuple
    roles: tuple
    language: str = ENGLISH
    by_pk: dict = field(init=False, repr=False, compare=False)

    def __post_init__(self):
        object.__setattr__(self, "by_pk", {party.pk: party for party in self.parties})

    def on(self, day):
        """The table on that day, compared with the last decision before it."""
        since = max((each for each in self.days if each < day), default=None)
        categories, held = self._state(day)
        earlier_categories, earlier = self._state(since) if since else ({}, {})
        codes = [column.pk for column in self.columns]
        grouped = defaultdict(list)
        for pk in set(categories) | {party for party, _cbm in held}:
            cells = tuple(held.get((pk, cbm), "") for cbm in codes)
            was = tuple(earlier.get((pk, cbm), "") for cbm in codes)
            changed = tuple(bool(since) and a != b for a, b in zip(cells, was, strict=True))
            grouped[categories.get(pk, NONE)].append(Line(self.by_pk[pk], cells, changed))
        return Table(
            day=day,
            columns=self.columns,
            groups={name: Group(name, tuple(self._in_order(grouped[name])), len(self.columns)) for name in GROUPS},
            since=since,
            changes=tuple(self._changes((categories, held), (earlier_categories, earlier))) if since else (),
        )

    @cached_property
    def days(self):
        """Days on which a membership or role begins, or has just ended, in order."""
        found = set()
        for row in (*self.memberships, *self.roles):
            found.add(row.from_on)
            if row.until_on:
                found.add(row.until_on + timedelta(days=1))
        return sorted(found)

    def begun_on(self, day):
        """[(column or None, number of stakeholders, the only one)]: what begins on a day, memberships first."""
        parties = defaultdict(list)
        for row in (*self.memberships, *self.roles):
            if row.from_on == day:
                parties[row.cbm].append(self.by_pk[row.party])
        return [
            (column, len(parties[key]), parties[key][0])
            for key, column in [(None, None), *((column.pk, column) for column in self.columns)]
            if parties[key]
        ]

    def _state(self, day):
        categories = {row.party: row.value for row in self.memberships if row.covers(day)}
        return categories, {(row.party, row.cbm): row.value for row in self.roles if row.covers(day)}

    def _changes(self, now, before):
        differ = {pk for state, other in zip(now, before, strict=True) for pk in _differences(state, other)}
        return sorted((self.by_pk[pk] for pk in differ), key=self._key)

    def _in_order(self, lines):
        return sorted(lines, key=lambda line: self._key(line.party))

    def _key(self, party):
        return protocol_key(party.sort_key or party.acronym or party.name, self.language), party.pk


def _differences(state, other):
    """Stakeholders of the keys whose values differ: keys are a stakeholder, or a stakeholder and a CBM."""
    for key in state.keys() | other.keys():
        if state.get(key) != other.get(key):
            yield key[0] if isinstance(key, tuple) else key


def read(process, language=ENGLISH):
    """The dated rows of a process (an instance or a queryset of one), four queries. Names in the page's language."""
    return Rows(
        columns=tuple(
            Column(cbm.pk, cbm.code, localized(cbm, "name", language)[0])
            for cbm in Cbm.objects.filter(process=process)
            .only("code", "name_en", "name_fa", "name_ps")
            .order_by("position")
        ),
        parties=tuple(_party(row, language) for row in Stakeholder.objects.values_list(*_PARTY)),
        memberships=tuple(
            Dated(*row)
            for row in Membership.objects.filter(process=process).values_list(
                "stakeholder_id", "category", "from_on", "until_on"
            )
        ),
        roles=tuple(
            Dated(*row)
            for row in RoleAssignment.objects.filter(cbm__process=process).values_list(
                "stakeholder_id", "role", "from_on", "until_on", "cbm_id"
            )
        ),
        language=language,
    )


def table_on(day, process, language=ENGLISH):
    """Table 1 of a process as it stood on a day in the world: a pure function of its dated rows."""
    return read(process, language).on(day)


def known_table(request, day):
    """(rows, table) of the process on a day, in the page's language, read once for each version of the data."""
    language = page_language()
    rows = facts.get(request, "table 1", lambda: read(main_process(), language))
    return rows, facts.get(request, ("table 1", day), lambda: rows.on(day))


_PARTY = ("pk", "slug", "code", "kind", "sort_key", "name_en", "name_fa", "name_ps")


def _party(row, language):
    pk, slug, code, kind, sort_key, *names = row
    by_tongue = dict(zip(TONGUES, names, strict=True))
    shown = next(tongue for tongue in (language, *TONGUES) if by_tongue[tongue])
    return Party(pk, slug, code, kind, by_tongue[shown], "" if shown == language else TONGUES[shown]["tag"], sort_key)
