"""The PostgreSQL, the Redis and the environment that a test run has of its own, ready before Django loads."""

import atexit
import os
import shutil
import signal
import tempfile
from contextlib import closing
from pathlib import Path

import django
from django.conf import settings

from hoaip.catalogues import compile_catalogues
from hoaip.serving.postgres import OWNER
from hoaip.serving.servers import Servers, temporary_servers
from tests.drills import model

ENVIRONMENT = {
    "DJANGO_SETTINGS_MODULE": "hoaip.settings",
    "PROFILE": "test",
    "SECRET_KEY": "tests-only-" + "k" * 50,
    "ALLOWED_HOSTS": "testserver,127.0.0.1,localhost",
    "PUBLIC_ORIGIN": "http://testserver",
    "TIME_ZONE": "Asia/Kabul",
    "EMAIL_URL": "memorymail://",
    "WEB_CONCURRENCY": "1",
}
DONE = "HOAIP_TEST_SERVERS"
TEMPLATE = "HOAIP_TEST_TEMPLATE"


def prepare():
    """Set the environment of the tests, starting the servers unless TEST_DATABASE_URL and TEST_REDIS_URL name some.

    Tests own their database: they connect as its owner, who may create it. The workers of pytest-xdist find the
    environment done by the first process and only add a database and a folder of files each. Where there is a model
    of the drills (HOAIP_MODEL), a database is a copy of its migrated one without a row.
    """
    # Files that a test stores lie in a folder of this process, never in the checkout.
    media = tempfile.mkdtemp(prefix="hoaip-media-")
    atexit.register(shutil.rmtree, media, ignore_errors=True)
    os.environ["MEDIA_ROOT"] = media
    if os.environ.get(DONE):
        return
    os.environ.update(ENVIRONMENT)
    compile_catalogues()
    database, redis = os.environ.get("TEST_DATABASE_URL"), os.environ.get("TEST_REDIS_URL")
    if not (database and redis):
        which = {"with_postgres": not database, "with_redis": not redis}
        copied = None if database else model.copy()
        servers = Servers(copied, durable=False, **which) if copied else temporary_servers(**which)
        atexit.register(servers.remove)
        atexit.register(servers.stop, wait_for_others=False)
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        servers.start()
        if not database:
            _let_pass_triggers(servers.postgres)
        found = servers.environment()
        # For the module that connects as the application's role.
        os.environ.setdefault("TEST_APPLICATION_URL", found.get("DATABASE_URL", ""))
        database = database or servers.postgres.url(OWNER)
        redis = redis or found["REDIS_URL"]
        if copied:
            os.environ[TEMPLATE] = model.BLANK
    os.environ.update({"DATABASE_URL": database, "DATABASE_OWNER_URL": database, "REDIS_URL": redis, DONE: "1"})


def _let_pass_triggers(postgres):
    """The owner may write rows as they are: the worlds of tests are copied past the triggers (tests/kept.py)."""
    with closing(postgres.connect()) as connection, connection, connection.cursor() as cursor:
        cursor.execute(f"GRANT SET ON PARAMETER session_replication_role TO {OWNER}")


prepare()
django.setup()
# A worker of pytest-xdist has read its settings before this module makes its folder.
settings.MEDIA_ROOT = Path(os.environ["MEDIA_ROOT"])
settings.DATABASES["default"].setdefault("TEST", {})["TEMPLATE"] = os.environ.get(TEMPLATE)
