"""The cast that is copied is the cast that is built, in every row of every table."""

import pytest
from django.apps import apps
from django.db import connection, transaction

from cbms.models import RoleAssignment
from tests import kept
from tests.cast import ROLES, _rows, build


def rows():
    """{table: its rows in order}."""
    found = {}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            table = connection.ops.quote_name(model._meta.db_table)
            cursor.execute(f"SELECT to_jsonb(t) FROM {table} AS t ORDER BY t::text")
            found[table] = [row for (row,) in cursor.fetchall()]
    return found


def told(cast):
    return {name: repr(value) for name, value in vars(cast).items() if name != "client"}


@pytest.fixture
def nothing_kept(monkeypatch):
    monkeypatch.setattr(kept, "_kept", {})


def entered():
    """The rows and the namespace of one entry, which is taken back."""
    with transaction.atomic():
        made = kept.enter(_rows)
        found = rows(), told(made), made
        transaction.set_rollback(True)
    return found


@pytest.mark.django_db
def test_a_copy_has_the_same_rows_and_the_same_keys(nothing_kept):
    nobody = rows()

    first, told_first, _ = entered()
    second, told_second, copy = entered()

    assert rows() == nobody != first
    assert second == first
    assert told_second == told_first
    assert copy.cbms["dm"].process is copy.process
    assert copy.people["rev"] is copy.rev


@pytest.mark.django_db
def test_a_copy_has_as_many_rows_as_another_that_is_built(nothing_kept):
    entered()
    copied, told_copy, _ = entered()

    cast = build()

    assert {table: len(found) for table, found in rows().items()} == {
        table: len(found) for table, found in copied.items()
    }
    assert told(cast).keys() == told_copy.keys()


@pytest.mark.django_db
def test_what_one_test_changes_is_not_in_the_next(nothing_kept):
    entered()
    with transaction.atomic():
        cast = kept.enter(_rows)
        cast.cbms["dm"].name_en = "Changed"
        cast.cbms["dm"].save()
        RoleAssignment.objects.all().delete()
        cast.people["rev"].full_name = "Changed too"
        transaction.set_rollback(True)

    found, told_next, _ = entered()

    assert "Changed" not in str(found)
    assert told_next["rev"] == "<User: Sample rev>"
    assert len(found['"cbms_roleassignment"']) == len(ROLES)
