"""What a person watches: whoever does is written to when something happens around it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from hoaip.models.bases import Addressed


class Watch(Addressed):
    """One person watches one timeline: `name` is that of its anchor, "cbm:dm" or "meeting:<uid>"."""

    user = models.ForeignKey("hoaip.User", models.PROTECT, related_name="watches", editable=False)
    name = models.CharField(max_length=80, editable=False)
    # Events told up to then are in letters before, or older than the watch.
    told_at = models.DateTimeField(editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "name"],
                name="hoaip_watch_once",
                violation_error_message=_("You watch this already."),
            ),
        ]

    def __str__(self):
        return f"{self.user_id} {self.name}"
