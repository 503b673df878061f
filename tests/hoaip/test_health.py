"""/healthz and /readyz."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from hoaip.health import readiness
from hoaip.models import Heartbeat, OutboxMessage
from hoaip.tasks import beat_heartbeat


def queue(key, *, next_try_at, state="queued"):
    return OutboxMessage.objects.create(
        dedupe_key=key,
        address="someone@example.org",
        template="flag_raised",
        subject="s",
        body="b",
        message_id=f"<{key}@example.org>",
        state=state,
        next_try_at=next_try_at,
    )


def test_healthz_answers_without_a_query(client, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        response = client.get("/healthz")

    assert response.status_code == 200
    assert response.content == b"ok\n"
    assert not response.cookies


def test_readyz_says_everything_when_all_is_well(client, db):
    beat_heartbeat()

    response = client.get("/readyz")

    assert response.json() == {
        "ok": True,
        "database": True,
        "redis": True,
        "migrations": True,
        "beat_age_s": 0,
        "outbox_age_s": 0,
    }
    assert response.status_code == 200


def test_readyz_is_not_ready_before_the_first_beat(client, db):
    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["beat_age_s"] is None


@pytest.mark.parametrize(("age", "ok"), [(180, True), (181, False)])
def test_a_beat_older_than_180_seconds_is_not_ready(db, age, ok):
    now = timezone.now()
    Heartbeat.objects.create(name="beat", at=now - timedelta(seconds=age))

    state = readiness(now=now)

    assert (state["beat_age_s"], state["ok"]) == (age, ok)


@pytest.mark.parametrize(("age", "ok"), [(900, True), (901, False)])
def test_mail_due_for_more_than_900_seconds_is_not_ready(db, age, ok):
    now = timezone.now()
    Heartbeat.objects.create(name="beat", at=now)
    queue("old", next_try_at=now - timedelta(seconds=age))
    queue("older-but-failed", next_try_at=now - timedelta(days=3), state="failed")
    queue("later", next_try_at=now + timedelta(days=3))

    state = readiness(now=now)

    assert (state["outbox_age_s"], state["ok"]) == (age, ok)


def test_a_beat_leaves_one_row(db):
    beat_heartbeat()
    beat_heartbeat()

    assert Heartbeat.objects.filter(name="beat").count() == 1


def test_readyz_without_redis_is_503_and_a_page_still_answers(client, db, settings):
    settings.REDIS_URL = "unix:///nowhere/redis.sock"
    beat_heartbeat()

    response = client.get("/readyz")

    assert response.status_code == 503
    assert (response.json()["redis"], response.json()["database"]) == (False, True)
    assert client.get("/accounts/login/").status_code < 500


def test_readyz_sees_an_unapplied_migration(client, db):
    beat_heartbeat()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'sessions'")

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["migrations"] is False


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_only_reading(client, db, path):
    assert client.post(path).status_code == 405
