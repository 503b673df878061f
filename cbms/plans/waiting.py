"""What waits for a person about plans: a review, a returned version, reports, milestones; since when, and by when."""

from functools import cached_property

from django.db.models import Count, Max, Min, Prefetch, Q
from django.utils.translation import gettext as _

from cbms.models import (
    UNDER_WAY,
    Milestone,
    Plan,
    PlanComment,
    PlanVersion,
    ProgressReport,
    ReportPeriod,
    ReviewTask,
)
from cbms.plans.progress import half_years
from hoaip.calendar import today_in_kabul
from hoaip.grants import can, holdings
from hoaip.language import localized
from hoaip.permissions import MATRIX, Permission, Role


def with_review(plans):
    """Plans with what `Review` tells of them: three statements, whatever their number."""
    versions = PlanVersion.objects.defer("content").select_related("submitted_by", "decision__by").order_by("-number")
    tasks = ReviewTask.objects.filter(ended_at__isnull=True).select_related("reviewer")
    is_open = Q(comments__parent__isnull=True, comments__state=PlanComment.State.OPEN)
    return (
        plans.select_related("cbm__process")
        .prefetch_related(
            Prefetch("versions", versions, to_attr="told_versions"),
            Prefetch("review_tasks", tasks, to_attr="told_tasks"),
        )
        .annotate(
            open_comments=Count("comments", filter=is_open),
            must_fix=Count("comments", filter=is_open & Q(comments__must_fix=True)),
        )
    )


def waiting_for(user, today):
    """Reviews of the plans under review that this person reviews, the one submitted first at the head."""
    held = holdings(user).ids("hoaip.process", {Role.REVIEWER, Role.DIRECTOR})
    if not held:
        return []
    plans = Plan.objects.filter(state=Plan.State.UNDER_REVIEW, cbm__process__in=held)
    reviews = [Review(plan, user, today) for plan in with_review(plans)]
    return sorted(reviews, key=lambda each: (each.version.submitted_at, each.plan.pk))


def returned_to(user):
    """Plans of this focal point's CBMs that the ministry has returned, the one returned first at the head."""
    held = holdings(user).ids("cbms.cbm", {Role.FOCAL_POINT})
    if not held:
        return []
    plans = Plan.objects.filter(state=Plan.State.CHANGES_REQUESTED, cbm__in=held)
    return list(plans.select_related("cbm").annotate(returned_at=Max("versions__decision__at")).order_by("returned_at"))


class Review:
    """One plan of `with_review`, to one reader, on a day."""

    def __init__(self, plan, user, today):
        self.plan, self.user, self.today = plan, user, today

    def rungs(self):
        """[(what, sentence)]: who can see it, as `within_ministry` has it."""
        who = _("The focal points of %(cbm)s, ministry staff and the director.")
        return [(_("This review"), who % {"cbm": localized(self.plan.cbm, "name")[0]})]

    @property
    def version(self):
        return self.plan.told_versions[0] if self.plan.told_versions else None

    @property
    def task(self):
        return self.plan.told_tasks[0] if self.plan.told_tasks else None

    @property
    def decisions(self):
        """[(version, decision)], the newest first."""
        return [(each, each.decision) for each in self.plan.told_versions if hasattr(each, "decision")]

    @property
    def is_waiting(self):
        return self.plan.state == Plan.State.UNDER_REVIEW

    @property
    def waits_since(self):
        return today_in_kabul(self.version.submitted_at)

    @property
    def days(self):
        return max(0, (self.today - self.waits_since).days)

    @property
    def days_late(self):
        return max(0, (self.today - self.task.due_on).days) if self.task else 0

    @property
    def claimed_on(self):
        return today_in_kabul(self.task.claimed_at)

    @property
    def is_own(self):
        """Whether this reader submitted the version: somebody else decides about it."""
        return self.version is not None and self.version.submitted_by_id == self.user.pk

    @property
    def is_mine(self):
        return self.task is not None and self.task.reviewer_id == self.user.pk

    @cached_property
    def may_decide(self):
        return self.is_waiting and not self.is_own and can(self.user, Permission.REVIEW_PLAN, self.plan)

    @property
    def may_clear(self):
        return self.may_decide and not self.plan.must_fix

    @property
    def may_claim(self):
        """It is with nobody, or with this reader, who has not taken it up yet."""
        return self.may_decide and (self.task is None or (self.is_mine and self.task.claimed_at is None))

    @cached_property
    def may_assign(self):
        return self.is_waiting and can(self.user, Permission.REVIEW_PLAN, self.plan)


def reports_waiting(user):
    """Periods with reports that this person may accept, the one submitted first at the head, each with its `count`."""
    held = holdings(user).ids("hoaip.process", MATRIX[Permission.ACCEPT_PROGRESS])
    if not held:
        return []
    submitted = Q(reports__state=ProgressReport.State.SUBMITTED)
    periods = ReportPeriod.objects.filter(plan__cbm__process__in=held, locked_at__isnull=True)
    periods = periods.select_related("plan__cbm").annotate(
        count=Count("reports", filter=submitted), since=Min("reports__changed_at", filter=submitted)
    )
    return list(periods.filter(count__gt=0).order_by("since", "pk"))


def milestones_waiting(user):
    """Milestones, and other days for them, that this person may accept, the one proposed first at the head."""
    held = holdings(user).ids("hoaip.process", MATRIX[Permission.ACCEPT_MILESTONE])
    if not held:
        return []
    waits = Q(state=Milestone.State.PROPOSED) | Q(new_due_on__isnull=False)
    rows = Milestone.objects.filter(
        waits, plan__cbm__process__in=held, plan__state__in=(*UNDER_WAY, Plan.State.ADOPTED)
    )
    return list(rows.select_related("plan__cbm").order_by("changed_at", "pk"))


def reports_to_write(user, today):
    """[(plan, period or None, (first, last) or None)] that wait for this focal point: returned reports, each period
    with `since`, and half-years that are over and that nobody has reported on, of plans in force. Two statements."""
    held = holdings(user).ids("cbms.cbm", MATRIX[Permission.REPORT_PROGRESS])
    if not held:
        return []
    returned = ReportPeriod.objects.filter(plan__cbm__in=held, reports__state=ProgressReport.State.RETURNED)
    returned = returned.select_related("plan__cbm").annotate(since=Min("reports__changed_at"))
    found = [(each.plan, each, None) for each in returned.order_by("since", "pk")]
    plans = Plan.objects.filter(cbm__in=held, state=Plan.State.ADOPTED).select_related("cbm").order_by("pk")
    for plan in plans.prefetch_related("periods"):
        taken = {period.starts_on for period in plan.periods.all()}
        over = [half for half in half_years(plan) if half[1] < today and half[0] not in taken]
        if over:
            found.append((plan, None, over[-1]))
    return found
