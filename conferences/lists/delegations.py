"""The list of delegations to a conference, by level."""

import django_filters
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cbms.circle import called, party_key
from conferences.models import Delegation
from hoaip.decorators import reader
from hoaip.grants import can
from hoaip.language import page_language
from hoaip.lists import Cell, Column, ListFilter, ListPage, named, written
from hoaip.permissions import Permission
from hoaip.templatetags.ui import number

LEVELS = list(Delegation.Level.values)


class DelegationFilter(ListFilter):
    """By level."""

    level = django_filters.ChoiceFilter(
        label=gettext_lazy("Level"), choices=Delegation.Level.choices, empty_label=gettext_lazy("all levels")
    )


class DelegationList(ListPage):
    """Delegations to one conference that the reader may know of: the highest level first, then in protocol order."""

    name = "delegations"
    export_route = "declarations:delegation_export"
    filter_class = DelegationFilter
    page_size = 200

    def __init__(self, request, conference):
        self.conference = conference
        super().__init__(request)

    def seen(self):
        rows = Delegation.objects.visible_to(reader(self.request)).filter(conference=self.conference)
        return rows.select_related("stakeholder")

    def arranged(self, rows):
        return in_order(rows)

    def export_of(self):
        return (self.conference.ordinal,)

    def columns(self):
        may_keep = can(reader(self.request), Permission.KEEP_DELEGATIONS, self.conference)
        language = page_language()

        def linked(row):
            name = called(row.stakeholder, language)
            if not may_keep:
                return format_html("{}", name)
            return format_html(
                '<a href="{}">{}</a>', reverse("declarations:delegation_edit", kwargs={"uid": row.uid}), name
            )

        return [
            Column(
                _("State or organization"),
                linked,
                (
                    Cell("code", _("Code"), lambda row: row.stakeholder.code, is_safe=True),
                    Cell("name", _("Name"), lambda row: called(row.stakeholder, language)),
                ),
            ),
            named("level", _("Level"), lambda row: row.level, Delegation.Level.choices),
            written("head", _("Head of delegation"), lambda row: row.head),
            written("function", _("Function"), lambda row: row.function),
            Column(
                _("Persons"),
                lambda row: number(row.size) if row.size else "",
                (Cell("size", _("Persons"), lambda row: row.size or "", is_safe=True),),
                is_number=True,
            ),
        ]

    @property
    def title(self):
        return _("Delegations")

    def told(self, count):
        return ngettext("%(count)s delegation", "%(count)s delegations", count)


def in_order(rows):
    """The highest level first, within a level in the order of protocol."""
    language = page_language()
    return sorted(rows, key=lambda row: (LEVELS.index(row.level), party_key(row.stakeholder, language)))
