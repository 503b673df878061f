"""Flags that wait for a person, for the home page of the signed in."""

from django import template

from cbms.models import Flag
from hoaip.attention import HANDED_OVER, Task
from hoaip.decorators import reader
from hoaip.grants import holdings
from hoaip.permissions import MATRIX, Permission
from hoaip.templatetags.ui import request_of

register = template.Library()


@register.simple_tag(takes_context=True)
def attention_of_flags(context):
    """{% attention_of_flags as flags %}: tasks, one an open flag that this person may acknowledge and explain.

    One query.
    """
    held, may = holdings(reader(request_of(context))), MATRIX[Permission.ACKNOWLEDGE_FLAG]
    focal, staffed = held.ids("cbms.cbm", may), held.ids("hoaip.process", may)
    if not focal and not staffed:
        return []
    flags = Flag.objects.filter(state=Flag.State.OPEN, acknowledged_at=None).select_related("cbm")
    flags = flags.filter(cbm__in=focal) if focal else flags.filter(cbm__process__in=staffed)
    flags = flags.order_by("-year", "cbm__position")[:HANDED_OVER]
    return [Task("meetings/_attention_flag.html", {"flag": flag}, since=flag.opened_on) for flag in flags]
