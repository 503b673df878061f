"""The ministry's review: who is asked by when, comments carried on, decisions in one step, races, and who may what."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, connections, transaction
from django.utils import timezone

from cbms.actions.plans import recall_plan, submit_plan, write_plan
from cbms.actions.review_tasks import assign_review, claim_review
from cbms.actions.reviews import (
    answer_comment,
    clear_plan,
    comment_on_plan,
    reopen_comment,
    resolve_comment,
    return_plan,
    withdraw_comment,
)
from cbms.models import Activity, FocalPoint, Plan, PlanComment, ReviewDecision, ReviewTask
from hoaip import grants
from hoaip.calendar import today_in_kabul
from hoaip.errors import Refused, WrongState
from hoaip.models import AuditEntry, EventAnchor, OutboxMessage
from hoaip.post.relay import still_wanted
from tests.cbms.test_plans import details
from tests.plans import PLANS
from tests.plans import plan as make_plan

TODAY = date(2026, 11, 23)
KEY = "k" * 20


@pytest.fixture
def plan(cast):
    """A plan of Disaster Management as a draft; `submitted` sends it to review."""
    return make_plan(cast, "dm", submitted=False)


@pytest.fixture
def submitted(cast, plan):
    submit_plan(plan, by=cast.fp_dm, today=TODAY)
    plan.refresh_from_db()
    return plan


def remark(plan, by, text="Which months?", **more):
    return comment_on_plan(plan, text=text, by=by, **more)


def mails(template):
    return sorted(OutboxMessage.objects.filter(template=template).values_list("address", flat=True))


def at(plan, step=""):
    return f"/plans/{plan.uid}/review/{step}"


# Asking


def test_a_submitted_plan_waits_and_every_reviewer_has_a_link(cast, submitted):
    assert mails("review_asked") == ["rev@example.org", "rev_two@example.org"]
    body = OutboxMessage.objects.first().body
    assert f"/plans/{submitted.uid}/review/" in body
    assert "Regional exercise" not in body
    assert all(still_wanted(message) for message in OutboxMessage.objects.select_related("recipient"))


def test_a_reviewer_is_asked_by_a_day_and_the_plan_is_handed_on_with_its_comments(cast, submitted):
    comment = remark(submitted, cast.rev)
    page = cast.client("rev").get(at(submitted, "reviewer/"))
    default = timezone.now() + timedelta(days=14)
    assert str(today_in_kabul(default)) in page.content.decode()

    first = assign_review(submitted, reviewer=cast.rev, due_on=TODAY, today=TODAY, by=cast.dir)
    claim_review(submitted, today=TODAY, by=cast.rev)
    second = assign_review(submitted, reviewer=cast.rev_two, due_on=TODAY, today=TODAY, by=cast.rev)

    first.refresh_from_db()
    assert first.ended_at is not None
    assert (second.claimed_at, PlanComment.objects.get().pk) == (None, comment.pk)
    assert mails("review_asked").count("rev_two@example.org") == 2
    with pytest.raises(WrongState, match="is with Sample rev_two"):
        claim_review(submitted, today=TODAY, by=cast.rev)


@pytest.mark.parametrize(
    ("who", "day", "field"),
    [("fp_ct", TODAY, "reviewer"), ("adm", TODAY, "reviewer"), ("rev", TODAY - timedelta(days=1), "due_on")],
)
def test_who_may_not_review_is_not_asked_and_no_day_that_is_over(cast, submitted, who, day, field):
    with pytest.raises(ValidationError) as refused:
        assign_review(submitted, reviewer=cast.people[who], due_on=day, today=TODAY, by=cast.rev)

    assert list(refused.value.error_dict) == [field]


def test_who_reviewed_before_is_asked_again(cast, submitted):
    assign_review(submitted, reviewer=cast.rev_two, due_on=TODAY, today=TODAY, by=cast.rev)
    return_plan(submitted, reason="More months.", today=TODAY, by=cast.rev_two)
    OutboxMessage.objects.all().delete()

    submitted.refresh_from_db()
    submit_plan(submitted, note="Done.", by=cast.fp_dm, today=TODAY)

    assert mails("review_asked") == ["rev_two@example.org"]
    task = ReviewTask.objects.get(ended_at__isnull=True)
    assert (task.reviewer, task.due_on) == (cast.rev_two, TODAY + timedelta(days=14))


def test_a_plan_that_comes_back_as_it_was_answers_every_open_comment(cast, submitted):
    left, answered, resolved = (remark(submitted, cast.rev, text=f"Comment {number}") for number in (1, 2, 3))
    answer_comment(answered, text="As agreed in Almaty.", by=cast.fp_dm)
    resolve_comment(resolved, by=cast.rev)
    return_plan(submitted, reason="More months.", today=TODAY, by=cast.rev)
    submitted.refresh_from_db()

    with pytest.raises(ValidationError, match="1 comment has no answer"):
        submit_plan(submitted, note="Done.", by=cast.fp_dm, today=TODAY)

    answer_comment(left, text="Not possible before 2027.", by=cast.fp_dm)
    assert submit_plan(submitted, note="Done.", by=cast.fp_dm, today=TODAY).number == 2


def test_one_reviewer_at_a_time_says_the_database(cast, submitted):
    assign_review(submitted, reviewer=cast.rev, due_on=TODAY, today=TODAY, by=cast.dir)
    with pytest.raises(IntegrityError, match="cbms_reviewtask_one_open"), transaction.atomic():
        ReviewTask.objects.create(
            plan=submitted, reviewer=cast.rev, due_on=TODAY, assigned_at=timezone.now(), assigned_by=cast.dir
        )


# Comments


def test_a_comment_stands_at_its_part_and_is_carried_on_beside_what_changed(cast, submitted):
    activity = submitted.activities.get(position=1)
    remark(submitted, cast.rev, about=activity.key, must_fix=True)
    return_plan(submitted, today=TODAY, by=cast.rev)
    submitted.refresh_from_db()
    Activity.objects.filter(pk=activity.pk).update(indicator="Three held")
    submit_plan(submitted, by=cast.fp_dm, today=TODAY)

    html = cast.client("rev").get(at(submitted)).content.decode()

    part = html[html.index(f'id="part-{activity.key}"') :]
    assert part.index("Which months?") < part.index('class="stack section"')
    assert "<del>One</del>" in part
    assert "<ins>Three</ins>" in part
    assert "on version 1" in part
    with pytest.raises(WrongState, match="must be mended"):
        clear_plan(submitted, today=TODAY, by=cast.rev)


def test_a_comment_on_a_part_that_is_gone_is_not_lost(cast, submitted):
    activity = submitted.activities.get(position=2)
    remark(submitted, cast.rev, about=activity.key, text="Where is the money?")
    return_plan(submitted, today=TODAY, by=cast.rev)
    submitted.refresh_from_db()
    activity.partners.clear()
    activity.delete()
    submit_plan(submitted, by=cast.fp_dm, today=TODAY)

    html = cast.client("rev").get(at(submitted)).content.decode()

    assert html.index("no longer in the text") < html.index("Where is the money?") < html.index('id="part-whole"')


def test_the_drafter_says_addressed_and_the_ministry_resolves(cast, submitted):
    comment = remark(submitted, cast.rev)

    answer = answer_comment(comment, text="Added.", says_addressed=True, by=cast.fp_dm)
    with pytest.raises(Refused):
        resolve_comment(comment, by=cast.fp_dm)
    with pytest.raises(ValidationError):
        answer_comment(comment, text="Look.", says_addressed=True, by=cast.rev_two)
    with pytest.raises(WrongState, match="has been answered"):
        withdraw_comment(comment, by=cast.rev)

    assert answer.parent == comment
    assert "addressed, say the drafters" in cast.client("rev").get(at(submitted)).content.decode()
    assert resolve_comment(comment, by=cast.rev_two).resolved_by == cast.rev_two
    with pytest.raises(WrongState, match="resolved"):
        answer_comment(comment, text="Late.", by=cast.fp_dm)


def test_a_resolved_comment_is_reopened_with_a_reason_that_stands_under_it(cast, submitted):
    comment = remark(submitted, cast.rev, must_fix=True)
    answer_comment(comment, text="Added.", says_addressed=True, by=cast.fp_dm)
    resolve_comment(comment, by=cast.rev)
    browser = cast.client("rev_two")
    assert f'href="/comments/{comment.uid}/reopen/"' in browser.get(at(submitted)).content.decode()
    assert "/reopen/" not in cast.client("fp_dm").get(at(submitted)).content.decode()

    sent = {"reason": "The second month is missing still.", "idempotency_key": KEY}
    answers = [browser.post(f"/comments/{comment.uid}/reopen/", sent) for _turn in range(2)]

    assert {answer["Location"] for answer in answers} == {f"{at(submitted)}#comment-{comment.uid}"}
    comment.refresh_from_db()
    assert (comment.state, comment.resolved_at, comment.resolved_by) == ("open", None, None)
    assert list(comment.answers.values_list("text", "author__email").order_by("pk"))[1:] == [
        ("The second month is missing still.", "rev_two@example.org")
    ]
    entry = AuditEntry.objects.get(action="plan.reopen_comment")
    assert (entry.reason, entry.actor_uid) == ("The second month is missing still.", cast.rev_two.uid)
    page = cast.client("fp_dm").get(at(submitted)).content.decode()
    assert "The second month is missing still." in page
    # What the drafters said of it before is no longer so.
    assert "addressed, say the drafters" not in page
    with pytest.raises(WrongState, match="must be mended"):
        clear_plan(submitted, today=TODAY, by=cast.rev)
    assert resolve_comment(comment, by=cast.rev).state == "resolved"


def test_what_is_not_resolved_is_not_reopened(cast, submitted):
    first, second, third = (remark(submitted, cast.rev, text=f"Remark {number}.") for number in (1, 2, 3))
    withdraw_comment(second, by=cast.rev)
    answer = answer_comment(first, text="Look.", by=cast.fp_dm)
    resolve_comment(third, by=cast.rev)

    for comment in (first, second, answer):
        with pytest.raises(WrongState, match="cannot be reopened"):
            reopen_comment(comment, reason="Again.", by=cast.rev)
        assert cast.client("rev").get(f"/comments/{comment.uid}/reopen/").status_code == 409
    with pytest.raises(Refused):
        reopen_comment(third, reason="Again.", by=cast.fp_dm)
    refused = cast.client("rev").post(f"/comments/{third.uid}/reopen/", {"reason": " ", "idempotency_key": KEY})
    assert refused.status_code == 422
    Plan.objects.update(state="withdrawn")
    with pytest.raises(WrongState, match="its plan withdrawn"):
        reopen_comment(third, reason="Again.", by=cast.rev)
    assert PlanComment.objects.filter(parent__isnull=True).exclude(pk=first.pk).exclude(state="open").count() == 2


def test_what_was_reopened_already_is_said(cast, submitted):
    comment = remark(submitted, cast.rev)
    resolve_comment(comment, by=cast.rev)
    reopen_comment(comment, reason="Again.", by=cast.rev)

    with pytest.raises(WrongState, match="open"):
        reopen_comment(comment, reason="Again, from another window.", by=cast.rev_two)

    assert comment.answers.count() == 1


def test_who_submitted_a_plan_resolves_nothing_though_staff(cast, plan):
    FocalPoint.objects.create(cbm=cast.cbms["dm"], user=cast.rev, kind="deputy", from_on=date(2020, 1, 1))
    grants.sync_all()
    submit_plan(plan, by=cast.rev, today=TODAY)
    comment = remark(plan, cast.rev_two)
    browser = cast.client("rev")

    assert browser.post(f"/comments/{comment.uid}/resolve/").status_code == 403
    settled = remark(plan, cast.rev_two, text="Settled.")
    resolve_comment(settled, by=cast.rev_two)
    assert browser.post(f"/comments/{settled.uid}/reopen/", {"reason": "x", "idempotency_key": KEY}).status_code == 403
    assert browser.post(at(plan, "clear/"), {"number": 1}).status_code == 403
    assert browser.post(at(plan, "return/"), {"number": 1, "reason": "x"}).status_code == 403
    assert browser.post(at(plan, "claim/")).status_code == 403
    assert browser.get(at(plan, "return/")).status_code == 403
    assert "You submitted this version" in browser.get(at(plan)).content.decode()
    assert Plan.objects.get().state == "under_review"
    assert cast.client("rev_two").post(at(plan, "clear/"), {"number": 1}).status_code == 302


def test_a_comment_is_withdrawn_by_its_author_alone(cast, submitted):
    comment = remark(submitted, cast.rev)

    with pytest.raises(Refused):
        withdraw_comment(comment, by=cast.rev_two)
    assert withdraw_comment(comment, by=cast.rev).state == "withdrawn"


@pytest.mark.parametrize("about", ["00000000-0000-4000-8000-000000000000", "no key", "\x00"])
def test_a_comment_on_no_part_is_refused_with_what_was_typed(cast, submitted, about):
    page = cast.client("rev").post(at(submitted, "comment/"), {"about": about, "text": "Kept words"})

    assert page.status_code == 422
    assert "Kept words" in page.content.decode()
    assert not PlanComment.objects.exists()


def test_the_same_comment_sent_twice_is_one(cast, submitted):
    fields = {"about": "", "text": "Once.", "must_fix": "on", "idempotency_key": KEY}
    browser = cast.client("rev")

    first, second = browser.post(at(submitted, "comment/"), fields), browser.post(at(submitted, "comment/"), fields)

    comment = PlanComment.objects.get()
    assert first["Location"] == second["Location"] == f"{at(submitted)}#comment-{comment.uid}"
    assert comment.must_fix


def test_what_must_be_mended_is_for_reviewers_to_say(cast, submitted):
    assert 'name="must_fix"' not in cast.client("fp_dm").get(at(submitted, "comment/")).content.decode()
    with pytest.raises(ValidationError):
        remark(submitted, cast.fp_dm, must_fix=True)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE cbms_plancomment SET text = ' '",
        "UPDATE cbms_plancomment SET state = 'resolved'",
        "UPDATE cbms_plancomment SET says_addressed = true",
        "UPDATE cbms_reviewdecision SET reason = 'x'",
        "DELETE FROM cbms_reviewdecision",
    ],
)
def test_the_database_keeps_the_rules_of_a_review(cast, submitted, statement):
    remark(submitted, cast.rev)
    return_plan(submitted, today=TODAY, by=cast.rev)

    with pytest.raises(Exception), transaction.atomic(), connection.cursor() as cursor:  # noqa: B017, PT011
        cursor.execute(statement)


# Decisions


def test_returning_needs_a_reason_or_an_open_comment_of_a_reviewer(cast, submitted):
    page = cast.client("rev").post(at(submitted, "return/"), {"number": 1, "reason": "  "})
    assert page.status_code == 422
    assert 'id="id_reason_error"' in page.content.decode()
    remark(submitted, cast.fp_dm, text="My own")
    assert cast.client("rev").post(at(submitted, "return/"), {"number": 1}).status_code == 422

    remark(submitted, cast.rev)

    assert cast.client("rev").post(at(submitted, "return/"), {"number": 1}).status_code == 302
    assert Plan.objects.get().state == "changes_requested"


def test_the_drafters_have_the_text_and_a_link_and_the_ministry_alone_the_event(cast, submitted):
    return_plan(submitted, reason="The months of 1.2 & its money.", today=TODAY, by=cast.rev)

    assert mails("plan_returned") == ["fp_dm@example.org", "fp_dm_deputy@example.org"]
    body = OutboxMessage.objects.filter(template="plan_returned").first().body
    assert "The months of 1.2 & its money." in body
    assert f"/plans/{submitted.uid}/review/" in body
    decision = ReviewDecision.objects.get()
    assert (decision.kind, decision.by, decision.plan_version.number) == ("changes_requested", cast.rev, 1)
    assert "The months of 1.2" in cast.client("fp_dm").get("/").content.decode()
    assert EventAnchor.objects.filter(event__kind="plan.request_changes", event__is_public=False).count() == 2
    assert AuditEntry.objects.filter(action="plan.request_changes", reason__startswith="The months").exists()
    for who, sees in (("fp_dm", True), ("rev", True), ("del_pk", False), (None, False)):
        html = cast.client(who).get("/cbms/dm/timeline/").content.decode()
        assert ("returned for changes" in html) is sees


def test_clearing_ends_the_review(cast, submitted):
    assign_review(submitted, reviewer=cast.rev, due_on=TODAY, today=TODAY, by=cast.dir)

    clear_plan(submitted, number=1, today=TODAY, by=cast.rev)

    assert Plan.objects.get().state == "cleared"
    assert not ReviewTask.objects.filter(ended_at__isnull=True).exists()
    assert mails("plan_cleared") == ["fp_dm@example.org", "fp_dm_deputy@example.org"]


def test_one_decides_about_the_version_one_has_read(cast, submitted):
    recall_plan(submitted, by=cast.fp_dm)
    submitted.refresh_from_db()
    write_plan(submitted, details=details(cast, summary="Other words"), by=cast.fp_dm, version=submitted.version)
    submit_plan(submitted, by=cast.fp_dm, today=TODAY)

    page = cast.client("rev").post(at(submitted, "clear/"), {"number": 1})

    assert page.status_code == 409
    assert "Version 2 was submitted since you opened version 1" in page.content.decode()
    assert cast.client("rev").post(at(submitted, "clear/")).status_code == 400


def test_from_the_mail_to_a_returned_plan_in_two_clicks(cast, submitted):
    """The link of the mail, then the button: typing the reason is no click."""
    body = OutboxMessage.objects.filter(address="rev@example.org").get().body
    browser, clicks = cast.client("rev"), 0

    page = browser.get(re.search(r"http://testserver(/plans/\S+)", body)[1])
    clicks += 1
    html = page.content.decode()
    form = html[html.index(f'action="{at(submitted, "return/")}"') :].split("</form>")[0]
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]+)"', form))
    answer = browser.post(at(submitted, "return/"), {**hidden, "reason": "More months."})
    clicks += 1

    assert answer.status_code == 302
    assert Plan.objects.get().state == "changes_requested"
    assert clicks <= 3


def test_of_two_who_decide_at_once_one_wins_and_the_other_is_told(transactional_cast):
    cast = transactional_cast
    plan = make_plan(cast, "dm", state="under_review")
    browsers = {"rev": cast.client("rev"), "rev_two": cast.client("rev_two")}

    def decide(who):
        try:
            if who == "rev":
                return browsers[who].post(at(plan, "clear/"), {"number": 1})
            return browsers[who].post(at(plan, "return/"), {"number": 1, "reason": "Not yet."})
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(decide, browsers))

    assert sorted(answer.status_code for answer in answers) == [302, 409]
    lost = next(answer for answer in answers if answer.status_code == 409).content.decode()
    assert "decided about version 1 before you" in lost
    assert ReviewDecision.objects.count() == 1


# Pages


def test_the_queue_is_oldest_first_with_age_and_due_day(cast):
    plans = {code: make_plan(cast, code, by=cast.fp_dm, state="draft", submitted=False) for code in ("dm", "ct", "ri")}
    for days, code in enumerate(("ri", "dm", "ct")):
        with time_machine.travel(timezone.now() - timedelta(days=9 - days), tick=False):
            submit_plan_as(cast, plans[code])
    assign_review(plans["dm"], reviewer=cast.rev, due_on=TODAY, today=TODAY, by=cast.dir)

    html = cast.client("rev").get("/reviews/").content.decode()

    places = [html.index(f'id="plan-{plans[code].uid}"') for code in ("ri", "dm", "ct")]
    assert places == sorted(places)
    assert "Waiting for 9 days." in html
    assert "23 November 2026" in html
    assert "Nobody is asked yet." in html


def submit_plan_as(cast, plan):
    author = {"dm": cast.fp_dm, "ct": cast.fp_ct}.get(plan.cbm.code, cast.fp_two)
    return submit_plan(plan, by=author, today=TODAY)


@pytest.mark.parametrize(
    ("who", "seen"), [("rev", True), ("rev_two", False), ("dir", False), ("fp_dm", False), ("adm", False)]
)
def test_home_names_the_plan_to_who_is_asked(cast, submitted, who, seen):
    link = f"/plans/{submitted.uid}/review/"
    assert (link in cast.client("rev_two").get("/").content.decode()) is True
    assign_review(submitted, reviewer=cast.rev, due_on=TODAY, today=TODAY, by=cast.dir)

    assert (link in cast.client(who).get("/").content.decode()) is seen


def test_home_says_once_how_late_a_review_is(cast, submitted):
    task = assign_review(submitted, reviewer=cast.rev, due_on=TODAY, today=TODAY, by=cast.dir)
    ReviewTask.objects.filter(pk=task.pk).update(due_on=grants.today() - timedelta(days=3))

    html = cast.client("rev").get("/").content.decode()

    assert "3 days over" in html
    assert "days late" not in html
    assert "3 days late" in cast.client("rev").get("/reviews/").content.decode()


def grow(plan, number):
    """So many more activities in one objective of a draft."""
    objective = plan.objectives.get()
    Activity.objects.bulk_create(
        Activity(plan=plan, objective=objective, position=position, title=f"Activity {position}")
        for position in range(3, 3 + number)
    )


@pytest.mark.parametrize("many", [0, 30])
def test_a_review_asks_the_same_number_of_questions(cast, plan, many, django_assert_num_queries):
    grow(plan, many)
    from_rows = plan.activities.order_by("position")
    for row in from_rows:
        row.lead = cast.stakeholders["PK"]
        row.starts_on = row.ends_on = date(2026, 1, 1)
        row.indicator = "One"
        row.save()
    submit_plan(plan, by=cast.fp_dm, today=TODAY)
    keys = list(plan.activities.values_list("key", flat=True))
    for key in keys:
        answer_comment(remark(plan, cast.rev, about=key), text="Done.", by=cast.fp_dm)
    return_plan(plan, today=TODAY, by=cast.rev)
    plan.refresh_from_db()
    submit_plan(plan, note="All done.", by=cast.fp_dm, today=TODAY)
    browser = cast.client("rev")
    browser.get(at(plan))

    # Twelve and the line of the access log: one statement, and two of a savepoint inside a test.
    with django_assert_num_queries(13 + 3):
        assert browser.get(at(plan)).status_code == 200
    with django_assert_num_queries(9):
        assert browser.get("/reviews/").status_code == 200


# Role x state x action: by hand from product 7.3 and 11.
STAFF = {"rev", "rev_two", "dir"}
DRAFTERS = {
    "draft": {"fp_dm", "fp_dm_deputy"},
    "under_review": {"fp_ct"},
    "changes_requested": {"fp_two"},
    "cleared": {"fp_two"},
    "in_consultation": set(),
    "withdrawn": set(),
    "adopted": {"fp_dm", "fp_dm_deputy"},
    "superseded": {"fp_ct"},
}
TALKED_ABOUT = {"under_review", "changes_requested", "cleared", "in_consultation"}
ACTIONS = {
    "clear": (STAFF, {"under_review"}),
    "return": (STAFF, {"under_review"}),
    "claim": (STAFF, {"under_review"}),
    "assign": (STAFF, {"under_review"}),
    "comment": (None, TALKED_ABOUT),
}


def act(cast, plan, name, by):
    if name == "clear":
        return clear_plan(plan, today=TODAY, by=by)
    if name == "return":
        return return_plan(plan, reason="More.", today=TODAY, by=by)
    if name == "claim":
        return claim_review(plan, today=TODAY, by=by)
    if name == "assign":
        return assign_review(plan, reviewer=cast.rev_two, due_on=TODAY, today=TODAY, by=by)
    return remark(plan, by)


@pytest.fixture
def plans(cast):
    authors = {"dm": cast.fp_dm, "ct": cast.fp_ct}
    return {
        key: make_plan(
            cast, code, number=number, by=authors.get(code, cast.fp_two), state=key, submitted=key != "draft"
        )
        for key, (code, number) in PLANS.items()
    }


@pytest.mark.parametrize("name", ACTIONS)
def test_role_by_state_by_action(cast, plans, name):
    staff, states = ACTIONS[name]
    wrong = []
    for state, plan in plans.items():
        may = staff if staff is not None else STAFF | DRAFTERS[state]
        for who, person in cast.people.items():
            expected = Refused if who not in may else None if state in states else WrongState
            try:
                with transaction.atomic():
                    act(cast, plan, name, person)
                    transaction.set_rollback(True)
                got = None
            except (Refused, WrongState) as error:
                got = type(error)
            if got is not expected:
                wrong.append((state, who, got))
    assert wrong == []
