"""What a CBM lacks on a day: a lead, a focal point, a national focal institution (product A8)."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Exists, Max, OuterRef, TextChoices
from django.utils.translation import gettext_lazy as _

from cbms.models import Cbm, FocalInstitution, FocalPoint, RoleAssignment


class Missing(TextChoices):
    LEAD = "lead", _("No lead")
    FOCAL_POINT = "focal_point", _("No focal point")
    INSTITUTION = "institution", _("No national focal institution")


@dataclass(frozen=True)
class Gap:
    """One thing one CBM lacks."""

    cbm: Cbm
    missing: Missing


def gaps(day):
    """[Gap] of that day in the order of the six; two equal co-leads are leads (product section 3). One query."""
    of_cbm = {"cbm": OuterRef("pk")}
    leads = RoleAssignment.objects.as_of(day).filter(role__in=RoleAssignment.LEADING, **of_cbm)
    persons = FocalPoint.objects.as_of(day).filter(kind=FocalPoint.Kind.PRIMARY, user__is_active=True, **of_cbm)
    institutions = FocalInstitution.objects.as_of(day).filter(**of_cbm)
    rows = Cbm.objects.annotate(
        has_lead=Exists(leads), has_focal_point=Exists(persons), has_institution=Exists(institutions)
    ).order_by("position")
    return [Gap(cbm, missing) for cbm in rows for missing in Missing if not getattr(cbm, f"has_{missing.value}")]


def since(gap, day):
    """The day a gap of `day` opened: after the last row that closed it, or the founding of the CBM."""
    rows = {
        Missing.LEAD: RoleAssignment.objects.filter(role__in=RoleAssignment.LEADING),
        Missing.FOCAL_POINT: FocalPoint.objects.filter(kind=FocalPoint.Kind.PRIMARY),
        Missing.INSTITUTION: FocalInstitution.objects.all(),
    }[gap.missing]
    last = rows.filter(cbm=gap.cbm, until_on__lt=day).aggregate(last=Max("until_on"))["last"]
    return last + timedelta(days=1) if last else gap.cbm.founded_on
