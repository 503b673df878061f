"""What narrows lists of meetings, and their calendar."""

import django_filters
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy

from cbms.filters import cbm_choices
from hoaip.lists import ListFilter, OneOfMany, YearFilter, offered
from hoaip.public_cache import facts
from hoaip.widgets import Listed
from meetings.models import UNDECIDED, Meeting, MeetingCbm


def hosts():
    """Those who host a meeting the public knows of, and everybody."""
    # Its newest one, and not whether there is any: that is one probe of its index, never a walk over all meetings.
    public = Meeting.objects.filter(host=OuterRef("pk"), is_public=True).order_by("-starts_on", "-pk")
    return offered(Subquery(public.values("pk")[:1]))


class CalendarFilter(ListFilter):
    """By CBM, type and host."""

    cbm = django_filters.MultipleChoiceFilter(label=gettext_lazy("CBM"), widget=OneOfMany, method="of_cbms")
    type = django_filters.ChoiceFilter(
        choices=Meeting.Type, label=gettext_lazy("Type"), empty_label=gettext_lazy("all types"), widget=Listed
    )
    host = django_filters.ChoiceFilter(
        field_name="host__slug", label=gettext_lazy("Host"), empty_label=gettext_lazy("all hosts"), widget=Listed
    )

    def __init__(self, request, rows):
        super().__init__(request, rows)
        self.filters["cbm"].extra["choices"] = facts.get(request, "cbm choices", cbm_choices)
        self.offer("host", facts.get(request, "hosts of meetings", hosts))

    def of_cbms(self, queryset, name, value):
        if not value:
            return queryset
        return queryset.filter(pk__in=MeetingCbm.objects.filter(cbm__code__in=value).values("meeting"))

    def pill_words(self, name, value, words):
        return value.upper() if name == "cbm" else words


# What is not approved stands in no list but that of the requests.
LISTED = [each for each in Meeting.State.choices if each[0] not in UNDECIDED]


class MeetingFilter(CalendarFilter):
    """By CBM, type, host, state and year."""

    state = django_filters.ChoiceFilter(
        choices=LISTED, label=gettext_lazy("State"), empty_label=gettext_lazy("all states"), widget=Listed
    )
    year = YearFilter(field_name="starts_on")


def calendar_query(request):
    """The part of an address that narrows a calendar or feed as it narrows this page: "?cbm=dm", or nothing."""
    query = request.GET.copy()
    for name in set(query) - set(CalendarFilter.base_filters):
        query.pop(name)
    return f"?{query.urlencode()}" if query else ""
