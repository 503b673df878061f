"""Commitments that come in as known: the reference data's, and the sample ones."""

from datetime import date

import pytest
from django.utils import timezone

from conferences.demo.commitments import SAMPLES
from conferences.demo.samples import demo, seed_demo
from conferences.models import Commitment, CommitmentOwner, Declaration, Paragraph
from conferences.seeds import reference, seed_reference
from hoaip.models import AuditEntry, OutboxMessage, User
from meetings.models import Meeting

TODAY = date(2026, 9, 15)


@pytest.fixture
def by(db):
    return User.objects.system()


def amritsar(by):
    """The declaration with its paragraphs, where the reference data does not bring them itself."""
    seed_reference(reference() | {"commitments": []}, by=by)
    meeting = Meeting.objects.get(city="Amritsar", type="mc")
    made, is_new = Declaration.objects.get_or_create(
        slug="amritsar-2016",
        defaults={
            "meeting": meeting,
            "process": meeting.process,
            "title_en": "Amritsar Declaration",
            "agreed_on": meeting.ends_on,
        },
    )
    if is_new:
        for number in range(1, 15):
            Paragraph.objects.create(declaration=made, number=number, text_en=f"Paragraph {number}.")
        Declaration.objects.filter(pk=made.pk).update(
            state="sealed", seal="0" * 64, sealed_at=timezone.now(), sealed_by=by
        )
    return made


def test_known_commitments_stand_in_the_register_unconfirmed_and_nobody_is_mailed(by):
    # Arrange
    amritsar(by)
    # Act
    seed_reference(reference(), by=by)
    # Assert
    rows = list(Commitment.objects.order_by("number"))
    assert [row.number for row in rows] == list(range(1, len(reference()["commitments"]) + 1))
    assert {row.state for row in rows} == {"registered"}
    assert not any(row.is_confirmed for row in rows)
    assert all(row.is_goal or row.collective or row.owners.exists() for row in rows)
    assert all(row.source and row.source_note for row in rows)
    baku = next(row for row in rows if "Baku" in row.title_en)
    assert (baku.due_on, baku.due_precision, baku.owners.get().code) == (date(2017, 12, 31), "month", "AZ")
    assert not OutboxMessage.objects.filter(template__startswith="commitment").exists()


def test_a_second_run_changes_nothing_and_what_a_person_wrote_stays(by):
    # Arrange
    amritsar(by)
    seed_reference(reference(), by=by)
    row = Commitment.objects.get(title_en__contains="Baku")
    Commitment.objects.filter(pk=row.pk).update(title_en="Host it", is_imported=False)
    entries = AuditEntry.objects.count()
    # Act
    tally = seed_reference(reference(), by=by)
    # Assert
    row.refresh_from_db()
    assert AuditEntry.objects.count() == entries
    assert row.title_en == "Host it"
    assert tally.kinds["commitments"]["kept"] == 1
    assert tally.kinds["commitments"]["same"] == len(reference()["commitments"]) - 1


def test_an_entry_whose_paragraph_is_missing_is_skipped(by):
    entry = reference()["commitments"][0] | {"declaration": "nowhere-2000"}
    seed_reference(reference() | {"commitments": [entry]}, by=by)
    assert not Commitment.objects.exists()


def test_samples_stand_in_several_states_and_one_waits_for_kazakhstan(by):
    # Act
    seed_reference(reference(), by=by)
    seed_demo(today=TODAY, seed=1, by=by)
    told = demo(today=TODAY, seed=1)["commitments"]
    entries = AuditEntry.objects.count()
    seed_demo(today=TODAY, seed=1, by=by)
    # Assert
    assert AuditEntry.objects.count() == entries
    assert {row["key"] for row in told} == set(SAMPLES)
    assert {row["state"] for row in told} >= {"draft", "registered", "confirmed", "in_progress", "completion_claimed"}
    assert all(tuple(row) == ("key", "uid", "state", "owners") for row in told)
    waiting = CommitmentOwner.objects.waiting().filter(stakeholder__code="KZ")
    assert [str(own.commitment.uid) for own in waiting] == [told[0]["uid"]]
