"""The two-a-year rule (product rules, section 10): a pure verdict, and one query over all CBMs for a year."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    Case,
    Count,
    DateField,
    F,
    FilteredRelation,
    Func,
    IntegerField,
    Max,
    OuterRef,
    Q,
    TextChoices,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from cbms.models import Cbm, Flag, Standing, TargetOverride
from hoaip.calendar import GREGORIAN, YearRange
from meetings.models import Blackout, MeetingCbm, WatchRule


class Verdict(TextChoices):
    MET = "met", _("Met")
    ON_TRACK = "on_track", _("On track")
    AT_RISK = "at_risk", _("At risk")
    MISSED = "missed", _("Missed")
    NOT_COUNTED = "not_counted", _("Not counted")


ACTIVE = Standing.State.ACTIVE.value
# The verdicts that are flags; each is the level of its flag.
FLAGGED = (Verdict.AT_RISK, Verdict.MISSED)


@dataclass(frozen=True, slots=True)
class Terms:
    """The settings of the rule, in days; `blackouts` are (first, last), both inclusive."""

    lead_days: int = 50
    gap_days: int = 120
    warn_days: int = 30
    blackouts: tuple[tuple[date, date], ...] = ()


class Judgement(NamedTuple):
    """What the rule says: the verdict, how many meetings are missing, and until when the next invitation goes out."""

    verdict: str
    missing: int
    latest_invitation_on: date | None


def latest_invitation_on(last: date, missing: int, terms: Terms) -> date | None:
    """The last day on which the next invitation can go out so that all missing meetings fit before `last`.

    last − (missing − 1) · gap_days − lead_days, moved back to the day before every blackout it falls into.
    None when nothing is missing.
    """
    if missing < 1:
        return None
    day = last - timedelta(days=(missing - 1) * terms.gap_days + terms.lead_days)
    # From the latest blackout to the earliest: moving back may land in the one before.
    for first_dark, last_dark in sorted(terms.blackouts, reverse=True):
        if first_dark <= day <= last_dark:
            day = first_dark - timedelta(days=1)
    return day


@lru_cache(maxsize=4096)
def verdict(
    *, last: date, as_of: date, held: int, planned: int, target: int, is_counted: bool, terms: Terms
) -> Judgement:
    """The verdict on a CBM for the year that ends on `last`, as it stands on the day `as_of`.

    `held` and `planned` are the RTGMs that count for the year on that day (see `tallies`); beyond the target they may
    be cut off. `is_counted` is false for a CBM suspended, concluded or not yet founded on the day that decides
    (`deciding_day`). Product rules, section 10, in their order.
    """
    missing = max(0, target - held - planned)
    is_over = as_of > last
    latest = None if is_over else latest_invitation_on(last, missing, terms)
    if not is_counted:
        found = Verdict.NOT_COUNTED
    elif held >= target:
        found = Verdict.MET
    elif is_over:
        found = Verdict.MISSED
    elif latest is not None and as_of >= latest - timedelta(days=terms.warn_days):
        found = Verdict.AT_RISK
    else:
        found = Verdict.ON_TRACK
    return Judgement(found.value, missing, latest)


def deciding_day(last: date, as_of: date) -> date:
    """The day on which a CBM must be founded and active to be counted: as_of, or the last day of a past year."""
    return min(as_of, last)


class Rule(NamedTuple):
    """The settings in force: the calendar whose years are judged, and the terms."""

    calendar: str
    terms: Terms


def watch_rule() -> Rule:
    """The settings with their blackouts, the defaults as long as nobody saved any. One query."""
    no_day = Value(None, output_field=DateField())
    saved = WatchRule.objects.filter(pk=1).values_list("calendar", "lead_days", "gap_days", "warn_days", no_day, no_day)
    dark = Blackout.objects.values_list(Value(""), Value(0), Value(0), Value(0), "from_on", "until_on")
    calendar, days, blackouts = GREGORIAN, (), []
    for name, lead_days, gap_days, warn_days, first, last in saved.union(dark, all=True):
        if first is None:
            calendar, days = name, (lead_days, gap_days, warn_days)
        else:
            blackouts.append((first, last))
    return Rule(calendar, Terms(*days, blackouts=tuple(sorted(blackouts))))


class Cardinality(Func):
    """How many elements an array has."""

    function = "cardinality"
    output_field = IntegerField()


def counting_in(year: YearRange):
    """Pairs (meeting, CBM) whose day or whole period lies in the year, whatever their state."""
    return MeetingCbm.objects.filter(starts_on__gte=year.first, starts_on__lte=year.last, counts_until__lte=year.last)


def is_held(as_of: date) -> Q:
    """RTGMs held, reported or closed that had begun by `as_of`."""
    return Q(counts="held", starts_on__lte=as_of)


def is_planned(as_of: date) -> Q:
    """RTGMs planned or invited whose period is not over on `as_of`."""
    return Q(counts="planned", ends_on__gte=as_of)


def how_many(pairs, cap=None):
    """An annotation for CBMs: how many of these pairs are its own, at most `cap`, each read from the rule's index."""
    days = pairs.filter(cbm=OuterRef("pk")).order_by().values("starts_on")
    return Cardinality(ArraySubquery(days if cap is None else days[:cap]))


def held_on_known_days(year: YearRange, *, as_of: date, least: int):
    """The keys of CBMs that held at least so many RTGMs of the year by `as_of`, counting only those of a known day."""
    on_a_day = MeetingCbm.objects.filter(counts="held", counts_until=F("starts_on"))
    held = on_a_day.filter(starts_on__gte=year.first, starts_on__lte=min(year.last, as_of))
    return held.values("cbm").annotate(held=Count("cbm")).filter(held__gte=least).values("cbm")


def tallies(year: YearRange, *, as_of: date, cap: int | None = None):
    """Every CBM with `marks`, `target`, `standing` and its flag of the year: one query, also for none held.

    `marks` is an array of "held" and "planned", one for each RTGM that counts on that day, held first. `cap` stops
    there (at least 1, and not below any target of the year, see `highest_target`): the cost is then a short look into
    the rule's index per CBM, whatever the number of meetings, and no verdict changes.
    """
    marks = (
        counting_in(year)
        # The index is read in its own order, "held" before "planned", and no further than the cap.
        .filter(is_held(as_of) | is_planned(as_of), cbm=OuterRef("pk"), counts__in=("held", "planned"))
        .order_by("counts", "starts_on")
        .values("counts")
    )
    # Asked once for all CBMs, not for each: few ever rest.
    in_force = (
        Standing.objects.filter(from_on__lte=deciding_day(year.last, as_of)).order_by("cbm", "-from_on").distinct("cbm")
    )
    resting = {
        state: Standing.objects.filter(pk__in=in_force.values("pk"), state=state).values("cbm")
        for state in Standing.State.values
        if state != ACTIVE
    }
    return Cbm.objects.annotate(
        own_target=FilteredRelation("targets", condition=Q(targets__year=year.year)),
        flag=FilteredRelation("flags", condition=Q(flags__year=year.year) & Q(flags__kind=Flag.Kind.RTGM_TARGET.value)),
        target=Coalesce(F("own_target__target"), Value(settings.RTGMS_A_YEAR)),
        standing=Case(
            *(When(pk__in=cbms, then=Value(state)) for state, cbms in resting.items()), default=Value(ACTIVE)
        ),
        marks=ArraySubquery(marks if cap is None else marks[:cap]),
        flag_level=F("flag__level"),
        flag_state=F("flag__state"),
        flag_acknowledged_at=F("flag__acknowledged_at"),
    )


class Row(NamedTuple):
    """One CBM in the review of a year."""

    cbm_id: int
    code: str
    held: int
    planned: int
    target: int
    standing: str
    founded_on: date
    is_counted: bool
    flag_level: str | None
    flag_state: str | None
    is_acknowledged: bool
    verdict: str
    missing: int
    latest_invitation_on: date | None


def review(year: YearRange, *, as_of: date, terms: Terms, cap: int | None = None, cbms=None):
    """One `Row` per CBM in the portal's order, streamed: memory does not grow with the number of CBMs or meetings.

    `cbms` (primary keys) narrows it; `cap` as for `tallies`.
    """
    day = deciding_day(year.last, as_of)
    found = tallies(year, as_of=as_of, cap=cap).order_by("position")
    if cbms is not None:
        found = found.filter(pk__in=cbms)
    columns = found.values_list(
        "pk", "code", "marks", "target", "standing", "founded_on", "flag_level", "flag_state", "flag_acknowledged_at"
    )
    for pk, code, marks, target, standing, founded_on, level, state, acknowledged_at in columns.iterator(2000):
        held = marks.count("held")
        planned = len(marks) - held
        is_counted = standing == ACTIVE and founded_on <= day
        judged = verdict(
            last=year.last,
            as_of=as_of,
            held=held,
            planned=planned,
            target=target,
            is_counted=is_counted,
            terms=terms,
        )
        acknowledged = acknowledged_at is not None
        yield Row(
            pk, code, held, planned, target, standing, founded_on, is_counted, level, state, acknowledged, *judged
        )


class Situation(NamedTuple):
    """What some CBMs have in common in the review of a year: their verdict and what their flags say."""

    verdict: str
    flag_level: str | None
    flag_state: str | None
    cbms: int


def situations(year: YearRange, *, as_of: date, terms: Terms):
    """The different situations of all CBMs in a year, with how many are in each; they are few, however many CBMs.

    The same query as `review`, grouped in the database: the watch asks it first, and on most nights nothing else.
    """
    day = deciding_day(year.last, as_of)
    cap = highest_target(year)
    found = tallies(year, as_of=as_of, cap=cap)
    enough = Value(["held"] * cap, output_field=found.query.annotations["marks"].output_field)
    groups = (
        found.annotate(
            # Most have held enough on known days: found for all of them in one pass over an index that holds those
            # days alone, so that only the others are looked up one by one.
            counted=Case(When(pk__in=held_on_known_days(year, as_of=as_of, least=cap), then=enough), default="marks"),
            is_counted=Case(When(standing=ACTIVE, founded_on__lte=day, then=True), default=False),
        )
        .order_by()
        .values_list("counted", "target", "is_counted", "flag_level", "flag_state")
        .annotate(cbms=Count("pk"))
    )
    counts = Counter()
    for marks, target, is_counted, level, state, cbms in groups:
        held = marks.count("held")
        judged = verdict(
            last=year.last,
            as_of=as_of,
            held=held,
            planned=len(marks) - held,
            target=target,
            is_counted=is_counted,
            terms=terms,
        )
        counts[judged.verdict, level, state] += cbms
    return [Situation(*key, cbms) for key, cbms in counts.items()]


def highest_target(year: YearRange) -> int:
    """The highest target any CBM has in the year: counting may stop there and the verdicts stay the same."""
    own = TargetOverride.objects.filter(year=year.year).aggregate(most=Max("target"))["most"] or 0
    return max(settings.RTGMS_A_YEAR, own)
