"""The tables of a backup: which, in which order, which columns, and how their rows are read the same everywhere."""

import hashlib
from dataclasses import dataclass
from graphlib import TopologicalSorter

from django.conf import settings
from django.db import connection

# What lets a browser in, or is there again by itself: nobody finds a way in by a backup.
LEFT_OUT = {
    "django_migrations",
    "django_session",
    "usersessions_usersession",
    settings.CACHES["default"]["LOCATION"],
}
# What `migrate` itself fills, before a restore.
PREPARED = {"django_content_type", "auth_permission"}
# How values are spelled depends on these.
SPELLING = (
    "SET LOCAL TIME ZONE 'UTC'",
    "SET LOCAL datestyle TO 'ISO, MDY'",
    "SET LOCAL intervalstyle TO 'postgres'",
    "SET LOCAL bytea_output TO 'hex'",
    "SET LOCAL extra_float_digits TO 1",
)
COLUMNS = """
    SELECT c.relname, a.attname, a.attidentity <> '', t.typcollation <> 0,
           EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary AND a.attnum = ANY (i.indkey))
      FROM pg_class c
      JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'public'
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
      JOIN pg_type t ON t.oid = a.atttypid
     WHERE c.relkind = 'r'
     ORDER BY c.relname, a.attnum
"""
# Keys that are checked with each row: their parents come first. Django's own are checked at the end.
PARENTS = """
    SELECT child.relname, parent.relname
      FROM pg_constraint k
      JOIN pg_class child ON child.oid = k.conrelid
      JOIN pg_class parent ON parent.oid = k.confrelid
     WHERE k.contype = 'f' AND NOT k.condeferrable AND k.conrelid <> k.confrelid
"""


@dataclass(frozen=True)
class Table:
    name: str
    columns: tuple
    key: tuple  # (column, whether it is text)
    numbered: tuple  # columns that a sequence fills

    @property
    def quoted(self):
        return connection.ops.quote_name(self.name)

    def listed(self):
        return ", ".join(connection.ops.quote_name(name) for name in self.columns)

    def rows_out(self):
        """The statement that gives every row, in the order of the key and the same on every machine."""
        key = ", ".join(
            connection.ops.quote_name(name) + (' COLLATE "C"' if is_text else "") for name, is_text in self.key
        )
        return f"COPY (SELECT {self.listed()} FROM {self.quoted} ORDER BY {key}) TO STDOUT"

    def rows_in(self):
        return f"COPY {self.quoted} ({self.listed()}) FROM STDIN"


def tables():
    """Every Table of a backup, parents before children."""
    found = {}
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS)
        for name, column, is_numbered, is_text, is_key in cursor.fetchall():
            if name in LEFT_OUT:
                continue
            columns, key, numbered = found.setdefault(name, ([], [], []))
            columns.append(column)
            if is_key:
                key.append((column, is_text))
            if is_numbered:
                numbered.append(column)
        cursor.execute(PARENTS)
        order = TopologicalSorter({name: set() for name in found})
        for child, parent in cursor.fetchall():
            if child in found and parent in found:
                order.add(child, parent)
    return [Table(name, *map(tuple, found[name])) for name in order.static_order()]


def migrations():
    """["app.name"] of the migrations that this database has."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app || '.' || name FROM django_migrations ORDER BY app, name")
        return [name for (name,) in cursor.fetchall()]


def spell(cursor):
    """Set, for this transaction, what the spelling of values depends on."""
    for statement in SPELLING:
        cursor.execute(statement)


class Summed:
    """A file that counts and sums what goes through it, on its way to or from another (None: nowhere)."""

    def __init__(self, other=None):
        self.other, self.sum = other, hashlib.sha256()
        self.bytes = self.rows = 0

    def _note(self, data):
        self.sum.update(data)
        self.bytes += len(data)
        # COPY writes a line break within a value as \n, so that a line is a row.
        self.rows += data.count(b"\n")
        return data

    def write(self, data):
        data = data.encode() if isinstance(data, str) else data
        self._note(data)
        if self.other is not None:
            self.other.write(data)
        return len(data)

    def read(self, size=-1):
        return self._note(self.other.read(size))

    @property
    def sha256(self):
        return self.sum.hexdigest()


def sum_of(cursor, table):
    """{"rows", "sha256"} of a table as it stands in this transaction."""
    through = Summed()
    cursor.copy_expert(table.rows_out(), through)
    return {"rows": through.rows, "sha256": through.sha256}
