"""The list of declarations and statements."""

import django_filters
from django.conf import settings
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from conferences.models import Declaration, Paragraph
from hoaip.decorators import reader
from hoaip.language import TONGUES, localized
from hoaip.lists import Cell, Column, ListFilter, ListPage, YearFilter, days, named, written
from hoaip.models import Process
from hoaip.public_cache import facts
from hoaip.templatetags.ui import dual_date
from hoaip.templatetags.ui import localized as marked
from meetings.names import headline

LANGUAGES = [(each["column"], each["name"]) for each in TONGUES.values()]


def has_words_in(column):
    """Whether any paragraph of a declaration has words in that language."""
    return Exists(Paragraph.objects.filter(declaration=OuterRef("pk")).exclude(**{f"text_{column}": ""}))


def process_choices():
    return [(each.slug, localized(each, "name")[0]) for each in Process.objects.order_by("launched_on", "pk")]


class DeclarationFilter(ListFilter):
    """By process, kind, year, and the language in which its words can be read."""

    process = django_filters.ChoiceFilter(
        field_name="process__slug", label=gettext_lazy("Process"), empty_label=gettext_lazy("all processes")
    )
    kind = django_filters.ChoiceFilter(
        label=gettext_lazy("Kind"), choices=Declaration.Kind.choices, empty_label=gettext_lazy("all kinds")
    )
    year = YearFilter(field_name="agreed_on")
    language = django_filters.ChoiceFilter(
        label=gettext_lazy("Words in"),
        choices=LANGUAGES,
        empty_label=gettext_lazy("any language"),
        method="in_language",
    )

    def __init__(self, request, rows):
        super().__init__(request, rows)
        self.filters["process"].extra["choices"] = facts.get(
            request, "process choices of declarations", process_choices
        )

    def in_language(self, rows, _name, value):
        return rows.filter(**{f"has_{value}": True}) if value else rows


class DeclarationList(ListPage):
    """Declarations, communiqués and statements that the reader may know of, newest first."""

    name = "declarations"
    export_route = "declarations:declaration_export"
    filter_class = DeclarationFilter
    order = ("-agreed_on", "-pk")

    def seen(self):
        rows = Declaration.objects.visible_to(reader(self.request)).select_related("process", "meeting__host")
        return rows.prefetch_related("meeting__pairs__cbm").annotate(
            **{f"has_{column}": has_words_in(column) for column, _name in LANGUAGES}
        )

    def columns(self):
        def address(row):
            return reverse("declarations:declaration_detail", kwargs={"slug": row.slug})

        def linked(row):
            draft = (
                format_html(' <span class="note">{}</span>', row.get_state_display()) if row.state == "draft" else ""
            )
            return format_html('<a href="{}">{}</a>{}', address(row), marked(row, "title"), draft)

        def names(row):
            return [name for column, name in LANGUAGES if getattr(row, f"has_{column}")]

        def languages(row):
            return _(", ").join(names(row))

        return [
            Column(
                _("Title"),
                linked,
                (
                    Cell("title", _("Title"), lambda row: localized(row, "title")[0]),
                    Cell("address", _("Address"), lambda row: f"{settings.PUBLIC_ORIGIN}{address(row)}", is_safe=True),
                    Cell("state", _("State"), lambda row: row.state, lambda row: row.get_state_display(), is_safe=True),
                ),
            ),
            named("kind", _("Kind"), lambda row: row.kind, Declaration.Kind.choices),
            Column(
                _("Agreed or given on"),
                lambda row: dual_date({"request": self.request}, row.agreed_on),
                days("agreed_on", _("Agreed or given on"), lambda row: row.agreed_on),
            ),
            written("meeting", _("Meeting"), lambda row: headline(row.meeting)),
            written(
                "languages",
                _("Words in"),
                languages,
                html=lambda row: (
                    format_html_join(_(", "), "<bdi>{}</bdi>", ((name,) for name in names(row)))
                    or _("by its title only")
                ),
            ),
        ]

    @property
    def title(self):
        return _("Declarations")

    def told(self, count):
        return ngettext("%(count)s text", "%(count)s texts", count)
