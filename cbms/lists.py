"""Lists of the CBMs and of what is kept about them: facts that wait to be confirmed, technical focal points."""

from collections import defaultdict
from functools import cached_property

import django_filters
from django.conf import settings
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cbms.circle import called
from cbms.contacts import in_party_order, tell_about
from cbms.facts import rooms_of
from cbms.filters import ShownFilter
from cbms.models import Cbm, RoleAssignment, TechnicalContact
from hoaip.decorators import reader
from hoaip.language import localized
from hoaip.lists import Cell, Chosen, Column, ListFilter, ListPage, days, named, written
from hoaip.persons.lists import reach_column
from hoaip.register.filters import AsOfFilter
from hoaip.templatetags.shapes import pill
from hoaip.templatetags.ui import dual_date

SHOWN = [("unconfirmed", gettext_lazy("Unconfirmed")), ("all", gettext_lazy("All"))]
FRESHNESS = [("confirmed", gettext_lazy("confirmed")), ("unconfirmed", gettext_lazy("unconfirmed"))]
STATES = [("unconfirmed", gettext_lazy("Unconfirmed")), ("disputed", gettext_lazy("Sources differ"))]


class CbmList(ListPage):
    """The CBMs with who leads them on a day, for programs (settings.API): people have a page of their own for it."""

    name = "cbms"
    filter_class = AsOfFilter
    order = ("position", "pk")

    def seen(self):
        return Cbm.objects.visible_to(reader(self.request))

    def dressed(self, rows):
        leads = RoleAssignment.objects.visible_to(reader(self.request)).as_of(self.filters.day())
        leads = leads.filter(cbm__in=rows, role__in=RoleAssignment.LEADING).order_by("stakeholder__code")
        self.leads = defaultdict(list)
        for cbm, code in leads.values_list("cbm", "stakeholder__code"):
            self.leads[cbm].append(code)
        return rows

    def columns(self):
        def address(row):
            return settings.PUBLIC_ORIGIN + reverse("cbms:cbm_detail", kwargs={"code": row.code})

        return [
            written("code", _("Code"), lambda row: row.code),
            written("name", _("Name"), lambda row: localized(row, "name")[0]),
            Column(_("Founded"), None, days("founded_on", _("Founded"), lambda row: row.founded_on)),
            written("leads", _("Leads"), lambda row: ", ".join(self.leads[row.pk])),
            written("address", _("Address"), address),
        ]

    @property
    def title(self):
        return _("CBMs")


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


class ContactFilter(ShownFilter):
    """Those whom nobody has confirmed for a year, or all, chosen by tabs; and by CBM."""

    show = Chosen(label=gettext_lazy("Which contacts"), choices=SHOWN, method="of_freshness")

    def of_freshness(self, queryset, name, value):
        return queryset.unconfirmed(self.request.today) if value == "unconfirmed" else queryset


class ContactList(ListPage):
    """Technical focal points of today that the reader looks after, by country or organization and CBM."""

    name = "contacts"
    export_route = "contacts:contact_export"
    filter_class = ContactFilter

    def seen(self):
        return TechnicalContact.objects.kept_by(reader(self.request)).as_of(self.request.today)

    def arranged(self, rows):
        rows = rows.select_related("person", "stakeholder", "cbm__process")
        return in_party_order(rows.order_by("cbm__position", "pk"))

    def dressed(self, rows):
        for row in rows:
            tell_about(row, self.request.user, self.request.today)
        return rows

    @cached_property
    def show(self):
        return None if self.filters.is_refused else self.filters.form.cleaned_data["show"]

    def columns(self):
        context = {"request": self.request}

        def linked(row):
            address = reverse("persons:person_detail", kwargs={"uid": row.person.uid})
            return format_html('<a href="{}"><bdi>{}</bdi></a>', address, row.said)

        def party(row):
            return called(row.stakeholder)

        def function(row):
            return row.person.function

        def party_html(row):
            told = format_html('<div class="note"><bdi>{}</bdi></div>', function(row)) if function(row) else ""
            return format_html("<bdi>{}</bdi>{}", party(row), told)

        def confirmed(row):
            day = row.last_confirmed_on
            said = dual_date(context, day) if day else format_html('<span class="note">{}</span>', _("never"))
            return said if row.fresh else format_html("{} {}", said, pill("unconfirmed"))

        freshness = named("state", _("State"), lambda row: "confirmed" if row.fresh else "unconfirmed", FRESHNESS)
        return [
            Column(_("Person"), linked, (Cell("name", _("Person"), lambda row: row.said),)),
            Column(_("For"), party_html, (Cell("of", _("For"), party), Cell("function", _("Function"), function))),
            written("cbm", _("CBM"), lambda row: row.cbm.short),
            reach_column(lambda row: row.person),
            Column(
                _("Last confirmed"),
                confirmed,
                (
                    *days("last_confirmed_on", _("Last confirmed"), lambda row: row.last_confirmed_on),
                    *freshness.cells,
                ),
            ),
            Column(format_html('<span class="hidden-text">{}</span>', _("Change")), self._steps),
        ]

    def _steps(self, row):
        """What the reader may do with a contact."""
        confirm, end = "", ""
        if row.may_confirm:
            confirm = format_html(
                '<form class="row screen-only" method="post" action="{}">'
                '<input type="hidden" name="csrfmiddlewaretoken" value="{}">'
                '<button class="button button-plain">{}<span class="hidden-text"> {}</span></button></form>',
                reverse("contacts:contact_confirm", kwargs={"uid": row.uid}),
                get_token(self.request),
                _("Confirm"),
                row.said,
            )
        if row.may_end:
            end = format_html(
                '<a class="screen-only" href="{}">{}<span class="hidden-text"> {}</span></a>',
                reverse("contacts:contact_end", kwargs={"uid": row.uid}),
                _("End"),
                row.said,
            )
        return format_html("{} {}", confirm, end)

    @property
    def title(self):
        return _("Technical focal points")

    def told(self, count):
        return ngettext("%(count)s technical focal point", "%(count)s technical focal points", count)
