"""The list of facts that wait for somebody to confirm them."""

from dataclasses import dataclass
from functools import cached_property

import django_filters
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cbms.circle import party_key
from cbms.models import Cbm, FocalInstitution, RoleAssignment
from hoaip.grants import can
from hoaip.language import localized, page_language
from hoaip.lists import Chosen, Column, ListFilter, ListPage, days, named, written
from hoaip.models import Membership
from hoaip.permissions import Permission
from hoaip.register import main_process

MEMBERSHIPS = "memberships"
# Of an import and by nobody confirmed, or disputed by whomever.
OPEN = Q(is_imported=True, confirmed_at__isnull=True) | Q(is_disputed=True)
STATES = [("unconfirmed", gettext_lazy("Unconfirmed")), ("disputed", gettext_lazy("Sources differ"))]


@dataclass(frozen=True, slots=True)
class Fact:
    """A role, an institution or a membership, as the list tells it."""

    kind: str
    row: object
    name: str
    words: str
    basis: str

    @property
    def pk(self):
        return f"{self.kind}{self.row.pk}"

    @property
    def confirm(self):
        return reverse(f"measures:{self.kind}_confirm", kwargs={"uid": self.row.uid})

    @property
    def dispute(self):
        return reverse(f"measures:{self.kind}_dispute", kwargs={"uid": self.row.uid})

    @property
    def state(self):
        return "disputed" if self.row.is_disputed else "unconfirmed"


class FactFilter(ListFilter):
    """By what it is about, chosen by tabs: a CBM of which this reader may confirm facts, or the memberships."""

    of = Chosen(label=gettext_lazy("Facts of"))
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"), choices=STATES, empty_label=gettext_lazy("All"), method="taken_later"
    )

    def __init__(self, request, rows):
        self.rooms = rooms_of(request.user)
        super().__init__(request, rows)
        self.filters["of"].extra["choices"] = list(self.rooms.items())

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


def rooms_of(user):
    """{key: words} of the tabs: where this person may confirm a fact."""
    cbms = Cbm.objects.select_related("process").order_by("position")
    rooms = {cbm.code: cbm.short for cbm in cbms if can(user, Permission.CONFIRM_FACT, cbm)}
    process = main_process().first()
    if process is not None and can(user, Permission.CONFIRM_FACT, process):
        rooms[MEMBERSHIPS] = _("Memberships")
    return rooms


class FactList(ListPage):
    """Facts of one tab, roles in the order of protocol before institutions."""

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
        facts = open_memberships() if self.room == MEMBERSHIPS else open_facts(self.room)
        state = self.filters.form.cleaned_data["state"]
        return [fact for fact in facts if not state or fact.state == state]

    def columns(self):
        return [
            written("name", _("Fact"), lambda fact: fact.name),
            written("words", _("What"), lambda fact: str(fact.words)),
            Column(_("From"), None, days("from_on", _("From"), lambda fact: fact.row.from_on)),
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


def open_facts(code):
    """Roles, in the order of protocol, then institutions of one CBM that wait for somebody."""
    language = page_language()
    roles = RoleAssignment.objects.filter(OPEN, cbm__code=code).select_related("stakeholder")
    roles = sorted(roles, key=lambda row: (list(row.LETTERS).index(row.role), party_key(row.stakeholder, language)))
    found = [Fact("role", row, called(row.stakeholder), row.get_role_display(), row.basis) for row in roles]
    institutions = FocalInstitution.objects.filter(OPEN, cbm__code=code).order_by("from_on", "pk")
    words = _("National focal institution")
    return found + [Fact("institution", row, called(row), words, "") for row in institutions]


def open_memberships():
    language = page_language()
    rows = Membership.objects.filter(OPEN, process=main_process()).select_related("stakeholder")
    rows = sorted(rows, key=lambda row: (row.category, party_key(row.stakeholder, language)))
    return [Fact("membership", row, called(row.stakeholder), row.get_category_display(), row.basis) for row in rows]


def called(thing):
    return localized(thing, "name")[0]
