"""What a meeting decided of lower facts, roles and Implementation Plans: the link is stored with the meeting."""

from django.db import models

from meetings.models.meetings import Meeting


class RoleDecision(models.Model):
    """A meeting decided a role: a link from the low fact to the high one, stored high."""

    role = models.ForeignKey("cbms.RoleAssignment", models.PROTECT, related_name="decisions")
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="role_decisions")
    ends_role = models.BooleanField(default=False)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["role", "meeting", "ends_role"], name="meetings_roledecision_once"),
        ]

    def __str__(self):
        return f"{self.role_id} by {self.meeting_id}"


class PlanDecision(models.Model):
    """What a body did with an Implementation Plan, it did at this meeting: the link down, stored high."""

    event = models.OneToOneField("cbms.PlanEvent", models.PROTECT, related_name="decision")
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="plan_decisions")

    def __str__(self):
        return f"{self.event_id} at {self.meeting_id}"
