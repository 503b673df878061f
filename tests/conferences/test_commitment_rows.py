"""What the database promises of commitments, whoever writes."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from conferences.models import Commitment, CommitmentOwner

NOW = timezone.now()


@pytest.fixture
def world(filled):
    return filled


def refused(rows, **columns):
    """The name of the constraint that refuses an UPDATE; fails when none does."""
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        rows.update(**columns)
    return error.value.__cause__.diag.constraint_name


@pytest.mark.parametrize(
    ("key", "columns", "name"),
    [
        ("registered", {"title_en": "  "}, "titled"),
        ("registered", {"due_on": date(2027, 1, 1)}, "due"),
        ("registered", {"due_precision": "day", "due_on": date(2010, 1, 1)}, "due"),
        ("registered", {"state": "disputed"}, "words"),
        ("registered", {"pillar": "money"}, "words"),
        ("registered", {"theme": "money"}, "words"),
        ("registered", {"collective": "some"}, "words"),
        ("registered", {"rung": 1}, "words"),
        ("registered", {"paragraph": None}, "source"),
        ("registered", {"number": None}, "number_kept"),
        ("draft", {"number": 99}, "numbered"),
        ("registered", {"state": "withdrawn"}, "ended"),
        ("registered", {"state": "merged"}, "ended"),
        ("registered", {"state": "completion_claimed"}, "claimed"),
        ("registered", {"state": "completed"}, "claimed"),
        ("registered", {"claimed_at": NOW}, "claimed"),
        ("claimed", {"claim": " "}, "claimed"),
        ("registered", {"confirmed_at": NOW}, "confirmed"),
    ],
)
def test_a_commitment_keeps_its_rules(world, key, columns, name):
    rows = Commitment.objects.filter(pk=world.commitments[key].pk)
    assert refused(rows, **columns) == f"conferences_commitment_{name}"


def test_no_number_stands_twice_in_a_process(world):
    made = world.commitments["registered"]
    draft = Commitment.objects.filter(pk=world.commitments["draft"].pk)
    assert refused(draft, state="registered", number=made.number) == "conferences_commitment_number"
    assert refused(draft, state="registered") == "conferences_commitment_numbered"


def test_one_source_and_one_number(world):
    registered = Commitment.objects.filter(pk=world.commitments["registered"].pk)
    meeting, other = world.meetings["held"], world.commitments["confirmed"]
    assert refused(registered, meeting=meeting) == "conferences_commitment_source"
    assert refused(registered, number=other.number) == "conferences_commitment_number_kept"
    assert refused(registered, merged_into=other) == "conferences_commitment_ended"


@pytest.mark.parametrize(
    ("columns", "name"),
    [
        ({"answer": "perhaps"}, "answer"),
        ({"answer": "confirmed"}, "answer"),
        ({"answer_text": "Why?"}, "answer"),
        ({"answer": "disputed", "answered_at": NOW, "by": True}, "answer"),
        ({"on_behalf": True}, "behalf"),
        ({"basis": "Note 7."}, "behalf"),
        ({"answer": "confirmed", "answered_at": NOW, "by": True, "on_behalf": True}, "behalf"),
        ({"resolution": "Done."}, "resolved"),
        ({"resolved_at": NOW}, "resolved"),
    ],
)
def test_an_answer_keeps_its_rules(world, columns, name):
    if columns.get("by"):
        columns = {key: value for key, value in columns.items() if key != "by"} | {"answered_by": world.del_kz}
    rows = CommitmentOwner.objects.filter(commitment=world.commitments["registered"])
    assert refused(rows, **columns) == f"conferences_commitmentowner_{name}"


def test_an_owner_once(world):
    with pytest.raises(IntegrityError, match="conferences_commitmentowner_once"), transaction.atomic():
        CommitmentOwner.objects.create(commitment=world.commitments["registered"], stakeholder=world.stakeholders["KZ"])
