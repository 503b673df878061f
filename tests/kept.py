"""Rows written once by Python and from then on by one statement: a test's world without the cost of making it.

Every test still has rows of its own in a transaction of its own. They carry the keys that they had the first time,
which no other row can have meanwhile: sequences are not taken back with a transaction.
"""

import pickle

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import AutoField

from hoaip import grants

_kept = {}


def enter(make):
    """What `make()` returns, with the rows it writes; from the second call on both are copies of the first.

    `make` takes nothing and reads nothing but the clock; what it returns can be pickled. Copies are kept for a day and
    for the tests since the last flush: rights are of a day, and a flush makes the codenames anew.
    """
    place = (make, grants.today(), *_codenames())
    if place not in _kept:
        before = _marks()
        made = make()
        _kept[place] = _statement(before), pickle.dumps(made)
        return made
    statement, made = _kept[place]
    if statement:
        with connection.cursor() as cursor:
            cursor.execute(statement)
    return pickle.loads(made)


def _codenames():
    """The content types of what carries grants: read here, as making the rows reads and remembers them."""
    return [ContentType.objects.get_for_model(model).pk for model in grants.anchor_models()]


def _tables():
    """{table: its key column} of every model; a key that counts up tells new rows from old ones."""
    models = apps.get_models(include_auto_created=True)
    return {
        model._meta.db_table: model._meta.pk.column
        for model in models
        if model._meta.managed and not model._meta.proxy and isinstance(model._meta.pk, AutoField)
    }


def _marks():
    """{table: its highest key}."""
    quote = connection.ops.quote_name
    parts = (f"SELECT '{table}', max({quote(key)}) FROM {quote(table)}" for table, key in _tables().items())
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return {table: highest or 0 for table, highest in cursor.fetchall()}


def _statement(before):
    """SQL that writes every row whose key is above the marks."""
    quote, parts = connection.ops.quote_name, []
    after = _marks()
    with connection.cursor() as cursor:
        for table, key in _tables().items():
            if after[table] == before[table]:
                continue
            cursor.execute(
                "SELECT quote_ident(attname) FROM pg_attribute"
                " WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''",
                [table],
            )
            columns = [name for (name,) in cursor.fetchall()]
            # As text: PostgreSQL reads a literal without a type as whatever the column is.
            cursor.execute(
                f"SELECT {', '.join(f'{name}::text' for name in columns)} FROM {quote(table)}"
                f" WHERE {quote(key)} > %s ORDER BY {quote(key)}",
                [before[table]],
            )
            rows = b", ".join(cursor.mogrify("%s", [row]) for row in cursor.fetchall()).decode()
            parts.append(f"INSERT INTO {quote(table)} ({', '.join(columns)}) VALUES {rows}")
    return ";\n".join(parts)
