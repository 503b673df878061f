"""What has served its time is taken away: no person asked for it and nobody reads it any more."""

from datetime import timedelta

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection

from hoaip.models import IdempotencyKey, KeptForm

# A form that was sent is not repeated by a browser after so long.
KEYS_LAST = timedelta(days=30)


def sweep(now):
    """Delete what has expired at `now`: kept forms, sessions, old keys of forms, lines of the cache.

    Returns {what: number of rows}; a second call returns zeros.
    """
    return {
        "kept_forms": KeptForm.objects.filter(expires_at__lt=now).delete()[0],
        "sessions": Session.objects.filter(expire_date__lt=now).delete()[0],
        "idempotency_keys": IdempotencyKey.objects.filter(created_at__lt=now - KEYS_LAST).delete()[0],
        "cache": _sweep_cache(now),
    }


def _sweep_cache(now):
    # The table of Django's database cache has no model.
    table = connection.ops.quote_name(settings.CACHES["default"]["LOCATION"])
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE expires < %s", [now])
        return cursor.rowcount
