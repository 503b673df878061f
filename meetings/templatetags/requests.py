"""Meetings that wait for approval on other pages: a CBM's, and what waits for a person."""

from django import template
from django.db.models import Count, Q
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
    """{% requests_of cbm as_of %}: the way to its requests, with how many wait and were not approved. One query.

    Nothing, without a query, for who does not see the queue and for another day than today.
    """
    request = request_of(context)
    if as_of != request.today or not can(reader(request), Permission.VIEW_REQUESTS, cbm):
        return {}
    rows = Meeting.objects.reachable_by(reader(request)).filter(
        state__in=list(WAYS), pk__in=MeetingCbm.objects.filter(cbm=cbm).values("meeting")
    )
    found = rows.aggregate(
        waiting=Count("pk", filter=Q(state=Meeting.State.REQUESTED)),
        refused=Count("pk", filter=Q(state=Meeting.State.REJECTED)),
    )
    return {"request": request, "cbm": cbm, **found}


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
