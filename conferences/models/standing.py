"""What commitments and actions share: who sees one, and by when it is due."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hoaip.grants import by_readers, holdings
from hoaip.ladder import Rung, standing
from hoaip.models import EARLIEST, LATEST
from hoaip.permissions import Role

# How far somebody may choose to show one; a draft is shown to its drafters alone, whatever was chosen.
RUNGS = (Rung.MINISTRY, Rung.MEMBERS, Rung.PARTICIPANTS, Rung.PUBLIC)


class DuePrecision(models.TextChoices):
    DAY = "day", _("day")
    MONTH = "month", _("month")
    ONGOING = "ongoing", _("ongoing")


def due_in_order(name):
    """The check that what is ongoing has no day, and everything else one between 2011 and 2100."""
    return models.CheckConstraint(
        name=name,
        condition=Q(due_precision="ongoing", due_on__isnull=True)
        | Q(due_precision__in=["day", "month"], due_on__isnull=False, due_on__gte=EARLIEST, due_on__lte=LATEST),
        violation_error_message=_("It is due on a day or in a month between 2011 and 2100, or it is ongoing."),
    )


class StandingQuerySet(models.QuerySet):
    """Rows with a process, anchors and a `shown_rung`: the ladder says who sees them."""

    @by_readers
    def visible_to(self, user):
        """Who stands on its rung; and whose own it is, once it is no draft."""
        held = holdings(user)
        seen = self.opened() | standing(held, "shown_rung")
        if speaks_for := held.ids("hoaip.stakeholder", {Role.DELEGATE}):
            seen |= Q(shown_rung__gte=Rung.MINISTRY) & self.owned_by(speaks_for)
        return self.filter(seen)

    def opened(self):
        """As a Q: those that everybody sees since a moment that was fixed for them."""
        return Q()

    def owned_by(self, stakeholders):
        """As a Q: those of which one of these primary keys is an owner."""
        raise NotImplementedError
