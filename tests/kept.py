"""Rows written once by Python and from then on by one statement: a test's world without the cost of making it.

Every test still has rows of its own in a transaction of its own. They carry the keys that they had the first time,
which no other row can have meanwhile: sequences are not taken back with a transaction.
"""

import pickle
from functools import lru_cache

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from hoaip import grants

_kept = {}
# What a row went through on its way (a meeting closed after its record was written) is not gone through again.
PAST_TRIGGERS = "SET session_replication_role = replica;\n{};\nSET session_replication_role = origin"


def enter(make):
    """What `make()` returns, with the rows it writes; from the second call on both are copies of the first.

    `make` takes nothing and reads nothing but the clock; what it returns can be pickled. Copies are kept for a day and
    for the tests since the last flush: rights are of a day, and a flush makes the codenames anew. On a server that
    does not let this role pass by triggers (tests/servers.py does) it is made each time.
    """
    if not _may_pass_triggers():
        return make()
    place = (make, grants.today(), *_codenames())
    if place not in _kept:
        before = _marks()
        made = make()
        _kept[place] = _statement(before), pickle.dumps(made)
        return made
    statement, made = _kept[place]
    with connection.cursor() as cursor:
        cursor.execute(statement)
    return pickle.loads(made)


@lru_cache
def _may_pass_triggers():
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_parameter_privilege('session_replication_role', 'SET')")
        return cursor.fetchone()[0]


def _codenames():
    """The content types of what carries grants: read here, as making the rows reads and remembers them."""
    return [ContentType.objects.get_for_model(model).pk for model in grants.anchor_models()]


def _tables():
    """{table: its key column} of every model."""
    models = (model for model in apps.get_models(include_auto_created=True) if not model._meta.proxy)
    return {model._meta.db_table: model._meta.pk.column for model in models if model._meta.managed}


def _marks():
    """{table: the keys of its rows, as text}."""
    quote = connection.ops.quote_name
    parts = (f"SELECT '{table}', array_agg({quote(key)}::text) FROM {quote(table)}" for table, key in _tables().items())
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return {table: keys or [] for table, keys in cursor.fetchall()}


def _statement(before):
    """SQL that writes every row whose key was not there before."""
    quote, parts = connection.ops.quote_name, []
    after = _marks()
    with connection.cursor() as cursor:
        for table, key in _tables().items():
            if not set(after[table]) - set(before[table]):
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
                f" WHERE {quote(key)}::text <> ALL (%s::text[]) ORDER BY {quote(key)}",
                [before[table]],
            )
            rows = b", ".join(cursor.mogrify("%s", [row]) for row in cursor.fetchall()).decode()
            parts.append(f"INSERT INTO {quote(table)} ({', '.join(columns)}) VALUES {rows}")
    return PAST_TRIGGERS.format(";\n".join(parts))
