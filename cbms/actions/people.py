"""What the CBMs hold of a person whose account ends."""

from django.db.models import Q

from cbms.actions.focal_points import end_focal_point
from cbms.models import FocalPoint


def release_focal_points(user, *, today, reason, by):
    """End every office of focal point that lasts beyond today (one that has not begun, on its first day)."""
    rows = FocalPoint.objects.filter(user=user).filter(Q(until_on__isnull=True) | Q(until_on__gt=today))
    for row in rows.order_by("pk"):
        end_focal_point(row, until_on=max(today, row.from_on), reason=reason, by=by)


def is_focal_point(user, *, today):
    """Whether the person is a focal point today or will be one: what settings.HELD_BEYOND_DELEGATIONS asks."""
    return FocalPoint.objects.filter(user=user).filter(Q(until_on__isnull=True) | Q(until_on__gte=today)).exists()
