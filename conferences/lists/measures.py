"""The list of proposed measures: what narrows it, and what stands in a row, on the screen and in a file."""

import django_filters
from django.db.models import Case, Value, When
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cbms.circle import called
from conferences.lists.initiatives import code_choices
from conferences.models import MeasureProposal
from hoaip.decorators import reader
from hoaip.lists import Cell, Column, ListFilter, ListPage, days, named, written
from hoaip.public_cache import facts
from hoaip.templatetags.ui import dual_date
from hoaip.widgets import Listed

STATES = MeasureProposal.State.choices


class MeasureFilter(ListFilter):
    """By state and CBM."""

    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"), choices=STATES, empty_label=gettext_lazy("all states"), widget=Listed
    )
    cbm = django_filters.ChoiceFilter(
        field_name="cbm__code", label=gettext_lazy("CBM"), widget=Listed, empty_label=None
    )

    def __init__(self, request, rows):
        super().__init__(request, rows)
        self.filters["cbm"].extra["choices"] = facts.get(request, "cbm choices of initiatives", code_choices)


class MeasureList(ListPage):
    """Proposed measures the reader may see, in the order of their way, the newest first."""

    name = "measures"
    export_route = "umbrella:measure_export"
    filter_class = MeasureFilter
    order = ("place", "-pk")

    def seen(self):
        return MeasureProposal.objects.visible_to(reader(self.request))

    def shaped(self, rows):
        places = Case(*(When(state=state, then=Value(n)) for n, (state, _words) in enumerate(STATES)))
        return rows.annotate(place=places).select_related("cbm", "proposed_by")

    def columns(self):
        context = {"request": self.request}

        def linked(row):
            address = reverse("umbrella:measure_detail", kwargs={"uid": row.uid})
            return format_html('<a href="{}"><bdi>{}</bdi></a>', address, row.title)

        return [
            Column(
                _("Measure"),
                linked,
                (
                    Cell("measure", _("Measure"), lambda row: row.title),
                    Cell("summary", _("What it would do"), lambda row: row.summary),
                ),
            ),
            written("cbm", _("CBM"), lambda row: row.cbm.short),
            written("proposed_by", _("Proposed by"), lambda row: called(row.proposed_by) if row.proposed_by else ""),
            named("state", _("State"), lambda row: row.state, STATES),
            Column(
                _("Settled on"),
                lambda row: dual_date(context, row.settled_on) if row.settled_on else "–",
                days("settled_on", _("Settled on"), lambda row: row.settled_on),
            ),
        ]

    @property
    def title(self):
        return _("Proposed measures")

    def told(self, count):
        return ngettext("%(count)s measure", "%(count)s measures", count)
