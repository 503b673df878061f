"""What a CBM lacks on a day: a lead, a focal point, a national focal institution (product A8)."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Subquery, TextChoices
from django.utils.translation import gettext_lazy as _

from cbms.models import Cbm, FocalInstitution, FocalPoint, RoleAssignment


class Missing(TextChoices):
    LEAD = "lead", _("No lead")
    FOCAL_POINT = "focal_point", _("No focal point")
    INSTITUTION = "institution", _("No national focal institution")


@dataclass(frozen=True)
class Gap:
    """One thing one CBM lacks, and since which day: after the last row that closed it, or the founding of the CBM."""

    cbm: Cbm
    missing: Missing
    since: date


def gaps(day):
    """[Gap] of that day in the order of the six; two equal co-leads are leads (product section 3). One query."""
    closing = {
        Missing.LEAD: RoleAssignment.objects.filter(role__in=RoleAssignment.LEADING),
        Missing.FOCAL_POINT: FocalPoint.objects.filter(kind=FocalPoint.Kind.PRIMARY),
        Missing.INSTITUTION: FocalInstitution.objects.all(),
    }
    told = {}
    for missing, rows in closing.items():
        of_cbm = rows.filter(cbm=OuterRef("pk"))
        over = of_cbm.filter(until_on__lt=day).order_by("-until_on").values("until_on")[:1]
        counts = of_cbm.as_of(day)
        if missing == Missing.FOCAL_POINT:
            counts = counts.filter(user__is_active=True)
        told |= {f"has_{missing.value}": Exists(counts), f"{missing.value}_until": Subquery(over)}
    cbms = Cbm.objects.select_related("process").annotate(**told).order_by("position")
    return [
        Gap(cbm, missing, since=last + timedelta(days=1) if last else cbm.founded_on)
        for cbm in cbms
        for missing in Missing
        if not getattr(cbm, f"has_{missing.value}")
        for last in [getattr(cbm, f"{missing.value}_until")]
    ]
