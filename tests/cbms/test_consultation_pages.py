"""The pages of a consultation: preview before sending, the board, the certificate, the first page, the rule."""

import hashlib
import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cbms.actions.consultations import answer_consultation, answer_on_behalf, close_consultations
from cbms.models import Asked, Consultation, ConsultationRule, Plan, Position, RoleAssignment
from hoaip import grants
from hoaip.models import Draft, Stakeholder
from tests.consultations import EXPIRY, OPENED, asked, cleared, opened

SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def clock(cast):
    with time_machine.travel(OPENED, tick=False) as traveller:
        grants.sync_all()
        yield traveller


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def hidden(response):
    """The hidden fields of a preview, as a browser sends them again."""
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', response.content.decode())
    return {name: value for name, value in fields if name != "csrfmiddlewaretoken"} | {"confirm": "1"}


def test_the_preview_shows_who_until_when_and_only_then_is_anything_sent(cast):
    cast.fp_dm.time_zone = "Asia/Almaty"
    cast.fp_dm.save()
    made = cleared(cast)
    browser, address = cast.client("fp_dm"), f"/plans/{made.uid}/consultation/"

    page = browser.post(address, {"expires_on": "2026-12-09", "note": "Is the budget right?"})

    shown = text_of(page)
    assert page.status_code == 200
    assert not Consultation.objects.exists()
    for words in ("9 December 2026, 23:59 Kabul time", "10 December 2026, 00:29 Almaty time", "Is the budget right?"):
        assert words in shown
    assert re.search(r"Pakistan Lead yes Sample del_pk", shown)
    assert re.search(r"UNDP Supporting no, it comments Sample del_undp", shown)
    assert re.search(r"Afghanistan Participating yes none", shown)

    first, second = browser.post(address, hidden(page)), browser.post(address, hidden(page))

    consultation = Consultation.objects.get()
    assert (first.status_code, second["Location"]) == (302, first["Location"])
    assert (consultation.expires_at, consultation.note) == (EXPIRY, "Is the budget right?")


def test_a_role_that_ended_since_the_preview_is_noticed(cast):
    made = cleared(cast)
    browser, address = cast.client("fp_dm"), f"/plans/{made.uid}/consultation/"
    page = browser.post(address, {"expires_on": "2026-12-09", "note": "Keep this."})
    RoleAssignment.objects.filter(cbm=cast.cbms["dm"], stakeholder__code="IN").delete()

    answer = browser.post(address, hidden(page))

    assert answer.status_code == 422
    assert "Who is asked has changed since you looked" in text_of(answer)
    assert "Keep this." in answer.content.decode()
    assert not Consultation.objects.exists()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"expires_on": "2026-12-08"}, "until 9 December 2026 at the least"),
        ({"expires_on": "soon"}, "soon"),
        ({"expires_on": "2101-01-01"}, "2100"),
        ({"expires_on": "2026-12-09", "note": "a\x00b"}, "Null characters are not allowed"),
        ({"expires_on": "2026-12-09", "note": "x" * 4001}, "at most 4000"),
        ({}, "required"),
    ],
)
def test_what_cannot_be_asked_is_said_at_its_field(cast, typed, words):
    made = cleared(cast)

    page = cast.client("fp_dm").post(f"/plans/{made.uid}/consultation/", typed)

    assert page.status_code == 422
    assert words in text_of(page)
    assert Draft.objects.count() == 1


def test_a_delegate_is_asked_on_the_first_page_answers_and_is_asked_no_more(cast):
    consultation = opened(cast)
    browser = cast.client("del_in")

    home = text_of(browser.get("/"))
    assert "A request to you" in home
    assert "What we need from you: the position of India, by 9 December 2026, 23:59 Kabul time" in home

    page = browser.get(f"/consultations/{consultation.uid}/answer/")
    assert "India" in text_of(page)
    sent = {"answer": "reservation", "text": "The budget.", "version": "1", "idempotency_key": "k" * 20}
    first = browser.post(f"/consultations/{consultation.uid}/answer/", sent)
    second = browser.post(f"/consultations/{consultation.uid}/answer/", sent)

    assert (first.status_code, second.status_code, Position.objects.count()) == (302, 302, 1)
    assert "request to you" not in text_of(browser.get("/"))
    board = text_of(browser.get(f"/consultations/{consultation.uid}/"))
    assert "The position of India: reservation" in board
    assert "The budget." in board


def test_two_requests_are_counted_and_said_with_what_and_by_when(cast):
    opened(cast)
    second = opened(cast, "tci", by=cast.fp_two)
    home = text_of(cast.client("del_in").get("/"))

    assert "2 requests to you: 1" in home
    assert "2 requests to you: 2" in home
    assert second.asked.count() == 1


def test_after_its_expiry_it_is_over_for_who_decides_and_waits_for_who_looks_on(cast, clock):
    consultation = opened(cast)
    answer_consultation(asked(consultation, "IN"), answer="objection", text="Not like this.", by=cast.del_in)
    before = {who: text_of(cast.client(who).get("/")) for who in ("rev", "fp_dm", "del_kz")}
    clock.move_to(EXPIRY + timedelta(days=2))
    grants.sync_all()
    after = {who: text_of(cast.client(who).get("/")) for who in ("rev", "fp_dm", "del_in")}

    for home in before.values():
        assert re.search(r"Due 9 December 2026 [^<]{0,20} (Consultation|A request to you)", home)
    assert re.search(r"Due 9 December 2026 .{0,20} 2 days over Consultation", after["rev"])
    assert re.search(r"Waiting since 9 December 2026 .{0,20} Consultation", after["fp_dm"])
    assert re.search(r"Waiting since 9 December 2026 .{0,20} A request to you", after["del_in"])


def test_a_second_delegate_of_a_state_sees_both_texts(cast):
    consultation = opened(cast)
    answer_consultation(asked(consultation, "PK"), answer="support", text="Fine with us.", by=cast.del_pk)

    page = cast.client("del_pk").post(
        f"/consultations/{consultation.uid}/answer/", {"answer": "comment", "text": "One remark.", "version": "1"}
    )

    assert page.status_code == 409
    assert "Fine with us." in text_of(page)
    assert "One remark." in page.content.decode()
    assert 'name="version" value="2"' in page.content.decode()


def test_the_focal_point_enters_on_behalf_and_the_delegate_confirms_with_one_button(cast):
    consultation = opened(cast)
    board = f"/consultations/{consultation.uid}/"
    sent = {"answer": "no_objection", "text": "Note verbale 12 of 3 December.", "version": "1"}
    assert cast.client("fp_dm").post(f"{board}behalf/kazakhstan/", sent).status_code == 302
    assert cast.client("fp_dm").get(f"{board}behalf/turkey/").status_code == 404

    browser = cast.client("del_kz")
    assert "Entered on its behalf. not confirmed yet" in text_of(browser.get(board))
    assert "confirm the position that was entered on behalf of Kazakhstan" in text_of(browser.get("/"))
    assert browser.post(f"{board}confirm/", {"version": "2"}).status_code == 302
    assert "confirmed by its delegate" in text_of(browser.get(board))
    assert browser.post(f"{board}confirm/", {"version": "3"}).status_code == 409


def test_the_board_counts_silence_apart_and_names_who_is_silent(cast):
    consultation = opened(cast)
    answer_consultation(asked(consultation, "PK"), answer="no_objection", by=cast.del_pk)

    shown = text_of(cast.client("fp_dm").get(f"/consultations/{consultation.uid}/"))

    assert "No objection 1" in shown
    assert "No answer 5" in shown
    silent = shown[shown.index("Not answered yet") :]
    for name in ("Kazakhstan", "Afghanistan", "India", "Poland", "UNDP"):
        assert name in silent
    # Afghanistan has no delegate with an account: its position is entered for it.
    assert "Enter on its behalf Afghanistan" in silent


def test_the_administrator_sees_that_it_is_and_no_position(cast, clock):
    consultation = opened(cast, note="Secret question.")
    answer_consultation(asked(consultation, "PK"), answer="objection", text="Secret.", by=cast.del_pk)
    browser = cast.client("adm")

    shown = text_of(browser.get(f"/consultations/{consultation.uid}/"))
    assert "Pakistan" in shown
    assert "Secret" not in shown
    assert "bjection" not in shown.replace("no objection", "")
    assert browser.get(f"/consultations/{consultation.uid}/certificate/").status_code == 403
    assert browser.get(f"/consultations/{consultation.uid}/certificate.json").status_code == 403


def test_the_certificate_can_be_computed_again(cast, clock):
    consultation = opened(cast)
    answer_on_behalf(asked(consultation, "KZ"), answer="support", text="Note 4, “قزاقستان”.", by=cast.fp_dm)
    clock.move_to(EXPIRY + SECOND)
    close_consultations(EXPIRY + SECOND)
    consultation.refresh_from_db()
    browser = cast.client("del_in")

    page = browser.get(f"/consultations/{consultation.uid}/certificate/")
    file = browser.get(f"/consultations/{consultation.uid}/certificate.json")

    assert hashlib.sha256(file.content).hexdigest() == consultation.seal
    assert "attachment" in file["Content-Disposition"]
    shown = text_of(page)
    assert consultation.seal in shown
    assert "Computed again as this page was made: it is the same." in shown
    assert "No objection was made by the expiry." in shown
    assert "Entered on its behalf, not confirmed." in shown


def test_the_plan_tells_its_readers_where_the_consultation_stands(cast):
    consultation = opened(cast)
    answer_consultation(asked(consultation, "IN"), answer="objection", text="No.", by=cast.del_in)
    address = f"/plans/{consultation.plan.uid}/"

    assert "1 of 6 have answered." in text_of(cast.client("fp_dm").get(address))
    told = text_of(cast.client("adm").get(address))
    assert "Consultation with the capitals" in told
    assert "have answered" not in told
    assert "objection" not in told


def test_the_public_learns_of_an_adopted_plan_that_the_capitals_were_asked_and_nothing_else(cast, clock):
    consultation = opened(cast)
    answer_consultation(asked(consultation, "IN"), answer="reservation", text="The budget.", by=cast.del_in)
    clock.move_to(EXPIRY + SECOND)
    close_consultations(EXPIRY + SECOND)
    plan = Plan.objects.get(pk=consultation.plan_id)
    plan.events.create(
        kind="adopted",
        body="som",
        on=EXPIRY.date(),
        plan_version=plan.versions.get(),
        seal="0" * 64,
        created_by=cast.dir,
    )
    Plan.objects.filter(pk=plan.pk).update(
        state="adopted", adopted_version=plan.versions.get(), adopted_on=EXPIRY.date()
    )

    page = text_of(Client().get("/cbms/dm/history/"))
    timeline = text_of(Client().get("/cbms/dm/timeline/"))
    own = text_of(Client().get(f"/plans/{plan.uid}/"))

    assert "Plan sent to the capitals, until 9 December 2026" in page + timeline
    assert "Consultation with the capitals ended" in page + timeline
    for text in (page, timeline, own):
        assert "objection" not in text
        assert "reservation" not in text
        assert "The budget." not in text
    assert Client().get(f"/consultations/{consultation.uid}/").status_code == 302
    inside = text_of(cast.client("fp_dm").get("/cbms/dm/timeline/"))
    assert "No objection" in inside


def test_the_rule_is_changed_with_a_reason_and_a_stale_page_is_told(cast):
    browser, address = cast.client("adm"), "/manage/consultations/dm/"
    sent = {"entitled": "leads", "least_days": "21", "reason": "Decided by the RTG.", "version": "1"}

    assert browser.post(address, sent | {"reason": ""}).status_code == 422
    assert browser.post(address, sent | {"least_days": "0"}).status_code == 422
    assert browser.post(address, sent).status_code == 302
    assert (ConsultationRule.objects.get().entitled, ConsultationRule.objects.get().least_days) == ("leads", 21)
    assert browser.post(address, sent | {"least_days": "30"}).status_code == 409
    assert "Leads and co-leads" in text_of(browser.get("/manage/consultations/"))


# Who asks, for what, and how many statements it takes.
STATEMENTS = {
    "board, focal point": ("fp_dm", "/consultations/{open}/", 10),
    "board, delegate": ("del_pk", "/consultations/{open}/", 10),
    "answer": ("del_pk", "/consultations/{open}/answer/", 8),
    "certificate": ("fp_two", "/consultations/{ended}/certificate/", 8),
    "first page, delegate": ("del_in", "/", 14),
    "first page, focal point": ("fp_dm", "/", 19),
    # With the line of the access log: one statement, and two of a savepoint inside a test.
    "plan": ("fp_dm", "/plans/{plan}/", 19 + 3),
    "opening": ("fp_ct", "/plans/{cleared}/consultation/", 10),
    "rules": ("adm", "/manage/consultations/", 5),
}


@pytest.mark.parametrize("many", [1, 3, 12])
def test_pages_ask_the_same_number_of_questions(cast, many, clock):
    for code in ("dm", "tci", "ct"):
        for number in range(many):
            organization, _new = Stakeholder.objects.get_or_create(
                kind="organization", code=f"O{number}", slug=f"o{number}", name_en=f"O {number}"
            )
            RoleAssignment.objects.create(
                cbm=cast.cbms[code],
                stakeholder=organization,
                stakeholder_kind="organization",
                role="supporting",
                from_on=OPENED.date(),
            )
    ended = opened(cast, "tci", by=cast.fp_two)
    clock.move_to(EXPIRY + SECOND)
    consultation = opened(cast, expires_on=EXPIRY.date() + timedelta(days=30))
    for row in Asked.objects.filter(stakeholder__slug__startswith="o"):
        for text in ("First.", "Second."):
            Position.objects.create(asked=row, answer="comment", text=text, at=OPENED, by=cast.del_undp)
    close_consultations(EXPIRY + SECOND)
    names = {"open": consultation.uid, "ended": ended.uid, "plan": consultation.plan.uid}
    names["cleared"] = cleared(cast, "ct", by=cast.fp_ct).uid

    counted = {}
    for what, (who, address, _statements) in STATEMENTS.items():
        browser = cast.client(who)
        browser.get(address.format(**names))
        with CaptureQueriesContext(connection) as queries:
            # Another address each time: a page that is kept for its reader asks nothing.
            assert browser.get(f"{address.format(**names)}?again=1").status_code == 200
        counted[what] = len(queries)

    assert counted == {what: statements for what, (_who, _address, statements) in STATEMENTS.items()}


def test_a_first_page_is_kept_until_a_consultation_expires(cast, clock, django_assert_num_queries):
    consultation = opened(cast)
    answer_consultation(asked(consultation, "PK"), answer="objection", text="No.", by=cast.del_pk)
    clock.move_to(EXPIRY - SECOND)
    browsers = {who: cast.client(who) for who in ("fp_dm", "del_pk")}
    for browser in browsers.values():
        browser.get("/")
        browser.get("/")
        with django_assert_num_queries(3):  # session, person, version
            browser.get("/")

    clock.move_to(EXPIRY + SECOND)

    # Nobody acted in between: the minute alone.
    assert "It has expired." in text_of(browsers["fp_dm"].get("/"))
    assert "the objection of Pakistan stands" in text_of(browsers["del_pk"].get("/"))
