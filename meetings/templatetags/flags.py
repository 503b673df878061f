"""Flags that wait for a person, for the home page of the signed in."""

from django import template

from cbms.models import Flag
from hoaip.decorators import reader
from hoaip.grants import holdings
from hoaip.permissions import MATRIX, Permission
from hoaip.templatetags.ui import request_of

register = template.Library()
MOST = 10


@register.inclusion_tag("meetings/_attention_flags.html", takes_context=True)
def attention_of_flags(context):
    """Open flags that nobody has acknowledged, of the CBMs whose flags this person may explain. One query."""
    request = request_of(context)
    held, may = holdings(reader(request)), MATRIX[Permission.ACKNOWLEDGE_FLAG]
    focal, staffed = held.ids("cbms.cbm", may), held.ids("hoaip.process", may)
    if not focal and not staffed:
        return {"request": request, "flags": []}
    flags = Flag.objects.filter(state=Flag.State.OPEN, acknowledged_at=None).select_related("cbm")
    flags = flags.filter(cbm__in=focal) if focal else flags.filter(cbm__process__in=staffed)
    return {"request": request, "flags": flags.order_by("-year", "cbm__position")[:MOST]}
