"""What the CBMs lack, as a panel of the administrator's first page."""

from django import template

from cbms.gaps import gaps
from cbms.models import Cbm

register = template.Library()


@register.inclusion_tag("cbms/_gaps.html")
def gap_report(today):
    """{% gap_report request.today %}: every gap with a link that opens its form filled in."""
    return {"gaps": gaps(today), "has_cbms": Cbm.objects.exists()}


@register.inclusion_tag("cbms/_cbms_to_edit.html")
def cbms_to_edit():
    """{% cbms_to_edit %}: the six, each with the way to its names and objectives."""
    return {"cbms": Cbm.objects.order_by("position")}
