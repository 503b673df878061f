"""A person's own feed: the address that a calendar program asks without signing in."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hoaip.models import Addressed


class OwnFeed(Addressed):
    """The right to read one's meetings by an address: `uid` and a signature, which is stored nowhere."""

    user = models.ForeignKey("hoaip.User", models.PROTECT, related_name="own_feeds")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(ended_at__isnull=True),
                name="meetings_ownfeed_one_open",
                violation_error_message=_("A person has one calendar address at a time."),
            )
        ]

    def __str__(self):
        return f"{self.user_id} {self.created_at:%Y-%m-%d}"
