"""The day that others know of a meeting: its own or, while it has none, the last one that it was moved from."""

from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce

from meetings.models import HAPPENED, DateChange

# Of these it is known when they were: what had been planned is history.
OVER = (*HAPPENED, "annulled")


def with_known_days(meetings):
    """The queryset, each meeting with `known_on` and `known_until`; both None where nobody was told a day.

    A postponed meeting is known for the day that it was postponed from, whatever its new period is.
    """
    return meetings.annotate(known_on=_known("starts_on"), known_until=_known("ends_on"))


def has_known_day():
    """The condition on meetings that somebody was told a day: `known_on` is not None, in a quicker way."""
    told = Exists(dates_known().filter(meeting=OuterRef("pk")))
    return Q(date_precision="day") | ~Q(state__in=OVER) & Q(told)


def dates_known():
    """The DateChanges whose meeting may be known for that day: exact ones, of which those who see it were told."""
    told = Q(was_public=True) | Q(meeting__is_public=False)
    return DateChange.objects.filter(told, date_precision="day")


def _known(column):
    before = Subquery(dates_known().filter(meeting=OuterRef("pk")).order_by("-pk").values(column)[:1])
    own = When(date_precision="day", then=F(column))
    return Case(
        When(state="postponed", then=Coalesce(before, Case(own))),
        own,
        When(~Q(state__in=OVER), then=before),
    )
