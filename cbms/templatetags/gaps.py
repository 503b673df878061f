"""What the CBMs lack, on the administrator's screens and first page."""

from itertools import groupby
from operator import attrgetter

from django import template

from cbms.gaps import gaps
from cbms.models import Cbm
from hoaip.attention import Task
from hoaip.decorators import reader
from hoaip.grants import can
from hoaip.permissions import Permission
from hoaip.templatetags.ui import request_of

register = template.Library()


@register.inclusion_tag("cbms/_gaps.html")
def gap_report(today):
    """{% gap_report request.today %}: every gap with a link that opens its form filled in."""
    return {"gaps": gaps(today), "has_cbms": Cbm.objects.exists()}


@register.simple_tag(takes_context=True)
def attention_of_gaps(context):
    """{% attention_of_gaps as gaps %}: a task for each CBM that lacks something, for who may mend it. One query."""
    request = request_of(context)
    person = reader(request)
    if not can(person, Permission.MANAGE_ROLES):
        return []
    return [
        Task("cbms/_attention_gap.html", {"cbm": cbm, "missing": found}, since=min(gap.since for gap in found))
        for cbm, members in groupby(gaps(request.today), key=attrgetter("cbm"))
        if can(person, Permission.MANAGE_ROLES, cbm)
        for found in [list(members)]
    ]


@register.inclusion_tag("cbms/_cbms_to_edit.html")
def cbms_to_edit():
    """{% cbms_to_edit %}: the six, each with the way to its names and objectives."""
    return {"cbms": Cbm.objects.order_by("position")}
