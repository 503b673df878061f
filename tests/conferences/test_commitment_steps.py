"""The steps of a commitment: who takes which from which state, four eyes, answers, merging; and what they leave."""

from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from conferences.actions.commitment_answers import answer_commitment, confirm_collective, settle_answer
from conferences.actions.commitment_steps import (
    begin_commitment,
    claim_commitment,
    complete_commitment,
    merge_commitment,
    reopen_commitment,
    return_commitment,
    withdraw_commitment,
)
from conferences.actions.commitments import (
    CommitmentDetails,
    add_commitment,
    change_commitment,
    give_owner,
    register_commitment,
    show_to,
    stored_details,
)
from conferences.models import Action, Commitment
from hoaip import grants
from hoaip.errors import Refused, Stale, WrongState
from hoaip.ladder import Rung, anchor_key
from hoaip.models import AuditEntry, Event, OutboxMessage
from tests.expectation.commitments import JUDGES, KEEPERS, KNOWN, STATES, WORKERS
from tests.trail import commitment

TODAY = grants.today()
# Each step: who may, from which states, and how it is taken.
STEPS = {
    "register": (KEEPERS, {"draft"}, lambda row, world, by: register_commitment(row, today=TODAY, by=by)),
    "begin": (WORKERS, {"registered", "confirmed"}, lambda row, world, by: begin_commitment(row, by=by)),
    "claim": (
        WORKERS,
        {"confirmed", "in_progress"},
        lambda row, world, by: claim_commitment(row, claim="It was held.", today=TODAY, by=by),
    ),
    "complete": (
        JUDGES,
        {"completion_claimed"},
        lambda row, world, by: complete_commitment(row, today=TODAY, by=by),
    ),
    "return": (JUDGES, {"completion_claimed"}, lambda row, world, by: return_commitment(row, reason="No.", by=by)),
    "reopen": (
        JUDGES,
        {"completed", "withdrawn"},
        lambda row, world, by: reopen_commitment(row, reason="Again.", today=TODAY, by=by),
    ),
    "withdraw": (
        KEEPERS,
        {"registered", "confirmed", "in_progress", "completion_claimed"},
        lambda row, world, by: withdraw_commitment(row, reason="No more.", by=by),
    ),
}
AFTER = {"claim": "completion_claimed", "withdraw": "withdrawn", "complete": "completed", "begin": "in_progress"}
PEOPLE = ("fp_dm", "fp_ct", "rev", "dir", "adm", "del_kz", "del_tr", "del_au")


@pytest.fixture
def world(filled):
    return filled


def said(world):
    return world.declarations["sealed"].paragraphs.get(number=2)


def drafted(world, *, by=None, owners=("KZ",), cbms=("dm",), rung=Rung.PUBLIC, **more):
    details = CommitmentDetails(
        title_en=more.pop("title_en", "Hold a joint exercise"),
        owners=tuple(world.stakeholders[code] for code in owners),
        cbms=tuple(world.cbms[code] for code in cbms),
        **more,
    )
    return add_commitment(said(world), details=details, rung=rung, by=by or world.rev)


def registered(world, **more):
    return register_commitment(drafted(world, **more), today=TODAY, by=world.rev)


def answer(row, code, word, by, text=""):
    own = row.ownership.get(stakeholder__code=code)
    return answer_commitment(own, answer=word, text=text, today=TODAY, by=by)


def mailed(template):
    return sorted(OutboxMessage.objects.filter(template=template).values_list("recipient__email", flat=True))


class Undo(Exception):
    """Takes back what a cell of the table did."""


@pytest.mark.parametrize("step", sorted(STEPS))
def test_each_person_takes_each_step_from_its_states_alone(world, step):
    may, states, take = STEPS[step]
    # The actions of the claimed one are not what is asked here.
    Action.objects.update(state="cancelled", state_reason="Sample.", verified_at=None, verified_by=None)
    wrong = []
    for key in KNOWN:
        for name in PEOPLE:
            right = "done" if STATES[key] in states else "WrongState"
            if name not in may[key]:
                right = "Refused"
            elif step == "begin" and key == "goal":
                right = "WrongState"
            given = "done"
            try:
                with suppress(Undo), transaction.atomic():
                    row = take(world.commitments[key], world, world.people[name])
                    if row.state != AFTER.get(step, row.state):
                        given = row.state
                    raise Undo
            except (Refused, WrongState) as error:
                given = type(error).__name__
            if given != right:
                wrong.append(f"{step} {key} by {name}: {given}, not {right}")
    assert wrong == []


class TestRegistering:
    def test_it_gets_the_next_number_its_anchors_and_asks_each_owner(self, world):
        # Arrange
        last = max(row.number or 0 for row in Commitment.objects.all())
        # Act
        row = registered(world, owners=("KZ", "PK"), cbms=("dm", "ct"))
        # Assert
        keys = {anchor_key(each) for each in (*row.cbms.all(), *row.owners.all())}
        assert (row.state, row.number, set(row.anchors)) == ("registered", last + 1, keys)
        assert mailed("commitment_confirm") == ["del_kz@example.org", "del_pk@example.org"]
        assert not any(row.title_en in each.body + each.subject for each in OutboxMessage.objects.all())
        assert Event.objects.get(kind="commitment.register").is_public

    def test_it_needs_an_owner_a_group_or_to_be_a_goal(self, world):
        with pytest.raises(ValidationError, match="Name who undertook it"):
            registered(world, owners=())
        assert registered(world, owners=(), is_goal=True).number
        assert registered(world, owners=(), collective="supporting").number

    def test_a_focal_point_keeps_those_of_its_own_cbms_alone(self, world):
        for cbms in (("dm", "ct"), ("ct",), ()):
            with pytest.raises(Refused):
                drafted(world, by=world.fp_dm, cbms=cbms)
        row = drafted(world, by=world.fp_dm)
        with pytest.raises(Refused):
            change_commitment(
                row,
                details=CommitmentDetails("Other", cbms=(world.cbms["ct"],)),
                today=TODAY,
                by=world.fp_dm,
            )
        both = drafted(world, cbms=("dm", "ct"))
        with pytest.raises(Refused):
            register_commitment(both, today=TODAY, by=world.fp_dm)

    def test_it_is_never_wider_than_its_source(self, world):
        # Arrange
        held = world.meetings["held"]
        draft = world.declarations["draft"].paragraphs.get(number=1)
        details = CommitmentDetails("Said in a draft", owners=(world.stakeholders["KZ"],), cbms=(world.cbms["dm"],))
        # Assert
        for source in (held.outcomes.get(), draft):
            with pytest.raises(ValidationError, match="known to fewer people"):
                add_commitment(source, details=details, rung=Rung.MEMBERS, by=world.rev)
            assert add_commitment(source, details=details, rung=Rung.MINISTRY, by=world.rev).rung == Rung.MINISTRY
        with pytest.raises(ValidationError, match="do not read this source"):
            add_commitment(
                held.outcomes.get(),
                details=CommitmentDetails("Of CT", cbms=(world.cbms["ct"],)),
                rung=Rung.MINISTRY,
                by=world.fp_ct,
            )

    def test_wider_is_confirmed_and_told_to_the_public_from_then_on(self, world):
        # Arrange
        row = registered(world, rung=Rung.MEMBERS)
        hidden = Event.objects.get(object_uid=row.uid).is_public
        # Act
        with pytest.raises(ValidationError, match="Confirm that they may"):
            show_to(row, rung=Rung.PUBLIC, reason="Agreed.", by=world.rev)
        row = show_to(row, rung=Rung.PUBLIC, reason="Agreed.", is_confirmed=True, by=world.rev)
        # Assert
        assert (hidden, row.rung, Event.objects.get(object_uid=row.uid).is_public) == (False, Rung.PUBLIC, True)

    def test_a_goal_gets_its_owner_who_is_asked(self, world):
        # Act
        row = give_owner(
            world.commitments["goal"],
            stakeholder=world.stakeholders["KZ"],
            reason="Offered.",
            today=TODAY,
            by=world.rev,
        )
        # Assert
        assert (row.is_goal, row.owners.get().code) == (False, "KZ")
        assert anchor_key(world.stakeholders["KZ"]) in row.anchors
        assert mailed("commitment_confirm") == ["del_kz@example.org"]
        with pytest.raises(WrongState):
            give_owner(row, stakeholder=world.stakeholders["PK"], reason="Too.", today=TODAY, by=world.rev)


class TestAnswers:
    def test_it_is_confirmed_once_every_owner_has(self, world):
        row = registered(world, owners=("KZ", "PK"))
        answer(row, "KZ", "confirmed", world.del_kz)
        row.refresh_from_db()
        half = row.state
        answer(row, "PK", "confirmed", world.del_pk)
        row.refresh_from_db()
        assert (half, row.state) == ("registered", "confirmed")
        assert Event.objects.filter(kind="commitment.confirm", object_uid=row.uid).count() == 1

    @pytest.mark.parametrize("word", ["corrected", "disputed"])
    def test_who_objects_after_all_have_confirmed_takes_the_confirmation_away(self, world, word):
        row = registered(world, owners=("KZ", "PK"))
        answer(row, "KZ", "confirmed", world.del_kz)
        answer(row, "PK", "confirmed", world.del_pk)
        # Act
        answer(row, "PK", word, world.del_pk, "Not in these words.")
        # Assert: neither its state nor the timeline says any more that it is confirmed.
        row.refresh_from_db()
        assert row.state == "registered"
        assert not Event.objects.filter(kind="commitment.confirm", object_uid=row.uid).exists()
        answer(row, "PK", "confirmed", world.del_pk)
        row.refresh_from_db()
        assert row.state == "confirmed"

    def test_nobody_answers_for_another(self, world):
        row = registered(world, owners=("KZ", "PK"))
        for by in (world.del_pk, world.del_tr, world.rev, world.fp_dm, world.adm):
            with pytest.raises(Refused):
                answer(row, "KZ", "confirmed", by)

    def test_the_last_answer_counts_and_the_earlier_ones_stay_in_the_audit(self, world):
        row = registered(world)
        answer(row, "KZ", "disputed", world.del_kz, "We never said so.")
        answer(row, "KZ", "corrected", world.del_kz, "Say: two exercises.")
        own = answer(row, "KZ", "confirmed", world.del_kz)
        kept = AuditEntry.objects.filter(action="commitment.answer", object_uid=str(own.uid)).order_by("sequence")
        assert [each.changes["answer"][1] for each in kept] == ["disputed", "corrected", "confirmed"]
        assert (own.answer, own.answer_text) == ("confirmed", "")

    @pytest.mark.parametrize("word", ["corrected", "disputed"])
    def test_otherwise_needs_words(self, world, word):
        with pytest.raises(ValidationError, match="Say in words"):
            answer(registered(world), "KZ", word, world.del_kz, "  ")

    def test_a_dispute_is_settled_and_the_owner_asked_again(self, world):
        # Arrange
        row = registered(world)
        own = answer(row, "KZ", "disputed", world.del_kz, "We never said so.")
        told = mailed("commitment_answered")
        # Act
        with pytest.raises(Refused):
            settle_answer(own, resolution="Dropped.", today=TODAY, by=world.fp_dm)
        own = settle_answer(own, resolution="Reworded.", today=TODAY, by=world.rev)
        with pytest.raises(WrongState):
            settle_answer(own, resolution="Once more.", today=TODAY, by=world.rev)
        # Assert
        assert told == ["rev@example.org", "rev_two@example.org"]
        assert (own.is_open, own.is_waiting) == (False, True)
        assert mailed("commitment_confirm") == ["del_kz@example.org"] * 2
        again = answer(row, "KZ", "disputed", world.del_kz, "Still not.")
        assert (again.is_open, again.resolution) == (True, "")

    def test_a_group_is_confirmed_by_staff_with_a_reason_after_the_owners_by_name(self, world):
        row = registered(world, collective="participating")
        with pytest.raises(WrongState, match="has not confirmed"):
            confirm_collective(row, reason="Agreed by all.", today=TODAY, by=world.rev)
        answer(row, "KZ", "confirmed", world.del_kz)
        row.refresh_from_db()
        waiting = row.state
        with pytest.raises(ValidationError):
            confirm_collective(row, reason=" ", today=TODAY, by=world.rev)
        with pytest.raises(Refused):
            confirm_collective(row, reason="Agreed by all.", today=TODAY, by=world.fp_dm)
        row = confirm_collective(row, reason="Agreed by all.", today=TODAY, by=world.rev)
        assert (waiting, row.state) == ("registered", "confirmed")

    def test_other_words_make_a_confirmed_one_wait_for_its_owners_again(self, world):
        # Arrange
        row = registered(world)
        answer(row, "KZ", "confirmed", world.del_kz)
        row.refresh_from_db()
        details = CommitmentDetails(
            title_en="Hold two exercises", owners=tuple(row.owners.all()), cbms=tuple(row.cbms.all())
        )
        # Act
        with pytest.raises(ValidationError):
            change_commitment(row, details=details, today=TODAY, by=world.rev)
        row = change_commitment(row, details=details, reason="As the owner wrote.", today=TODAY, by=world.rev)
        # Assert
        own = row.ownership.get()
        assert (row.state, own.answer, own.is_waiting) == ("registered", "", True)
        assert mailed("commitment_confirm") == ["del_kz@example.org"] * 2
        assert (
            Event.objects.get(kind="commitment.register", object_uid=row.uid).params["title_en"] == "Hold two exercises"
        )

    def test_a_tag_changes_no_answer(self, world):
        row = registered(world)
        answer(row, "KZ", "confirmed", world.del_kz)
        row.refresh_from_db()
        details = stored_details(row)
        tagged = CommitmentDetails(**{**vars(details), "theme": "peace"})
        row = change_commitment(row, details=tagged, reason="A tag.", today=TODAY, by=world.rev)
        assert (row.state, row.ownership.get().answer) == ("confirmed", "confirmed")

    def test_a_stale_correction_is_refused(self, world):
        row = registered(world)
        with pytest.raises(Stale):
            change_commitment(row, details=stored_details(row), reason="x", version=1, today=TODAY, by=world.rev)


class TestCompletion:
    def test_who_claimed_it_does_not_judge_it(self, world):
        # Arrange: somebody who is focal point and ministry staff at once would hold both rights.
        row = commitment(world, said(world), state="completion_claimed")
        Commitment.objects.filter(pk=row.pk).update(claimed_by=world.rev)
        row.refresh_from_db()
        # Assert
        for judge in (
            lambda by: complete_commitment(row, today=TODAY, by=by),
            lambda by: return_commitment(row, reason="No.", by=by),
        ):
            with pytest.raises(Refused, match="somebody else of the ministry"):
                judge(world.rev)
        assert complete_commitment(row, today=TODAY, by=world.rev_two).state == "completed"

    def test_every_action_is_verified_or_cancelled_first(self, world):
        # Arrange
        row = world.commitments["claimed"]
        # Act
        with pytest.raises(WrongState, match="Not all of its actions are done"):
            complete_commitment(row, today=TODAY, by=world.rev)
        row.actions.update(state="verified", verified_at=timezone.now(), verified_by=world.rev)
        row = complete_commitment(row, today=TODAY, by=world.rev)
        # Assert
        assert row.state == "completed"
        assert Event.objects.get(kind="commitment.complete", object_uid=row.uid).is_public

    def test_a_claim_says_what_shows_it_and_a_return_tells_who_claimed(self, world):
        row = world.commitments["members"]
        with pytest.raises(ValidationError, match="what shows"):
            claim_commitment(row, claim=" ", today=TODAY, by=world.del_tr)
        row = claim_commitment(row, claim="It is kept.", today=TODAY, by=world.del_tr)
        row = return_commitment(row, reason="No list was sent.", by=world.rev)
        assert (row.state, row.claim, row.claimed_by, row.state_reason) == (
            "in_progress",
            "",
            None,
            "No list was sent.",
        )
        assert mailed("commitment_claimed") == ["rev@example.org", "rev_two@example.org"]
        assert mailed("commitment_returned") == ["del_tr@example.org"]

    def test_a_withdrawn_one_comes_back_with_its_number_and_asks_anew(self, world):
        row = registered(world)
        answer(row, "KZ", "confirmed", world.del_kz)
        row.refresh_from_db()
        number = row.number
        row = withdraw_commitment(row, reason="Overtaken.", by=world.rev)
        row = reopen_commitment(row, reason="Not overtaken.", today=TODAY, by=world.rev)
        assert (row.state, row.number, row.ownership.get().answer) == ("registered", number, "")


class TestMerging:
    def test_owners_cbms_actions_and_the_old_address_go_to_the_survivor(self, world):
        # Arrange
        row, into = world.commitments["registered"], world.commitments["members"]
        moved = row.actions.get()
        world.contribution.commitment = row
        world.contribution.save()
        # Act
        with pytest.raises(Refused):
            merge_commitment(row, into=into, reason="The same.", today=TODAY, by=world.fp_dm)
        survivor = merge_commitment(row, into=into, reason="The same.", today=TODAY, by=world.rev)
        # Assert
        row.refresh_from_db()
        moved.refresh_from_db()
        world.contribution.refresh_from_db()
        assert (row.state, row.merged_into) == ("merged", survivor)
        assert {each.code for each in survivor.owners.all()} == {"KZ", "TR"}
        assert {each.code for each in survivor.cbms.all()} == {"dm", "ct"}
        assert (moved.commitment, world.contribution.commitment) == (survivor, survivor)
        assert mailed("commitment_confirm") == ["del_kz@example.org"]
        led = world.client("rev").get(f"/commitments/{row.uid}/")
        assert (led.status_code, led.headers["Location"]) == (302, f"/commitments/{survivor.uid}/")
        assert row.title_en not in world.client("rev").get("/commitments/").content.decode()
        # It was public, the survivor is its members': whoever may not know of that one is not led there.
        assert world.client().get(f"/commitments/{row.uid}/").status_code == 404

    def test_the_chain_of_merged_ones_leads_to_the_last_survivor(self, world):
        first, second, third = (registered(world, title_en=f"The {number}.") for number in (1, 2, 3))
        merge_commitment(first, into=second, reason="The same.", today=TODAY, by=world.rev)
        merge_commitment(second, into=third, reason="The same.", today=TODAY, by=world.rev)
        first.refresh_from_db()
        assert first.merged_into == third

    def test_it_goes_into_another_open_one_of_its_process(self, world):
        row = world.commitments["registered"]
        for into in (row, world.commitments["completed"], world.commitments["draft"]):
            with pytest.raises(ValidationError):
                merge_commitment(row, into=into, reason="The same.", today=TODAY, by=world.rev)


def test_no_action_stays_known_further_than_its_commitment(world):
    row, action = world.commitments["registered"], world.actions["open"]
    path = f"/actions/{action.uid}/"
    assert world.client().get(path).status_code == 200

    show_to(row, rung=Rung.MINISTRY, reason="Not for everybody.", by=world.rev)

    action.refresh_from_db()
    assert (action.rung, action.shown_rung, action.version) == (Rung.MINISTRY, Rung.MINISTRY, 2)
    assert world.client().get(path).status_code == 404
    assert world.client("del_tr").get(path).status_code == 404
    assert world.client("del_kz").get(path).status_code == 200
    assert AuditEntry.objects.filter(action="action.change", object_uid=str(action.uid)).exists()


def test_what_is_merged_into_a_narrower_one_brings_no_wider_action(world):
    row, into, action = world.commitments["registered"], world.commitments["ministry"], world.actions["open"]

    merge_commitment(row, into=into, reason="The same.", today=TODAY, by=world.rev)

    action.refresh_from_db()
    assert (action.commitment, action.rung) == (into, Rung.MINISTRY)
    assert world.client().get(f"/actions/{action.uid}/").status_code == 404
