"""What the ministry's board shows: every CBM in one year, and the years before it, in a constant number of queries."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from operator import attrgetter
from typing import NamedTuple

from django.conf import settings
from django.db.models import OuterRef, Prefetch, Subquery
from django.utils.module_loading import import_string

from cbms.models import Cbm, Flag, FlagChange, TargetOverride
from cbms.plans.standing import Status, plans_standing, status_of
from hoaip.calendar import YearError, year_of, year_range
from meetings.compliance import Row, Verdict, counting_in, how_many, is_held, is_planned, review
from meetings.models import Meeting, MeetingCbm

# Counting a cell of the board stops here: what a page reads does not grow with the register.
MOST_COUNTED = 24
# A record not circulated within these days of the meeting is late (product rules, C17).
RECORD_DAYS = 14
# As many years fit beside each other on paper.
MOST_YEARS = 15

SEVERITY = {verdict: place for place, verdict in enumerate(("missed", "at_risk", "on_track", "met", "not_counted"))}


@dataclass
class BoardRow:
    """One CBM on the board."""

    cbm: Cbm
    row: Row
    flag: Flag | None
    override: TargetOverride | None
    next_pair: MeetingCbm | None
    late_records: int
    plan: Status
    overdue_actions: int

    @property
    def seats(self):
        """(held, planned, missing) as they are drawn: no more chairs than the target asks for, or were held."""
        return self.row.held, min(self.row.planned, max(0, self.row.target - self.row.held)), self.row.missing

    @property
    def latest_day(self):
        """The latest day to invite, where it means something."""
        return None if self.row.verdict == Verdict.NOT_COUNTED else self.row.latest_invitation_on


class Standings(NamedTuple):
    """What the board says of a year to everybody alike."""

    cbms: dict
    overrides: dict
    rows: list


def standings(year, *, as_of, rule):
    """`Standings`: every CBM with its late records, the targets set for the year, and the review. Three queries."""
    late = counting_in(year).filter(
        is_held(as_of),
        meeting__state=Meeting.State.HELD,
        meeting__is_imported=False,
        ends_on__lt=as_of - timedelta(days=RECORD_DAYS),
    )
    cbms = Cbm.objects.select_related("process").annotate(late_records=how_many(late, MOST_COUNTED))
    return Standings(
        cbms={cbm.pk: cbm for cbm in cbms},
        overrides={override.cbm_id: override for override in TargetOverride.objects.filter(year=year.year)},
        rows=list(review(year, as_of=as_of, terms=rule.terms, cap=MOST_COUNTED)),
    )


def board_rows(year, *, as_of, known, reader):
    """A `BoardRow` for every CBM, in the portal's order; all that is not the year's only as far as `reader` may know.

    `known` are the `standings` of the year on that day.
    """
    cbms, overrides, reviewed = known
    history = FlagChange.objects.select_related("by").order_by("pk")
    flags = {
        flag.cbm_id: flag
        for flag in Flag.objects.visible_to(reader)
        .filter(year=year.year, kind=Flag.Kind.RTGM_TARGET)
        .select_related("acknowledged_by", "waived_by", "cbm__process")
        .prefetch_related(Prefetch("history", history))
    }
    planned = MeetingCbm.objects.filter(counts="planned", ends_on__gte=as_of)
    planned = planned.filter(meeting__in=Meeting.objects.visible_to(reader))
    first_planned = planned.filter(cbm=OuterRef("pk")).order_by("starts_on", "pk").values("pk")[:1]
    nearest = Cbm.objects.annotate(first=Subquery(first_planned)).values("first")
    coming = {pair.cbm_id: pair for pair in MeetingCbm.objects.filter(pk__in=nearest).select_related("meeting")}
    plans = plans_standing(reader)
    overdue = import_string(settings.OVERDUE_OF_CBMS)(reader, as_of)
    return [
        BoardRow(
            cbm=cbms[row.cbm_id],
            row=row,
            flag=flags.get(row.cbm_id),
            override=overrides.get(row.cbm_id),
            next_pair=coming.get(row.cbm_id),
            late_records=cbms[row.cbm_id].late_records,
            plan=status_of(plans.get(row.cbm_id, ()), as_of, internal=True, is_today=True),
            overdue_actions=overdue.get(row.cbm_id, 0),
        )
        for row in reviewed
    ]


SORTS = {
    "cbm": attrgetter("cbm.position"),
    "held": lambda each: (-each.row.held, each.cbm.position),
    "verdict": lambda each: (SEVERITY[each.row.verdict], each.cbm.position),
    "latest": lambda each: (each.latest_day or date.max, each.cbm.position),
    "next": lambda each: (each.next_pair.starts_on if each.next_pair else date.max, each.cbm.position),
    "late": lambda each: (-each.late_records, each.cbm.position),
    "plan": lambda each: (each.plan.place, each.cbm.position),
    "overdue": lambda each: (-each.overdue_actions, each.cbm.position),
}


def years_until(last_number, calendar):
    """The years of that calendar from the one in which the first CBM was founded to `last_number`, as ranges."""
    founded = Cbm.objects.order_by("founded_on").values_list("founded_on", flat=True).first()
    if founded is None:
        return []
    first_number = max(year_of(founded, calendar), last_number - MOST_YEARS + 1)
    return [year_range(number) for number in range(first_number, last_number + 1)]


def earlier_years(years, *, as_of):
    """{CBM primary key: [(year range, held, target), ...]} for these years, one short look into the index for each."""
    if not years:
        return {}
    columns = {f"held_{year.year}": how_many(counting_in(year).filter(is_held(as_of)), MOST_COUNTED) for year in years}
    targets = defaultdict(dict)
    for cbm_id, number, target in TargetOverride.objects.filter(
        year__gte=years[0].year, year__lte=years[-1].year
    ).values_list("cbm", "year", "target"):
        targets[cbm_id][number] = target
    return {
        pk: [
            (year, count, targets[pk].get(year.year, settings.RTGMS_A_YEAR))
            for year, count in zip(years, held, strict=True)
        ]
        for pk, *held in Cbm.objects.annotate(**columns).values_list("pk", *columns)
    }


def neighbours(number):
    """The years before and after, None where none are kept."""
    found = []
    for other in (number - 1, number + 1):
        try:
            found.append(year_range(other).year)
        except YearError:
            found.append(None)
    return found


def meetings_of_year(cbm, year, *, as_of, reader):
    """The CBM's RTGMs of the year that count, held first by day, then planned; as far as `reader` may know of them."""
    known = Meeting.objects.visible_to(reader)
    pairs = counting_in(year).filter(is_held(as_of) | is_planned(as_of), cbm=cbm, meeting__in=known)
    return list(pairs.select_related("meeting").order_by("counts", "starts_on", "pk")[:MOST_COUNTED])
