"""Reminders of actions: each step once, late or not; of several missed the last one; escalated after a month."""

from datetime import date, datetime, time, timedelta
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction

from conferences.actions.follow_up import ActionDetails, change_action
from conferences.actions.reminding import steps_by
from conferences.models import Action, ActionReminder
from hoaip import jobs
from hoaip.calendar import KABUL
from hoaip.ladder import Rung
from hoaip.models import AuditEntry, Delegate, OutboxMessage
from meetings.models import Meeting
from tests.trail import commitment, declaration, step
from tests.world import fill

DUE = date(2027, 3, 31)


@pytest.fixture
def action(cast):
    """An action of Kazakhstan in Disaster Management, due at the end of March."""
    return of_march(cast)


def of_march(cast, **columns):
    world = fill(cast)
    Action.objects.exclude(pk=None).update(due_on=None, due_precision="ongoing")
    return step(world, world.commitments["registered"], due_on=DUE, **columns)


def night(day):
    """The run of a day: twenty past four in the morning, UTC."""
    return jobs.run("remind_owners", datetime.combine(day, time(8, 50), tzinfo=KABUL))["changed"]["owners_reminded"]


def mailed(action):
    return sorted(
        OutboxMessage.objects.filter(object_uid=action.uid, template="action_reminder").values_list(
            "address", "dedupe_key"
        )
    )


def reminded(action):
    return list(ActionReminder.objects.filter(action=action).order_by("due_on", "step").values_list("step", flat=True))


def test_every_step_goes_out_on_its_day_and_once(cast, action):
    sent = {}
    for days in (-15, -14, -13, -3, 0, 1, 2, 31, 60, 61):
        day = DUE + timedelta(days=days)
        sent[days] = (night(day), night(day))

    one, both = (1, 0), (3, 0)
    assert sent == {
        **dict.fromkeys((-15, -13, 0, 2, 60), (0, 0)),
        -14: one,
        -3: one,
        1: one,
        # The two focal points of the CBM are told from a month on.
        31: both,
        61: both,
    }
    assert reminded(action) == [-14, -3, 1, 31, 61]
    assert AuditEntry.objects.filter(action="action.remind", object_uid=action.uid).count() == 5


@pytest.mark.parametrize(
    ("first", "days", "mails", "steps"),
    [
        # Five nights without a worker over the day itself: one reminder, the one of the day after.
        (-4, 2, 1, [-14, -3, 1]),
        # Forty nights: the escalation alone, to the delegate and both focal points.
        (-4, 36, 3, [-14, -3, 1, 31]),
    ],
)
def test_nights_that_were_missed_are_caught_up_with_one_reminder(cast, action, first, days, mails, steps):
    night(DUE + timedelta(days=first))
    before = OutboxMessage.objects.count()

    found = night(DUE + timedelta(days=days)), night(DUE + timedelta(days=days))

    assert found == (mails, 0)
    assert OutboxMessage.objects.count() - before == mails
    assert reminded(action) == steps
    key = f"action:{action.uid}:due:{DUE}:{steps[-1]}"
    assert sum(each.startswith(key) for _address, each in mailed(action)) == mails


def test_the_month_is_due_on_its_last_day(cast):
    action = of_march(cast, due_precision="month")

    assert night(date(2027, 3, 31)) == 1
    assert night(date(2027, 4, 1)) == 1
    assert reminded(action) == [-14, -3, 1]


def test_a_moved_day_begins_anew_and_what_lies_before_is_done(cast, action):
    night(DUE - timedelta(days=2))
    new = DUE + timedelta(days=5)

    details = ActionDetails(action.title, new, "day", Rung.PUBLIC)
    change_action(action, details=details, today=DUE - timedelta(days=2), by=cast.rev)

    assert night(DUE - timedelta(days=1)) == 0
    assert [night(new + timedelta(days=days)) for days in (-3, 1)] == [1, 1]


@pytest.mark.parametrize("state", ["done_claimed", "verified", "cancelled"])
def test_nobody_is_reminded_of_what_is_said_to_be_done_or_ended(cast, state):
    action = of_march(cast, state=state)

    assert night(DUE + timedelta(days=40)) == 0
    assert reminded(action) == []


def test_the_delegates_of_that_day_are_reminded(cast, action):
    Delegate.objects.filter(user=cast.del_kz).update(until_on=DUE - timedelta(days=10))
    Delegate.objects.create(stakeholder=cast.stakeholders["KZ"], user=cast.rev_two, from_on=DUE - timedelta(days=9))

    night(DUE - timedelta(days=14))
    night(DUE - timedelta(days=3))

    assert [address for address, _key in mailed(action)] == ["del_kz@example.org", "rev_two@example.org"]
    assert "Secret" not in OutboxMessage.objects.filter(object_uid=action.uid).first().body


def test_a_step_without_anybody_to_mail_is_done_all_the_same(cast, action):
    Delegate.objects.filter(user=cast.del_kz).update(until_on=DUE - timedelta(days=30))

    assert night(DUE - timedelta(days=14)) == 0
    assert reminded(action) == [-14]


def test_overdue_is_computed_and_never_stored(cast, action):
    assert Action.objects.overdue(DUE).filter(pk=action.pk).count() == 0
    assert Action.objects.overdue(DUE + timedelta(days=1)).get() == action
    assert action.is_overdue(DUE + timedelta(days=1))
    assert not action.is_overdue(DUE)


@pytest.mark.parametrize(
    ("days", "steps"),
    [(-15, []), (-14, [-14]), (-3, [-14, -3]), (1, [-14, -3, 1]), (30, [-14, -3, 1]), (61, [-14, -3, 1, 31, 61])],
)
def test_steps_of_a_day(days, steps):
    assert steps_by(DUE, DUE + timedelta(days=days)) == steps


def test_a_step_is_kept_once(cast, action):
    night(DUE)
    row = ActionReminder.objects.filter(action=action).first()

    with pytest.raises(IntegrityError, match="conferences_actionreminder_once"), transaction.atomic():
        ActionReminder.objects.create(action=action, due_on=DUE, step=row.step, at=row.at)


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_remind_once(transactional_cast):
    cast = transactional_cast
    text = declaration(cast, _meeting(cast))
    action = step(cast, commitment(cast, text.paragraphs.get(number=1)), due_on=DUE)
    barrier, found = Barrier(2, timeout=20), []

    def run():
        try:
            barrier.wait()
            found.append(night(DUE + timedelta(days=2)))
        finally:
            connection.close()

    threads = [Thread(target=run) for _each in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert sorted(found) == [0, 1]
    assert len(mailed(action)) == 1
    assert reminded(action) == [-14, -3, 1]


def _meeting(cast):
    return Meeting.objects.create(
        process=cast.process, type="mc", state="held", starts_on=DUE, ends_on=DUE, created_by=cast.rev
    )
