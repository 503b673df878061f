"""Who holds which role in a CBM from when on, who its focal points are, and its national focal institution."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cbms.models.measures import Cbm
from hoaip.models import (
    Addressed,
    Dated,
    InclusiveRange,
    Point,
    PublicDatedQuerySet,
    Sourced,
    blank_refused,
    confirmed_together,
    days_in_order,
)
from hoaip.permissions import Role


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
