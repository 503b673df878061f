"""The list of facts that wait for somebody to confirm them."""

from functools import cached_property

import django_filters
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cbms.facts import rooms_of
from cbms.models import RoleAssignment
from hoaip.lists import Chosen, Column, ListFilter, ListPage, days, named, written

STATES = [("unconfirmed", gettext_lazy("Unconfirmed")), ("disputed", gettext_lazy("Sources differ"))]


class FactFilter(ListFilter):
    """By what it is about, chosen by tabs: the rooms in which this reader may confirm facts."""

    of = Chosen(label=gettext_lazy("Facts of"))
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"), choices=STATES, empty_label=gettext_lazy("All"), method="taken_later"
    )

    def __init__(self, request, rows):
        self.rooms = rooms_of(request.user)
        super().__init__(request, rows)
        self.filters["of"].extra["choices"] = [(key, room.words) for key, room in self.rooms.items()]

    def asked(self, request):
        if request.GET.get("of") or not self.rooms:
            return request.GET
        data = request.GET.copy()
        data["of"] = next(iter(self.rooms))
        return data

    def taken_later(self, queryset, name, value):
        # The rows are of three kinds: the list narrows them when it has them.
        return queryset

    def filter_queryset(self, queryset):
        return queryset


class FactList(ListPage):
    """Facts of one tab, in the order of its room."""

    name = "facts"
    export_route = "measures:fact_export"
    filter_class = FactFilter
    filters_are_shared = False
    template = "cbms/_fact.html"

    def seen(self):
        return RoleAssignment.objects.none()

    @cached_property
    def room(self):
        return None if self.filters.is_refused else self.filters.form.cleaned_data["of"]

    def arranged(self, rows):
        facts = self.filters.rooms[self.room].facts()
        state = self.filters.form.cleaned_data["state"]
        return [fact for fact in facts if not state or fact.state == state]

    def columns(self):
        return [
            written("name", _("Fact"), lambda fact: fact.name),
            written("words", _("What"), lambda fact: str(fact.words)),
            Column(_("From"), None, days("from_on", _("From"), lambda fact: fact.day)),
            written("basis", _("By what decision"), lambda fact: fact.basis),
            named("state", _("State"), lambda fact: fact.state, STATES),
            written("dispute_note", _("What differs"), lambda fact: fact.row.dispute_note),
            written("source", _("Source"), lambda fact: fact.row.source),
        ]

    @property
    def title(self):
        return _("Facts to confirm")

    def told(self, count):
        return ngettext("%(count)s fact", "%(count)s facts", count)
