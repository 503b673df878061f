"""The meetings around a CBM on a day: the latest, the next, and those that decided its roles."""

from collections import defaultdict

from django import template
from django.db.models import Prefetch, Q, prefetch_related_objects

from hoaip.decorators import reader
from hoaip.grants import can
from hoaip.permissions import Permission
from hoaip.templatetags.ui import request_of
from meetings.models import AHEAD, HAPPENED, Meeting, MeetingCbm, RoleDecision
from meetings.names import headline

register = template.Library()


@register.simple_tag(takes_context=True)
def meetings_around(context, cbm, as_of):
    """{% meetings_around cbm as_of as around %}: what this reader may know of, three queries for all of it.

    `.latest` held up to that day and `.next` after it are each {"meeting", "title"}; `.decided` is
    {role id: [(meeting, title)]}. Pass `.next` and `.latest` to their cards with `include`.
    """
    user = reader(request_of(context))
    seen = Meeting.objects.visible_to(user)
    of_cbm = seen.of_cbm(cbm)
    latest = of_cbm.filter(state__in=HAPPENED, starts_on__lte=as_of).order_by("-starts_on", "-pk").values("pk")[:1]
    coming = Q(state__in=AHEAD, ends_on__gte=as_of) | Q(state__in=HAPPENED, starts_on__gt=as_of)
    following = of_cbm.filter(coming).order_by("starts_on", "pk").values("pk")[:1]
    nearest = list(Meeting.objects.filter(Q(pk__in=latest) | Q(pk__in=following)))
    decisions = list(
        RoleDecision.objects.filter(role__cbm=cbm, meeting__in=seen, ends_role=False).select_related("meeting")
    )
    # Of each meeting only its number in this CBM is asked for.
    pairs = Prefetch("pairs", MeetingCbm.objects.filter(cbm=cbm))
    prefetch_related_objects([*nearest, *(row.meeting for row in decisions)], pairs)
    decided = defaultdict(list)
    for row in decisions:
        decided[row.role_id].append((row.meeting, headline(row.meeting, cbm=cbm)))
    held = [each for each in nearest if each.state in HAPPENED and each.starts_on <= as_of]
    ahead = [each for each in nearest if each not in held]
    return {
        "latest": {"meeting": held[0] if held else None, "title": headline(held[0], cbm=cbm) if held else ""},
        "next": {"meeting": ahead[0] if ahead else None, "title": headline(ahead[0], cbm=cbm) if ahead else ""},
        "decided": decided,
        "may_plan": can(user, Permission.PLAN_MEETING, cbm),
    }


@register.simple_tag
def decided_by(around, roles):
    """{% decided_by around bundle.roles as meetings %}: [(meeting, title)] that decided any of these roles."""
    return list(
        {meeting.pk: (meeting, title) for role in roles for meeting, title in around["decided"][role.pk]}.values()
    )
