"""The platform's periodic jobs, three lines each. `as_of` is an instant in ISO 8601, now when there is none."""

from datetime import datetime

from celery import shared_task
from django.utils import timezone

from hoaip import grants, housekeeping
from hoaip.calendar import today_in_kabul
from hoaip.health import BEAT
from hoaip.models import Heartbeat


@shared_task
def beat_heartbeat():
    """Note that beat has sent and a worker has taken: the instant is the real one."""
    Heartbeat.objects.update_or_create(name=BEAT, defaults={"at": timezone.now()})


@shared_task
def sync_grants(as_of=None):
    """Bring guardian's rows in line with the roles of the day in Kabul. Returns {"added": n, "removed": n}."""
    return grants.sync_all(on=today_in_kabul(_instant(as_of)))


@shared_task
def sweep(as_of=None):
    """Take away what has expired. Returns {what: number of rows}."""
    return housekeeping.sweep(_instant(as_of))


def _instant(as_of):
    return timezone.now() if as_of is None else datetime.fromisoformat(as_of)
