"""What an owner of a commitment answered by other ways: entered by its focal point, marked, confirmed by the owner."""

import re
from html import unescape

import pytest
from django.core.exceptions import ValidationError

from conferences.actions.commitment_answers import (
    answer_commitment,
    answer_for_owner,
    confirm_answer,
    settle_answer,
)
from conferences.actions.commitments import CommitmentDetails, change_commitment, stored_details
from conferences.models import CommitmentOwner
from hoaip import grants
from hoaip.errors import Refused, Stale, WrongState
from hoaip.models import AuditEntry, OutboxMessage
from tests.papers import paper
from tests.trail import commitment
from tests.world import fill

TODAY = grants.today()
MARK = "entered on its behalf, not confirmed yet"


@pytest.fixture
def world(cast):
    return fill(cast)


@pytest.fixture
def row(world):
    """Registered in the name of Kazakhstan, in Disaster Management."""
    return world.commitments["registered"]


def text_of(response):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def mailed(template):
    return sorted(OutboxMessage.objects.filter(template=template).values_list("address", flat=True))


def own_of(row, code="KZ"):
    return CommitmentOwner.objects.select_related("commitment", "stakeholder").get(
        commitment=row, stakeholder__code=code
    )


def entered(row, world, *, answer="confirmed", text="", basis="Note verbale 7 of 3 May.", by=None, **more):
    by = by or world.fp_dm
    return answer_for_owner(own_of(row), answer=answer, text=text, basis=basis, today=TODAY, by=by, **more)


def test_the_focal_point_enters_it_with_the_letter_and_the_delegate_confirms_with_one_button(world, row):
    # Arrange
    letter = paper(world.cbms["dm"], by=world.rev, type="letter", title_en="Note verbale 7")
    focal, delegate, page = world.client("fp_dm"), world.client("del_kz"), f"/commitments/{row.uid}/"
    form = f"{page}behalf/kazakhstan/"
    assert form in focal.get(page).content.decode()
    assert "Enter the answer of Kazakhstan on its behalf" in text_of(focal.get(form))

    # Act
    fields = {"answer": "confirmed", "basis": "By note.", "letter": letter.uid, "version": own_of(row).version}
    assert focal.post(form, fields)["Location"] == page

    # Assert
    own = own_of(row)
    assert (own.answer, own.on_behalf, own.basis, own.letter, own.answered_by) == (
        "confirmed",
        True,
        "By note.",
        letter,
        world.fp_dm,
    )
    row.refresh_from_db()
    assert row.state == "confirmed"
    assert mailed("commitment_behalf") == ["del_kz@example.org"]
    assert MARK in text_of(focal.get(page))
    assert "confirm it, or give another" in text_of(delegate.get("/"))
    shown = delegate.get(page)
    assert "Confirm it as your own" in text_of(shown)
    assert "Note verbale 7" in text_of(shown)

    # Act
    assert delegate.post(f"{page}answer/confirm/", {"version": own.version})["Location"] == page

    # Assert
    own = own_of(row)
    assert (own.answer, own.on_behalf, own.basis, own.answered_by) == ("confirmed", False, "By note.", world.del_kz)
    told = text_of(focal.get(page))
    assert (MARK in told, "confirmed by its delegate" in told, form in told) == (False, True, False)
    assert "confirm it, or give another" not in text_of(delegate.get("/"))
    entry = AuditEntry.objects.get(action="commitment.own")
    assert (entry.actor_name, entry.acting_for) == (world.del_kz.full_name, "KZ")


def test_others_enter_nothing(world, row):
    for by in (world.rev, world.dir, world.adm, world.del_kz, world.fp_ct):
        with pytest.raises(Refused):
            entered(row, world, by=by)
    entered(row, world)
    for by in (world.fp_dm, world.del_pk, world.rev):
        with pytest.raises(Refused):
            confirm_answer(own_of(row), by=by)


def test_nobody_answers_for_one_that_has_answered_itself(world, row):
    answer_commitment(own_of(row), answer="disputed", text="Never said.", today=TODAY, by=world.del_kz)

    with pytest.raises(WrongState, match="by its own delegates"):
        entered(row, world)

    assert world.client("fp_dm").get(f"/commitments/{row.uid}/behalf/kazakhstan/").status_code == 409


def test_the_delegate_gives_another_and_the_mark_is_gone(world, row):
    entered(row, world)

    own = answer_commitment(own_of(row), answer="corrected", text="Say: two.", today=TODAY, by=world.del_kz)

    assert (own.answer, own.on_behalf, own.basis, own.letter) == ("corrected", False, "", None)
    with pytest.raises(WrongState, match="Nothing entered on your behalf"):
        confirm_answer(own_of(row), by=world.del_kz)


def test_another_is_entered_while_the_owner_is_silent_and_both_stay_in_the_audit(world, row):
    entered(row, world)
    own = entered(row, world, answer="disputed", text="Never said.")

    kept = AuditEntry.objects.filter(action="commitment.enter", object_uid=str(own.uid)).order_by("sequence")
    assert [each.changes["answer"][1] for each in kept] == ["confirmed", "disputed"]
    assert mailed("commitment_answered") == ["rev@example.org", "rev_two@example.org"]
    settled = settle_answer(own, resolution="Reworded.", today=TODAY, by=world.rev)
    assert (settled.is_waiting, settled.has_spoken) == (True, False)


@pytest.mark.parametrize(
    ("fields", "at"), [({"basis": " "}, "basis"), ({"answer": "disputed"}, "text"), ({"answer": "perhaps"}, "answer")]
)
def test_it_says_how_it_came_and_what_was_said(world, row, fields, at):
    with pytest.raises(ValidationError) as refused:
        entered(row, world, **fields)
    typed = {"answer": "confirmed", "basis": "Note 7.", "text": "", "version": 1} | fields

    answer = world.client("fp_dm").post(f"/commitments/{row.uid}/behalf/kazakhstan/", typed)

    assert list(refused.value.message_dict) == [at]
    assert (answer.status_code, f'id="id_{at}_error"' in answer.content.decode()) == (422, True)
    assert own_of(row).answer == ""


def test_a_letter_that_the_person_may_not_read_is_none_of_the_list(world, row):
    letter = paper(world.cbms["ct"], by=world.rev, type="letter", rung=0)
    fields = {"answer": "confirmed", "basis": "Note 7.", "letter": letter.uid, "version": 1}

    answer = world.client("fp_dm").post(f"/commitments/{row.uid}/behalf/kazakhstan/", fields)

    assert (answer.status_code, own_of(row).answer) == (422, "")


def test_other_words_of_the_commitment_ask_anew(world, row):
    entered(row, world)

    row.refresh_from_db()
    details = CommitmentDetails(**{**vars(stored_details(row)), "title_en": "Something else"})
    change_commitment(row, details=details, reason="As said.", today=TODAY, by=world.rev)

    own = own_of(row)
    assert (own.answer, own.on_behalf, own.basis) == ("", False, "")


def test_who_is_not_asked_any_more_or_was_not_asked_yet_is_answered_for_by_nobody(world):
    for key in ("draft", "withdrawn"):
        with pytest.raises(WrongState):
            answer_for_owner(
                world.commitments[key].ownership.get(),
                answer="confirmed",
                basis="Note 7.",
                today=TODAY,
                by=world.fp_dm,
            )


def test_a_stale_confirmation_writes_nothing(world, row):
    entered(row, world)
    seen = own_of(row).version
    entered(row, world, answer="disputed", text="Never said.")

    with pytest.raises(Stale):
        confirm_answer(own_of(row), version=seen, by=world.del_kz)

    assert world.client("del_kz").post(f"/commitments/{row.uid}/answer/confirm/", {"version": seen}).status_code == 409


def test_what_was_entered_is_read_by_the_ministry_and_that_owner_alone(world):
    row = commitment(world, world.declarations["sealed"].paragraphs.get(number=2), owners=("KZ", "PK"))
    entered(row, world, basis="By the secret note.")

    reads = {
        who
        for who in ("fp_dm", "rev", "del_kz", "del_pk", None)
        if "secret note" in text_of(world.client(who).get(f"/commitments/{row.uid}/"))
    }

    assert reads == {"fp_dm", "rev", "del_kz"}
