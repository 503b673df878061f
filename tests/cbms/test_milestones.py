"""Milestones: proposed, accepted in one click from four places, moved with the old day kept; silent while never so."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone

from cbms.actions.milestones import (
    accept_milestone,
    achieve_milestone,
    drop_milestone,
    keep_day,
    propose_day,
    propose_milestone,
)
from cbms.models import Milestone, MilestoneDate
from hoaip.errors import Refused, WrongState
from hoaip.models import EventAnchor, OutboxMessage
from tests.carried import milestone as make_milestone
from tests.cbms.test_plans import TODAY
from tests.papers import paper
from tests.plans import PLANS
from tests.plans import plan as make_plan

DUE = date(2027, 3, 31)


@pytest.fixture
def plan(cast):
    return make_plan(cast, "dm", state="adopted")


@pytest.fixture
def proposed(cast, plan):
    return propose_milestone(plan, title="Centre opened", due_on=DUE, today=TODAY, by=cast.fp_dm)


@pytest.fixture
def active(cast, proposed):
    return accept_milestone(proposed, today=TODAY, by=cast.rev)


def told():
    return sorted(
        EventAnchor.objects.filter(name="cbm:dm", event__object_type="cbms.milestone").values_list(
            "event__kind", "event__is_public"
        )
    )


def test_it_is_proposed_on_a_form_and_ministry_staff_have_a_link(cast, plan):
    browser = cast.client("fp_dm")
    fields = {"title": "Centre opened", "due_on": "2027-03-31", "idempotency_key": "k" * 20}

    assert browser.post(f"/plans/{plan.uid}/milestones/new/", {"title": "Kept", "due_on": "x"}).status_code == 422
    first = browser.post(f"/plans/{plan.uid}/milestones/new/", fields)
    second = browser.post(f"/plans/{plan.uid}/milestones/new/", fields)

    assert first["Location"] == second["Location"]
    milestone = Milestone.objects.get()
    mails = OutboxMessage.objects.filter(template="milestone_proposed")
    assert sorted(mails.values_list("address", flat=True)) == ["rev@example.org", "rev_two@example.org"]
    assert f"/milestones/{milestone.uid}/" in mails.first().body


@pytest.mark.parametrize("place", ["plans/{plan}", "reviews", "milestones/{milestone}", ""])
def test_one_click_accepts_it_from_the_plan_the_queue_the_mail_and_home(cast, plan, proposed, place):
    browser = cast.client("rev")
    address = "/" + (place.format(plan=plan.uid, milestone=proposed.uid) + "/" if place else "")

    assert f'action="/milestones/{proposed.uid}/accept/"' in browser.get(address).content.decode()
    assert browser.post(f"/milestones/{proposed.uid}/accept/").status_code == 302

    milestone = Milestone.objects.get()
    assert (milestone.state, milestone.accepted_by) == ("active", cast.rev)
    assert browser.post(f"/milestones/{proposed.uid}/accept/").status_code == 409


def test_another_day_waits_and_the_old_one_is_kept(cast, plan, active):
    later = DUE + timedelta(days=60)
    propose_day(active, due_on=later, reason="Snow on the pass.", today=TODAY, by=cast.fp_dm)
    active.refresh_from_db()
    assert (active.due_on, active.new_due_on) == (DUE, later)
    html = cast.client().get(f"/plans/{plan.uid}/progress/").content.decode()
    assert "31 March 2027" in html
    assert "30 May 2027" not in html

    assert cast.client("rev").post(f"/milestones/{active.uid}/accept/").status_code == 302

    active.refresh_from_db()
    kept = MilestoneDate.objects.get()
    assert (active.due_on, active.new_due_on, kept.due_on, kept.reason) == (later, None, DUE, "Snow on the pass.")
    public = cast.client().get(f"/plans/{plan.uid}/progress/").content.decode()
    assert "It was due on" in public
    assert "Snow" not in public
    assert "Snow" in cast.client("rev").get(f"/plans/{plan.uid}/progress/").content.decode()


def test_a_new_day_is_not_taken(cast, active):
    propose_day(active, due_on=DUE + timedelta(days=1), reason="Snow.", today=TODAY, by=cast.fp_dm)

    kept = keep_day(active, by=cast.rev)

    assert (kept.due_on, kept.new_due_on, kept.new_due_reason) == (DUE, None, "")
    with pytest.raises(WrongState):
        keep_day(active, by=cast.rev)


@pytest.mark.parametrize(("due_on", "reason", "field"), [(DUE, "Why", "due_on"), (date(2027, 4, 1), " ", "reason")])
def test_another_day_is_another_and_has_a_reason(cast, active, due_on, reason, field):
    with pytest.raises(ValidationError) as refused:
        propose_day(active, due_on=due_on, reason=reason, today=TODAY, by=cast.fp_dm)
    assert list(refused.value.error_dict) == [field]


def test_it_is_reached_with_words_and_a_document(cast, plan, active):
    document = paper(cast.cbms["dm"], by=cast.rev)
    browser, address = cast.client("rev"), f"/milestones/{active.uid}/achieve/"
    assert browser.post(address, {"resolution": " "}).status_code == 422

    fields = {"resolution": "Opened by the ministers.", "document": str(document.uid)}
    assert browser.post(address, fields).status_code == 302

    html = cast.client().get(f"/plans/{plan.uid}/progress/").content.decode()
    assert "Opened by the ministers." in html
    assert f"/documents/{document.uid}/" in html


def test_missed_is_computed_and_told_to_the_ministry_alone(cast, plan, active):
    with time_machine.travel(timezone.now().replace(year=2027, month=6), tick=False):
        ministry = cast.client("fp_dm").get(f"/plans/{plan.uid}/progress/").content.decode()
        public = cast.client().get(f"/plans/{plan.uid}/progress/").content.decode()

    assert "Missed" in ministry
    assert "Missed" not in public
    assert Milestone.objects.get().state == "active"


def test_of_one_never_accepted_nobody_outside_the_ministry_reads(cast, plan, proposed):
    drop_milestone(proposed, reason="Too early.", today=TODAY, by=cast.rev)

    assert told() == []
    for who in (None, "del_pk"):
        assert "Centre opened" not in cast.client(who).get(f"/plans/{plan.uid}/progress/").content.decode()
        assert "Centre opened" not in cast.client(who).get(f"/plans/{plan.uid}/").content.decode()
    assert "Too early." in cast.client("fp_dm").get(f"/plans/{plan.uid}/progress/").content.decode()


def test_what_was_accepted_is_told_with_the_plan_in_force(cast, plan, active):
    propose_day(active, due_on=date(2027, 4, 30), reason="Snow.", today=TODAY, by=cast.fp_dm)
    accept_milestone(active, today=TODAY, by=cast.rev)
    achieve_milestone(active, resolution="Open.", today=TODAY, by=cast.rev)

    assert told() == [("milestone.accept", True), ("milestone.achieve", True), ("milestone.move", True)]
    assert "Milestone reached: Centre opened" in cast.client().get("/cbms/dm/timeline/").content.decode()


def test_of_a_plan_under_review_nothing_is_public(cast):
    plan = make_plan(cast, "dm", state="under_review")
    milestone = make_milestone(cast, plan, state="proposed")
    accept_milestone(milestone, today=TODAY, by=cast.rev)

    assert told() == [("milestone.accept", False)]
    assert cast.client("del_pk").get(f"/milestones/{milestone.uid}/").status_code == 404


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE cbms_milestone SET accepted_at = NULL",
        "UPDATE cbms_milestone SET state = 'proposed'",
        "UPDATE cbms_milestone SET state = 'dropped'",
        "UPDATE cbms_milestone SET state = 'achieved'",
        "UPDATE cbms_milestone SET new_due_on = '2027-01-01'",
        "UPDATE cbms_milestone SET due_on = '2010-01-01'",
        "UPDATE cbms_milestone SET title = ' '",
        "UPDATE cbms_milestonedate SET reason = 'x'",
        "DELETE FROM cbms_milestonedate",
    ],
)
def test_the_database_keeps_the_rules_of_milestones(cast, active, statement):
    MilestoneDate.objects.create(milestone=active, due_on=DUE, reason="Snow.", at=timezone.now(), by=cast.rev)

    with pytest.raises(Exception), transaction.atomic(), connection.cursor() as cursor:  # noqa: B017, PT011
        cursor.execute(statement)


# Role x state of the plan x state of the milestone x action: by hand from product 7.6 and 11.
FP = {"dm": {"fp_dm", "fp_dm_deputy"}, "ct": {"fp_ct"}, "tci": {"fp_two"}, "ri": {"fp_two"}, "cn": set(), "ce": set()}
STAFF = {"rev", "rev_two"}
FITS = {
    "propose_day": {"active"},
    "accept": {"proposed"},
    "achieve": {"active"},
    "drop": {"proposed", "active"},
    "keep_day": set(),
}


@pytest.mark.parametrize("name", FITS)
def test_role_by_state_by_action(cast, name):
    authors = {"dm": cast.fp_dm, "ct": cast.fp_ct}
    acts = {
        "propose_day": lambda row, by: propose_day(row, due_on=date(2027, 9, 1), reason="Snow.", today=TODAY, by=by),
        "accept": lambda row, by: accept_milestone(row, today=TODAY, by=by),
        "achieve": lambda row, by: achieve_milestone(row, resolution="Open.", today=TODAY, by=by),
        "drop": lambda row, by: drop_milestone(row, reason="Snow.", today=TODAY, by=by),
        "keep_day": lambda row, by: keep_day(row, by=by),
    }
    wrong = []
    for state, (code, number) in PLANS.items():
        author = authors.get(code, cast.fp_two)
        plan = make_plan(cast, code, number=number, by=author, state=state, submitted=state != "draft")
        for its in ("proposed", "active", "achieved", "dropped"):
            row = make_milestone(cast, plan, state=its)
            may = FP[code] if name == "propose_day" else STAFF
            fits = its in FITS[name] and state not in ("withdrawn", "superseded")
            for who, person in cast.people.items():
                expected = Refused if who not in may else None if fits else WrongState
                try:
                    with transaction.atomic():
                        acts[name](row, person)
                        transaction.set_rollback(True)
                    got = None
                except (Refused, WrongState) as error:
                    got = type(error)
                if got is not expected:
                    wrong.append((state, its, who, got))
    assert wrong == []


@pytest.mark.parametrize("many", [1, 3, 30])
def test_milestones_ask_the_same_number_of_questions(cast, plan, many, django_assert_num_queries):
    document = paper(cast.cbms["dm"], by=cast.rev)
    for number in range(many):
        row = make_milestone(cast, plan, state="achieved", title=f"Milestone {number}", document=document)
        MilestoneDate.objects.create(milestone=row, due_on=DUE, reason="Snow.", at=timezone.now(), by=cast.rev)
    make_milestone(cast, plan, state="proposed")
    rev = cast.client("rev")
    rev.get("/")

    with django_assert_num_queries(11):
        assert rev.get(f"/plans/{plan.uid}/progress/").status_code == 200
    with django_assert_num_queries(7):
        assert rev.get("/reviews/").status_code == 200
