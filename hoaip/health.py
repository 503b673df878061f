"""Whether the portal lives (/healthz) and whether it can do its work (/readyz)."""

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hoaip.decorators import public
from hoaip.models import Heartbeat, OutboxMessage

BEAT = "beat"
# Older than this, in seconds, and the portal is not ready (contract.md, /readyz).
BEAT_LATE = 180
OUTBOX_LATE = 900


@require_safe
@never_cache
@public
def healthz(request):
    """200 while the process lives; asks nothing of anybody."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@require_safe
@never_cache
@public
def readyz(request):
    """Database, Redis, migrations, and the ages in seconds of the last beat and of the oldest mail that is due."""
    state = readiness(now=timezone.now())
    return JsonResponse(state, status=200 if state["ok"] else 503)


def readiness(*, now):
    """The state that /readyz shows; an age is None when it cannot be known, and then the portal is not ready."""
    state = {"ok": False, "database": False, "redis": redis_answers(), "migrations": False}
    state |= {"beat_age_s": None, "outbox_age_s": None}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        state["database"] = True
        state["migrations"] = not unapplied_migrations()
        if state["migrations"]:
            state["beat_age_s"] = beat_age_s(now)
            state["outbox_age_s"] = outbox_age_s(now)
    except DatabaseError:
        # What could not be asked stays false: this answer is for a machine, which reads the fields.
        connection.close()
    late = state["beat_age_s"] is None or state["beat_age_s"] > BEAT_LATE
    stuck = state["outbox_age_s"] is None or state["outbox_age_s"] > OUTBOX_LATE
    state["ok"] = state["database"] and state["redis"] and state["migrations"] and not late and not stuck
    return state


def redis_answers():
    """Whether Redis answers within a second."""
    client = redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1)
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()


def unapplied_migrations():
    """The migrations of this code that the database does not have yet."""
    executor = MigrationExecutor(connection)
    return [migration for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]


def beat_age_s(now):
    """Whole seconds since beat last reported through a worker, or None."""
    at = Heartbeat.objects.filter(name=BEAT).values_list("at", flat=True).first()
    return None if at is None else max(0, int((now - at).total_seconds()))


def outbox_age_s(now):
    """Whole seconds that the oldest due mail has been waiting; 0 when none is."""
    due = OutboxMessage.objects.filter(state=OutboxMessage.State.QUEUED, next_try_at__lte=now)
    oldest = due.order_by("next_try_at").values_list("next_try_at", flat=True).first()
    return 0 if oldest is None else max(0, int((now - oldest).total_seconds()))
