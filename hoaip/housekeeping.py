"""What the portal does by itself to keep its house, each a function of the instant `as_of`."""

from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import Exists, OuterRef

from hoaip import audit, grants
from hoaip.action import action, authorise
from hoaip.calendar.days import today_in_kabul
from hoaip.models import Appointment, Delegate, IdempotencyKey, JobRun, KeptForm, User
from hoaip.permissions import MINISTRY, Permission, Role
from hoaip.post import queue

# A form that was sent is not repeated by a browser after so long.
KEYS_LAST = timedelta(days=30)
RUNS_LAST = timedelta(days=400)


def beat_heartbeat(as_of):
    """Nothing: that beat has sent and a worker has taken is told by the heartbeat that every light job leaves."""
    return {}


def sync_grants(as_of):
    """Bring all grants in line with the dated rows of that day in Kabul. Returns how many were added and removed."""
    changed = grants.sync_all(on=today_in_kabul(as_of))
    return {"grants_added": changed["added"], "grants_removed": changed["removed"]}


def sweep(as_of):
    """Delete what has expired at `as_of`: kept forms, sessions, old keys of forms, lines of the cache, old job runs.

    Returns {what: number of rows}; a second call returns zeros.
    """
    return {
        "kept_forms": _deleted(KeptForm.objects.filter(expires_at__lt=as_of)),
        "sessions": _deleted(Session.objects.filter(expire_date__lt=as_of)),
        "session_notes": _deleted(
            UserSession.objects.filter(~Exists(Session.objects.filter(session_key=OuterRef("session_key"))))
        ),
        "idempotency_keys": _deleted(IdempotencyKey.objects.filter(created_at__lt=as_of - KEYS_LAST)),
        "job_runs": _deleted(JobRun.objects.filter(started_at__lt=as_of - RUNS_LAST)),
        "cache": _sweep_cache(as_of),
    }


def _deleted(rows):
    return rows.delete()[0]


def _sweep_cache(as_of):
    # The table of Django's database cache has no model.
    table = connection.ops.quote_name(settings.CACHES["default"]["LOCATION"])
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE expires < %s", [as_of])
        return cursor.rowcount


def send_audit_head(as_of):
    """Mail the head of the audit chain to every delegate and to the ministry: kept by many, nobody rewrites it unseen.

    Once a day and person; days on which nothing ran are not made up for, since each head contains all before it.
    """
    _mail_head(today_in_kabul(as_of), by=User.objects.system())
    return {}


@action
def _mail_head(day, *, by):
    authorise(by, Permission.KEEP_HOUSE)
    newest = audit.newest()
    people = User.objects.filter(pk__in=_keepers(day), is_active=True)
    context = {"day": day, "rows": newest.sequence, "head": newest.hash}
    queue("audit_head", to=people, key=f"audit_head:{day.isoformat()}", context=context)


def _keepers(day):
    """Ids of who keeps the head of that day: delegates, appointed staff and directors, and focal points."""
    offices = Appointment.objects.as_of(day).filter(role__in=MINISTRY)
    return {
        *Delegate.objects.as_of(day).values_list("user", flat=True),
        *offices.values_list("user", flat=True),
        *grants.holders_of(Role.FOCAL_POINT, day),
    }
