"""The list of ministerial conferences."""

import django_filters
from django.db.models import Exists, OuterRef, Prefetch
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from conferences.models import Conference
from conferences.templatetags.conference_panels import co_chairs_of, conference_name
from hoaip.decorators import reader
from hoaip.lists import Cell, Column, ListFilter, ListPage, YearFilter, days, offered, written
from hoaip.models import Stakeholder
from hoaip.public_cache import facts
from hoaip.register import main_process
from hoaip.templatetags.ui import period
from hoaip.widgets import Listed


def conferences_seen(request):
    """The conferences of the process whose meetings this reader may know of, in the order of their days."""
    return (
        Conference.objects.visible_to(reader(request))
        .filter(process__in=main_process())
        .select_related("meeting__host", "meeting__process", "meeting__call", "process")
        .prefetch_related(Prefetch("co_chairs", Stakeholder.objects.order_by("pk")))
        .order_by("meeting__starts_on", "ordinal", "pk")
    )


def hosts():
    """Those who host a conference the public knows of, and everybody."""
    return offered(Exists(Conference.objects.filter(meeting__host=OuterRef("pk"), meeting__is_public=True)))


class ConferenceFilter(ListFilter):
    """By host and year."""

    host = django_filters.ChoiceFilter(
        field_name="meeting__host__slug",
        label=gettext_lazy("Host"),
        empty_label=gettext_lazy("all hosts"),
        widget=Listed,
    )
    year = YearFilter(field_name="meeting__starts_on")

    def __init__(self, request, rows):
        super().__init__(request, rows)
        self.offer("host", facts.get(request, "hosts of conferences", hosts))


class ConferenceList(ListPage):
    """Ministerial conferences the reader may know of, newest first. `everything` is what no filter narrows."""

    name = "conferences"
    export_route = "conferences:conference_export"
    filter_class = ConferenceFilter

    def seen(self):
        return conferences_seen(self.request)

    def arranged(self, rows):
        found = list(rows)
        self.everything = found if not self.filters.is_bound else list(self.seen())
        return found[::-1]

    def columns(self):
        context = {"request": self.request}

        def linked(row):
            address = reverse("conferences:conference_detail", kwargs={"ordinal": row.ordinal})
            return format_html('<a href="{}"><bdi>{}</bdi></a>', address, conference_name(row))

        return [
            Column(
                _("Conference"),
                linked,
                (
                    Cell("number", _("Number"), lambda row: row.ordinal, is_safe=True),
                    Cell("conference", _("Conference"), conference_name),
                ),
            ),
            Column(
                _("When"),
                lambda row: period(context, row.meeting),
                (
                    *days("first_day", _("First day"), lambda row: row.meeting.starts_on),
                    *days("last_day", _("Last day"), lambda row: row.meeting.ends_on),
                ),
            ),
            written("co_chairs", _("Co-chaired by"), co_chairs_of),
            written(
                "declaration",
                _("Declaration"),
                lambda row: row.declaration,
                html=lambda row: format_html('<bdi lang="en">{}</bdi>', row.declaration or "–"),
            ),
        ]

    @property
    def title(self):
        return _("Ministerial conferences")

    def told(self, count):
        return ngettext("%(count)s conference", "%(count)s conferences", count)
