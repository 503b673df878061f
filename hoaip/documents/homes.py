"""What a document may belong to. Each floor says it of its own things; here they are found by name (settings)."""

from functools import lru_cache

from django.apps import apps
from django.conf import settings
from django.db.models import Q
from django.utils.module_loading import import_string

from hoaip.grants import reached


class Home:
    """A kind of parent: its model, the link down from it, and what a document takes over from it.

    One instance a kind, named in settings.DOCUMENT_HOMES; the methods marked "own" are each floor's.
    """

    model = None  # "meetings.Meeting"
    link = None  # "meetings.MeetingDocument"
    parent = ""  # the link's foreign key to the parent
    key = "uid"  # the parent's public key, in addresses
    new_route = ""  # the address of a new document of this parent; "" where it comes with another step alone
    keeps_files = False  # whether a file that is there stays: in another language one may be added
    is_told = True  # whether timelines tell that a document was added

    @property
    def parents(self):
        return apps.get_model(self.model)

    @property
    def links(self):
        return apps.get_model(self.link)

    @property
    def column(self):
        """The key of the parent, as a query of documents names it: None for a document of another kind of parent."""
        return f"{self.link.lower().replace('.', '_')}__{self.parent}_id"

    def locked(self, parent):
        """The parent as it stands, locked until commit: it does not narrow while a document is added to it."""
        return self.parents.objects.select_for_update(no_key=True).get(pk=parent.pk)

    def loaded(self, parents):
        """Own: the queryset with what `words` and `address` read."""
        return parents

    def words(self, parent):
        """Own: the parent's name on a page in the reader's language."""
        raise NotImplementedError

    def address(self, parent):
        """Own: its page."""
        raise NotImplementedError

    def process(self, parent):
        """Own: the process it belongs to."""
        return parent.process

    def anchors(self, parent, follows):
        """Own: the anchors whose people count, for a document that follows this part of the parent."""
        raise NotImplementedError

    def ceilings(self, parent):
        """Own: {"frame", "papers", "record": Rung}: how far each part of it may be seen today."""
        raise NotImplementedError

    def circle(self, parent):
        """Own: the names of its CBMs, for sentences about who can see it; "" where it has none."""
        return ""

    def stem(self, parent):
        """Own: the middle of its documents' reference numbers, as DM/RTGM4."""
        raise NotImplementedError

    def dated_on(self, parent):
        """Own: the day proposed for a new document, or None."""
        return None


@lru_cache(maxsize=1)
def homes():
    """Every kind of parent, in the order of settings."""
    return tuple(import_string(name)() for name in settings.DOCUMENT_HOMES)


def keeps_files(document):
    """Whether the files of a document stay as they came, by what it belongs to."""
    links = [home.column.removesuffix(f"__{home.parent}_id") for home in homes() if home.keeps_files]
    kept = Q(*((f"{link}__isnull", False) for link in links), _connector=Q.OR)
    return bool(links) and type(document).objects.filter(kept, pk=document.pk).exists()


def home_for(thing):
    """The Home of a parent, or None when nothing of its kind has documents."""
    return next((home for home in homes() if isinstance(thing, home.parents)), None)


def parent_columns():
    """What a query of documents names beside their own columns, so that `parents_of` can find their parents."""
    return [home.column for home in homes()]


def parents_of(rows, user):
    """{document's primary key: (Home, parent)} of those parents this reader may know of; a query for each kind.

    `rows` are plain rows of documents with `pk` and `parent_columns`.
    """
    found = {}
    for home in homes():
        pks = {row.pk: pk for row in rows if (pk := getattr(row, home.column)) is not None}
        if pks:
            seen = home.loaded(reached(home.parents.objects, user)).in_bulk(set(pks.values()))
            found |= {pk: (home, seen[parent]) for pk, parent in pks.items() if parent in seen}
    return found


def home_and_parent(document):
    """(Home, parent) of a document, whoever may know of the parent: for what is written about it, not for pages."""
    row = type(document).objects.values_list("pk", *parent_columns(), named=True).get(pk=document.pk)
    home = next(home for home in homes() if getattr(row, home.column) is not None)
    return home, home.parents.objects.get(pk=getattr(row, home.column))


def parent_of(document, user):
    """(Home, parent) of one document; (None, None) when this reader may not know of the parent."""
    row = type(document).objects.values_list("pk", *parent_columns(), named=True).get(pk=document.pk)
    return parents_of([row], user).get(document.pk, (None, None))
