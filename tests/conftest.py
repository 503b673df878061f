"""What every test may ask for."""

from tests import servers  # noqa: F401 - first: it makes the environment that Django's settings read

# isort: split
import gc

import pytest

from hoaip.public_cache import bodies, facts, own_bodies
from meetings.calendar.feed import kept_events
from tests.cast import cast, transactional_cast  # noqa: F401 - fixtures
from tests.queues import own_queue  # noqa: F401 - a fixture
from tests.world import filled  # noqa: F401 - a fixture


def pytest_collection_finish():
    """What is loaded by now lives to the end: it is not looked through for garbage again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(autouse=True)
def forget_shared_bodies():
    """Each test has a database of its own, and its audit begins anew: nothing kept may outlive it."""
    bodies.forget()
    own_bodies.forget()
    facts.forget()
    kept_events.clear()
