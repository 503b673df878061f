"""The list of programmes: what narrows it, and what stands in a row, on the screen and in a file."""

import django_filters
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cbms.circle import called
from conferences.lists.initiatives import code_choices
from conferences.models import Programme
from hoaip.language import localized, page_language
from hoaip.lists import Cell, Column, ListFilter, ListPage, days, named, offered, written
from hoaip.models import Stakeholder
from hoaip.protocol import protocol_key
from hoaip.public_cache import facts
from hoaip.templatetags.ui import dual_date
from hoaip.widgets import Listed

STATUSES = Programme.Status.choices


def organizations():
    """Organizations with a programme, and every organization."""
    return offered(Exists(Programme.objects.filter(organization=OuterRef("pk"))), kind=Stakeholder.Kind.ORGANIZATION)


def states():
    """Countries that a programme names, and every country."""
    named_ones = Programme.states.through.objects.filter(stakeholder=OuterRef("pk"))
    return offered(Exists(named_ones), kind=Stakeholder.Kind.COUNTRY)


class ProgrammeFilter(ListFilter):
    """By organization, CBM, state and status."""

    organization = django_filters.ChoiceFilter(
        field_name="organization__slug",
        label=gettext_lazy("Organization"),
        empty_label=gettext_lazy("all organizations"),
        widget=Listed,
    )
    cbm = django_filters.ChoiceFilter(
        field_name="cbms__code", label=gettext_lazy("CBM"), widget=Listed, empty_label=None
    )
    state = django_filters.ChoiceFilter(
        field_name="states__slug",
        label=gettext_lazy("Country"),
        empty_label=gettext_lazy("all countries"),
        widget=Listed,
    )
    status = django_filters.ChoiceFilter(
        label=gettext_lazy("Status"), choices=STATUSES, empty_label=gettext_lazy("all"), widget=Listed
    )

    def __init__(self, request, rows):
        super().__init__(request, rows)
        self.offer("organization", facts.get(request, "organizations of programmes", organizations))
        self.filters["cbm"].extra["choices"] = facts.get(request, "cbm choices of initiatives", code_choices)
        self.offer("state", facts.get(request, "states of programmes", states))


class ProgrammeList(ListPage):
    """Programmes of organizations, by organization."""

    name = "programmes"
    export_route = "umbrella:programme_export"
    filter_class = ProgrammeFilter
    order = ("organization__code", "title_en", "pk")

    def seen(self):
        return Programme.objects.all()

    def shaped(self, rows):
        return rows.select_related("organization").prefetch_related("cbms", "states")

    def columns(self):
        context, language = {"request": self.request}, page_language()

        def title(row):
            return localized(row, "title", language)[0]

        def linked(row):
            address = reverse("umbrella:programme_detail", kwargs={"uid": row.uid})
            return format_html('<a href="{}"><bdi>{}</bdi></a>', address, title(row))

        def day(value):
            return dual_date(context, value) if value else "–"

        return [
            Column(_("Programme"), linked, (Cell("programme", _("Programme"), title),)),
            written("organization", _("Organization"), lambda row: called(row.organization, language)),
            written("cbms", _("CBMs"), lambda row: ", ".join(sorted(cbm.short for cbm in row.cbms.all()))),
            written("states", _("Countries"), lambda row: states_words(row, language)),
            named("status", _("Status"), lambda row: row.status, STATUSES),
            Column(_("From"), lambda row: day(row.starts_on), days("starts_on", _("From"), lambda row: row.starts_on)),
            Column(_("Until"), lambda row: day(row.ends_on), days("ends_on", _("Until"), lambda row: row.ends_on)),
        ]

    @property
    def title(self):
        return _("Programmes of regional organizations")

    def told(self, count):
        return ngettext("%(count)s programme", "%(count)s programmes", count)


def states_words(row, language):
    """Its states in protocol order; none means the region as a whole."""
    names = sorted((called(each, language) for each in row.states.all()), key=lambda each: protocol_key(each, language))
    return _(", ").join(names) or _("the region")
