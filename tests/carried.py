"""What is said about the plans of the world: comments, periods with reports in every state, milestones."""

from datetime import date

from django.utils import timezone

from cbms.models import Milestone, PlanComment, ProgressReport, ReportPeriod

# key: (plan of the world, state of its report of the first activity)
REPORTS = {
    "draft": ("adopted", "draft"),
    "submitted": ("adopted", "submitted"),
    "returned": ("adopted", "returned"),
    "accepted": ("adopted", "accepted"),
    "ct": ("under_review", "submitted"),
}
# Of their periods; the second half of 2027 is left free.
FIRST_MONTHS = {
    "draft": (2026, 1),
    "submitted": (2026, 7),
    "returned": (2027, 1),
    "accepted": (2025, 7),
    "ct": (2026, 1),
}
# key: (plan of the world, state)
MILESTONES = {
    "proposed": ("adopted", "proposed"),
    "active": ("adopted", "active"),
    "achieved": ("adopted", "achieved"),
    "ct": ("under_review", "proposed"),
}
COMMENTS = {"ct": "under_review", "ri": "cleared"}


def period(made, *, starts_on=date(2026, 1, 1), ends_on=date(2026, 6, 30), **columns):
    return ReportPeriod.objects.create(plan=made, starts_on=starts_on, ends_on=ends_on, **columns)


def report(cast, of, *, key=None, state="draft", status="under_way", by=None, **columns):
    """A report of the plan's first activity, or of the one with that key, in a state."""
    settled = {"settled_at": timezone.now(), "settled_by": cast.rev} if state == "accepted" else {}
    returned = {"return_reason": "More words."} if state == "returned" else {}
    return ProgressReport.objects.create(
        period=of,
        activity_key=key or of.plan.activities.get(position=1).key,
        state=state,
        status=status,
        narrative=columns.pop("narrative", "Secret narrative."),
        reported_by=by or cast.fp_dm,
        **settled,
        **returned,
        **columns,
    )


def milestone(cast, made, *, state="active", due_on=date(2027, 3, 31), **columns):
    accepted = {"accepted_at": timezone.now(), "accepted_by": cast.rev} if state in ("active", "achieved") else {}
    said = (
        {"resolution": "Done."} if state == "achieved" else {"drop_reason": "Overtaken."} if state == "dropped" else {}
    )
    return Milestone.objects.create(
        plan=made,
        title=columns.pop("title", f"Sample milestone, {state}"),
        due_on=due_on,
        state=state,
        proposed_by=cast.fp_dm,
        **accepted,
        **said,
        **columns,
    )


def fill_carried(cast):
    """Add `comments[key]`, `periods[key]`, `reports[key]`, `milestones[key]`; the plans are there already."""
    cast.comments = {
        key: PlanComment.objects.create(
            plan=cast.plans[of], plan_version=cast.plans[of].versions.get(), text="Secret remark.", author=cast.rev
        )
        for key, of in COMMENTS.items()
    }
    cast.comments["settled"] = PlanComment.objects.create(
        plan=cast.plans["under_review"],
        plan_version=cast.plans["under_review"].versions.get(),
        text="Secret remark, settled.",
        author=cast.rev,
        state="resolved",
        resolved_at=timezone.now(),
        resolved_by=cast.rev,
    )
    cast.periods, cast.reports = {}, {}
    for key, (of, state) in REPORTS.items():
        year, month = FIRST_MONTHS[key]
        last = date(year, 12, 31) if month == 7 else date(year, 6, 30)
        cast.periods[key] = period(cast.plans[of], starts_on=date(year, month, 1), ends_on=last)
        cast.reports[key] = report(cast, cast.periods[key], state=state)
    cast.periods["locked"] = period(
        cast.plans["adopted"],
        starts_on=date(2025, 1, 1),
        ends_on=date(2025, 6, 30),
        locked_at=timezone.now(),
        locked_by=cast.rev,
        lock_reason="Settled.",
    )
    cast.milestones = {key: milestone(cast, cast.plans[of], state=state) for key, (of, state) in MILESTONES.items()}
    return cast
