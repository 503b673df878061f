"""Which part of a list is asked for: numbered pages up to a hundred, beyond them the rows after a known one."""

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import IntegerField, Q, Subquery
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

LAST_PAGE, LARGEST_PAGE, COUNTED = 100, 200, 1000
LARGEST_KEY = 2**63 - 1


class CountField(forms.IntegerField):
    """A whole number from 1 to `most`; anything else gets one sentence."""

    def __init__(self, label, most):
        sentence = format_lazy(gettext_lazy("Give a whole number from 1 to {most}."), most=most)
        kinds = ("invalid", "min_value", "max_value")
        super().__init__(
            label=label, required=False, min_value=1, max_value=most, error_messages=dict.fromkeys(kinds, sentence)
        )


class PlaceForm(forms.Form):
    """`page`, `page_size` and `after` of the query string; shown only where one of them was refused."""

    page = CountField(gettext_lazy("Page"), LAST_PAGE)
    page_size = CountField(gettext_lazy("Rows on a page"), LARGEST_PAGE)
    after = forms.CharField(label=gettext_lazy("Rows after"), required=False, max_length=240)

    def refuse_token(self):
        self.add_error("after", _("The address of the next rows is damaged. Go back to the first page."))

    def refused_fields(self):
        return [self[name] for name in self.errors]


class Part:
    """Rows of one page and the way to its neighbours. `after` is the token of the next rows, beyond page 100."""

    def __init__(self, rows=(), *, number=None, has_next=False, after="", counted=None, is_found=True):
        self.rows, self.number, self.has_next, self.after, self.counted = list(rows), number, has_next, after, counted
        # Not found: the token names no row.
        self.is_found = is_found

    @property
    def has_previous(self):
        return bool(self.number and self.number > 1)

    @property
    def previous_page_number(self):
        return self.number - 1

    @property
    def next_page_number(self):
        return self.number + 1


class Counted(Subquery):
    """How many rows a query has, read with the rows themselves; the query is cut, so that counting has an end."""

    template = "(SELECT count(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()


class Stored:
    """Rows of a queryset in the order of one field and the key, or of the key alone: ("-starts_on", "-pk").

    With `fields` they come as plain rows of these, since model instances take half of a list's time.
    """

    def __init__(self, rows, order, fields=None):
        self.rows, self.order, self.fields = rows, order, fields

    def read(self, rows, *more):
        rows = rows.order_by(*self.order)
        return rows.values_list(*self.fields, *more, named=True) if self.fields else rows

    def part(self, number, size):
        """The numbered page and, when it is the last that has a number, the token of what follows. One statement."""
        start = (number - 1) * size
        rows = self.read(self.rows.annotate(counted=Counted(self.some)), "counted")
        found = list(rows[start : start + size + 1])
        has_next = len(found) > size
        # A page behind the last has no row that says how many there are.
        counted = found[0].counted if found else self.some.count() if number > 1 else 0
        after = self.token(found[size - 1]) if has_next and number == LAST_PAGE else ""
        return Part(found[:size], number=number, has_next=has_next, after=after, counted=counted)

    def part_after(self, token, size):
        """The rows behind the one a token names; ValueError when the token names none."""
        found = list(self.read(self.rows.filter(self.behind(*self.place_of(token))))[: size + 1])
        return Part(found[:size], after=self.token(found[size - 1]) if len(found) > size else "")

    @property
    def some(self):
        """The keys of a thousand and one of the rows: more are not counted."""
        return self.rows.order_by().values("pk")[: COUNTED + 1]

    def token(self, row):
        values = [getattr(row, name.lstrip("-")) for name in self.order]
        return "_".join(each.isoformat() if hasattr(each, "isoformat") else str(each) for each in values)

    def place_of(self, token):
        """(value or None, key) of a token. Both become parameters of a comparison and nothing else."""
        value, _sep, key = token.rpartition("_")
        if not (key.isascii() and key.isdigit() and len(key) < 20 and int(key) <= LARGEST_KEY):
            raise ValueError(token)
        if len(self.order) == 1:
            if value:
                raise ValueError(token)
            return None, int(key)
        name = self.order[0].lstrip("-")
        try:
            cleaned = self.rows.model._meta.get_field(name).to_python(value)
        except ValidationError as error:
            raise ValueError(token) from error
        if cleaned is None:
            raise ValueError(token)
        return cleaned, int(key)

    def behind(self, value, pk):
        ways = ["lt" if name.startswith("-") else "gt" for name in self.order]
        last = Q(**{f"pk__{ways[-1]}": pk})
        if len(self.order) == 1:
            return last
        name = self.order[0].lstrip("-")
        # The first condition says nothing new: by it the index is entered at the row instead of walked from its end.
        return Q(**{f"{name}__{ways[0]}e": value}) & (Q(**{f"{name}__{ways[0]}": value}) | Q(**{name: value}) & last)

    def chunks(self, size):
        """All rows, some at a time, read through a cursor of the database."""
        chunk = []
        for row in self.read(self.rows).iterator(chunk_size=size):
            chunk.append(row)
            if len(chunk) == size:
                yield chunk
                chunk = []
        if chunk:
            yield chunk

    def is_longer_than(self, most):
        return self.rows.order_by().values("pk")[: most + 1].count() > most


class Held:
    """Rows that are in hand already, in an order the database does not know, as that of protocol."""

    def __init__(self, rows):
        self.rows = rows

    def part(self, number, size):
        start = (number - 1) * size
        has_next = len(self.rows) > start + size
        found = self.rows[start : start + size]
        after = self.token(found[-1]) if has_next and number == LAST_PAGE else ""
        return Part(found, number=number, has_next=has_next, after=after, counted=len(self.rows))

    def part_after(self, token, size):
        place = next((number for number, row in enumerate(self.rows, 1) if self.token(row) == token), None)
        if place is None:
            raise ValueError(token)
        found = self.rows[place : place + size]
        return Part(found, after=self.token(found[-1]) if len(self.rows) > place + size else "")

    def token(self, row):
        return str(row.pk)

    def chunks(self, size):
        for start in range(0, len(self.rows), size):
            yield self.rows[start : start + size]

    def is_longer_than(self, most):
        return len(self.rows) > most
