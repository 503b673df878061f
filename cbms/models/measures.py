"""The six CBMs: what they are, who holds which role from when, who the focal points are."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hoaip.models import (
    FIRST_DAY,
    LAST_DAY,
    Addressed,
    Dated,
    InclusiveRange,
    Point,
    PublicDatedQuerySet,
    PublicQuerySet,
    Sourced,
    blank_refused,
    confirmed_together,
    days_in_order,
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
                condition=Q(founded_on__gte=FIRST_DAY, founded_on__lte=LAST_DAY),
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
                & Q(from_on__gte=FIRST_DAY, from_on__lte=LAST_DAY),
                violation_error_message=_("A CBM is active, suspended or concluded from a day between 2011 and 2100."),
            ),
            blank_refused("cbms_standing_reason", "reason", _("A change of standing has a reason.")),
        ]

    def __str__(self):
        return f"{self.cbm_id} {self.state} from {self.from_on}"


class RoleAssignment(Addressed, Sourced, Dated):
    """A stakeholder leads, co-leads, takes part in or supports a CBM from a day on, by a decision."""

    class CbmRole(models.TextChoices):
        LEAD = Role.LEAD.value, _("Lead")
        CO_LEAD = Role.CO_LEAD.value, _("Co-lead")
        PARTICIPATING = Role.PARTICIPATING.value, _("Participating")
        SUPPORTING = Role.SUPPORTING.value, _("Supporting")

    LETTERS = {"lead": "L", "co_lead": "C", "participating": "P", "supporting": "S"}
    LEADING = (CbmRole.LEAD, CbmRole.CO_LEAD)

    cbm = models.ForeignKey(Cbm, models.PROTECT, related_name="roles")
    stakeholder = models.ForeignKey("hoaip.Stakeholder", models.PROTECT, related_name="cbm_roles")
    # Repeats the stakeholder's kind, held equal by a composite key in the database.
    stakeholder_kind = models.CharField(max_length=12, editable=False)
    role = models.CharField(_("role"), max_length=13, choices=CbmRole)
    basis = models.TextField(_("basis"), blank=True)

    objects = PublicDatedQuerySet.as_manager()

    class Meta:
        constraints = [
            days_in_order("cbms_roleassignment_days"),
            models.CheckConstraint(
                name="cbms_roleassignment_role",
                condition=Q(role__in=["lead", "co_lead", "participating"], stakeholder_kind="country")
                | Q(role="supporting", stakeholder_kind__in=["country", "organization"]),
                violation_error_message=_(
                    "An organization supports a CBM; it does not lead it or take part as a country."
                ),
            ),
            ExclusionConstraint(
                name="cbms_roleassignment_no_overlap",
                expressions=[
                    (Point("cbm"), RangeOperators.OVERLAPS),
                    (Point("stakeholder"), RangeOperators.OVERLAPS),
                    (InclusiveRange("from_on", "until_on"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_(
                    "This stakeholder already holds a role in this CBM in that period. End that role first."
                ),
            ),
            confirmed_together("cbms_roleassignment_confirmed"),
        ]

    def __str__(self):
        return f"{self.stakeholder}, {self.get_role_display()}"

    @property
    def letter(self):
        return self.LETTERS[self.role]

    def permission_anchors(self):
        return self.cbm.permission_anchors()


class FocalPoint(Addressed):
    """The person in the Afghan foreign ministry who looks after a CBM: one primary, any number of deputies."""

    class Kind(models.TextChoices):
        PRIMARY = "primary", _("Focal point")
        DEPUTY = "deputy", _("Deputy focal point")

    cbm = models.ForeignKey(Cbm, models.PROTECT, related_name="focal_points")
    user = models.ForeignKey("hoaip.User", models.PROTECT, related_name="focal_points")
    kind = models.CharField(_("kind"), max_length=7, choices=Kind, default=Kind.PRIMARY)
    unit = models.CharField(_("unit"), max_length=160, default="Regional Cooperation Directorate")
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"), null=True, blank=True)

    objects = PublicDatedQuerySet.as_manager()

    class Meta:
        constraints = [
            days_in_order("cbms_focalpoint_days"),
            ExclusionConstraint(
                name="cbms_focalpoint_one_primary",
                expressions=[
                    (Point("cbm"), RangeOperators.OVERLAPS),
                    (InclusiveRange("from_on", "until_on"), RangeOperators.OVERLAPS),
                ],
                condition=Q(kind="primary"),
                violation_error_message=_("This CBM already has a primary focal point in that period."),
            ),
            ExclusionConstraint(
                name="cbms_focalpoint_person_once",
                expressions=[
                    (Point("cbm"), RangeOperators.OVERLAPS),
                    (Point("user"), RangeOperators.OVERLAPS),
                    (InclusiveRange("from_on", "until_on"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("This person is already a focal point of the CBM in that period."),
            ),
        ]

    def __str__(self):
        return f"{self.user}, {self.cbm_id}"

    def permission_anchors(self):
        return self.cbm.permission_anchors()


class FocalInstitution(Addressed, Sourced, Dated):
    """The Afghan institution behind a CBM, such as the interior ministry for counter-narcotics."""

    cbm = models.ForeignKey(Cbm, models.PROTECT, related_name="institutions")
    name_en = models.CharField(_("name, English"), max_length=200)
    name_fa = models.CharField(_("name, Dari"), max_length=200, blank=True)
    name_ps = models.CharField(_("name, Pashto"), max_length=200, blank=True)

    objects = PublicDatedQuerySet.as_manager()

    class Meta:
        constraints = [
            days_in_order("cbms_focalinstitution_days"),
            blank_refused("cbms_focalinstitution_named", "name_en", _("An institution has an English name.")),
            ExclusionConstraint(
                name="cbms_focalinstitution_no_overlap",
                expressions=[
                    (Point("cbm"), RangeOperators.OVERLAPS),
                    (InclusiveRange("from_on", "until_on"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("This CBM already has a national focal institution in that period."),
            ),
            confirmed_together("cbms_focalinstitution_confirmed"),
        ]

    def __str__(self):
        return self.name_en

    def permission_anchors(self):
        return self.cbm.permission_anchors()
