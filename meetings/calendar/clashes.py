"""Meetings so near to a day that somebody is needed at both: a hint to who plans one. It stops nobody."""

from datetime import timedelta

from django.db.models import Q

from cbms.models import RoleAssignment
from meetings.models import AHEAD, HAPPENED, OF_THE_PROCESS, Meeting, MeetingCbm
from meetings.names import with_pairs

# Days before and after, for the way.
NEAR = timedelta(days=3)
# A meeting known to the day lasts a year at most: the index need not go back further.
LONGEST = timedelta(days=366)


def near(user, *, type, first, last, cbms, host, apart_from=None):
    """Meetings known to the day that this reader may see, from three days before `first` to three after `last`.

    Those that share a lead or the host (a stakeholder's key, or None) with a meeting of these CBMs on those days, and
    the bodies of the whole process, to which everybody comes; near to such a body, all. By day, in one query.
    """
    leading = RoleAssignment.objects.as_of(first).filter(role__in=RoleAssignment.LEADING)
    needed = leading.filter(cbm__in=cbms).values("stakeholder")
    own = Q(stakeholder__in=needed) | Q(stakeholder=host) if host else Q(stakeholder__in=needed)
    led = MeetingCbm.objects.filter(cbm__in=leading.filter(own).values("cbm")).values("meeting")
    shared = Q(pk__in=led) | Q(host__in=needed) | Q(type__in=OF_THE_PROCESS)
    if host:
        shared |= Q(host=host)
    rows = Meeting.objects.visible_to(user).filter(
        Q() if type in OF_THE_PROCESS else shared,
        state__in=[*AHEAD, *HAPPENED],
        date_precision="day",
        starts_on__range=(first - LONGEST, last + NEAR),
        ends_on__gte=first - NEAR,
    )
    return with_pairs(rows.exclude(pk=apart_from.pk) if apart_from else rows).order_by("starts_on", "pk")
