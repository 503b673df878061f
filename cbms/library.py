"""The library: the documents a reader may know of, on the screen and in a file."""

from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from cbms.filters import DocumentFilter
from hoaip.decorators import reader
from hoaip.documents.homes import parent_columns, parents_of
from hoaip.language import localized
from hoaip.lists import Cell, Column, ListPage, days, named, written
from hoaip.models import Document
from hoaip.templatetags.ui import dual_date
from hoaip.templatetags.ui import localized as marked_title


class DocumentList(ListPage):
    """Documents of all CBMs and meetings that this reader may know of, newest first; what was deleted is not here."""

    name = "documents"
    export_route = "cbms:document_export"
    filter_class = DocumentFilter
    order = ("-dated_on", "-pk")

    @property
    def fields(self):
        return ("pk", "uid", "type", "title_en", "title_fa", "title_ps", "dated_on", "reference", *parent_columns())

    def seen(self):
        return Document.objects.visible_to(reader(self.request)).filter(deleted_at__isnull=True)

    def dressed(self, rows):
        self.parents = parents_of(rows, reader(self.request))
        return rows

    def columns(self):
        # One address is resolved, the others differ by their uid alone.
        before, after = reverse("documents:document_detail", kwargs={"uid": UUID(int=0)}).split(str(UUID(int=0)))

        def called(row):
            return localized(row, "title")[0]

        def linked(row):
            return format_html('<a href="{}{}{}">{}</a>', before, row.uid, after, marked_title(row, "title"))

        def address(row):
            return f"{settings.PUBLIC_ORIGIN}{before}{row.uid}{after}"

        def parent_words(row):
            home, parent = self.parents.get(row.pk, (None, None))
            return home.words(parent) if home else ""

        def parent_link(row):
            home, parent = self.parents.get(row.pk, (None, None))
            if home is None:
                return format_html('<span class="note">{}</span>', _("not open to you"))
            return format_html('<a class="quiet" href="{}">{}</a>', home.address(parent), home.words(parent))

        return [
            Column(
                _("Title"),
                linked,
                (Cell("title", _("Title"), called), Cell("address", _("Address"), address, is_safe=True)),
            ),
            named("type", pgettext("of a document", "Type"), lambda row: row.type, Document.Type.choices),
            Column(
                _("Date"),
                lambda row: dual_date({"request": self.request}, row.dated_on),
                days("dated_on", _("Date"), lambda row: row.dated_on),
            ),
            written("belongs_to", _("Belongs to"), parent_words, html=parent_link),
            written(
                "reference",
                _("Reference number"),
                lambda row: row.reference,
                html=lambda row: format_html('<bdi class="reference">{}</bdi>', row.reference),
            ),
        ]

    @property
    def title(self):
        return _("Documents")

    def told(self, count):
        return ngettext("%(count)s document", "%(count)s documents", count)
