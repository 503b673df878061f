"""The list of initiatives: what narrows it, and what stands in a row, on the screen and in a file."""

import django_filters
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cbms.models import Cbm
from conferences.models import Initiative, Pillar, Theme
from hoaip.language import localized, page_language
from hoaip.lists import Cell, Column, ListFilter, ListPage, named, written
from hoaip.models import Process
from hoaip.protocol import together
from hoaip.public_cache import facts
from hoaip.templatetags.ui import number
from hoaip.widgets import Listed, Options

STATUSES = Initiative.Status.choices


def process_choices():
    rows = Process.objects.order_by("launched_on", "pk")
    return Options([("", _("all processes")), *((row.slug, localized(row, "name")[0]) for row in rows)])


def code_choices():
    rows = Cbm.objects.order_by("position")
    return Options([("", _("all CBMs")), *((row.code, localized(row, "name")[0]) for row in rows)])


class InitiativeFilter(ListFilter):
    """By the process it feeds, theme, CBM and status."""

    process = django_filters.ChoiceFilter(
        field_name="process__slug", label=gettext_lazy("Feeds into"), widget=Listed, empty_label=None
    )
    theme = django_filters.ChoiceFilter(
        label=gettext_lazy("Theme"),
        choices=Theme.choices,
        empty_label=gettext_lazy("all themes"),
        widget=Listed,
        method="of_theme",
    )
    cbm = django_filters.ChoiceFilter(
        field_name="cbms__code", label=gettext_lazy("CBM"), widget=Listed, empty_label=None
    )
    status = django_filters.ChoiceFilter(
        label=gettext_lazy("Status"), choices=STATUSES, empty_label=gettext_lazy("all"), widget=Listed
    )

    def __init__(self, request, rows):
        super().__init__(request, rows)
        self.filters["process"].extra["choices"] = facts.get(request, "process choices of initiatives", process_choices)
        self.filters["cbm"].extra["choices"] = facts.get(request, "cbm choices of initiatives", code_choices)

    def of_theme(self, queryset, name, value):
        return queryset.filter(themes__contains=[value])


class InitiativeList(ListPage):
    """Initiatives by their short name."""

    name = "initiatives"
    export_route = "umbrella:initiative_export"
    filter_class = InitiativeFilter
    order = ("acronym", "pk")

    def seen(self):
        return Initiative.objects.all()

    def shaped(self, rows):
        arrived = Count("contributions", filter=~Q(contributions__arrived=""))
        return rows.annotate(arrived=arrived).select_related("process").prefetch_related("cbms")

    def columns(self):
        language = page_language()

        def called(row):
            return localized(row, "name", language)[0]

        def linked(row):
            address = reverse("umbrella:initiative_detail", kwargs={"slug": row.slug})
            return format_html('<a href="{}"><bdi>{}</bdi></a>', address, called(row))

        return [
            Column(
                _("Initiative"),
                linked,
                (
                    Cell("initiative", _("Initiative"), called),
                    Cell("address", _("Name in addresses"), lambda row: row.slug, is_safe=True),
                ),
            ),
            written("short_name", _("Short name"), lambda row: row.acronym),
            written("process", _("Feeds into"), lambda row: row.process.short_name),
            written("themes", _("Themes"), lambda row: words_of(row.themes, Theme)),
            written("cbms", _("CBMs"), lambda row: ", ".join(sorted(cbm.short for cbm in row.cbms.all()))),
            written("pillars", _("Pillars"), lambda row: words_of(row.pillars, Pillar)),
            named("status", _("Status"), lambda row: row.status, STATUSES),
            Column(
                _("Arrived"),
                lambda row: number(row.arrived),
                (Cell("arrived", _("Arrived"), lambda row: row.arrived, is_safe=True),),
                is_number=True,
            ),
        ]

    @property
    def title(self):
        return _("Initiatives")

    def told(self, count):
        return ngettext("%(count)s initiative", "%(count)s initiatives", count)


def words_of(values, choices):
    """ "Vision for peace and Security cooperation": some of the choices, as a sentence says them."""
    words = dict(choices.choices)
    return together([str(words[each]) for each in choices.values if each in values])
