"""A world that is copied is the world that is made, in every row of every table."""

import pytest
from django.apps import apps
from django.db import connection, transaction

from cbms.models import RoleAssignment
from hoaip import audit
from tests import cast, kept, seeded, world

WORLDS = pytest.mark.parametrize("make", [cast.rows, world._whole])


def all_rows():
    """{table: its rows in order}."""
    found = {}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            table = connection.ops.quote_name(model._meta.db_table)
            cursor.execute(f"SELECT to_jsonb(t) FROM {table} AS t ORDER BY t::text")
            found[table] = [row for (row,) in cursor.fetchall()]
    return found


def numbers(found):
    return {table: len(rows) for table, rows in found.items()}


def told(made):
    return {name: repr(value) for name, value in vars(made).items() if name != "stored"}


def entered(make):
    """The rows and the namespace of one entry, which is taken back."""
    with transaction.atomic():
        made = kept.enter(make)
        found = all_rows(), told(made), made
        transaction.set_rollback(True)
    return found


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch, db):
    monkeypatch.setattr(kept, "_kept", {})
    if not kept._may_pass_triggers():
        pytest.skip("The role of these servers may not pass by triggers: nothing is copied.")


@WORLDS
def test_a_copy_has_the_same_rows_and_the_same_keys(make):
    nobody = all_rows()

    first, told_first, _ = entered(make)
    second, told_second, copy = entered(make)

    assert all_rows() == nobody != first
    assert second == first
    assert told_second == told_first
    assert copy.cbms["dm"].process is copy.process
    assert copy.people["rev"] is copy.rev


def test_a_copy_of_what_is_seeded_has_the_same_rows_and_changes_none_that_was_there():
    nobody = all_rows()

    with transaction.atomic():
        seeded.enter_demo()
        first = all_rows()
        transaction.set_rollback(True)
    with transaction.atomic():
        seeded.enter_demo()
        second = all_rows()
        assert audit.verify()["ok"]
        transaction.set_rollback(True)

    assert second == first
    assert all(row in first[table] for table, rows in nobody.items() for row in rows)
    assert len(first['"meetings_meeting"']) > 40


def test_nothing_is_seeded_beside_what_is_there():
    cast.rows()

    with pytest.raises(RuntimeError, match="before anybody"):
        seeded.enter_reference()


@WORLDS
def test_a_copy_has_as_many_rows_as_another_that_is_made(make):
    entered(make)
    copied, told_copy, _ = entered(make)

    made = make()

    assert numbers(all_rows()) == numbers(copied)
    assert told(made).keys() == told_copy.keys()


@WORLDS
def test_what_one_test_changes_is_not_in_the_next(make):
    entered(make)
    with transaction.atomic():
        mine = kept.enter(make)
        mine.cbms["dm"].name_en = "Changed"
        mine.cbms["dm"].save()
        mine.people["rev"].full_name = "Changed too"
        RoleAssignment.objects.filter(until_on=None).update(until_on="2030-01-01")
        transaction.set_rollback(True)

    found, told_next, _ = entered(make)

    assert "Changed" not in str(found)
    assert "Changed" not in str(told_next)
    assert "2030-01-01" not in str(found['"cbms_roleassignment"'])


@WORLDS
def test_triggers_work_again_after_a_copy(make):
    entered(make)
    kept.enter(make)

    with connection.cursor() as cursor:
        cursor.execute("SHOW session_replication_role")
        assert cursor.fetchone() == ("origin",)
