"""The meetings around a CBM on a day: the latest, the next, and those that decided its roles."""

from collections import defaultdict

from django import template
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, Subquery

from hoaip.decorators import reader
from hoaip.grants import can
from hoaip.permissions import Permission
from hoaip.templatetags.ui import request_of
from meetings.models import AGREED, AHEAD, HAPPENED, Meeting, RecordRevision, RoleDecision
from meetings.names import headline, pairs_of, with_pairs

register = template.Library()


@register.simple_tag(takes_context=True)
def meetings_around(context, cbm, as_of):
    """{% meetings_around cbm as_of as around %}: what this reader may know of, one query for all of it.

    `.latest` held up to that day, `.recorded`, the latest with an agreed record that this reader may read, and `.next`,
    which ends first after it, are each {"meeting", "title"}; `.decided` is {role id: [(meeting, title)]}. Pass them to
    their cards with `include`.
    """
    user = reader(request_of(context))
    seen = Meeting.objects.visible_to(user)
    # By the days of the pairs, whose indexes stop at the first that fits.
    latest = (
        seen.filter(pairs__cbm=cbm, pairs__starts_on__lte=as_of, state__in=HAPPENED)
        .order_by("-pairs__starts_on", "-pairs__meeting_id")
        .values("pk")[:1]
    )
    coming = Q(state__in=AHEAD) | Q(state__in=HAPPENED, starts_on__gt=as_of)
    following = (
        seen.filter(coming, pairs__cbm=cbm, pairs__ends_on__gte=as_of)
        .order_by("pairs__ends_on", "pairs__meeting_id")
        .values("pk")[:1]
    )
    decisions = RoleDecision.objects.filter(role__cbm=cbm, ends_role=False)
    agreed = RecordRevision.objects.visible_to(user).filter(state__in=AGREED)
    recorded = (
        agreed.filter(meeting__pairs__cbm=cbm, meeting__starts_on__lte=as_of)
        .order_by("-meeting__starts_on", "-meeting_id")
        .values("meeting")[:1]
    )
    newest_text = agreed.filter(meeting=OuterRef("pk")).order_by("-number").values("uid")[:1]
    found = list(
        with_pairs(seen)
        # One set of keys: three conditions joined by OR would read every meeting.
        .filter(pk__in=latest.union(following, decisions.values("meeting"), recorded, all=True))
        .annotate(decides=ArraySubquery(decisions.filter(meeting=OuterRef("pk")).values("role")))
        .annotate(record_uid=Subquery(newest_text))
        .order_by("starts_on", "pk")
    )
    titles = {meeting.pk: headline(meeting, cbm=cbm) for meeting in found}
    decided = defaultdict(list)
    for meeting in found:
        for role in meeting.decides:
            decided[role].append((meeting, titles[meeting.pk]))
    # What decided a role may be another's meeting, or an earlier or later one of this CBM.
    own = [each for each in found if any(pair.cbm.pk == cbm.pk for pair in pairs_of(each))]
    past = [each for each in own if each.state in HAPPENED and each.starts_on <= as_of]
    ahead = [
        each
        for each in own
        if each.ends_on >= as_of and (each.state in AHEAD or (each.state in HAPPENED and each.starts_on > as_of))
    ]
    nearest = {
        "latest": max(past, key=lambda each: (each.starts_on, each.pk), default=None),
        "next": min(ahead, key=lambda each: (each.ends_on, each.pk), default=None),
        "recorded": max(
            (each for each in past if each.record_uid), key=lambda each: (each.starts_on, each.pk), default=None
        ),
    }
    nearest = {name: {"meeting": each, "title": titles[each.pk]} if each else {} for name, each in nearest.items()}
    return nearest | {"decided": decided, "may_plan": can(user, Permission.PLAN_MEETING, cbm)}


@register.simple_tag
def decided_by(around, roles):
    """{% decided_by around bundle.roles as meetings %}: [(meeting, title)] that decided any of these roles."""
    return list(
        {meeting.pk: (meeting, title) for role in roles for meeting, title in around["decided"][role.pk]}.values()
    )
