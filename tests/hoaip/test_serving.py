"""The embedded servers."""


from django.db import connection


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
