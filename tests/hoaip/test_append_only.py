"""History cannot be changed: the triggers refuse everybody, the privileges refuse the application's role."""

import os
from contextlib import closing
from datetime import UTC, datetime
from uuid import uuid4

import psycopg2
import pytest
from django.db import ProgrammingError, connection, transaction
from psycopg2 import errors, sql

from hoaip.action import action
from hoaip.audit import record
from hoaip.models import AccessEntry, AuditEntry, Process, User

TABLES = ["hoaip_auditentry", "hoaip_accessentry"]


@action
def write_history(process, *, by):
    record("process.note", process, by=by)


@pytest.fixture
def history(transactional_db):
    process = Process.objects.create(slug="p", short_name="P", name_en="P", launched_on="2011-11-02")
    write_history(process, by=User.objects.system())
    AccessEntry.objects.create(
        at=datetime(2026, 9, 6, tzinfo=UTC), kind="refused", method="GET", path="/x/", minute_key="x"
    )


@pytest.fixture
def application(history):
    """A connection to the tests' database as the role that the application has."""
    address = os.environ.get("TEST_APPLICATION_URL")
    if not address:
        pytest.skip("TEST_APPLICATION_URL does not name the database with the application's role.")
    with closing(psycopg2.connect(address, dbname=connection.settings_dict["NAME"])) as found:
        yield found


@pytest.mark.owner_database
@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {} SET request_id = 'other'",
        "DELETE FROM {}",
        "TRUNCATE {}",
        "ALTER TABLE {} ADD COLUMN other integer",
        "ALTER TABLE {} DISABLE TRIGGER ALL",
        "DROP TABLE {}",
        "CREATE TRIGGER other BEFORE INSERT ON {} FOR EACH ROW EXECUTE FUNCTION hoaip_refuse_change()",
    ],
)
def test_the_application_may_not_change_history(application, statement, table):
    with application.cursor() as cursor, pytest.raises(errors.InsufficientPrivilege) as refusal:
        cursor.execute(sql.SQL(statement).format(sql.Identifier(table)))

    # The privilege refuses, not only the trigger, whose sentence is another.
    assert "append-only" not in str(refusal.value)


@pytest.mark.owner_database
@pytest.mark.parametrize("table", TABLES)
def test_the_application_has_two_privileges_on_history(application, table):
    with application.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM unnest(ARRAY['SELECT','INSERT','UPDATE','DELETE','TRUNCATE','REFERENCES','TRIGGER'])"
            " AS name WHERE has_table_privilege(current_user, %s, name) ORDER BY name",
            [table],
        )
        held = [name for (name,) in cursor.fetchall()]

    assert held == ["INSERT", "SELECT"]


@pytest.mark.owner_database
def test_the_application_may_write_and_read_history(application):
    with application.cursor() as cursor:
        cursor.execute(
            "INSERT INTO hoaip_accessentry (at, kind, method, path, route, request_id, minute_key)"
            " VALUES (now(), 'refused', 'GET', '/y/', '', '', 'y')"
        )
        cursor.execute("SELECT count(*) FROM hoaip_accessentry")
        assert cursor.fetchone() == (2,)
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("hoaip_app",)


@pytest.mark.parametrize("model", [AuditEntry, AccessEntry])
def test_the_trigger_refuses_even_the_owner(history, model):
    with pytest.raises(ProgrammingError, match="append-only"), transaction.atomic():
        model.objects.update(request_id=str(uuid4()))
    with pytest.raises(ProgrammingError, match="append-only"), transaction.atomic():
        model.objects.all().delete()

    assert model.objects.count() == 1
