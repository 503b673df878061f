"""Meetings that wait for approval on other pages: a CBM's, and what waits for a person."""

from django import template
from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _

from hoaip.attention import HANDED_OVER, Task
from hoaip.calendar import today_in_kabul
from hoaip.decorators import reader
from hoaip.grants import can, holdings
from hoaip.permissions import MATRIX, Permission, Role
from hoaip.templatetags.ui import request_of
from meetings.models import Meeting, MeetingCbm
from meetings.names import SHOWN, headline, with_pairs

register = template.Library()

WAYS = {
    Meeting.State.REQUESTED: lambda: (_("It waits for approval."), _("Decide")),
    Meeting.State.REJECTED: lambda: (_("It was not approved: mend it and ask again, or withdraw it."), _("Open it")),
}


@register.inclusion_tag("meetings/_requests_of.html", takes_context=True)
def requests_of(context, cbm, as_of):
    """{% requests_of cbm as_of %}: the way to its requests, for who sees the queue, where meetings need approval.

    No query: what is left of it once that is switched off stands on the first page of those who decide.
    """
    request = request_of(context)
    asks = settings.MEETINGS_NEED_APPROVAL and as_of == request.today
    return {"cbm": cbm, "is_shown": asks and can(reader(request), Permission.VIEW_REQUESTS, cbm)}


@register.simple_tag(takes_context=True)
def attention_of_requests(context):
    """{% attention_of_requests as requests %}: tasks, one a meeting to be decided on, or that was not approved.

    The first for those who decide, the second for the focal points of its CBMs. One query, none for others.
    """
    held = holdings(reader(request_of(context)))
    processes = held.ids("hoaip.process", MATRIX[Permission.APPROVE_MEETING])
    cbms = held.ids("cbms.cbm", {Role.FOCAL_POINT})
    if not processes and not cbms:
        return []
    asked = Q()
    if processes:
        asked |= Q(state=Meeting.State.REQUESTED, process__in=processes)
    if cbms:
        own = MeetingCbm.objects.filter(cbm__in=cbms).values("meeting")
        asked |= Q(state=Meeting.State.REJECTED, pk__in=own)
    rows = with_pairs(Meeting.objects.filter(asked)).only(*SHOWN, "requested_at")
    found = []
    for meeting in rows.order_by("requested_at", "pk")[:HANDED_OVER]:
        why, words = WAYS[meeting.state]()
        values = {"meeting": meeting, "title": headline(meeting), "why": why, "words": words}
        found.append(Task("meetings/_attention_request.html", values, since=today_in_kabul(meeting.requested_at)))
    return found
