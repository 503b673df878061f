"""Expressions of interest on other pages: a CBM's, the home page, the role form."""

import uuid

from django import template
from django.db.models import Q

from hoaip.attention import HANDED_OVER, Task
from hoaip.decorators import reader
from hoaip.grants import can, holdings
from hoaip.permissions import Permission, Role
from hoaip.templatetags.ui import request_of
from meetings.models import HAPPENED, Interest

register = template.Library()

MOST = 10


@register.inclusion_tag("meetings/_interests_of.html", takes_context=True)
def interests_of(context, cbm, as_of):
    """{% interests_of cbm as_of %}: the open ones this reader may know of, and the way to propose one. One query.

    Nothing, without a query, for the public and for another day than today.
    """
    request = request_of(context)
    user = reader(request)
    if as_of != request.today or not can(user, Permission.VIEW_INTERESTS):
        return {"is_shown": False}
    rows = Interest.objects.visible_to(user).still_open().filter(cbm=cbm).select_related("stakeholder")
    rows = list(rows.order_by("proposed_on", "pk")[:MOST])
    may_propose = can(user, Permission.PROPOSE_ROLE)
    return {
        "request": request,
        "cbm": cbm,
        "interests": rows,
        # A delegate sees the own ones alone: an open one stands in the way of another.
        "may_propose": may_propose and not rows,
        "is_shown": bool(rows) or may_propose or bool(holdings(user).on(cbm)),
    }


@register.simple_tag(takes_context=True)
def attention_of_interests(context):
    """{% attention_of_interests as interests %}: tasks, one an interest to be brought to a meeting, or decided.

    One query for those who may do either, none for others.
    """
    user = reader(request_of(context))
    held = holdings(user)
    to_bring = Q(state=Interest.State.PROPOSED) & (
        Q(cbm__in=held.ids("cbms.cbm", {Role.FOCAL_POINT}))
        | Q(cbm__process__in=held.ids("hoaip.process", {Role.REVIEWER}))
    )
    to_decide = Q(
        state=Interest.State.BROUGHT,
        meeting__state__in=HAPPENED,
        cbm__process__in=held.ids("hoaip.process", {Role.ADMINISTRATOR}),
    )
    if not (can(user, Permission.BRING_INTEREST) or can(user, Permission.DECIDE_INTEREST)):
        return []
    rows = Interest.objects.filter(to_bring | to_decide).select_related("cbm", "stakeholder")
    rows = rows.order_by("proposed_on", "pk")[:HANDED_OVER]
    return [
        Task("meetings/_attention_interest.html", {"interest": interest}, since=interest.proposed_on)
        for interest in rows
    ]


@register.inclusion_tag("meetings/_interest_notice.html", takes_context=True)
def interest_notice(context, form):
    """{% interest_notice form %}: the interest that a role form was opened for, with the way back to it.

    One query when there is one, none otherwise.
    """
    value = form["interest"].value()
    try:
        uid = uuid.UUID(str(value)) if value else None
    except ValueError:
        uid = None
    user = reader(request_of(context))
    found = Interest.objects.visible_to(user).filter(uid=uid).select_related("stakeholder").first() if uid else None
    return {"interest": found}
