"""What can be found: each floor says which rows, already narrowed to what a reader may have, and how a hit reads."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

from django.conf import settings
from django.db.models import Func, Q
from django.utils.functional import Promise
from django.utils.module_loading import import_string

from hoaip.lists.paging import Stored
from hoaip.search.matching import Asked, Holds


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that was found: its name, its page, where it belongs, and the texts out of which its lines are cut."""

    title: str
    address: str
    where: str = ""
    texts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Source:
    """A kind of thing that can be found.

    - `rows(user)`: the rows whose text this reader may have. Everything after it only narrows further;
    - `columns`: what is searched, as its index has it (`index`: the name; none for a table that stays small);
    - `order`: of hits; ends with the key, so that it is stable;
    - `hit(row)`: how one reads; no statement;
    - `others(asked)`: a queryset of keys found in another way, as by a number, or None;
    - `notes(rows)`: what the access log is told when these rows are shown, or "".
    """

    kind: str
    title: str | Promise
    rows: Callable
    columns: tuple
    order: tuple[str, ...]
    hit: Callable
    index: str = ""
    others: Callable = field(default=lambda asked: None)
    notes: Callable = field(default=lambda rows: "")

    def found(self, user, asked: Asked):
        """The rows that this reader may have and that hold the words, as a queryset."""
        rows = self.rows(user)
        holds = Holds(*self.columns, query=asked.query)
        others = self.others(asked)
        if others is None:
            return rows.filter(holds)
        matching = rows.model.objects.order_by().filter(holds).values("pk")
        return rows.filter(Q(pk__in=matching.union(others)))

    def part(self, user, asked, number, size):
        """One page of hits and how many there are, to a thousand: a Part. One statement."""
        return Stored(self.found(user, asked), self.ordering).part(number, size)

    @property
    def ordering(self):
        """The order, in a form that no index has.

        Else the database walks through a table in the order of its index and folds row after row, in the hope that
        the next one holds the words: at a hundred thousand meetings ten seconds for a word that is in one of them.
        """
        return [_unindexed(name) for name in self.order]


def _unindexed(name):
    column = Func(name.lstrip("-"), function="GREATEST")
    return column.desc() if name.startswith("-") else column.asc()


@lru_cache(maxsize=1)
def all_sources():
    """{kind: Source} of the whole house, floor by floor as settings.SEARCHES names them, in the order of a page."""
    return {source.kind: source for path in settings.SEARCHES for source in import_string(path)}
