"""Reminders of commitments: of their own day, while no action of theirs is open, by the job that minds actions."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from conferences.actions.commitments import change_commitment, register_commitment, stored_details
from conferences.models import Action, Commitment, CommitmentOwner, CommitmentReminder
from hoaip.models import AuditEntry, OutboxMessage, User
from tests.conferences.test_reminders import DUE, night
from tests.trail import commitment, declaration, step
from tests.world import _ministers


@pytest.fixture
def said(cast):
    """A paragraph in which something was undertaken."""
    return declaration(cast, _ministers(cast, 5, date(2015, 12, 9)), state="sealed").paragraphs.get(number=1)


@pytest.fixture
def due(cast, said):
    """A commitment of Kazakhstan and Pakistan in Disaster Management, in progress and due at the end of March."""
    return commitment(cast, said, state="in_progress", owners=("KZ", "PK"), due_on=DUE, due_precision="day")


def mailed(row):
    rows = OutboxMessage.objects.filter(object_uid=row.uid, template="commitment_reminder")
    return sorted(rows.values_list("address", flat=True))


def reminded(row):
    return list(CommitmentReminder.objects.filter(commitment=row).order_by("step").values_list("step", flat=True))


def test_every_step_goes_out_on_its_day_and_once(cast, due):
    sent = {}
    for days in (-15, -14, -13, -3, 0, 1, 2, 31, 60, 61):
        day = DUE + timedelta(days=days)
        sent[days] = (night(day), night(day))

    assert sent == {
        **dict.fromkeys((-15, -13, 0, 2, 60), (0, 0)),
        **dict.fromkeys((-14, -3, 1), (2, 0)),
        # From a month on the two focal points of the CBM are told too.
        **dict.fromkeys((31, 61), (4, 0)),
    }
    assert reminded(due) == [-14, -3, 1, 31, 61]
    assert set(mailed(due)) == {f"{who}@example.org" for who in ("del_kz", "del_pk", "fp_dm", "fp_dm_deputy")}
    assert AuditEntry.objects.filter(action="commitment.remind", object_uid=due.uid).count() == 5


@pytest.mark.parametrize(("first", "days", "mails", "steps"), [(-4, 2, 2, [-14, -3, 1]), (-4, 36, 4, [-14, -3, 1, 31])])
def test_nights_that_were_missed_are_caught_up_with_one_mail_each(cast, due, first, days, mails, steps):
    night(DUE + timedelta(days=first))
    before = OutboxMessage.objects.count()

    found = night(DUE + timedelta(days=days)), night(DUE + timedelta(days=days))

    assert found == (mails, 0)
    assert OutboxMessage.objects.count() - before == mails
    assert reminded(due) == steps


@pytest.mark.parametrize("state", ["open", "in_progress", "done_claimed"])
def test_while_an_action_is_open_its_owner_is_reminded_and_nobody_twice(cast, due, state):
    action = step(cast, due, state=state, due_on=DUE)

    assert night(DUE + timedelta(days=1)) == (0 if state == "done_claimed" else 1)
    assert mailed(due) == []

    Action.objects.filter(pk=action.pk).update(state="cancelled", state_reason="Overtaken.")

    assert night(DUE + timedelta(days=2)) == 2
    assert mailed(due) == ["del_kz@example.org", "del_pk@example.org"]


@pytest.mark.parametrize("state", ["verified", "cancelled"])
def test_actions_that_are_done_with_leave_the_commitment_to_its_owners(cast, due, state):
    step(cast, due, state=state, due_on=DUE)

    assert night(DUE + timedelta(days=1)) == 2


@pytest.mark.parametrize(
    ("state", "mails"),
    [
        ("draft", 0),
        ("registered", 1),
        ("confirmed", 1),
        ("in_progress", 1),
        ("completion_claimed", 0),
        ("completed", 0),
        ("withdrawn", 0),
    ],
)
def test_what_is_in_work_is_reminded_of(cast, said, state, mails):
    row = commitment(cast, said, state=state, due_on=DUE, due_precision="day")

    assert night(DUE + timedelta(days=1)) == mails
    assert reminded(row) == ([-14, -3, 1] if mails else [])


@pytest.mark.parametrize("columns", [{"due_on": None}, {"due_on": DUE, "owners": (), "due_precision": "day"}])
def test_nobody_is_reminded_of_what_is_ongoing_or_a_goal(cast, said, columns):
    row = commitment(cast, said, state="in_progress", **columns)

    assert night(DUE + timedelta(days=40)) == 0
    assert reminded(row) == []


def test_what_was_taken_over_from_a_source_waits_until_somebody_confirms_it(cast, said):
    row = commitment(cast, said, state="registered", due_on=DUE, due_precision="day", is_imported=True)
    assert night(DUE - timedelta(days=14)) == 0

    Commitment.objects.filter(pk=row.pk).update(confirmed_at=timezone.now(), confirmed_by=cast.rev)

    assert night(DUE - timedelta(days=13)) == 1


def test_an_owner_that_disputes_it_is_not_reminded_until_that_is_settled(cast, due):
    own = CommitmentOwner.objects.filter(commitment=due, stakeholder__code="KZ")
    own.update(answer="disputed", answer_text="Not ours.", answered_at=timezone.now(), answered_by=cast.del_kz)

    assert night(DUE - timedelta(days=14)) == 1
    assert mailed(due) == ["del_pk@example.org"]

    own.update(resolution="It stays.", resolved_at=timezone.now(), resolved_by=cast.rev)

    assert night(DUE - timedelta(days=3)) == 2


def test_a_day_that_is_registered_late_is_minded_from_its_next_step_on(cast, said):
    row = commitment(cast, said, state="draft", due_on=DUE, due_precision="day")
    row = register_commitment(row, today=DUE + timedelta(days=5), by=cast.rev)

    assert night(DUE + timedelta(days=6)) == 0
    assert reminded(row) == [-14, -3, 1]
    assert night(DUE + timedelta(days=31)) == 3


def test_a_moved_day_begins_anew_and_what_lies_before_is_done(cast, due):
    night(DUE - timedelta(days=2))
    new = DUE + timedelta(days=5)
    details = stored_details(due)
    details = type(details)(**(vars(details) | {"due_on": new}))

    change_commitment(due, details=details, reason="Later.", today=DUE - timedelta(days=2), by=cast.rev)

    assert night(DUE - timedelta(days=1)) == 0
    assert [night(new + timedelta(days=days)) for days in (-3, 1)] == [2, 2]


def test_the_mail_names_the_commitment_by_its_number_in_the_language_of_its_reader(cast, due):
    User.objects.filter(pk=cast.del_kz.pk).update(language="fa-af")

    night(DUE + timedelta(days=1))

    mails = {each.recipient: each for each in OutboxMessage.objects.filter(object_uid=due.uid)}
    english, dari = mails[cast.del_pk], mails[cast.del_kz]
    assert english.subject == f"Commitment {due.number}: its day has passed"
    assert f"Commitment {due.number} was due on 31 March 2027" in english.body
    assert "nobody has said that it is completed." in english.body
    assert f"/commitments/{due.uid}/" in english.body
    assert "Secret" not in english.body + dari.body
    assert f"/fa-af/commitments/{due.uid}/" in dari.body
    assert "موعد" in dari.body
    assert "nobody" not in dari.body
    assert "You receive" not in dari.body


def test_a_step_is_kept_once(cast, due):
    night(DUE)
    row = CommitmentReminder.objects.filter(commitment=due).first()

    with pytest.raises(IntegrityError, match="conferences_commitmentreminder_once"), transaction.atomic():
        CommitmentReminder.objects.create(commitment=due, due_on=DUE, step=row.step, at=row.at)
