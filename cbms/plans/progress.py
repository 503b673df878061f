"""How a plan is carried out, as pages read it: periods to report on, its activities with their reports, the roll-up.

The one rule of the roll-up: of the activities in the text, those whose latest accepted report says "done", out of all
but those whose latest accepted report says "dropped". Nothing is weighed, nothing is guessed.
"""

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from cbms.models import ProgressReport, ReportEvidence
from cbms.models.plans import PUBLIC
from cbms.plans.content import activities_of, content_of
from hoaip.models import Document


def text_of(plan):
    """The text that is carried out: the adopted one, else the one written now."""
    return plan.adopted_version.content if plan.adopted_version_id else content_of(plan)


def half_years(plan):
    """[(first day, last day)]: the halves of years that its months touch, cut to those months; none without months."""
    if plan.starts_on is None or plan.ends_on is None:
        return []
    found, year, month = [], plan.starts_on.year, 1 if plan.starts_on.month < 7 else 7
    while date(year, month, 1) <= plan.ends_on:
        last = date(year, month + 5, monthrange(year, month + 5)[1])
        found.append((max(date(year, month, 1), plan.starts_on), min(last, plan.ends_on)))
        year, month = (year, 7) if month == 1 else (year + 1, 1)
    return found


def proposed(plan, periods, today):
    """The half-years that have begun and have no period yet, the latest first; before the plan begins its first."""
    taken = {period.starts_on for period in periods}
    free = [half for half in half_years(plan) if half[0] not in taken]
    begun = [half for half in free if half[0] <= today]
    return begun[::-1] or ([] if periods else free[:1])


@dataclass(frozen=True)
class Rollup:
    """The numbers that are said with the percentage."""

    done: int
    total: int
    dropped: int

    @property
    def percent(self):
        """A whole number, rounded down: not everything is done before it is; None when nothing is counted."""
        return self.done * 100 // self.total if self.total else None


def rollup(activities, latest):
    """The Rollup of a text's activities; `latest` as `latest_accepted` gives it."""
    said = [latest[each["key"]].status for each in activities if each["key"] in latest]
    dropped = said.count(ProgressReport.Status.DROPPED)
    return Rollup(said.count(ProgressReport.Status.DONE), len(activities) - dropped, dropped)


def latest_accepted(plan, activities):
    """{activity key: its latest accepted report}, of this plan and of those it goes on from. One statement."""
    reports = (
        ProgressReport.objects.filter(
            Q(period__plan=plan) | Q(period__plan__cbm=plan.cbm_id, period__plan__state__in=PUBLIC),
            state=ProgressReport.State.ACCEPTED,
            activity_key__in=[each["key"] for each in activities],
        )
        .select_related("period")
        .order_by("activity_key", "-period__ends_on", "-pk")
        .distinct("activity_key")
    )
    return {str(report.activity_key): report for report in reports}


@dataclass
class Row:
    """An activity in a period: its report, or what its form begins with, and the documents that show it."""

    activity: dict
    report: ProgressReport | None = None
    # Of the period before, where this one has no report of it yet.
    last: ProgressReport | None = None
    evidence: list = field(default_factory=list)
    fields: tuple = ()

    @property
    def key(self):
        return self.activity["key"]

    @property
    def is_written(self):
        """Whether its report is out of the drafters' hands."""
        return self.report is not None and self.report.state in ("submitted", "accepted")

    @property
    def status(self):
        shown = self.report or self.last
        return shown.status if shown else ProgressReport.Status.NOT_STARTED

    @property
    def narrative(self):
        shown = self.report or self.last
        return shown.narrative if shown else ""


def rows_of(period, activities, user):
    """A Row for each activity, in the order of the text. Four statements, whatever their number."""
    plan = period.plan
    reports = {
        str(each.activity_key): each
        for each in period.reports.select_related("reported_by", "settled_by").order_by("pk")
    }
    earlier = (
        ProgressReport.objects.filter(
            Q(period__plan=plan) | Q(period__plan__cbm=plan.cbm_id, period__plan__state__in=PUBLIC),
            period__ends_on__lt=period.starts_on,
            activity_key__in=[each["key"] for each in activities],
        )
        .order_by("activity_key", "-period__ends_on", "-pk")
        .distinct("activity_key")
    )
    last = {str(each.activity_key): each for each in earlier}
    shown = evidence_of(reports.values(), user)
    rows = []
    for activity in activities:
        report = reports.get(activity["key"])
        rows.append(Row(activity, report, last.get(activity["key"]), shown.get(report.pk, []) if report else []))
    return rows


def evidence_of(reports, user):
    """{report's primary key: [Document]} of those that this reader may know of. One statement."""
    found = {}
    links = ReportEvidence.objects.filter(
        report__in=[report.pk for report in reports],
        document__in=Document.objects.visible_to(user).filter(deleted_at__isnull=True).values("pk"),
    )
    for link in links.select_related("document").order_by("pk"):
        found.setdefault(link.report_id, []).append(link.document)
    return found


def activities_in(plan):
    return activities_of(text_of(plan))
