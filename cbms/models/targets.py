"""How many RTGMs a CBM should hold in a year, and the flag that stands when it does not."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cbms.models.measures import Cbm
from hoaip.grants import by_readers, holdings
from hoaip.models import Addressed, blank_refused
from hoaip.permissions import MATRIX, Permission


class TargetOverride(Addressed):
    """A CBM's target for one year where it differs from settings.RTGMS_A_YEAR. A year below 1500 is a solar year."""

    cbm = models.ForeignKey(Cbm, models.PROTECT, related_name="targets")
    year = models.PositiveSmallIntegerField(_("year"))
    target = models.PositiveSmallIntegerField(_("target"))
    reason = models.TextField(_("reason"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cbm", "year"],
                name="cbms_targetoverride_one_a_year",
                violation_error_message=_("This CBM has a target of its own for that year already."),
            ),
            models.CheckConstraint(
                name="cbms_targetoverride_range",
                condition=Q(target__lte=12) & (Q(year__gte=2011, year__lte=2100) | Q(year__gte=1390, year__lte=1479)),
                violation_error_message=_("A target is 0 to 12 meetings for a year from 2011 (1390) on."),
            ),
            blank_refused("cbms_targetoverride_reason", "reason", _("A target of its own has a reason.")),
        ]

    def __str__(self):
        return f"{self.cbm_id} {self.year}: {self.target}"


class FlagQuerySet(models.QuerySet):
    @by_readers
    def visible_to(self, user):
        """Flags of the processes whose board this reader may see; none for everybody else."""
        held, allowed = holdings(user), MATRIX[Permission.VIEW_BOARD]
        if not held.any(allowed):
            return self.none()
        cbms = held.ids("cbms.cbm", allowed)
        seen = Q(cbm__process__in=held.ids("hoaip.process", allowed))
        if cbms:
            seen |= Q(cbm__process__in=Cbm.objects.filter(pk__in=cbms).values("process"))
        return self.filter(seen)


class Flag(Addressed):
    """A CBM is at risk of missing, or missed, its target of a year. One per CBM, year and kind; never public."""

    class Kind(models.TextChoices):
        RTGM_TARGET = "rtgm_target", _("RTGM target")

    class Level(models.TextChoices):
        AT_RISK = "at_risk", _("at risk")
        MISSED = "missed", _("missed")

    class State(models.TextChoices):
        OPEN = "open", _("open")
        RESOLVED = "resolved", _("resolved")
        WAIVED = "waived", _("waived")

    cbm = models.ForeignKey(Cbm, models.PROTECT, related_name="flags")
    year = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=11, choices=Kind, default=Kind.RTGM_TARGET)
    level = models.CharField(max_length=7, choices=Level)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    # How often it was opened: with its level it names the one mail that goes out.
    opening = models.PositiveSmallIntegerField(default=1)
    opened_on = models.DateField()
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey("hoaip.User", models.PROTECT, null=True, blank=True, related_name="+")
    explanation = models.TextField(_("explanation"), blank=True)
    waived_at = models.DateTimeField(null=True, blank=True)
    waived_by = models.ForeignKey("hoaip.User", models.PROTECT, null=True, blank=True, related_name="+")
    waiver_reason = models.TextField(_("reason of the waiver"), blank=True)

    objects = FlagQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cbm", "year", "kind"], name="cbms_flag_one_a_year"),
            models.CheckConstraint(
                name="cbms_flag_words",
                condition=Q(level__in=["at_risk", "missed"]) & Q(state__in=["open", "resolved", "waived"]),
                violation_error_message=_("A flag is at risk or missed, and open, resolved or waived."),
            ),
            models.CheckConstraint(
                name="cbms_flag_acknowledged",
                condition=Q(acknowledged_at__isnull=True, acknowledged_by__isnull=True)
                | Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False),
                violation_error_message=_("An acknowledged flag names the person who acknowledged it."),
            ),
            models.CheckConstraint(
                name="cbms_flag_waived",
                condition=Q(state="waived", waived_at__isnull=False, waived_by__isnull=False)
                & Q(waiver_reason__regex=r"\S")
                | ~Q(state="waived") & Q(waived_at__isnull=True, waived_by__isnull=True),
                violation_error_message=_("A waived flag names who waived it, when and why."),
            ),
        ]

    def __str__(self):
        return f"{self.cbm_id} {self.year} {self.level} {self.state}"

    def permission_anchors(self):
        return self.cbm.permission_anchors()


class FlagChange(models.Model):
    """One step in the life of a flag: what it was, what it became, and why."""

    flag = models.ForeignKey(Flag, models.PROTECT, related_name="history")
    on = models.DateField()
    at = models.DateTimeField(auto_now_add=True)
    level = models.CharField(max_length=7, choices=Flag.Level)
    state = models.CharField(max_length=8, choices=Flag.State)
    by = models.ForeignKey("hoaip.User", models.PROTECT, related_name="+")
    note = models.TextField(blank=True)

    def __str__(self):
        return f"{self.flag_id} {self.state} {self.level}"
