"""Answers and the expiry at the same moment: none is lost, and the instant under the lock decides."""

import threading
from datetime import timedelta

import pytest
import time_machine
from django.db import connections, transaction

from cbms.actions.consultations import answer_consultation, answer_on_behalf, close_consultations
from cbms.models import Consultation, Position
from hoaip import audit, grants
from hoaip.errors import WrongState
from hoaip.models import AuditEntry, OutboxMessage
from tests.consultations import EXPIRY, OPENED, asked, opened
from tests.races import at_once, wait_for_a_lock

SECOND = timedelta(seconds=1)


@pytest.fixture
def clock(transactional_cast):
    with time_machine.travel(OPENED, tick=False) as traveller:
        grants.sync_all()
        yield traveller


def test_eight_answers_at_once_and_none_is_lost(transactional_cast, clock):
    cast = transactional_cast
    consultation = opened(cast)
    own = [("PK", "del_pk"), ("KZ", "del_kz"), ("IN", "del_in"), ("PL", "del_pl"), ("UNDP", "del_undp")]
    acts = [
        lambda code=code, key=key: answer_consultation(
            asked(consultation, code), answer="comment", text=f"From {code}.", by=cast.people[key]
        )
        for code, key in [*own, ("PK", "del_pk"), ("KZ", "del_kz")]
    ]
    acts.append(lambda: answer_on_behalf(asked(consultation, "AF"), answer="support", text="Note 1.", by=cast.fp_dm))

    found = at_once(*acts)

    assert all(isinstance(each, Position) for each in found), found
    assert Position.objects.count() == len(acts) == 8
    assert AuditEntry.objects.filter(action__startswith="position.").count() == 8
    assert audit.verify()["ok"]


def test_four_jobs_at_once_conclude_once(transactional_cast, clock):
    consultation = opened(transactional_cast)
    clock.move_to(EXPIRY + SECOND)

    found = at_once(*[lambda: close_consultations(EXPIRY + SECOND)] * 4)

    assert sorted(each["consultations_passed"] for each in found) == [0, 0, 0, 1]
    assert Consultation.objects.get(pk=consultation.pk).state == "passed"
    assert AuditEntry.objects.filter(action="consultation.pass").count() == 1
    assert OutboxMessage.objects.filter(template="consultation_end").count() == 7


@pytest.mark.parametrize(("until", "counts"), [(EXPIRY, True), (EXPIRY + SECOND, False)])
def test_an_answer_that_waited_for_the_lock_is_judged_by_the_instant_it_got_it(
    transactional_cast, clock, until, counts
):
    cast = transactional_cast
    consultation = opened(cast)
    clock.move_to(EXPIRY - SECOND)
    found = []

    def object_to_it():
        try:
            row = asked(consultation, "IN")
            found.append(answer_consultation(row, answer="objection", text="The budget.", by=cast.del_in))
        except WrongState as error:
            found.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=object_to_it)
    with transaction.atomic():
        Consultation.objects.select_for_update().get(pk=consultation.pk)
        thread.start()
        wait_for_a_lock(thread)
        clock.move_to(until)
    thread.join(60)

    assert isinstance(found[0], Position) == counts, found
    closed = close_consultations(EXPIRY + 2 * SECOND)
    assert closed == {"consultations_passed": int(not counts), "consultations_to_judge": int(counts)}


def test_an_answer_and_the_job_at_the_same_moment_agree(transactional_cast, clock):
    """Whoever gets the lock first: an objection that was taken is never overlooked, a late one never taken."""
    cast = transactional_cast
    consultation = opened(cast)
    clock.move_to(EXPIRY)

    given, closed = at_once(
        lambda: answer_consultation(asked(consultation, "IN"), answer="objection", text="No.", by=cast.del_in),
        # The job's clock says a second later than the answer's.
        lambda: close_consultations(EXPIRY + SECOND),
    )

    consultation.refresh_from_db()
    if isinstance(given, Position):
        assert (consultation.state, closed["consultations_to_judge"]) == ("open", 1)
    else:
        assert isinstance(given, WrongState)
        assert (consultation.state, closed["consultations_passed"]) == ("passed", 1)
