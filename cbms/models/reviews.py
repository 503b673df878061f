"""The ministry's review of a plan: who is asked by when, what they remark, and what they decide."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cbms.models.plans import UNDER_WAY, Plan, PlanVersion
from hoaip.grants import by_readers, holdings
from hoaip.models import Addressed, blank_refused
from hoaip.permissions import Permission, Role
from hoaip.workflow import Transition


def within_ministry(user, prefix="plan__"):
    """What the ministry alone reads: the CBM's focal points, ministry staff and the director, as a Q."""
    held = holdings(user)
    return Q(**{f"{prefix}cbm__in": held.ids("cbms.cbm", {Role.FOCAL_POINT})}) | Q(
        **{f"{prefix}cbm__process__in": held.ids("hoaip.process", {Role.REVIEWER, Role.DIRECTOR})}
    )


class OfReviewQuerySet(models.QuerySet):
    @by_readers
    def visible_to(self, user):
        """Of plans whose text the reader has, and within the ministry alone: what reviewers and drafters write."""
        return self.filter(within_ministry(user), plan__in=Plan.objects.readable_by(user).values("pk"))


class ReviewTask(Addressed):
    """Somebody of the ministry is asked to review a plan by a day. Handed on, the row ends and another begins."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="review_tasks")
    reviewer = models.ForeignKey("hoaip.User", models.PROTECT, related_name="review_tasks")
    due_on = models.DateField(_("due"))
    assigned_at = models.DateTimeField()
    assigned_by = models.ForeignKey("hoaip.User", models.PROTECT, related_name="+")
    # "Being reviewed by X since": set when the reviewer takes it up.
    claimed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = OfReviewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan"],
                condition=Q(ended_at__isnull=True),
                name="cbms_reviewtask_one_open",
                violation_error_message=_("This plan is with a reviewer already. Hand it on instead."),
            ),
        ]

    def __str__(self):
        return f"{self.plan_id} with {self.reviewer_id}"

    def permission_anchors(self):
        return self.plan.permission_anchors()


class PlanComment(Addressed):
    """A remark on a version: on one of its objectives or activities by its key, or on the whole plan.

    It is carried on from version to version until it is resolved. An answer has a parent, and no life of its own.
    """

    class State(models.TextChoices):
        OPEN = "open", _("open")
        RESOLVED = "resolved", _("resolved")
        WITHDRAWN = "withdrawn", _("withdrawn")

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="comments")
    plan_version = models.ForeignKey(PlanVersion, models.PROTECT, related_name="comments")
    # The key of an objective or activity; empty: the whole plan.
    about = models.UUIDField(null=True, blank=True, editable=False)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="answers", editable=False)
    text = models.TextField(_("comment"))
    must_fix = models.BooleanField(_("must be mended before it is cleared"), default=False)
    state = models.CharField(max_length=9, choices=State, default=State.OPEN, editable=False)
    # An answer of the drafter's that says it was dealt with.
    says_addressed = models.BooleanField(default=False, editable=False)
    author = models.ForeignKey("hoaip.User", models.PROTECT, related_name="+", editable=False)
    resolved_at = models.DateTimeField(null=True, blank=True, editable=False)
    resolved_by = models.ForeignKey("hoaip.User", models.PROTECT, null=True, blank=True, related_name="+")

    objects = OfReviewQuerySet.as_manager()

    TRANSITIONS = (
        Transition("resolve", (State.OPEN,), State.RESOLVED, Permission.REVIEW_PLAN, _("Resolve")),
        Transition("withdraw", (State.OPEN,), State.WITHDRAWN, Permission.COMMENT_ON_PLAN, _("Withdraw")),
        Transition("reopen", (State.RESOLVED,), State.OPEN, Permission.REVIEW_PLAN, _("Reopen"), needs_reason=True),
    )

    class Meta:
        constraints = [
            blank_refused("cbms_plancomment_text", "text", _("A comment says something.")),
            models.CheckConstraint(
                name="cbms_plancomment_state",
                condition=Q(state="open", resolved_at__isnull=True, resolved_by__isnull=True)
                | Q(state__in=["resolved", "withdrawn"], resolved_at__isnull=False, resolved_by__isnull=False),
                violation_error_message=_("A comment is open, or names who resolved or withdrew it."),
            ),
            models.CheckConstraint(
                name="cbms_plancomment_answer",
                condition=Q(parent__isnull=True, says_addressed=False) | Q(parent__isnull=False, must_fix=False),
                violation_error_message=_("An answer belongs to a comment, and asks for nothing of its own."),
            ),
        ]

    def __str__(self):
        return self.text[:60]

    def permission_anchors(self):
        return self.plan.permission_anchors()

    @property
    def can_be_reopened(self):
        """Whether it was resolved, while its plan is still talked about."""
        return self.parent_id is None and self.state == self.State.RESOLVED and self.plan.state in UNDER_WAY


class ReviewDecision(models.Model):
    """What the ministry decided about a version, by whom, when and why; never changed afterwards."""

    class Kind(models.TextChoices):
        CLEARED = "cleared", _("cleared")
        CHANGES_REQUESTED = "changes_requested", _("returned for changes")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan_version = models.OneToOneField(PlanVersion, models.PROTECT, related_name="decision")
    kind = models.CharField(max_length=17, choices=Kind)
    reason = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey("hoaip.User", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="cbms_reviewdecision_kind",
                condition=Q(kind__in=["cleared", "changes_requested"]),
                violation_error_message=_("A version is cleared or returned for changes."),
            ),
        ]

    def __str__(self):
        return f"{self.plan_version_id} {self.kind}"


class PlanReading(models.Model):
    """Which version of a plan a person has looked at last."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="readings")
    user = models.ForeignKey("hoaip.User", models.CASCADE, related_name="+")
    plan_version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "user"],
                name="cbms_planreading_once",
                violation_error_message=_("A person has seen one version last."),
            )
        ]

    def __str__(self):
        return f"{self.user_id} has seen {self.plan_version_id}"
