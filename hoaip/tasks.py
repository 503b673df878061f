"""The platform's periodic jobs, three lines each."""

from celery import shared_task
from django.utils import timezone

from hoaip.health import BEAT
from hoaip.models import Heartbeat


@shared_task
def beat_heartbeat():
    """Note that beat has sent and a worker has taken."""
    Heartbeat.objects.update_or_create(name=BEAT, defaults={"at": timezone.now()})
