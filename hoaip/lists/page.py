"""A list as its address asks for it: narrowed, in a stable order, one part of it, or all of it as a file."""

from functools import cached_property

from django.shortcuts import render
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hoaip import access_log
from hoaip.calendar import whole
from hoaip.decorators import reader
from hoaip.grants import can
from hoaip.language import TONGUES, page_language
from hoaip.lists.exports import CHUNK, csv_answer
from hoaip.lists.paging import COUNTED, Held, Part, PlaceForm, Stored
from hoaip.lists.table import table_of
from hoaip.pages import refuse

PLACES = ("page", "page_size", "after")
# A spreadsheet is made whole before it is sent: bounded, so that nobody waits for it and no worker is held up.
MOST_ROWS = 10_000
SHEETS = "hoaip.lists.sheets.sheet_answer"


class ListPage:
    """One list. A subclass says what it holds; its view is `return MeetingList(request).answer("…")`.

    - `seen()`: the queryset, already narrowed to what this reader may see;
    - `filter_class`: a ListFilter;
    - `order`: names of a field and the key, or `arranged()` where the database does not know the order;
    - `columns()`: each Column once, for screen, CSV and spreadsheet;
    - `export_route`, where it is to be had as a file; `export_of()`: what that address names before the kind of file;
    - `template`, in place of the table: of one row, in a list of tasks.
    A value that is not known, in a filter or in `page`, `page_size` and `after`, gives errors and no rows.
    """

    # Of the file that an export is, without its ending.
    name = "list"
    export_route = None
    filter_class = None
    # Whether everybody chooses among the same values.
    filters_are_shared = True
    order = None
    # Names of what the cells read, where plain rows are enough: quicker than model instances.
    fields = None
    page_size = 50
    template = None

    def __init__(self, request):
        self.request = request
        self.filters = self.filter_class(request, self.seen())
        self.place = self._asked_place()

    # What a subclass says

    def seen(self):
        raise NotImplementedError

    def columns(self):
        return []

    def arranged(self, rows):
        """The rows of a queryset in an order that the database does not know."""
        return list(rows)

    def shaped(self, rows):
        """The queryset with what the cells read."""
        return rows

    def dressed(self, rows):
        """Rows in hand, some at a time, with what the cells read and the queryset cannot carry."""
        return rows

    def group_of(self, row):
        """(title, size) of the heading that a row stands under."""

    has_groups = False

    @property
    def title(self):
        """What a screen reader calls the table, and a spreadsheet its sheet."""
        return _("List")

    def told(self, count):
        """A number of rows in words."""
        return ngettext("%(count)s entry", "%(count)s entries", count)

    # What its page shows

    @property
    def is_refused(self):
        """Whether the query cannot be understood; a token is understood by reading the rows behind it."""
        return self._is_broken or not self.part.is_found

    @property
    def _is_broken(self):
        return self.filters.is_refused or bool(self.place.is_bound and self.place.errors)

    @cached_property
    def part(self):
        """The rows that are asked for; nothing is read for a file, which holds them all."""
        return Part() if self._is_broken else self._asked_part()

    @cached_property
    def rows(self):
        return self.dressed(self.part.rows)

    @cached_property
    def shown_columns(self):
        return [each for each in self.columns() if each.needs is None or can(reader(self.request), each.needs)]

    @property
    def cells(self):
        return [cell for column in self.shown_columns for cell in column.cells]

    @property
    def table(self):
        """The table of this part, or nothing where each row has its own template."""
        return table_of(
            self.shown_columns, self.rows, label=self.title, group_of=self.group_of if self.has_groups else None
        )

    @property
    def count(self):
        """How many rows there are; None where there are more than a thousand, or counting was not worth it."""
        counted = self.part.counted
        return None if counted is None or counted > COUNTED else counted

    @cached_property
    def count_words(self):
        """ "37 meetings", "more than 1,000 meetings"; nothing where counting was not worth it."""
        counted = self.part.counted
        if counted is None:
            return ""
        most = min(counted, COUNTED)
        words = self.told(most) % {"count": whole(most, page_language())}
        return _("more than %(count)s") % {"count": words} if counted > COUNTED else words

    @cached_property
    def exports(self):
        """[(address, words)] of this list as files, narrowed as it is."""
        if self.export_route is None or self.is_refused:
            return []
        query = self.narrowed()
        tail = f"?{query.urlencode()}" if query else ""
        return [
            (reverse(self.export_route, args=[*self.export_of(), kind]) + tail, words)
            for kind, words in (("csv", "CSV"), ("xlsx", "XLSX"))
        ]

    def narrowed(self):
        """The query as it was asked, without the place in the list: a QueryDict that may be changed."""
        query = self.request.GET.copy()
        for name in PLACES:
            query.pop(name, None)
        return query

    def export_of(self):
        """What the addresses of its files name before their kind, where the list is of one thing."""
        return ()

    def kept(self):
        """[(name, value)] that the filters' form sends along."""
        size = self.place.data.get("page_size") if self.place.is_bound and not self.place.errors else None
        return [("page_size", size)] if size else []

    @property
    def ways(self):
        """[(address, words)] of other forms of the same rows, as a calendar."""
        return []

    def answer(self, template, **context):
        """The page; a refused query is a 400 with its form."""
        context = {"list": self, "as_of": None if self.is_refused else self.request.today, **context}
        return render(self.request, template, context, status=400 if self.is_refused else 200)

    # The list as a file

    def export(self, kind):
        """All rows as "csv" or "xlsx"; in the access log. A refused query is a 400 with its sentences."""
        if self._is_broken:
            errors = [*self.filters.form.errors.values(), *(self.place.errors.values() if self.place.is_bound else ())]
            return refuse(self.request, 400, " ".join(text for each in errors for text in each))
        source = self._source()
        if kind == "xlsx" and source.is_longer_than(MOST_ROWS):
            return refuse(self.request, 400, self._too_long())
        if not access_log.note_export(self.request):
            return refuse(self.request, 429, _("Thirty lists a minute are enough. Wait a minute, then try again."))
        chunks = map(self.dressed, source.chunks(CHUNK))
        if kind == "csv":
            return csv_answer(chunks, self.cells, name=self.name, is_head=self.request.method == "HEAD")
        language = page_language()
        return import_string(SHEETS)(
            chunks, self.cells, name=self.name, title=self.title, is_right_to_left=TONGUES[language]["dir"] == "rtl"
        )

    def _too_long(self):
        return _(
            "This list is longer than %(most)s rows, and a spreadsheet of the portal holds no more. Narrow the list by "
            "a filter, or take it as CSV, which holds all."
        ) % {"most": whole(MOST_ROWS, page_language())}

    # Machinery

    def _source(self):
        rows = self.shaped(self.filters.qs)
        return Stored(rows, self.order, self.fields) if self.order else Held(self.arranged(rows))

    def _asked_place(self):
        asked = self.request.GET
        form = PlaceForm(asked if any(name in asked for name in PLACES) else None)
        if form.is_bound:
            form.is_valid()
        return form

    def _asked_part(self):
        asked = self.place.cleaned_data if self.place.is_bound else {}
        size, source = asked.get("page_size") or self.page_size, self._source()
        if asked.get("after"):
            try:
                return source.part_after(asked["after"], size)
            except ValueError:
                self.place.refuse_token()
                return Part(is_found=False)
        return source.part(asked.get("page") or 1, size)
