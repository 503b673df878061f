"""Who belongs to which process on a day, side by side; and how many, counted here and as sources count."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Count
from django.utils.translation import gettext as _

from cbms.circle import party_key
from hoaip.calendar import digits
from hoaip.language import localized, page_language
from hoaip.models import Membership, Process, Stakeholder
from hoaip.protocol import protocol_key, together
from hoaip.register.filters import CATEGORIES as PLURALS
from hoaip.register.filters import WITHOUT
from meetings.models import HAPPENED, Attendance

# The years for which sources state numbers that are set against ours.
YEARS = (2012, 2014, 2016, 2019, 2021)
# Our three numbers, and what each is called in the figures of the sources.
CATEGORIES = (("participating", "hoa"), ("supporting", "supporting"), ("organization", "organizations"))


@dataclass(frozen=True, slots=True)
class Cell:
    """What a stakeholder is in a process: a category or "", and to how many of its meetings it came."""

    category: str
    words: str
    came: int


@dataclass(frozen=True, slots=True)
class Row:
    slug: str
    code: str
    kind: str
    name: str
    cells: tuple


@dataclass(frozen=True)
class Members:
    """Stakeholders × processes on `day`; `totals` are (category in words, number in each process)."""

    day: date
    processes: tuple
    rows: tuple
    totals: tuple


def members(day):
    """Every stakeholder beside its category in each process on that day; four statements.

    No list is borrowed: a process without memberships shows to how many of its own meetings each came until that day.
    """
    language = page_language()
    processes = list(Process.objects.order_by("launched_on", "pk"))
    held = {
        (row.stakeholder_id, row.process_id): row for row in Membership.objects.filter(process__in=processes).as_of(day)
    }
    main, others = processes[:1], processes[1:]
    came = {
        (row["stakeholder"], row["meeting__process"]): row["count"]
        for row in Attendance.objects.filter(
            meeting__process__in=others,
            meeting__state__in=HAPPENED,
            meeting__starts_on__lte=day,
            answer__in=Attendance.CAME,
        )
        .order_by()
        .values("stakeholder", "meeting__process")
        .annotate(count=Count("pk"))
    }
    stakeholders = sorted(Stakeholder.objects.all(), key=lambda row: (row.kind, party_key(row, language)))

    def cell(party, process):
        row = held.get((party.pk, process.pk))
        return Cell(
            row.category if row else "",
            row.get_category_display() if row else "",
            0 if process in main else came.get((party.pk, process.pk), 0),
        )

    rows = tuple(
        Row(
            party.slug,
            party.code,
            party.kind,
            localized(party, "name", language)[0],
            tuple(cell(party, process) for process in processes),
        )
        for party in stakeholders
    )
    totals = tuple(
        (words, tuple(sum(row.cells[n].category == value for row in rows) for n in range(len(processes))))
        for value, words in PLURALS
        if value != WITHOUT
    )
    return Members(day, tuple(processes), rows, totals)


@dataclass(frozen=True, slots=True)
class Compared:
    """A year: our three numbers on its last day, a source's three, and why they differ, in sentences."""

    year: int
    ours: tuple
    stated: tuple
    source: str
    why: tuple


def compare(process):
    """What each source of one of the YEARS counts beside our count of that year's last day. One statement."""
    language = page_language()
    rows = list(process.memberships.select_related("stakeholder"))
    found = []
    for stated in process.stated_counts:
        year = stated.get("year")
        if year not in YEARS:
            continue
        in_force = [row for row in rows if row.covers(date(year, 12, 31))]
        ours = tuple(count(in_force)[value] for value, _name in CATEGORIES)
        theirs = tuple(stated.get(name) for _value, name in CATEGORIES)
        why = tuple(reasons(in_force, ours, theirs, language))
        found.append(Compared(year, ours, theirs, stated.get("source", ""), why))
    return found


def count(memberships):
    """{"participating": n, "supporting": n, "organization": n}, each zero where there is none."""
    return Counter(row.category for row in memberships)


def reasons(in_force, ours, theirs, language):
    """Why a source's numbers are not ours, as far as our own rows tell it; nothing where they are the same."""
    more = {
        category: 0 if stated is None else stated - counted
        for (category, _name), counted, stated in zip(CATEGORIES, ours, theirs, strict=True)
    }

    def of(category, **columns):
        rows = [row for row in in_force if row.category == category]
        return [row for row in rows if all(getattr(row, name) == value for name, value in columns.items())]

    def names(rows):
        found = (localized(row.stakeholder, "name", language)[0] for row in rows)
        return together(sorted(found, key=lambda name: protocol_key(name, language)))

    def whole(rows):
        return digits(str(len(rows)), language)

    said = []
    if more["participating"]:
        doubtful = of("participating", is_disputed=True)
        said.append(
            _("It counts fewer participating countries: sources differ from when on %(names)s belongs.")
            % {"names": names(doubtful)}
            if more["participating"] < 0 and doubtful
            else _("Which participating countries it counts is not said.")
        )
    if more["supporting"]:
        on_either_side, undated = of("organization", is_disputed=True), of("supporting", from_basis="unknown")
        if more["supporting"] == len(on_either_side):
            sentence = _("It counts %(names)s among the supporting countries; here it is an organization.")
            said.append(sentence % {"names": names(on_either_side)})
        elif more["supporting"] < 0 and undated:
            sentence = _(
                "It counts fewer supporting countries: the first day of %(count)s of them is not known, so they are "
                "counted here from the beginning."
            )
            said.append(sentence % {"count": whole(undated)})
        else:
            said.append(_("Which supporting countries it counts is not said."))
    if more["organization"]:
        undated = of("organization", from_basis="unknown")
        if more["organization"] < 0 and undated:
            sentence = _(
                "It counts fewer organizations: the first day of %(count)s of them is not known, so they are counted "
                "here from the beginning."
            )
            said.append(sentence % {"count": whole(undated)})
        else:
            said.append(
                _(
                    "It counts more organizations and does not say which: guests, and supporters of a single CBM, may "
                    "be among them."
                )
            )
    return said
