"""Two of the ministry verify one action at once."""

from datetime import date
from threading import Barrier, Thread

import pytest
from django.db import connection

from conferences.actions.carrying import verify_action
from hoaip.errors import WrongState
from hoaip.models import AuditEntry, Event
from meetings.models import Meeting
from tests.trail import commitment, declaration, step

TODAY = date(2026, 11, 30)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_verify_at_once_one_does(transactional_cast):
    cast = transactional_cast
    text = declaration(
        cast,
        Meeting.objects.create(
            process=cast.process, type="mc", state="held", starts_on=TODAY, ends_on=TODAY, created_by=cast.rev
        ),
    )
    row = step(cast, commitment(cast, text.paragraphs.get(number=1)), state="done_claimed")
    barrier, found = Barrier(2, timeout=20), []

    def verify(by):
        try:
            barrier.wait()
            verify_action(row, today=TODAY, by=by)
            found.append("done")
        except WrongState:
            found.append("wrong state")
        finally:
            connection.close()

    threads = [Thread(target=verify, args=[by]) for by in (cast.rev, cast.rev_two)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert sorted(found) == ["done", "wrong state"]
    assert Event.objects.filter(kind="action.verify").count() == 1
    assert AuditEntry.objects.filter(action="action.verify").count() == 1
