"""How a plan is carried out: reports by activity and period, and milestones."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cbms.models.plans import PUBLIC, Plan
from cbms.models.reviews import within_ministry
from hoaip.grants import by_readers
from hoaip.models import EARLIEST, LATEST, Addressed, Document, blank_refused
from hoaip.permissions import Permission
from hoaip.workflow import Transition


class ReportPeriodQuerySet(models.QuerySet):
    @by_readers
    def visible_to(self, user):
        """The ministry: those of plans whose text it has. Everybody else: those of plans that are or were in force."""
        readable = Plan.objects.readable_by(user).values("pk")
        return self.filter(Q(plan__state__in=PUBLIC) | (within_ministry(user) & Q(plan__in=readable)))


class ReportPeriod(Addressed):
    """A span of months on which progress of a plan is reported; once locked, its reports do not change."""

    # What its days are known to, for the tag `period`.
    date_precision = "month"

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="periods")
    starts_on = models.DateField(_("first month"))
    ends_on = models.DateField(_("last month"))
    locked_at = models.DateTimeField(null=True, blank=True, editable=False)
    locked_by = models.ForeignKey("hoaip.User", models.PROTECT, null=True, blank=True, related_name="+")
    # Why it was locked, or why it was opened again.
    lock_reason = models.TextField(blank=True, editable=False)

    objects = ReportPeriodQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "starts_on"],
                name="cbms_reportperiod_once",
                violation_error_message=_("That period is there already."),
            ),
            models.CheckConstraint(
                name="cbms_reportperiod_days",
                condition=Q(starts_on__gte=EARLIEST, ends_on__gte=F("starts_on"), ends_on__lte=LATEST),
                violation_error_message=_("A period ends after it starts, from 2011 to 2100."),
            ),
            models.CheckConstraint(
                name="cbms_reportperiod_locked",
                condition=Q(locked_at__isnull=True, locked_by__isnull=True)
                | Q(locked_at__isnull=False, locked_by__isnull=False),
                violation_error_message=_("A locked period names who locked it."),
            ),
        ]

    def __str__(self):
        return f"{self.plan_id} {self.starts_on:%Y-%m}–{self.ends_on:%Y-%m}"

    def permission_anchors(self):
        return self.plan.permission_anchors()


class ProgressReportQuerySet(models.QuerySet):
    @by_readers
    def visible_to(self, user):
        """The ministry: all of plans whose text it has. Everybody else: accepted ones of plans that are in force."""
        readable = Plan.objects.readable_by(user).values("pk")
        return self.filter(
            Q(period__plan__state__in=PUBLIC, state="accepted")
            | (within_ministry(user, "period__plan__") & Q(period__plan__in=readable))
        )


class ProgressReport(Addressed):
    """What became of one activity in a period. `activity_key` names it in whatever version."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("submitted")
        RETURNED = "returned", _("returned")
        ACCEPTED = "accepted", _("accepted")

    class Status(models.TextChoices):
        NOT_STARTED = "not_started", _("not started")
        UNDER_WAY = "under_way", _("under way")
        DELAYED = "delayed", _("delayed")
        DONE = "done", _("done")
        DROPPED = "dropped", _("dropped")

    period = models.ForeignKey(ReportPeriod, models.PROTECT, related_name="reports")
    activity_key = models.UUIDField(editable=False)
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT, editable=False)
    status = models.CharField(_("status"), max_length=11, choices=Status, default=Status.NOT_STARTED)
    narrative = models.TextField(_("what was done"), blank=True)
    reported_by = models.ForeignKey("hoaip.User", models.PROTECT, related_name="+", editable=False)
    return_reason = models.TextField(blank=True, editable=False)
    settled_at = models.DateTimeField(null=True, blank=True, editable=False)
    settled_by = models.ForeignKey("hoaip.User", models.PROTECT, null=True, blank=True, related_name="+")

    objects = ProgressReportQuerySet.as_manager()

    TRANSITIONS = (
        Transition("submit", (State.DRAFT, State.RETURNED), State.SUBMITTED, Permission.REPORT_PROGRESS, _("Submit")),
        Transition(
            "return", (State.SUBMITTED,), State.RETURNED, Permission.ACCEPT_PROGRESS, _("Return"), needs_reason=True
        ),
        Transition("accept", (State.SUBMITTED,), State.ACCEPTED, Permission.ACCEPT_PROGRESS, _("Accept")),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["period", "activity_key"],
                name="cbms_progressreport_once",
                violation_error_message=_("An activity has one report a period."),
            ),
            models.CheckConstraint(
                name="cbms_progressreport_words",
                condition=Q(state__in=["draft", "submitted", "returned", "accepted"])
                & Q(status__in=["not_started", "under_way", "delayed", "done", "dropped"]),
                violation_error_message=_("An activity is not started, under way, delayed, done or dropped."),
            ),
            models.CheckConstraint(
                name="cbms_progressreport_returned",
                condition=~Q(state="returned") | Q(return_reason__regex=r"\S"),
                violation_error_message=_("A report is returned with a reason."),
            ),
            models.CheckConstraint(
                name="cbms_progressreport_settled",
                condition=Q(state="accepted", settled_at__isnull=False, settled_by__isnull=False)
                | ~Q(state="accepted"),
                violation_error_message=_("An accepted report names who accepted it."),
            ),
        ]

    def __str__(self):
        return f"{self.activity_key} {self.status}"

    def permission_anchors(self):
        return self.period.permission_anchors()


class ReportEvidence(models.Model):
    """A document that shows what a report says."""

    report = models.ForeignKey(ProgressReport, models.PROTECT, related_name="evidence")
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["report", "document"],
                name="cbms_reportevidence_once",
                violation_error_message=_("That document is there already."),
            )
        ]

    def __str__(self):
        return f"{self.document_id} for {self.report_id}"


class MilestoneQuerySet(models.QuerySet):
    @by_readers
    def visible_to(self, user):
        """The ministry: all of plans whose text it has. Everybody else: accepted ones of plans that are in force."""
        readable = Plan.objects.readable_by(user).values("pk")
        return self.filter(
            Q(plan__state__in=PUBLIC, accepted_at__isnull=False) | (within_ministry(user) & Q(plan__in=readable))
        )


class Milestone(Addressed):
    """Something to be reached by a day, in a plan. That it is missed is computed, never stored."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        ACTIVE = "active", _("active")
        ACHIEVED = "achieved", _("achieved")
        DROPPED = "dropped", _("dropped")

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="milestones")
    title = models.CharField(_("milestone"), max_length=200)
    due_on = models.DateField(_("due"))
    state = models.CharField(max_length=8, choices=State, default=State.PROPOSED, editable=False)
    resolution = models.TextField(_("what was reached"), blank=True)
    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    proposed_by = models.ForeignKey("hoaip.User", models.PROTECT, related_name="+", editable=False)
    # Nobody outside the ministry ever reads of one that was never accepted.
    accepted_at = models.DateTimeField(null=True, blank=True, editable=False)
    accepted_by = models.ForeignKey("hoaip.User", models.PROTECT, null=True, blank=True, related_name="+")
    # Why it was dropped.
    drop_reason = models.TextField(blank=True, editable=False)
    # A change of the day that waits for ministry staff; the old day stands until then.
    new_due_on = models.DateField(null=True, blank=True, editable=False)
    new_due_reason = models.TextField(blank=True, editable=False)
    new_due_by = models.ForeignKey("hoaip.User", models.PROTECT, null=True, blank=True, related_name="+")

    objects = MilestoneQuerySet.as_manager()

    TRANSITIONS = (
        Transition("accept", (State.PROPOSED,), State.ACTIVE, Permission.ACCEPT_MILESTONE, _("Accept")),
        Transition("achieve", (State.ACTIVE,), State.ACHIEVED, Permission.ACCEPT_MILESTONE, _("Achieved")),
        Transition(
            "drop",
            (State.PROPOSED, State.ACTIVE),
            State.DROPPED,
            Permission.ACCEPT_MILESTONE,
            _("Drop"),
            needs_reason=True,
        ),
    )

    class Meta:
        constraints = [
            blank_refused("cbms_milestone_titled", "title", _("A milestone says what is to be reached.")),
            models.CheckConstraint(
                name="cbms_milestone_state",
                condition=Q(state__in=["proposed", "active", "achieved", "dropped"])
                & Q(due_on__gte=EARLIEST, due_on__lte=LATEST),
                violation_error_message=_("A milestone is due between 2011 and 2100."),
            ),
            models.CheckConstraint(
                name="cbms_milestone_new_day",
                condition=Q(new_due_on__isnull=True, new_due_reason="", new_due_by__isnull=True)
                | Q(new_due_on__isnull=False, new_due_reason__regex=r"\S", new_due_by__isnull=False, state="active"),
                violation_error_message=_("Another day is proposed for an active milestone, with a reason."),
            ),
            models.CheckConstraint(
                name="cbms_milestone_accepted",
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True, state__in=["proposed", "dropped"])
                | Q(accepted_at__isnull=False, accepted_by__isnull=False) & ~Q(state="proposed"),
                violation_error_message=_("A milestone in force names who accepted it, and when."),
            ),
            models.CheckConstraint(
                name="cbms_milestone_ended",
                condition=(Q(state="dropped", drop_reason__regex=r"\S") | (~Q(state="dropped") & Q(drop_reason="")))
                & (~Q(state="achieved") | Q(resolution__regex=r"\S")),
                violation_error_message=_("What was reached, or why it was dropped, is said in words."),
            ),
        ]

    def __str__(self):
        return self.title

    def is_missed(self, today):
        """Computed from its day, never stored."""
        return self.state == self.State.ACTIVE and self.due_on < today

    @property
    def waits(self):
        """Whether ministry staff are asked about it: about itself, or about another day."""
        return self.state == self.State.PROPOSED or self.new_due_on is not None

    def permission_anchors(self):
        return self.plan.permission_anchors()


class MilestoneDate(models.Model):
    """A day a milestone was due on before, and why it was moved."""

    milestone = models.ForeignKey(Milestone, models.PROTECT, related_name="earlier_dates")
    due_on = models.DateField()
    reason = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey("hoaip.User", models.PROTECT, related_name="+")

    def __str__(self):
        return f"{self.milestone_id} was due on {self.due_on}"
