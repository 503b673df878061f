"""How long a sign-in lasts."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth import SESSION_KEY, get_user_model
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext

START = datetime(2026, 9, 6, 4, 0, tzinfo=UTC)


@pytest.fixture
def someone(db):
    return get_user_model().objects.create(email="someone@example.org", full_name="Some One")


def signed_in(client):
    return SESSION_KEY in client.session


def ask(client, minutes):
    """One request that many minutes after the sign-in; whether the person is still signed in."""
    with time_machine.travel(START + timedelta(minutes=minutes), tick=False):
        client.get("/healthz")
        return signed_in(client)


def sign_in(client, person):
    with time_machine.travel(START, tick=False):
        client.force_login(person)
        client.get("/healthz")


@pytest.mark.parametrize(("minutes", "still"), [(29, True), (30, False)])
def test_thirty_idle_minutes_end_it(client, someone, minutes, still):
    sign_in(client, someone)

    assert ask(client, minutes) is still


def test_each_request_begins_the_idle_time_again(client, someone):
    sign_in(client, someone)

    assert all(ask(client, minutes) for minutes in range(20, 300, 20))


def test_twelve_hours_are_the_end_however_busy(client, someone):
    sign_in(client, someone)
    busy = [ask(client, minutes) for minutes in range(20, 741, 20)]

    assert busy == [minutes < 720 for minutes in range(20, 741, 20)]


def test_an_ended_sign_in_leaves_no_row(client, someone):
    sign_in(client, someone)
    assert Session.objects.count() == 1

    ask(client, 31)

    assert Session.objects.count() == 0


def test_without_a_cookie_no_session_is_looked_up(client, db, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/healthz")

    assert not response.cookies


@pytest.mark.parametrize(("seconds", "writes"), [(59, 0), (60, 1)])
def test_a_busy_reader_writes_once_a_minute(client, someone, seconds, writes):
    sign_in(client, someone)

    with (
        time_machine.travel(START + timedelta(seconds=seconds), tick=False),
        CaptureQueriesContext(connection) as asked,
    ):
        client.get("/healthz")

    assert sum(query["sql"].startswith("UPDATE") for query in asked) == writes
