"""The Celery application: worker and beat."""

import contextlib
import os

from celery import Celery, Task, bootsteps
from celery.signals import beat_init, setup_logging
from django.conf import settings
from django.db import InterfaceError, OperationalError
from kombu.exceptions import OperationalError as QueueGone

from hoaip.checks import refuse_powerful_role
from hoaip.logs import TaskLinesStep

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hoaip.settings")


class PatientTask(Task):
    """A task that the database failed is tried again after 10, 20, 40 … seconds: it computes from state."""

    autoretry_for = (OperationalError, InterfaceError)
    max_retries = 6
    retry_backoff = 10
    retry_backoff_max = 300
    retry_jitter = False


app = Celery("hoaip", task_cls=PatientTask)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.autodiscover_tasks(["hoaip.post"])
app.steps["worker"].add(TaskLinesStep)


class RoleStep(bootsteps.Step):
    """A worker of production does not start with a role that is too powerful."""

    def __init__(self, parent, **options):
        super().__init__(parent, **options)
        refuse_powerful_role()


app.steps["worker"].add(RoleStep)


@setup_logging.connect
def keep_our_lines(**kwargs):
    """Celery leaves the logging of the settings as it is."""


@beat_init.connect
def report_at_once(sender, **kwargs):
    """Send the first heartbeat when beat starts: the port of `up` waits for it."""
    # Without a queue now beat itself keeps trying; it must not end for it.
    with contextlib.suppress(QueueGone):
        app.send_task(settings.PERIODIC_JOBS["beat_heartbeat"]["task"])
