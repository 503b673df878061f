"""The silence procedure: who is asked, who may what in which state, and an expiry that gives one result."""

import json
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction

from cbms.actions.consultations import (
    answer_consultation,
    answer_on_behalf,
    break_consultation,
    close_consultations,
    confirm_position,
    extend_consultation,
    open_consultation,
    remind_silent,
    set_consultation_rule,
    withdraw_consultation,
)
from cbms.models import Asked, Consultation, ConsultationRule, Extension, Plan, Position, RoleAssignment
from cbms.silence.certificate import seal_of, text_of
from hoaip import grants, jobs
from hoaip.calendar import KABUL
from hoaip.errors import Refused, Stale, WrongState
from hoaip.models import AuditEntry, Event, OutboxMessage
from tests.consultations import EXPIRY, LAST_DAY, OPENED, asked, cleared, opened

SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def clock(cast):
    """The clock stands at the opening; a test moves it with `clock.move_to(...)`."""
    with time_machine.travel(OPENED, tick=False) as traveller:
        grants.sync_all()
        yield traveller


def mailed(template):
    return sorted(OutboxMessage.objects.filter(template=template).values_list("address", flat=True))


def answer(consultation, code, given, text="Because.", *, by):
    return answer_consultation(asked(consultation, code), answer=given, text=text, by=by)


def standing(consultation):
    consultation.refresh_from_db()
    return consultation.state, Plan.objects.get(pk=consultation.plan_id).state


# The opening


def test_who_holds_a_role_today_is_asked_and_frozen_with_it(cast):
    consultation = opened(cast)

    rows = Asked.objects.filter(consultation=consultation).values_list("stakeholder__code", "capacity", "may_object")
    assert set(rows) == {
        ("PK", "lead", True),
        ("KZ", "lead", True),
        ("AF", "participating", True),
        ("IN", "participating", True),
        ("PL", "supporting", False),
        ("UNDP", "supporting", False),
    }
    assert (consultation.expires_at, consultation.opened_by) == (EXPIRY, cast.fp_dm)
    assert standing(consultation) == ("open", "in_consultation")


def test_each_delegate_gets_one_mail_with_a_direct_link_in_the_own_language_and_zone(cast):
    cast.del_kz.language, cast.del_kz.time_zone = "fa-af", "Asia/Almaty"
    cast.del_kz.save()

    consultation = opened(cast)

    assert mailed("consultation_open") == [f"del_{key}@example.org" for key in ("in", "kz", "pk", "pl", "undp")]
    english = OutboxMessage.objects.get(template="consultation_open", address="del_pk@example.org")
    dari = OutboxMessage.objects.get(template="consultation_open", address="del_kz@example.org")
    assert f"/consultations/{consultation.uid}/answer/" in english.body
    assert "9 December 2026, 23:59 Kabul time" in english.body
    assert f"/fa-af/consultations/{consultation.uid}/answer/" in dari.body
    assert dari.language == "fa-af"
    assert "Sample plan" not in english.body + english.subject


def test_the_rule_of_a_cbm_says_who_may_object_and_for_how_long(cast):
    set_consultation_rule(cast.cbms["dm"], entitled="leads", least_days=20, reason="Decided.", by=cast.adm)

    made = cleared(cast)

    with pytest.raises(ValidationError, match="15 December 2026"):
        open_consultation(made, expires_on=date(2026, 12, 14), by=cast.fp_dm)
    consultation = open_consultation(made, expires_on=date(2026, 12, 15), by=cast.fp_dm)

    assert set(consultation.asked.filter(may_object=True).values_list("stakeholder__code", flat=True)) == {"PK", "KZ"}


def test_an_open_consultation_goes_on_as_it_was_opened(cast):
    consultation = opened(cast)
    set_consultation_rule(cast.cbms["dm"], entitled="leads", least_days=20, reason="Decided.", by=cast.adm)

    answer(consultation, "IN", "objection", by=cast.del_in)

    assert break_consultation(consultation, by=cast.rev).state == "broken"


def test_only_a_cleared_plan_is_sent_to_the_capitals(cast):
    made = cleared(cast)
    for state in ("draft", "under_review", "changes_requested", "in_consultation", "withdrawn"):
        Plan.objects.update(state=state)
        with pytest.raises(WrongState):
            open_consultation(made, expires_on=LAST_DAY, by=cast.fp_dm)


def test_who_is_asked_must_be_who_was_shown(cast):
    with pytest.raises(ValidationError, match="has changed since you looked"):
        opened(cast, previewed="0" * 32)


# Who may what: role x state x action, by hand from product.md 11 and 7.4.

ROLES = ["fp_dm", "fp_dm_deputy", "fp_ct", "fp_two", "rev", "rev_two", "dir", "adm"]
ROLES += ["del_pk", "del_kz", "del_in", "del_pl", "del_undp", "del_tr", "del_au", "gone"]
FP, REV = {"fp_dm", "fp_dm_deputy"}, {"rev", "rev_two"}
ACTIONS = {
    "extend": lambda c, by: extend_consultation(c, expires_on=LAST_DAY + timedelta(days=7), reason="More.", by=by),
    "withdraw": lambda c, by: withdraw_consultation(c, reason="Mistake.", by=by),
    "remind": lambda c, by: remind_silent(c, by=by),
    "break": lambda c, by: break_consultation(c, by=by),
    "behalf": lambda c, by: answer_on_behalf(asked(c, "AF"), answer="support", text="Note 3.", by=by),
    "answer PK": lambda c, by: answer(c, "PK", "support", by=by),
    "answer IN": lambda c, by: answer(c, "IN", "no_objection", by=by),
    "object IN": lambda c, by: answer(c, "IN", "objection", by=by),
    "comment UNDP": lambda c, by: answer(c, "UNDP", "comment", by=by),
    "confirm KZ": lambda c, by: confirm_position(asked(c, "KZ"), by=by),
}
MAY = {
    "extend": FP | REV,
    "withdraw": FP | REV,
    "remind": FP | REV,
    "break": REV,
    "behalf": FP,
    "answer PK": {"del_pk"},
    "answer IN": {"del_in"},
    "object IN": {"del_in"},
    "comment UNDP": {"del_undp"},
    "confirm KZ": {"del_kz"},
}
# What is possible in a state at all: India objects in each of them, Kazakhstan's was entered on its behalf.
POSSIBLE = {
    "open": set(ACTIONS),
    # After the expiry the ministry decides, India takes its objection back, Kazakhstan confirms what was entered.
    "expired": {"break", "answer IN", "confirm KZ"},
    "passed": set(),
    "broken": set(),
    "withdrawn": set(),
}


def in_state(cast, clock, state):
    consultation = opened(cast)
    answer_on_behalf(asked(consultation, "KZ"), answer="support", text="Note 2.", by=cast.fp_dm)
    if state == "passed":
        clock.move_to(EXPIRY + SECOND)
        close_consultations(EXPIRY + SECOND)
        return consultation
    answer(consultation, "IN", "objection", by=cast.del_in)
    if state == "expired":
        clock.move_to(EXPIRY + SECOND)
        close_consultations(EXPIRY + SECOND)
    if state == "broken":
        break_consultation(consultation, by=cast.rev)
    if state == "withdrawn":
        withdraw_consultation(consultation, reason="Mistake.", by=cast.rev)
    consultation.refresh_from_db()
    return consultation


@pytest.mark.parametrize("state", POSSIBLE)
def test_role_by_state_by_action(cast, clock, state):
    consultation = in_state(cast, clock, state)
    told, right = {}, {}
    for name, act in ACTIONS.items():
        possible = "done" if name in POSSIBLE[state] else "wrong state"
        for key in ROLES:
            right[name, key] = possible if key in MAY[name] else "refused"
            with transaction.atomic():
                try:
                    act(consultation, cast.people[key])
                    told[name, key] = "done"
                except Refused:
                    told[name, key] = "refused"
                except WrongState:
                    told[name, key] = "wrong state"
                transaction.set_rollback(True)

    assert told == right


def test_who_opens(cast):
    made, openers = cleared(cast), set()
    for key in ROLES:
        with transaction.atomic():
            try:
                open_consultation(made, expires_on=LAST_DAY, by=cast.people[key])
                openers.add(key)
            except Refused:
                pass
            transaction.set_rollback(True)

    assert openers == FP | REV


READERS = FP | REV | {"dir", "del_pk", "del_kz", "del_in", "del_pl", "del_undp"}


def test_who_reads_the_positions(cast):
    consultation = opened(cast)

    readers = {key for key in ROLES if Consultation.objects.readable_by(cast.people[key]).exists()}
    knowing = {key for key in ROLES if Consultation.objects.visible_to(cast.people[key]).exists()}

    assert (readers, knowing) == (READERS, READERS | {"adm"})
    answer(consultation, "IN", "objection", "Secret of India.", by=cast.del_in)
    page = f"/consultations/{consultation.uid}/"
    for key in ROLES:
        text = cast.client(key).get(page).content.decode()
        assert ("Secret of India." in text) == (key in READERS), key


# Positions


def test_one_that_is_entitled_answers_all_five(cast):
    consultation = opened(cast)

    for given in ("support", "no_objection", "reservation", "objection", "comment"):
        assert answer(consultation, "PK", given, by=cast.del_pk).answer == given
    for given in ("reservation", "objection", "comment"):
        with pytest.raises(ValidationError, match="say why in words"):
            answer(consultation, "PK", given, "  ", by=cast.del_pk)


@pytest.mark.parametrize(("code", "key"), [("PL", "del_pl"), ("UNDP", "del_undp")])
def test_a_supporter_comments_and_cannot_block(cast, clock, code, key):
    consultation = opened(cast)

    for given in ("reservation", "objection"):
        with pytest.raises(ValidationError, match="may comment"):
            answer(consultation, code, given, by=cast.people[key])
    answer(consultation, code, "comment", by=cast.people[key])

    clock.move_to(EXPIRY + SECOND)
    assert close_consultations(EXPIRY + SECOND) == {"consultations_passed": 1, "consultations_to_judge": 0}


def test_every_change_is_kept_and_the_newest_counts(cast):
    consultation = opened(cast)

    for given in ("no_objection", "objection", "support"):
        answer(consultation, "PK", given, by=cast.del_pk)

    kept = Position.objects.order_by("pk").values_list("answer", flat=True)
    assert list(kept) == ["no_objection", "objection", "support"]
    with pytest.raises(WrongState, match="there is nothing that breaks it"):
        break_consultation(consultation, by=cast.rev)


def test_of_two_delegates_of_a_state_the_second_is_told(cast):
    consultation = opened(cast)
    row = asked(consultation, "PK")
    answer_consultation(row, answer="support", by=cast.del_pk, version=1)

    with pytest.raises(Stale):
        answer_consultation(row, answer="no_objection", by=cast.del_pk, version=1)


def test_what_is_entered_on_behalf_is_marked_until_the_state_confirms_it(cast):
    consultation = opened(cast)

    with pytest.raises(ValidationError, match="how that came"):
        answer_on_behalf(asked(consultation, "KZ"), answer="support", text="", by=cast.fp_dm)
    entered = answer_on_behalf(asked(consultation, "KZ"), answer="support", text="Note 7.", by=cast.fp_dm)
    assert (entered.on_behalf, mailed("consultation_behalf")) == (True, ["del_kz@example.org"])

    confirmed = confirm_position(asked(consultation, "KZ"), by=cast.del_kz)
    assert (confirmed.answer, confirmed.text, confirmed.confirms, confirmed.on_behalf) == (
        "support",
        "Note 7.",
        entered,
        False,
    )
    with pytest.raises(WrongState):
        confirm_position(asked(consultation, "KZ"), by=cast.del_kz)


def test_nobody_answers_on_behalf_of_one_that_has_answered_itself(cast):
    consultation = opened(cast)
    answer(consultation, "KZ", "objection", by=cast.del_kz)

    with pytest.raises(WrongState, match="by its own delegates"):
        answer_on_behalf(asked(consultation, "KZ"), answer="support", text="Note 7.", by=cast.fp_dm)


def test_a_state_that_lost_its_role_still_answers_and_one_that_gained_one_does_not(cast, clock):
    consultation = opened(cast)
    RoleAssignment.objects.filter(cbm=cast.cbms["dm"], stakeholder__code="IN").update(until_on=date(2026, 11, 30))
    RoleAssignment.objects.create(
        cbm=cast.cbms["dm"],
        stakeholder=cast.stakeholders["TR"],
        stakeholder_kind="country",
        role="participating",
        from_on=date(2026, 12, 1),
    )
    clock.move_to(datetime(2026, 12, 2, 9, tzinfo=KABUL))
    grants.sync_all()

    browser = cast.client("del_in")
    page = browser.get(f"/consultations/{consultation.uid}/answer/")
    assert page.status_code == 200
    answer(consultation, "IN", "objection", by=cast.del_in)

    assert cast.client("del_tr").get(f"/consultations/{consultation.uid}/").status_code == 404
    clock.move_to(EXPIRY + SECOND)
    assert close_consultations(EXPIRY + SECOND) == {"consultations_passed": 0, "consultations_to_judge": 1}


# The expiry


def test_a_second_before_counts_the_instant_itself_too_and_a_second_after_is_refused(cast, clock):
    consultation = opened(cast)

    clock.move_to(EXPIRY - SECOND)
    answer(consultation, "PK", "objection", by=cast.del_pk)
    clock.move_to(EXPIRY)
    answer(consultation, "KZ", "objection", by=cast.del_kz)
    clock.move_to(EXPIRY + SECOND)
    with pytest.raises(WrongState) as refused:
        answer(consultation, "IN", "objection", by=cast.del_in)

    assert str(refused.value) == (
        "This consultation expired at 23:59 on 9 December 2026, Kabul time; it is 23:59:01 on 9 December 2026, "
        "Kabul time now. What was answered by then counts."
    )
    assert close_consultations(EXPIRY + SECOND) == {"consultations_passed": 0, "consultations_to_judge": 1}
    assert standing(consultation) == ("open", "in_consultation")


def test_an_answer_too_late_comes_back_with_what_was_typed(cast, clock):
    consultation = opened(cast)
    address = f"/consultations/{consultation.uid}/answer/"
    clock.move_to(EXPIRY - SECOND)
    browser = cast.client("del_in")
    assert browser.get(address).status_code == 200
    clock.move_to(EXPIRY + SECOND)

    page = browser.post(address, {"answer": "objection", "text": "We cannot agree.", "version": 1})

    assert page.status_code == 409
    assert "expired at 23:59 on 9 December 2026" in page.content.decode()
    assert "We cannot agree." in page.content.decode()
    assert not Position.objects.exists()


LATE = {
    "at once": [EXPIRY + SECOND],
    "before, at and after": [EXPIRY - SECOND, EXPIRY, EXPIRY + SECOND],
    "a worker stopped for five days": [EXPIRY + timedelta(days=5)],
    "two beats": [EXPIRY + SECOND, EXPIRY + SECOND, EXPIRY + 2 * SECOND],
}


def test_late_or_twice_the_result_is_the_same_to_its_seal(cast, clock):
    consultation = opened(cast)
    answer(consultation, "PK", "support", by=cast.del_pk)
    seals = set()
    for runs in LATE.values():
        with transaction.atomic():
            for at in runs:
                clock.move_to(at)
                jobs.run("close_consultations", at)
            assert standing(consultation) == ("passed", "cleared")
            assert consultation.ended_at == next(at for at in runs if at > EXPIRY)
            assert consultation.seal == seal_of(consultation.result)
            seals.add((consultation.seal, text_of(consultation.result)))
            assert len(mailed("consultation_end")) == 7
            assert AuditEntry.objects.filter(action="consultation.pass").count() == 1
            assert Event.objects.filter(kind="consultation.end").count() == 1
            transaction.set_rollback(True)

    [(_seal, text)] = seals
    result = json.loads(text)
    assert result["outcome"] == "passed"
    assert {row["stakeholder"]: row["answer"] for row in result["answers"]} == {
        "afghanistan": "none",
        "india": "none",
        "kazakhstan": "none",
        "pakistan": "support",
        "poland": "none",
        "undp": "none",
    }


def test_with_an_objection_it_waits_for_a_person_and_tells_the_ministry_once(cast, clock):
    consultation = opened(cast)
    answer(consultation, "IN", "objection", "The budget.", by=cast.del_in)
    assert mailed("consultation_objection") == [
        f"{key}@example.org" for key in ("fp_dm", "fp_dm_deputy", "rev", "rev_two")
    ]
    clock.move_to(EXPIRY + SECOND)

    runs = [close_consultations(EXPIRY + number * SECOND) for number in (1, 2, 300)]

    assert [run["consultations_to_judge"] for run in runs] == [1, 0, 0]
    assert mailed("consultation_judge") == ["rev@example.org", "rev_two@example.org"]
    assert standing(consultation) == ("open", "in_consultation")

    break_consultation(consultation, note="Talk to Delhi.", by=cast.rev)
    assert standing(consultation) == ("broken", "changes_requested")
    assert Plan.objects.get().state_reason == "India: The budget.\n\nTalk to Delhi."
    assert consultation.result["decided"]["by"] == "Sample rev"


def test_the_state_takes_its_objection_back_after_the_expiry_and_silence_has_answered(cast, clock):
    consultation = opened(cast)
    answer(consultation, "IN", "objection", by=cast.del_in)
    clock.move_to(EXPIRY + timedelta(days=1))
    close_consultations(EXPIRY + timedelta(days=1))

    with pytest.raises(WrongState):
        answer(consultation, "IN", "objection", "Another reason.", by=cast.del_in)
    answer(consultation, "IN", "reservation", "Noted.", by=cast.del_in)

    assert close_consultations(EXPIRY + timedelta(days=2))["consultations_passed"] == 1
    assert standing(consultation) == ("passed", "cleared")


def test_the_ministry_may_break_it_before_its_expiry_on_an_objection(cast):
    consultation = opened(cast)
    answer(consultation, "PK", "objection", by=cast.del_pk)

    assert break_consultation(consultation, by=cast.rev_two).state == "broken"


def test_extended_it_expires_later_and_every_delegate_is_told(cast, clock):
    consultation = opened(cast)
    later = LAST_DAY + timedelta(days=7)

    for day in (LAST_DAY, LAST_DAY - timedelta(days=1)):
        with pytest.raises(ValidationError, match="names a later day"):
            extend_consultation(consultation, expires_on=day, reason="More.", by=cast.fp_dm)
    clock.move_to(EXPIRY - SECOND)
    extend_consultation(consultation, expires_on=later, reason="Two capitals asked.", by=cast.rev)
    clock.move_to(EXPIRY + SECOND)

    assert close_consultations(EXPIRY + SECOND)["consultations_passed"] == 0
    answer(consultation, "IN", "support", by=cast.del_in)
    assert len(mailed("consultation_extend")) == 5
    row = Extension.objects.get()
    assert (row.expired_at, row.reason) == (EXPIRY, "Two capitals asked.")

    clock.move_to(EXPIRY + timedelta(days=7) + SECOND)
    assert close_consultations(EXPIRY + timedelta(days=7) + SECOND)["consultations_passed"] == 1
    consultation.refresh_from_db()
    assert [each["reason"] for each in consultation.result["extended"]] == ["Two capitals asked."]


def test_it_is_not_extended_after_its_expiry_though_the_job_has_not_run(cast, clock):
    consultation = opened(cast)
    clock.move_to(EXPIRY + SECOND)

    with pytest.raises(WrongState, match="expired"):
        extend_consultation(consultation, expires_on=date(2026, 12, 20), reason="More.", by=cast.fp_dm)
    with pytest.raises(WrongState, match="expired"):
        withdraw_consultation(consultation, reason="Mistake.", by=cast.fp_dm)


def test_withdrawn_the_plan_is_cleared_as_before_and_can_be_sent_again(cast):
    consultation = opened(cast)
    with pytest.raises(ValidationError, match="Say why"):
        withdraw_consultation(consultation, reason=" ", by=cast.fp_dm)

    withdraw_consultation(consultation, reason="The wrong version.", by=cast.fp_dm)

    assert standing(consultation) == ("withdrawn", "cleared")
    again = open_consultation(Plan.objects.get(), expires_on=LAST_DAY, by=cast.fp_dm)
    assert again.state == "open"


# Reminders


def test_only_the_silent_are_reminded_and_once_a_day(cast, clock):
    consultation = opened(cast)
    answer(consultation, "PK", "comment", by=cast.del_pk)

    assert remind_silent(consultation, by=cast.fp_dm) == 4
    with pytest.raises(WrongState, match="was reminded today"):
        remind_silent(consultation, by=cast.rev)
    assert "del_pk@example.org" not in mailed("consultation_remind")

    clock.move_to(OPENED + timedelta(days=1))
    assert remind_silent(consultation, by=cast.rev) == 4


def test_the_job_reminds_seven_three_and_one_days_before_and_catches_up_once(cast, clock):
    opened(cast)
    sent = {}
    for day in (1, 2, 3, 6, 7, 9):
        at = datetime(2026, 12, day, 8, 40, tzinfo=KABUL)
        clock.move_to(at)
        first = jobs.run("remind_capitals", at)["changed"]["capitals_reminded"]
        again = jobs.run("remind_capitals", at)["changed"]["capitals_reminded"]
        sent[day] = (first, again)

    # The 2nd, the 6th; the 8th was missed and comes on the 9th.
    assert sent == {1: (0, 0), 2: (5, 0), 3: (0, 0), 6: (5, 0), 7: (0, 0), 9: (5, 0)}


def test_a_reminder_by_hand_stands_for_the_one_that_is_due(cast, clock):
    consultation = opened(cast)
    clock.move_to(datetime(2026, 12, 2, 8, tzinfo=KABUL))
    remind_silent(consultation, by=cast.fp_dm)

    at = datetime(2026, 12, 3, 8, 40, tzinfo=KABUL)
    assert jobs.run("remind_capitals", at)["changed"] == {"capitals_reminded": 0}


# What the database keeps

KEPT = [
    "UPDATE cbms_consultation SET end_reason = 'x'",
    "UPDATE cbms_consultation SET state = 'open', ended_at = NULL, ended_by_id = NULL, result = NULL, seal = ''",
    "UPDATE cbms_consultation SET result = '{}'",
    "DELETE FROM cbms_consultation",
    "UPDATE cbms_position SET answer = 'support'",
    "DELETE FROM cbms_position",
    "UPDATE cbms_asked SET may_object = false",
    "DELETE FROM cbms_asked",
    "UPDATE cbms_extension SET reason = 'x'",
]


def test_a_result_and_what_led_to_it_do_not_change(cast):
    consultation = opened(cast)
    answer(consultation, "PK", "no_objection", by=cast.del_pk)
    extend_consultation(consultation, expires_on=date(2026, 12, 20), reason="More.", by=cast.fp_dm)
    close_consultations(datetime(2026, 12, 21, tzinfo=KABUL))
    assert standing(consultation) == ("passed", "cleared")

    for statement in KEPT:
        with pytest.raises(DatabaseError) as refused, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
        assert "does not change any more" in str(refused.value) or "append-only" in str(refused.value), statement


BROKEN_ROWS = {
    "cbms_consultation_ended": "UPDATE cbms_consultation SET state = 'passed'",
    "cbms_consultation_expires": "UPDATE cbms_consultation SET expires_at = opened_at",
    "cbms_asked_once": "INSERT INTO cbms_asked (consultation_id, stakeholder_id, capacity, may_object)"
    " SELECT consultation_id, stakeholder_id, capacity, may_object FROM cbms_asked",
    "cbms_asked_capacity": "INSERT INTO cbms_asked (consultation_id, stakeholder_id, capacity, may_object)"
    " SELECT c.id, s.id, 'guest', false FROM cbms_consultation c, hoaip_stakeholder s WHERE s.code = 'AU'",
    "cbms_position_answer": "INSERT INTO cbms_position (uid, asked_id, answer, text, at, by_id, on_behalf)"
    " SELECT gen_random_uuid(), a.id, 'objection', ' ', now(), u.id, false"
    " FROM cbms_asked a, hoaip_user u WHERE u.email = 'del_pk@example.org'",
    "cbms_extension_later": "INSERT INTO cbms_extension (consultation_id, expired_at, expires_at, reason, at, by_id)"
    " SELECT id, expires_at, expires_at, 'x', now(), opened_by_id FROM cbms_consultation",
    "cbms_extension_reason": "INSERT INTO cbms_extension (consultation_id, expired_at, expires_at, reason, at, by_id)"
    " SELECT id, opened_at, expires_at, ' ', now(), opened_by_id FROM cbms_consultation",
}


def test_a_row_against_the_rules_is_refused(cast):
    opened(cast)

    for name, statement in BROKEN_ROWS.items():
        with pytest.raises(IntegrityError, match=name), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_a_rule_has_between_a_day_and_a_year(cast):
    rule = set_consultation_rule(cast.cbms["dm"], entitled="leads", least_days=7, reason="Decided.", by=cast.adm)

    with pytest.raises(IntegrityError, match="cbms_consultationrule_words"), transaction.atomic():
        ConsultationRule.objects.filter(pk=rule.pk).update(least_days=366)
    for key in ROLES:
        if key != "adm":
            with pytest.raises(Refused):
                set_consultation_rule(
                    cast.cbms["dm"], entitled="leads", least_days=7, reason="Mine.", by=cast.people[key]
                )


def test_one_consultation_on_a_plan_is_open_at_a_time(cast):
    consultation = opened(cast)

    with pytest.raises(IntegrityError, match="cbms_consultation_one_open"), transaction.atomic():
        Consultation.objects.create(
            plan=consultation.plan,
            plan_version=consultation.plan_version,
            opened_at=OPENED,
            opened_by=cast.rev,
            expires_at=EXPIRY,
        )
