"""The platform's periodic tasks: each runs its job of settings.PERIODIC_JOBS as of now."""

from celery import shared_task
from django.utils import timezone

from hoaip import jobs


@shared_task
def beat_heartbeat():
    jobs.run("beat_heartbeat", timezone.now())


@shared_task
def sync_grants():
    jobs.run("sync_grants", timezone.now())


@shared_task
def digest_access_log():
    jobs.run("digest_access_log", timezone.now())


@shared_task
def send_audit_head():
    jobs.run("send_audit_head", timezone.now())


@shared_task
def sweep():
    jobs.run("sweep", timezone.now())


@shared_task
def sweep_files():
    jobs.run("sweep_files", timezone.now())


@shared_task
def extend_holidays():
    jobs.run("extend_holidays", timezone.now())


@shared_task
def tell_watchers():
    jobs.run("tell_watchers", timezone.now())


@shared_task
def send_digests():
    jobs.run("send_digests", timezone.now())
