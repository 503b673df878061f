"""The settings of the two-a-year rule."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hoaip.models import EARLIEST, LATEST, Addressed, blank_refused


class WatchRule(models.Model):
    """The settings of the two-a-year rule: one row, changed by the administrator."""

    class Calendar(models.TextChoices):
        GREGORIAN = "gregorian", _("Gregorian year")
        SOLAR = "solar", _("Solar Hijri year, from 1 Hamal")

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    calendar = models.CharField(_("year"), max_length=9, choices=Calendar, default=Calendar.GREGORIAN)
    lead_days = models.PositiveSmallIntegerField(_("days from invitation to meeting"), default=50)
    gap_days = models.PositiveSmallIntegerField(_("days between two meetings"), default=120)
    warn_days = models.PositiveSmallIntegerField(_("days of warning before the latest invitation"), default=30)
    # The first day the watch ran: a year that was over by then is never mailed.
    first_run_on = models.DateField(null=True, blank=True, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(name="meetings_watchrule_one", condition=Q(id=1)),
            models.CheckConstraint(
                name="meetings_watchrule_days",
                condition=Q(lead_days__lte=365, gap_days__lte=365, warn_days__lte=365)
                & Q(calendar__in=["gregorian", "solar"]),
                violation_error_message=_("Days of the rule are between 0 and 365."),
            ),
        ]

    def __str__(self):
        return f"{self.calendar}, {self.lead_days}/{self.gap_days}/{self.warn_days}"


class Blackout(Addressed):
    """Days on which no invitation goes out: the latest day moves back to before them."""

    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"))
    reason = models.CharField(_("reason"), max_length=160)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="meetings_blackout_days",
                condition=Q(from_on__gte=EARLIEST, until_on__gte=F("from_on"), until_on__lte=LATEST),
                violation_error_message=_(
                    "It ends on or after its first day, and both days lie between 2011 and 2100."
                ),
            ),
            blank_refused("meetings_blackout_reason", "reason", _("A blackout has a reason.")),
        ]

    def __str__(self):
        return f"{self.from_on} to {self.until_on}"
