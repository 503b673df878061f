"""Tasks that a page sends over Redis: a job asked for, and the wink to the relay, which looks every minute anyway."""

import logging

from celery import current_app
from django.conf import settings
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)

TASK = "hoaip.post.tasks.send_due_mail"
# Seconds that a page may lose to a Redis that does not answer.
PATIENCE = 1


def wake_relay():
    """Ask a worker to send what is due. A Redis that is gone costs the caller a second at most."""
    enqueue(TASK, expires=300)


def enqueue(task, *, expires):
    """Send a task without arguments; whether the queue took it. A Redis that is gone is logged, within a second.

    `expires` is after how many seconds nobody need run it any more.
    """
    options = settings.CELERY_BROKER_TRANSPORT_OPTIONS | {
        "socket_timeout": PATIENCE,
        "socket_connect_timeout": PATIENCE,
        # Kombu tries a hundred times unless told otherwise.
        "max_retries": 1,
        "interval_start": 0,
        "interval_step": 0,
        "interval_max": 0,
        "connect_retries_timeout": PATIENCE,
    }
    # A connection of its own: the pooled ones of the application wait without end.
    connection = current_app.connection_for_write(url=settings.CELERY_BROKER_URL, transport_options=options)
    lost = (OperationalError, *connection.connection_errors, *connection.channel_errors)
    try:
        with connection:
            current_app.send_task(task, connection=connection, retry=False, ignore_result=True, expires=expires)
    except lost as problem:
        logger.warning("%s was not sent, the queue does not answer: %s", task, problem)
        return False
    return True
