"""Lists of countries and organizations: the public one on any day, and the administrator's."""

from collections import Counter
from functools import cached_property

from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hoaip.decorators import reader
from hoaip.language import localized
from hoaip.lists import Cell, Column, ListPage, named, written
from hoaip.models import Stakeholder
from hoaip.register.filters import CATEGORIES, EntryFilter, StakeholderFilter
from hoaip.register.manage_forms import in_protocol_order
from hoaip.templatetags.shapes import pill
from hoaip.templatetags.ui import localized as marked_name

ORDER = [value for value, _title in CATEGORIES]


def name_of(row):
    return localized(row, "name")[0]


class StakeholderList(ListPage):
    """Everybody in the register by category on a day, in protocol order."""

    name = "stakeholders"
    export_route = "register:stakeholder_export"
    filter_class = StakeholderFilter
    page_size = 200
    has_groups = True

    def seen(self):
        return Stakeholder.objects.visible_to(reader(self.request))

    def arranged(self, rows):
        found = sorted(in_protocol_order(rows), key=lambda row: ORDER.index(row.category))
        self.sizes = Counter(row.category for row in found)
        return found

    def group_of(self, row):
        return self.titles[row.category], self.sizes[row.category]

    @cached_property
    def titles(self):
        return {value: str(title) for value, title in CATEGORIES}

    @property
    def day(self):
        """The day on which categories are read; for a query that was understood."""
        return self.filters.day()

    def columns(self):
        def named_link(row):
            marks = format_html(" {}", pill("disputed")) if row.is_disputed else ""
            address = reverse("register:stakeholder_detail", args=[row.slug])
            return format_html('<a class="quiet" href="{}">{}</a>{}', address, marked_name(row, "name"), marks)

        category = named("category", _("Category"), lambda row: row.category, CATEGORIES)
        return [
            Column(_("Category"), None, category.cells),
            written("name", _("Name"), name_of, html=named_link),
            code_column(),
            *(import_string(way)(self.day) for way in settings.LIST_COLUMNS["stakeholders"]),
        ]

    @property
    def title(self):
        return _("Stakeholders")

    def told(self, count):
        return ngettext("%(count)s country or organization", "%(count)s countries and organizations", count)


def code_column():
    return written(
        "code", _("Code"), lambda row: row.code, html=lambda row: format_html('<bdi dir="ltr">{}</bdi>', row.code)
    )


class EntryList(ListPage):
    """Every stakeholder with the memberships of today, for the administrator."""

    name = "register"
    export_route = "manage:stakeholder_export"
    filter_class = EntryFilter
    filters_are_shared = False
    page_size = 200
    has_groups = True

    def seen(self):
        return Stakeholder.objects.visible_to(reader(self.request))

    def shaped(self, rows):
        return rows.prefetch_related("memberships__process")

    def arranged(self, rows):
        kinds = list(Stakeholder.Kind.values)
        found = sorted(in_protocol_order(rows), key=lambda row: kinds.index(row.kind))
        self.sizes = Counter(row.kind for row in found)
        return found

    def group_of(self, row):
        titles = {Stakeholder.Kind.COUNTRY: _("Countries"), Stakeholder.Kind.ORGANIZATION: _("Organizations")}
        return titles[row.kind], self.sizes[row.kind]

    def dressed(self, rows):
        for row in rows:
            held = sorted(row.memberships.all(), key=lambda each: each.from_on, reverse=True)
            row.today = [each for each in held if each.covers(self.request.today)]
            row.has_others = len(held) > len(row.today)
        return rows

    def columns(self):
        def linked(row):
            address = reverse("manage:stakeholder_edit", kwargs={"slug": row.slug})
            return format_html('<a href="{}">{}</a>', address, marked_name(row, "name"))

        def memberships(row):
            if not row.today:
                return format_html('<span class="note">{}</span>', _("none today") if row.has_others else _("none"))
            return format_html_join(
                "",
                '<div>{} <span class="note">{}</span></div>',
                ((each.get_category_display(), each.process.short_name) for each in row.today),
            )

        def codes(row):
            return "; ".join(f"{each.process.slug}: {each.category}" for each in row.today)

        def words(row):
            return "; ".join(f"{each.process.short_name}: {each.get_category_display()}" for each in row.today)

        kind = named("kind", _("Kind"), lambda row: row.kind, Stakeholder.Kind.choices)
        return [
            Column(_("Kind"), None, kind.cells),
            written("name", _("Name"), name_of, html=linked),
            code_column(),
            Column(_("Membership"), memberships, (Cell("membership", _("Membership"), codes, words),)),
        ]

    @property
    def title(self):
        return _("Countries and organizations")

    def told(self, count):
        return ngettext("%(count)s country or organization", "%(count)s countries and organizations", count)
