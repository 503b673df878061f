"""What a reader gets when the database refuses."""

import pytest
from django.db import OperationalError

from hoaip.answers import AnswersMiddleware


@pytest.mark.parametrize(
    "said",
    [
        "canceling statement due to lock timeout",
        "canceling statement due to statement timeout",
        "deadlock detected\nDETAIL:  Process 7 waits for ShareLock on transaction 8",
    ],
)
def test_who_waited_too_long_is_asked_to_try_again(rf, db, said):
    request = rf.post("/meetings/new/")
    request.has_session = False

    answer = AnswersMiddleware(None).process_exception(request, OperationalError(said))

    assert answer.status_code == 503


def test_another_fault_of_the_database_is_not_hidden(rf):
    assert AnswersMiddleware(None).process_exception(rf.get("/"), OperationalError("disk full")) is None
