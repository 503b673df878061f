"""What a meeting left: the dates it had had, and the numbers that stay reserved."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cbms.models import Cbm
from hoaip.models import Addressed, Sourced, blank_refused, confirmed_together
from meetings.models.meetings import Meeting


class DateChange(models.Model):
    """A meeting was moved: what its date had been, and why. The first row keeps the original date."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="date_changes")
    date_precision = models.CharField(max_length=7, choices=Meeting.Precision)
    starts_on = models.DateField()
    ends_on = models.DateField()
    reason = models.TextField(blank=True)
    # Whether the public knew of it: what a meeting moved from before it was announced, its members alone read.
    was_public = models.BooleanField(default=True)
    at = models.DateTimeField()
    by = models.ForeignKey("hoaip.User", models.PROTECT, related_name="+")

    class Meta:
        indexes = [
            # What a month of the calendar asks: which meetings had been fixed for one of its days.
            models.Index(fields=["starts_on"], condition=Q(date_precision="day"), name="meetings_datechange_on_day"),
        ]

    def __str__(self):
        return f"{self.meeting_id} from {self.starts_on}"


class RegisterNote(Addressed, Sourced):
    """What is known of a CBM's meetings without a year, and a number it keeps reserved."""

    cbm = models.ForeignKey(Cbm, models.PROTECT, related_name="register_notes")
    text = models.TextField()
    reserved_ordinal = models.PositiveSmallIntegerField(null=True, blank=True)
    # The meeting that carried the number: it alone may carry it again.
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, null=True, blank=True, related_name="numbers_left", editable=False
    )

    class Meta:
        constraints = [
            blank_refused("meetings_registernote_text", "text", _("A note says something.")),
            models.UniqueConstraint(fields=["cbm", "reserved_ordinal"], name="meetings_registernote_one_ordinal"),
            confirmed_together("meetings_registernote_confirmed"),
        ]

    def __str__(self):
        return self.text[:60]

    def permission_anchors(self):
        return self.cbm.permission_anchors()
