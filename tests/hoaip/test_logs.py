"""Lines of log, parsed as production writes them: one a request, one a task, and nothing in them that is not theirs."""

import io
import json
import logging
import runpy
import sys
import time
import uuid
from datetime import timedelta

import pytest
import structlog
from celery.contrib.testing.worker import start_worker
from django.conf import settings as portal
from django.db import IntegrityError, OperationalError
from django.test import Client, override_settings
from django.urls import path
from django.utils import timezone
from django.utils.module_loading import import_string

from hoaip import log_lines
from hoaip.celery import app
from hoaip.decorators import public
from hoaip.models import AccessEntry, AuditEntry, User
from hoaip.serving.environment import ROOT
from tests.cast import build

WRITERS = ("hoaip.request", "hoaip.task")


@pytest.fixture
def lines():
    """A function that gives what was logged so far, as production writes it: a list of dicts."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(log_lines.json_formatter())
    before = {name: logging.getLogger(name).level for name in WRITERS}
    for name in WRITERS:
        logging.getLogger(name).setLevel("INFO")
    logging.getLogger().addHandler(handler)
    yield lambda: [json.loads(line) for line in out.getvalue().splitlines()]
    logging.getLogger().removeHandler(handler)
    for name, level in before.items():
        logging.getLogger(name).setLevel(level)


def of(lines, event):
    return [line for line in lines() if line["event"] == event]


# Requests


def test_a_request_is_one_line(cast, lines):
    browser = cast.client("adm")

    answer = browser.get("/manage/people/", {"q": "tulip"})

    (line,) = lines()
    assert line == {
        "event": "request",
        "level": "info",
        "logger": "hoaip.request",
        "timestamp": line["timestamp"],
        "request_id": answer["X-Request-ID"],
        "method": "GET",
        "route": "accounts:people_list",
        "status": 200,
        "user": str(cast.adm.uid),
        "duration_ms": line["duration_ms"],
    }
    assert uuid.UUID(line["request_id"])
    assert 0 < line["duration_ms"] < 60_000
    assert line["timestamp"].endswith("Z")


def test_whoever_is_not_looked_up_is_not_looked_up_for_the_log(db, lines, django_assert_num_queries):
    with django_assert_num_queries(0):
        Client().get("/healthz")
    Client().get("/accounts/login/")
    Client().get("/nowhere/at/all/")

    assert [(line["route"], line["status"], line["user"]) for line in lines()] == [
        ("healthz", 200, None),
        ("account_login", 200, None),
        (None, 404, None),
    ]


def test_who_signs_in_and_who_signs_out_is_told(cast, lines):
    password = "a quiet river in the evening"
    person = User.objects.create_user("mina@example.org", password, full_name="Mina Example")
    browser = Client()

    browser.post("/accounts/login/", {"login": "mina@example.org", "password": password})
    browser.post("/accounts/logout/")

    assert [(line["route"], line["user"]) for line in lines()] == [
        ("account_login", str(person.uid)),
        ("account_logout", str(person.uid)),
    ]
    assert not {"Mina", "mina@example.org", password} & set(json.dumps(lines()).split('"'))


@pytest.mark.parametrize(
    "address",
    [
        "/invitations/{}/",
        "/fa-af/invitations/{}/",
        "/accounts/password/reset/key/1-{}/",
        "/nowhere/{}/",
        "/meetings/?q={}",
        "/cbms/table/?as_of={}",
    ],
)
def test_neither_path_nor_query_is_told(db, lines, address):
    Client().get(address.format("opens-everything"))

    assert len(lines()) == 1
    assert "opens-everything" not in json.dumps(lines())


def test_no_field_of_a_form_is_told(cast, lines):
    cast.client("fp_dm").post("/meetings/new/", {"cbm": "dm", "title": "Secret plan", "starts_on": "nonsense"})

    assert [line["status"] for line in lines()] == [422]
    assert "Secret" not in json.dumps(lines())


@public
def fall(request):
    draft = "the words of a draft"
    raise IntegrityError(f"duplicate key\nDETAIL:  Key (email)=(somebody@example.org) exists {len(draft)}")


urlpatterns = [path("falls/", fall, name="falls")]


@override_settings(ROOT_URLCONF="tests.hoaip.test_logs")
def test_a_fault_stands_in_the_line_of_its_request(db, lines):
    with pytest.raises(IntegrityError):
        Client().get("/falls/")

    (line,) = lines()
    assert (line["route"], line["status"], line["level"]) == ("falls", 500, "error")
    assert "in fall" in line["exception"]
    assert line["exception"].splitlines()[-1] == "IntegrityError: duplicate key"
    assert "somebody" not in json.dumps(line)
    assert "the words of a draft" not in line["exception"].replace('draft = "the words of a draft"', "")


# Tasks


@app.task(name="tests.fall")
def fall_in_task():
    secret = "a password"
    raise ValueError(f"wrong for somebody@example.org: {len(secret)}")


@pytest.fixture
def worker(transactional_db, own_queue):
    """A worker of this process on the Redis of the tests, with its real steps."""
    with start_worker(app, pool="solo", perform_ping_check=False, shutdown_timeout=30):
        yield


def until(true):
    end = time.monotonic() + 20
    while not true() and time.monotonic() < end:
        time.sleep(0.05)
    assert true()


@pytest.mark.django_db(transaction=True)
def test_the_number_of_a_request_goes_into_its_job_and_into_the_history(worker, lines):
    cast = build()
    yesterday = timezone.now() - timedelta(days=1)
    AccessEntry.objects.create(at=yesterday, kind="refused", method="GET", path="/x/", minute_key="x")

    answer = cast.client("adm").post("/manage/jobs/digest_access_log/run/", {"idempotency_key": "k" * 32})
    until(lambda: of(lines, "task"))

    request, task = of(lines, "request")[0], of(lines, "task")[0]
    assert (request["route"], request["status"]) == ("hoaip:job_run", 302)
    assert (task["task"], task["outcome"], task["logger"]) == (
        "hoaip.tasks.digest_access_log",
        "done",
        "hoaip.task",
    )
    assert task["request_id"] == request["request_id"] == answer["X-Request-ID"]
    assert task["task_id"] != task["request_id"]
    assert task["duration_ms"] > 0
    written = dict(AuditEntry.objects.values_list("action", "request_id"))
    assert written == {"job.ask": answer["X-Request-ID"], "access_log.digest": answer["X-Request-ID"]}


@pytest.mark.django_db(transaction=True)
def test_a_task_that_no_request_sent_has_its_own_number(worker, own_queue, lines):
    structlog.contextvars.clear_contextvars()
    sent = own_queue.send("hoaip.tasks.beat_heartbeat")
    until(lambda: of(lines, "task"))

    (line,) = of(lines, "task")
    assert line["request_id"] == line["task_id"] == sent


@pytest.mark.django_db(transaction=True)
def test_a_task_that_fails_is_one_line_with_its_fault(worker, own_queue, lines):
    own_queue.send("tests.fall")
    until(lambda: of(lines, "task"))

    (line,) = lines()
    assert (line["outcome"], line["level"]) == ("failed", "error")
    assert line["exception"].splitlines()[-1] == "ValueError: wrong for …@…: 10"


@app.task(name="tests.lose", retry_backoff=1)
def lose_the_database():
    if len(lost) < 2:
        lost.append(1)
        raise OperationalError("server closed the connection\nDETAIL: of somebody")
    lost.append(2)


lost = []


@pytest.mark.django_db(transaction=True)
def test_a_task_that_lost_its_database_is_tried_again(worker, own_queue, lines):
    own_queue.send("tests.lose")
    until(lambda: lost == [1, 1, 2])
    until(lambda: len(of(lines, "task")) == 3)

    told = [(line["outcome"], line.get("fault")) for line in of(lines, "task")]
    assert told == [("retried", "OperationalError"), ("retried", "OperationalError"), ("done", None)]


# What is written where people look


def test_development_prints_no_values_of_variables():
    formatter = import_string(portal.LOGGING["formatters"]["plain"]["()"])()
    secret = "a pass" + "word"
    try:
        raise ValueError(len(secret))
    except ValueError:
        found = logging.makeLogRecord({"msg": "it fell", "levelname": "ERROR", "exc_info": sys.exc_info()})

    text = formatter.format(found)

    assert "it fell" in text
    assert "ValueError: 10" in text
    assert "a password" not in text


@pytest.mark.parametrize(
    "address", ["/invitations/{}/", "/ps/accounts/password/reset/key/1-{}/", "/fa-af/meetings/calendar/mine/{}.ics"]
)
def test_what_others_log_names_no_address_that_opens_something(address):
    record = logging.makeLogRecord(
        {"msg": "Not Found: %s", "args": (address.format("0f.opens-everything"),), "name": "x"}
    )

    assert "opens-everything" not in log_lines.json_formatter().format(record)
    assert "Not Found: " in log_lines.json_formatter().format(record)


def test_what_others_log_is_cleaned_too():
    record = logging.makeLogRecord(
        {"msg": "Error handling request %s for %s", "args": ("/meetings/?q=tulip", "a.b@example.org"), "name": "x"}
    )

    line = json.loads(log_lines.json_formatter().format(record))

    assert line["event"] == "Error handling request /meetings/?… for …@…"


def test_gunicorn_writes_the_same_lines_in_production(monkeypatch):
    monkeypatch.setenv("PROFILE", "production")
    found = runpy.run_path(str(ROOT / "deploy" / "gunicorn.conf.py"))

    assert found["logconfig_dict"]["formatters"]["json"]["()"] == "hoaip.log_lines.json_formatter"
    assert found["accesslog"] is None
