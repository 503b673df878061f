"""Forms that were filled in without a connection: which meeting each became."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OfflineForm(models.Model):
    """A form that was given out as a file, came back and was written: once, whoever sends it again."""

    # The identity that the form was given out with: `uid` of its ticket (meetings/offline/tickets.py).
    form = models.UUIDField(_("form"), editable=False)
    meeting = models.ForeignKey("meetings.Meeting", models.PROTECT, related_name="offline_forms")
    # SHA-256 of what was filled in, so that a second file of the form is known to say something else.
    content_hash = models.CharField(max_length=64, editable=False)
    by = models.ForeignKey("hoaip.User", models.PROTECT, related_name="+", editable=False)
    at = models.DateTimeField(editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["form"],
                name="meetings_offlineform_once",
                violation_error_message=_("This form was logged already. It makes no second meeting."),
            )
        ]

    def __str__(self):
        return f"{self.form} {self.meeting_id}"
