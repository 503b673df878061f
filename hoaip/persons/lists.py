"""The list of persons, on the screen and in a file; never public."""

from functools import cached_property

import django_filters
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hoaip.decorators import reader
from hoaip.language import localized, page_language
from hoaip.lists import Cell, Column, ListFilter, ListPage, named, written
from hoaip.models import Person, Stakeholder
from hoaip.register.manage_forms import in_protocol_order
from hoaip.templatetags.shapes import pill
from hoaip.templatetags.ui import localized as marked_name
from hoaip.widgets import Listed

# What is not said of somebody who has the function: a cell is empty there, as the page is.
LEFT = [("", ""), ("left", gettext_lazy("left"))]


class PersonFilter(ListFilter):
    """By the country or organization, one of those whose persons this reader may know."""

    of = django_filters.ChoiceFilter(
        field_name="stakeholder__slug",
        label=gettext_lazy("Country or organization"),
        empty_label=gettext_lazy("all"),
        widget=Listed,
    )

    def __init__(self, request, rows):
        super().__init__(request, rows)
        parties = in_protocol_order(Stakeholder.objects.filter(persons__in=rows).distinct())
        self.filters["of"].extra["choices"] = [(row.slug, localized(row, "name")[0]) for row in parties]


class PersonList(ListPage):
    """Persons the reader may know by name; who sees whom says `visible_to`. What was merged is not here."""

    name = "persons"
    export_route = "persons:person_export"
    filter_class = PersonFilter
    filters_are_shared = False

    def seen(self):
        return Person.objects.visible_to(reader(self.request)).filter(merged_into=None)

    def arranged(self, rows):
        return list(rows.select_related("stakeholder").by_name())

    @cached_property
    def party(self):
        """The slug of the country or organization that is asked for; "" without one, and for a refused query."""
        return self.filters.form.cleaned_data["of"] if self.filters.is_bound and not self.is_refused else ""

    def columns(self):
        language, today = page_language(), self.request.today

        def called(row):
            return row.called(language)

        def left(row):
            return "left" if row.left_on is not None and row.left_on < today else ""

        def linked(row):
            address = reverse("persons:person_detail", kwargs={"uid": row.uid})
            mark = format_html(" {}", pill("plain", _("left"))) if left(row) else ""
            return format_html('<a href="{}"><bdi>{}</bdi></a>{}', address, called(row), mark)

        def party(row):
            return localized(row.stakeholder, "name")[0] if row.stakeholder else _("a guest")

        def party_html(row):
            if row.stakeholder is None:
                return format_html('<span class="note">{}</span>', _("a guest"))
            return marked_name(row.stakeholder, "name")

        return [
            Column(
                _("Name"),
                linked,
                (Cell("name", _("Name"), called), *named("left", _("left"), left, LEFT).cells),
            ),
            written("function", _("Function"), lambda row: row.function),
            written("of", _("For"), party, html=party_html),
            reach_column(lambda row: row),
        ]

    @property
    def title(self):
        return _("Persons")

    def told(self, count):
        return ngettext("%(count)s person", "%(count)s persons", count)


def reach_column(person_of):
    """E-mail and phone of the person of a row, one a line."""

    def ways(row):
        person = person_of(row)
        return format_html_join(
            "", '<div><bdi dir="ltr">{}</bdi></div>', ((way,) for way in (person.email, person.phone) if way)
        )

    return Column(
        _("How to reach"),
        ways,
        (
            Cell("email", _("E-mail"), lambda row: person_of(row).email),
            Cell("phone", _("Phone"), lambda row: person_of(row).phone),
        ),
    )
