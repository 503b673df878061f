"""A queue of a test's own: the workers of pytest-xdist share one Redis, and a task must not reach another's worker."""

import os
import re

import pytest
import redis

from hoaip.celery import app

# Redis has sixteen databases; the tests' own stand behind the one that the portal uses.
FIRST = 3
NUMBER = re.compile(r"(virtual_host=|db=|/)[0-9]+$")


class OwnQueue:
    def __init__(self, address, broker):
        self.address, self.broker = address, broker

    def waiting(self):
        """Names of the tasks that wait."""
        return re.findall(r'"task": "([\w.]+)"', str(self.broker.lrange("celery", 0, -1)))

    def send(self, name):
        """Send a task as beat does; its id."""
        with app.connection_for_write(url=self.address) as connection:
            return app.send_task(name, connection=connection).id


@pytest.fixture
def own_queue(settings):
    number = FIRST + int(re.sub(r"\D", "", os.environ.get("PYTEST_XDIST_WORKER", "")) or 0) % 12
    before = app.conf.broker_url
    settings.CELERY_BROKER_URL = app.conf.broker_url = NUMBER.sub(rf"\g<1>{number}", settings.CELERY_BROKER_URL)
    with redis.Redis.from_url(NUMBER.sub(rf"\g<1>{number}", settings.REDIS_URL)) as broker:
        broker.flushdb()
        yield OwnQueue(settings.CELERY_BROKER_URL, broker)
        broker.flushdb()
    app.conf.broker_url = before
