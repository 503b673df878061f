"""A meeting is closed while somebody adds an item to its agenda."""

import threading
from datetime import date

from django.core.exceptions import ValidationError
from django.db import connections, transaction

from meetings.actions import close
from meetings.actions.agenda import add_item
from meetings.models import Meeting
from tests.meetings.test_compliance import meeting
from tests.races import wait_for_a_lock


def test_an_item_added_in_that_instant_is_not_overlooked(transactional_cast):
    cast = transactional_cast
    row = meeting(cast, "dm", starts=date(2026, 3, 1), state="reported")
    found = []

    def close_it():
        try:
            found.append(close(row, reason="Its record is on paper.", by=cast.rev))
        except ValidationError as error:
            found.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=close_it)
    with transaction.atomic():
        add_item(row, title="Any other business", by=cast.fp_dm)
        thread.start()
        wait_for_a_lock(thread)
    thread.join(60)

    assert isinstance(found[0], ValidationError), found
    assert Meeting.objects.get(pk=row.pk).state == "reported"
