"""The embedded servers."""

import contextlib
import os
import signal
import socket
import stat
import sys

import psycopg2
import pytest
from django.db import connection

from hoaip.checks import application_role
from hoaip.serving import environment
from hoaip.serving.postgres import APPLICATION, OWNER
from hoaip.serving.problems import StartProblem
from hoaip.serving.servers import Servers, temporary_servers
from hoaip.serving.supervisor import Supervisor, refuse_taken_port


def test_tests_run_on_postgresql_in_a_database_of_their_own(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database(), current_setting('server_version_num')::int")
        name, version = cursor.fetchone()

    assert name.startswith("test_")
    assert version >= 150000


def test_the_application_role_is_there_and_owns_nothing(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper, rolcreatedb, rolcreaterole, rolbypassrls FROM pg_roles WHERE rolname = 'hoaip_app'"
        )
        rights = cursor.fetchone()
        cursor.execute("SELECT count(*) FROM pg_class WHERE relowner = 'hoaip_app'::regrole")
        (owned,) = cursor.fetchone()

    assert rights == (False, False, False, False)
    assert owned == 0


def test_tables_of_the_owner_may_be_written_by_the_application_but_not_reshaped(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT has_table_privilege('hoaip_app', 'django_session', 'SELECT, INSERT, UPDATE, DELETE'),"
            " has_table_privilege('hoaip_app', 'django_session', 'TRUNCATE'),"
            " has_schema_privilege('hoaip_app', 'public', 'CREATE')"
        )

        assert cursor.fetchone() == (True, False, False)


@pytest.fixture
def servers():
    """A pair of servers of this test's own."""
    pair = temporary_servers()
    yield pair
    pair.stop(wait_for_others=False)
    pair.remove()


def test_servers_keep_their_data_ask_for_a_password_and_are_joined_by_the_next_command(servers):
    servers.start()
    run = servers.postgres.run
    with servers.postgres.connect(OWNER, "hoaip") as first:
        first.cursor().execute("CREATE TABLE kept AS SELECT 7 AS number")
    first.close()

    second = Servers(servers.home, durable=False)
    second.start()

    assert second.started == []
    assert second.environment() == servers.environment()
    assert stat.S_IMODE(os.stat(run).st_mode) == 0o700
    with pytest.raises(psycopg2.OperationalError, match="password"):
        psycopg2.connect(host=str(run), user=OWNER, password="guess", dbname="hoaip")
    second.stop()
    servers.stop()
    assert not servers.postgres.answers()
    assert not servers.redis.answers()
    servers.start()
    with servers.postgres.connect(APPLICATION, "hoaip") as again, again.cursor() as cursor:
        cursor.execute("SELECT number FROM kept")
        assert cursor.fetchall() == [(7,)]
    again.close()


def test_a_child_that_ends_by_itself_is_named():
    with Supervisor() as supervisor:
        supervisor.start("worker", [sys.executable, "-c", "raise SystemExit(3)"])

        with pytest.raises(StartProblem, match="The worker ended with code 3"):
            supervisor.watch()


def test_all_children_have_ended_when_the_supervisor_is_left():
    with Supervisor() as supervisor:
        supervisor.start("beat", [sys.executable, "-c", "import time; time.sleep(600)"])
        process = supervisor.children["beat"]
        assert process.poll() is None

    assert process.poll() == -signal.SIGTERM


def test_a_taken_port_is_one_sentence_with_the_way_out():
    with contextlib.closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(StartProblem, match=f"Port {port} is in use; .* PORT=8001 make run"):
            refuse_taken_port(port)


def test_a_first_up_writes_a_file_that_only_its_owner_reads(tmp_path):
    file = tmp_path / "var" / "env"

    written = environment.write_first({"PORT": "8123"}, file)

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert environment.read(file) == written
    assert (written["PROFILE"], written["PORT"]) == ("development", "8123")
    assert len(written["SECRET_KEY"]) >= 50


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, {"PROFILE": "development", "SECRET_KEY": "k", "PORT": "8000"}),
        ({"PORT": "9000"}, {"PROFILE": "development", "SECRET_KEY": "k", "PORT": "9000"}),
        ({"PROFILE": "production"}, {"PROFILE": "production"}),
        ({"PROFILE": "test"}, {"PROFILE": "test"}),
    ],
)
def test_the_environment_wins_over_the_file(tmp_path, given, expected):
    file = tmp_path / "env"
    environment.write_first({"SECRET_KEY": "k"}, file)

    environment.complete(given, "shell", file)

    assert given == expected


def test_a_command_without_file_and_profile_stays_production(tmp_path):
    given = {}

    environment.complete(given, "shell", tmp_path / "none")

    assert given == {}


def test_only_one_up_runs_in_a_checkout(tmp_path):
    file = tmp_path / "up.pid"
    with (
        environment.only_one(file),
        pytest.raises(StartProblem, match=f"running already .process {os.getpid()}."),
        environment.only_one(file),
    ):
        pass

    with environment.only_one(file):
        assert file.read_text() == f"{os.getpid()}\n"


def test_a_powerful_role_is_found_by_the_check_of_production(settings, db):
    """Tests run as the owner of their tables: the very role that production refuses."""
    settings.PRODUCTION = True

    problems = application_role(databases=["default"])

    assert [problem.id for problem in problems] == ["hoaip.E001"]
    assert "'hoaip_owner'" in problems[0].msg
