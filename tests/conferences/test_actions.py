"""Actions: added to a commitment or a decision, carried out, shown, verified by somebody else; who reads what."""

import re
from datetime import date
from html import unescape
from urllib.parse import urlencode

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from conferences.actions.carrying import add_evidence, begin_action, claim_action, return_action, verify_action
from conferences.actions.follow_up import ActionDetails, add_action, cancel_action, change_action, reassign_action
from conferences.models import Action
from hoaip.errors import Refused, Stale, WrongState
from hoaip.ladder import Rung, anchor_key
from hoaip.models import AuditEntry, Event, EventAnchor, OutboxMessage
from meetings.models import Outcome
from tests.plans import plan as make_plan
from tests.trail import step

TODAY = date(2026, 11, 30)
DETAILS = ActionDetails("Send the list of contacts.", date(2026, 12, 31), "day", Rung.PARTICIPANTS)


@pytest.fixture
def world(filled):
    return filled


@pytest.fixture
def promised(world):
    """A commitment of Kazakhstan in Disaster Management that is registered and public."""
    return world.commitments["registered"]


def text_of(response):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def mailed(template):
    return sorted(OutboxMessage.objects.filter(template=template).values_list("address", flat=True))


def added(world, source, **more):
    given = {"cbm": world.cbms["dm"], "owner": world.stakeholders["KZ"], "details": DETAILS, "today": TODAY}
    of = "outcome" if isinstance(source, Outcome) else "commitment"
    return add_action(**{of: source}, **given | {"by": world.fp_dm} | more)


def outcome_of(world, key, kind="decision"):
    found = world.meetings[key].outcomes.get(number=1)
    Outcome.objects.filter(pk=found.pk).update(kind=kind)
    found.refresh_from_db()
    return found


# The whole way


def test_an_action_goes_its_way_on_pages(world, promised):
    focal, delegate, staff = (world.client(key) for key in ("fp_dm", "del_kz", "rev"))
    new = f"/actions/new/?commitment={promised.uid}"
    given = {"title": "Send the list.", "owner": "kazakhstan", "cbm": "dm", "due": "2027-03", "rung": "5"}

    assert "Add an action" in text_of(focal.get(new))
    answer = focal.post(new, given | {"idempotency_key": "a" * 20})
    again = focal.post(new, given | {"idempotency_key": "a" * 20})

    row = Action.objects.get(title="Send the list.")
    assert answer["Location"] == again["Location"] == f"/actions/{row.uid}/"
    assert (row.due_on, row.due_precision, row.state) == (date(2027, 3, 31), "month", "open")
    assert row.anchors == [anchor_key(world.cbms["dm"]), anchor_key(world.stakeholders["KZ"])]
    assert mailed("action_assigned") == ["del_kz@example.org"]

    page = f"/actions/{row.uid}/"
    assert "Say that it is done" in text_of(delegate.get(page))
    claim = delegate.post(f"{page}claim/", {"text": "It was sent.", "version": row.version})
    assert claim["Location"] == page
    row.refresh_from_db()
    promised.refresh_from_db()
    assert (row.state, row.claimed_by, promised.state) == ("done_claimed", world.del_kz, "in_progress")
    assert mailed("action_claimed") == ["rev@example.org", "rev_two@example.org"]

    assert "It was sent." in text_of(staff.get(page))
    assert staff.post(f"{page}verify/", {"version": row.version})["Location"] == page
    row.refresh_from_db()
    assert (row.state, row.verified_by) == ("verified", world.rev)
    public = text_of(world.client().get(page))
    assert "Send the list." in public
    assert "done" in public
    assert "It was sent." not in public
    assert "Sample rev" not in public
    assert Event.objects.get(kind="action.verify").is_public
    anchors = EventAnchor.objects.filter(event__kind="action.verify").order_by("name")
    assert list(anchors.values_list("name", flat=True)) == ["cbm:dm", "stakeholder:kazakhstan"]
    assert "Kazakhstan: an action is done" in text_of(world.client().get("/cbms/dm/timeline/"))
    told = AuditEntry.objects.filter(object_uid=row.uid).order_by("sequence")
    assert list(told.values_list("action", flat=True)) == ["action.add", "action.claim", "action.verify"]


def test_what_is_refused_keeps_what_was_typed(world, promised):
    new = f"/actions/new/?commitment={promised.uid}"
    given = {"title": "Send the list.", "owner": "kazakhstan", "cbm": "dm", "due": "tomorrow", "rung": "5"}

    answer = world.client("fp_dm").post(new, given)

    assert answer.status_code == 422
    assert "Send the list." in answer.content.decode()
    assert not Action.objects.filter(title="Send the list.").exists()


@pytest.mark.parametrize("field", ["title", "owner", "cbm", "due", "rung", "activity"])
def test_bad_input_is_refused_and_adds_nothing(world, promised, field):
    new = f"/actions/new/?commitment={promised.uid}"
    given = {"title": "Send it.", "owner": "kazakhstan", "cbm": "dm", "due": "2027-03", "rung": "5", "activity": ""}
    before, browser = Action.objects.count(), world.client("fp_dm")

    for bad in ("a%00b", "Road%ED%A0%80Map", "x" * 400, "9" * 400, "-1", "00000000-0000-4000-8000-000000000000"):
        if field == "title" and len(bad) < 300 and "%" not in bad:
            continue
        body = urlencode({name: value for name, value in given.items() if name != field}) + f"&{field}={bad}"
        answer = browser.post(new, body, content_type="application/x-www-form-urlencoded")
        assert answer.status_code in (400, 422), (bad, answer.status_code)

    assert Action.objects.count() == before


def test_a_decision_of_a_meeting_is_followed_up(world):
    outcome = outcome_of(world, "reported")
    focal = world.client("fp_dm")
    new = f"/actions/new/?outcome={outcome.uid}"

    assert "Secret outcome of reported." in text_of(focal.get(new))
    given = {"title": "Do it.", "owner": "pakistan", "cbm": "dm", "due": "", "rung": "5"}
    assert focal.post(new, given).status_code == 302

    row = Action.objects.get(title="Do it.")
    assert (row.outcome, row.commitment, row.due_on, row.due_precision) == (outcome, None, None, "ongoing")
    meeting = f"/meetings/{world.meetings['reported'].uid}/"
    assert f"/actions/{row.uid}/" in focal.get(meeting).content.decode()
    # Its outcomes are its members'; the action itself was shown to everybody.
    assert "Secret outcome" not in text_of(world.client().get(f"/actions/{row.uid}/"))
    assert "Secret outcome" in text_of(world.client("del_pk").get(f"/actions/{row.uid}/"))


@pytest.mark.parametrize(
    ("who", "query", "status"),
    [
        ("fp_dm", "", 400),
        ("fp_dm", "commitment=nothing", 400),
        ("fp_dm", "commitment={registered}&outcome={outcome}", 400),
        ("fp_dm", "commitment=00000000-0000-4000-8000-000000000000", 404),
        ("fp_two", "commitment={registered}", 403),
        ("fp_two", "outcome={outcome}", 404),
        ("fp_ct", "commitment={draft}", 404),
        ("rev", "commitment={draft}", 409),
        ("rev", "commitment={completed}", 409),
        ("rev", "outcome={information}", 409),
        ("rev", "commitment={registered}", 200),
        ("fp_dm", "outcome={outcome}", 200),
    ],
)
def test_the_form_of_a_new_one_asks_whose_it_is(world, who, query, status):
    uids = {key: row.uid for key, row in world.commitments.items()}
    uids |= {"outcome": outcome_of(world, "held").uid, "information": outcome_of(world, "reported", "information").uid}

    answer = world.client(who).get(f"/actions/new/?{query.format(**uids)}")

    assert answer.status_code == status


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"details": ActionDetails(" ", None)}, "title"),
        ({"details": ActionDetails("x" * 301, None)}, "title"),
        ({"details": ActionDetails("Wider", None, rung=Rung.PUBLIC)}, "rung"),
        ({"cbm": "ct"}, "cbm"),
        ({"activity": "foreign"}, "activity"),
    ],
)
def test_an_action_that_cannot_be_is_refused_at_its_field(world, more, field):
    source = world.commitments["confirmed"]
    if "cbm" in more:
        more = {"cbm": world.cbms[more["cbm"]]}
    if "activity" in more:
        other = make_plan(world, "cn", state="adopted", number=7)
        more = {"details": ActionDetails("Do it", plan=other, activity_key="0" * 32)}

    with pytest.raises(ValidationError) as refused:
        added(world, source, by=world.rev, **more)

    assert set(refused.value.error_dict) == {field}
    assert not AuditEntry.objects.exists()


def test_what_is_not_circulated_stays_within_the_ministry_and_with_its_owner(world):
    outcome = outcome_of(world, "held")

    with pytest.raises(ValidationError):
        added(world, outcome)
    row = added(world, outcome, details=ActionDetails("Quietly", rung=Rung.MINISTRY))

    seen = {key for key, person in world.people.items() if Action.objects.visible_to(person).filter(pk=row.pk).exists()}
    assert seen == {"fp_dm", "fp_dm_deputy", "fp_ct", "fp_two", "rev", "rev_two", "dir", "del_kz"}


def test_only_ministry_staff_add_one_without_a_cbm(world):
    goal = world.commitments["goal"]

    with pytest.raises(Refused):
        added(world, goal, cbm=None)
    row = added(world, goal, cbm=None, by=world.rev)

    assert row.anchors == [anchor_key(world.stakeholders["KZ"])]
    assert "what it carries out" not in text_of(world.client("del_kz").get(f"/actions/{row.uid}/"))


# Changing


def test_it_is_given_to_another_owner_with_a_reason(world):
    row = world.actions["claimed"]
    focal = world.client("fp_dm")
    page = f"/actions/{row.uid}/reassign/"

    assert focal.post(page, {"owner": "kazakhstan", "reason": "x", "version": row.version}).status_code == 422
    given = {"owner": "pakistan", "reason": "They have the list.", "version": row.version}
    assert focal.post(page, given).status_code == 302

    row.refresh_from_db()
    assert (row.owner, row.state) == (world.stakeholders["PK"], "done_claimed")
    assert row.anchors == [anchor_key(world.cbms["dm"]), anchor_key(world.stakeholders["PK"])]
    assert mailed("action_assigned") == ["del_pk@example.org"]
    entry = AuditEntry.objects.get(action="action.reassign")
    assert (entry.reason, entry.changes["owner_id"]) == (
        "They have the list.",
        [world.stakeholders["KZ"].pk, world.stakeholders["PK"].pk],
    )
    assert focal.post(page, given | {"owner": "india"}).status_code == 409


def test_a_stale_change_is_told_and_writes_nothing(world):
    row = world.actions["open"]
    details = ActionDetails("Another", rung=Rung.PUBLIC)
    change_action(row, details=details, today=TODAY, by=world.rev, version=row.version)

    with pytest.raises(Stale):
        change_action(row, details=DETAILS, today=TODAY, by=world.fp_dm, version=row.version)
    for write in (
        lambda: reassign_action(
            row, owner=world.stakeholders["IN"], reason="x", today=TODAY, by=world.rev, version=row.version
        ),
        lambda: cancel_action(row, reason="x", by=world.rev, version=row.version),
        lambda: begin_action(row, by=world.del_kz, version=row.version),
    ):
        with pytest.raises(Stale):
            write()
    row.refresh_from_db()
    assert (row.title, row.state) == ("Another", "open")


def test_it_names_the_activity_of_the_plan_in_force(world):
    row = world.actions["open"]
    found = world.client("rev").get(f"/actions/{row.uid}/edit/").content.decode()
    plan = world.plans["adopted"]
    assert plan.cbm == world.cbms["dm"]
    key = re.search(rf'value="({plan.uid}:[0-9a-f-]+)"', found)[1]

    given = {"title": row.title, "due": "2026-12-01", "rung": "5", "activity": key, "version": row.version}
    assert world.client("rev").post(f"/actions/{row.uid}/edit/", given).status_code == 302

    row.refresh_from_db()
    assert f"{row.plan.uid}:{row.activity_key}" == key
    assert f"/plans/{plan.uid}/" in world.client().get(f"/actions/{row.uid}/").content.decode()


# Steps: who takes which from which state

SOURCES = {
    "begin": {"open"},
    "claim": {"open", "in_progress"},
    "verify": {"done_claimed"},
    "return": {"done_claimed"},
    "cancel": {"open", "in_progress"},
    "evidence": {"open", "in_progress", "done_claimed"},
    "change": {"open", "in_progress", "done_claimed"},
    "reassign": {"open", "in_progress", "done_claimed"},
}
MAY = {
    "fp_dm": {"begin", "claim", "cancel", "evidence", "change", "reassign"},
    "fp_ct": set(),
    "rev": {"verify", "return", "cancel", "change", "reassign"},
    "dir": set(),
    "adm": set(),
    "del_kz": {"begin", "claim", "evidence"},
    "del_pk": set(),
}


def take(name, row, world, by):
    why = {"reason": "Why.", "by": by}
    steps = {
        "begin": lambda: begin_action(row, by=by),
        "claim": lambda: claim_action(row, text="Done.", today=TODAY, by=by),
        "verify": lambda: verify_action(row, today=TODAY, by=by),
        "return": lambda: return_action(row, **why),
        "cancel": lambda: cancel_action(row, **why),
        "evidence": lambda: add_evidence(row, text="Shown.", by=by),
        "change": lambda: change_action(row, details=ActionDetails("New", rung=Rung.PUBLIC), today=TODAY, by=by),
        "reassign": lambda: reassign_action(row, owner=world.stakeholders["IN"], today=TODAY, **why),
    }
    try:
        with transaction.atomic():
            steps[name]()
            transaction.set_rollback(True)
    except Refused:
        return "refused"
    except WrongState:
        return "wrong state"
    return "done"


@pytest.mark.parametrize("state", Action.State.values)
def test_who_takes_which_step(world, promised, state):
    row, wrong = step(world, promised, state=state), []

    for name, sources in SOURCES.items():
        for who, may in MAY.items():
            right = "refused" if name not in may else "done" if state in sources else "wrong state"
            given = take(name, row, world, world.people[who])
            if given != right:
                wrong.append(f"{name} by {who} of one that is {state}: {given}, not {right}")

    assert wrong == []


def test_who_said_that_it_is_done_judges_nothing(world, promised):
    # A focal point who has become ministry staff in the meantime.
    row = step(world, promised, state="done_claimed")
    Action.objects.filter(pk=row.pk).update(claimed_by=world.rev)
    row.refresh_from_db()

    for judge in (
        lambda: verify_action(row, today=TODAY, by=world.rev),
        lambda: return_action(row, reason="No.", by=world.rev),
    ):
        with pytest.raises(Refused, match="somebody else of the ministry"):
            judge()
    assert world.client("rev").get(f"/actions/{row.uid}/verify/").status_code == 403
    page = text_of(world.client("rev").get(f"/actions/{row.uid}/"))
    assert "Somebody else of the ministry verifies it." in page
    assert verify_action(row, today=TODAY, by=world.rev_two).state == "verified"


def test_a_claim_shows_something(world, promised):
    row = step(world, promised)

    with pytest.raises(ValidationError) as refused:
        claim_action(row, text="  ", today=TODAY, by=world.del_kz)

    assert set(refused.value.error_dict) == {"text"}
    row.refresh_from_db()
    assert row.state == "open"


def test_a_returned_one_goes_back_with_the_reason(world):
    row = world.actions["claimed"]

    with pytest.raises(ValidationError):
        return_action(row, reason=" ", by=world.rev)
    row = return_action(row, reason="The list is missing.", by=world.rev)

    assert (row.state, row.claimed_by, row.state_reason) == ("in_progress", None, "The list is missing.")
    assert mailed("action_returned") == ["del_kz@example.org"]
    assert "missing" not in OutboxMessage.objects.get(template="action_returned").body
    page = f"/actions/{row.uid}/"
    assert "The list is missing." in text_of(world.client("del_kz").get(page))
    assert "The list is missing." not in text_of(world.client("del_pl").get(page))
    assert claim_action(row, text="Here it is.", today=TODAY, by=world.del_kz).state_reason == ""
