"""The world that bad input is sent to, once for each module of tests."""

from contextlib import contextmanager

from django.db import transaction
from django.test import Client

from hoaip.models import Stakeholder
from tests.world import enter_world


@contextmanager
def entered(django_db_blocker):
    """The world with browsers of those who send; taken back at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = enter_world()
        Stakeholder.objects.create(kind="country", code="GE", slug="georgia", name_en="Georgia")
        Stakeholder.objects.create(kind="organization", code="ESCAP", slug="escap", name_en="ESCAP")
        world.browsers = {
            key: world.client(key)
            for key in ("fp_dm", "fp_two", "rev", "dir", "adm", "del_pk", "del_au", "del_in", "del_undp")
        }
        world.browsers[None] = Client()
        for browser in world.browsers.values():
            browser.raise_request_exception = False
        yield world
        transaction.set_rollback(True)
