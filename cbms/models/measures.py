"""The six CBMs: what they are, and whether they are active."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hoaip.ladder import Rung
from hoaip.models import (
    EARLIEST,
    LATEST,
    Addressed,
    PublicQuerySet,
    Sourced,
    blank_refused,
    confirmed_together,
    earlier,
)
from hoaip.permissions import CBM_ROLES, Role


class Cbm(Addressed, Sourced):
    """A Confidence Building Measure of the process. An anchor of rights."""

    ANCHOR = ("code", "code")

    process = models.ForeignKey("hoaip.Process", models.PROTECT, related_name="cbms")
    code = models.SlugField(_("code"), max_length=8, unique=True)
    position = models.PositiveSmallIntegerField(unique=True)
    name_en = models.CharField(_("name, English"), max_length=120)
    name_fa = models.CharField(_("name, Dari"), max_length=120, blank=True)
    name_ps = models.CharField(_("name, Pashto"), max_length=120, blank=True)
    # One objective a line.
    objectives_en = models.TextField(_("objectives, English"), blank=True)
    objectives_fa = models.TextField(_("objectives, Dari"), blank=True)
    objectives_ps = models.TextField(_("objectives, Pashto"), blank=True)
    founded_on = models.DateField(_("founded on"))

    objects = PublicQuerySet.as_manager()

    class Meta:
        permissions = [(role.value, str(role.name).capitalize()) for role in CBM_ROLES]
        constraints = [
            blank_refused("cbms_cbm_named", "name_en", _("A CBM has an English name.")),
            models.CheckConstraint(
                name="cbms_cbm_founded",
                condition=Q(founded_on__gte=EARLIEST, founded_on__lte=LATEST),
                violation_error_message=_("A CBM was founded between 2011 and 2100."),
            ),
            confirmed_together("cbms_cbm_confirmed"),
        ]

    def __str__(self):
        return self.name_en

    @property
    def short(self):
        return self.code.upper()

    def permission_anchors(self):
        return [self, self.process]

    def rungs(self):
        """[(what, Rung)]: the page is everybody's, the names on it of whom to write to are not."""
        return [(_("This page"), Rung.PUBLIC), (_("Technical focal points"), Rung.MEMBERS)]

    @classmethod
    def anchors_of(cls, stakeholder):
        """The anchors on which delegates of this stakeholder may hold something."""
        return cls.objects.filter(roles__stakeholder=stakeholder).distinct()

    def grant_holders(self, on):
        """{(user id, role, last day or None)}: focal points, and delegates of who holds a role on that day."""
        holders = {
            (row.user_id, Role.FOCAL_POINT.value, row.until_on)
            for row in self.focal_points.as_of(on).filter(user__is_active=True).only("user_id", "until_on")
        }
        delegates = (
            self.roles.as_of(on)
            .filter(stakeholder__delegates__from_on__lte=on, stakeholder__delegates__user__is_active=True)
            .filter(Q(stakeholder__delegates__until_on__isnull=True) | Q(stakeholder__delegates__until_on__gte=on))
            .values_list("stakeholder__delegates__user_id", "role", "until_on", "stakeholder__delegates__until_on")
        )
        for user_id, role, role_ends, delegation_ends in delegates:
            holders.add((user_id, role, earlier(role_ends, delegation_ends)))
        return holders

    @classmethod
    def delegates_hold(cls, stakeholder, on):
        """[(primary key, role)]: what a delegate of this stakeholder (its key) holds on that day. One query."""
        in_force = Q(roles__until_on__isnull=True) | Q(roles__until_on__gte=on)
        rows = cls.objects.filter(in_force, roles__stakeholder=stakeholder, roles__from_on__lte=on)
        return set(rows.values_list("pk", "roles__role"))


class Standing(Addressed):
    """From a day on a CBM is active, suspended or concluded; before its first row it is active."""

    class State(models.TextChoices):
        ACTIVE = "active", _("active")
        SUSPENDED = "suspended", _("suspended")
        CONCLUDED = "concluded", _("concluded")

    cbm = models.ForeignKey(Cbm, models.PROTECT, related_name="standings")
    state = models.CharField(max_length=9, choices=State)
    from_on = models.DateField(_("from"))
    reason = models.TextField(_("reason"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cbm", "from_on"],
                name="cbms_standing_one_a_day",
                violation_error_message=_("The standing of this CBM changes on that day already."),
            ),
            models.CheckConstraint(
                name="cbms_standing_state",
                condition=Q(state__in=["active", "suspended", "concluded"])
                & Q(from_on__gte=EARLIEST, from_on__lte=LATEST),
                violation_error_message=_("A CBM is active, suspended or concluded from a day between 2011 and 2100."),
            ),
            blank_refused("cbms_standing_reason", "reason", _("A change of standing has a reason.")),
        ]

    def __str__(self):
        return f"{self.cbm_id} {self.state} from {self.from_on}"
