"""The newest of a timeline on the page of a CBM, a stakeholder, a meeting or a process."""

from django import template

from hoaip.events import anchor_name
from hoaip.templatetags.ui import request_of
from hoaip.timeline.reading import timeline

register = template.Library()


@register.inclusion_tag("timeline/_timeline_of.html", takes_context=True)
def timeline_of(context, anchor, address, as_of=None, size=8):
    """{% timeline_of cbm address as_of %}: its newest events, those up to `as_of`; `address` is that of all of them.

    One query, and one for names while they are not kept.
    """
    request = request_of(context)
    until = as_of if as_of and as_of != request.today else None
    part = timeline(request, anchor_name(anchor), until=until, size=size)
    return {"request": request, "part": part, "address": address}
