"""What the portal does by itself to keep its house, each a function of the instant `as_of`."""

from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef

from hoaip import audit, grants
from hoaip.action import action, authorise
from hoaip.calendar.days import today_in_kabul
from hoaip.health import BEAT
from hoaip.models import Delegate, Heartbeat, IdempotencyKey, JobRun, KeptForm, User
from hoaip.permissions import Permission
from hoaip.post import queue

KEYS_KEPT = timedelta(days=30)
RUNS_KEPT = timedelta(days=400)


def beat_heartbeat(as_of):
    """Note that beat has sent and a worker has taken."""
    Heartbeat.objects.update_or_create(name=BEAT, defaults={"at": as_of})
    return {}


def sync_grants(as_of):
    """Bring all grants in line with the dated rows of that day in Kabul."""
    changed = grants.sync_all(on=today_in_kabul(as_of))
    return {"grants_added": changed["added"], "grants_removed": changed["removed"]}


def sweep(as_of):
    """Drop what has served: expired kept forms and sessions, keys older than 30 days, job runs older than 400."""
    dead = UserSession.objects.filter(~Exists(Session.objects.filter(session_key=OuterRef("session_key"))))
    return {
        "kept_forms_dropped": _dropped(KeptForm.objects.filter(expires_at__lt=as_of)),
        "idempotency_keys_dropped": _dropped(IdempotencyKey.objects.filter(created_at__lt=as_of - KEYS_KEPT)),
        "sessions_dropped": _dropped(Session.objects.filter(expire_date__lt=as_of)),
        "session_notes_dropped": _dropped(dead),
        "job_runs_dropped": _dropped(JobRun.objects.filter(started_at__lt=as_of - RUNS_KEPT)),
    }


def _dropped(rows):
    return rows.delete()[0]


def send_audit_head(as_of):
    """Mail the head of the audit chain to every delegate of the day: kept by many, it cannot be rewritten in silence.

    Once a day and delegate; days on which nothing ran are not made up for, since each head contains all before it.
    """
    by = User.objects.system()
    return {"queued": _mail_head(today_in_kabul(as_of), by=by)}


@action
def _mail_head(day, *, by):
    authorise(by, Permission.KEEP_HOUSE)
    sequence, head = audit.last()
    people = User.objects.filter(pk__in=Delegate.objects.as_of(day).values("user"), is_active=True)
    context = {"day": day, "rows": sequence, "head": head}
    return queue("audit_head", to=people, key=f"audit_head:{day.isoformat()}", context=context)
