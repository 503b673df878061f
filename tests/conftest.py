"""What every test may ask for."""

from tests import servers  # noqa: F401 - first: it makes the environment that Django's settings read

# isort: split
from pathlib import Path

import pytest

from hoaip.shared import bodies
from tests.cast import cast  # noqa: F401 - a fixture


@pytest.fixture(scope="session")
def django_db_use_migrations():
    """Tables come from the migrations; straight from the models as long as there are none."""
    return any((Path(__file__).parent.parent / "hoaip" / "migrations").glob("0*.py"))


@pytest.fixture(autouse=True)
def forget_shared_bodies():
    """Each test has a database of its own, and its audit begins anew: nothing kept may outlive it."""
    bodies.forget()
