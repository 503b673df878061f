"""Every role × route × method, none implicit, against a table written by hand; and MATRIX against the paper's."""

import json
import sys
from collections import Counter
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse

from hoaip import routes
from hoaip.permissions import MATRIX, Permission, Role
from tests.cast import PEOPLE
from tests.expectation import PUBLIC, ROUTES, SIGN_IN, asked, cells, expected
from tests.world import enter_world

LEAST_CELLS = 12_000


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """The whole cast once for the module; every request is taken back, and at the end all of it."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = enter_world()
        world.browsers = {PUBLIC: Client(raise_request_exception=False)}
        for key in PEOPLE:
            world.browsers[key] = world.client(key)
            world.browsers[key].raise_request_exception = False
        yield world
        transaction.set_rollback(True)


def answer(world, name, case, person, method):
    """The answer of one cell as a status, or SIGN_IN; nothing of it stays in the database."""
    address = reverse(name, kwargs=case.kwargs(world) if case.kwargs else None)
    address += f"?{case.query}" if case.query else ""
    body = case.body(world) if case.body and method == "POST" else {}
    browser = world.browsers[person]
    # Signing out and changing a password take the cookie away; the next cell begins as this one did.
    cookies = {name: morsel.coded_value for name, morsel in browser.cookies.items()}
    with transaction.atomic():
        response = getattr(browser, method.lower())(address, body)
        transaction.set_rollback(True)
    browser.cookies.clear()
    browser.cookies.load(cookies)
    away = response.status_code == 302 and "/accounts/login/" in response["Location"]
    return SIGN_IN if away else response.status_code


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(ROUTES))
def test_everybody_is_answered_as_the_table_says(world, name):
    row, wrong = ROUTES[name], []
    for case, person, method in asked(name, row):
        right, given = expected(row, case, person, method), answer(world, name, case, person, method)
        if given not in right:
            wrong.append(f"{method} {name} [{case.label}] as {person}: {given}, not {sorted(map(str, right))}")

    assert not wrong, "\n".join(wrong)


def test_every_route_has_a_row_and_every_row_a_route():
    real = {route["name"]: route for route in routes.all_routes()}

    assert set(real) == set(ROUTES)
    assert {name: tuple(route["methods"]) for name, route in real.items()} == {
        name: row.methods for name, row in ROUTES.items()
    }
    assert {name for name, route in real.items() if route["permission"] == "public"} == {
        name for name, row in ROUTES.items() if row.is_open
    }


def test_names_of_routes_are_their_own():
    names = [route["name"] for route in routes.all_routes()]

    assert sorted(set(names)) == sorted(names)
    assert all(name and not name.endswith(":") for name in names)


def views_of(resolver):
    for entry in resolver.url_patterns:
        if hasattr(entry, "url_patterns"):
            yield from views_of(entry)
        else:
            yield entry.name, entry.callback


def test_every_view_says_who_may_open_it():
    known = {*map(str, Permission), "public", "signed_in"}

    silent = [name for name, view in views_of(get_resolver()) if str(getattr(view, "permission", "")) not in known]

    assert silent == []


def test_the_table_is_large_enough_to_mean_something():
    number = sum(len(list(cells(row))) for row in ROUTES.values())

    sys.stdout.write(f"{number} cells of {len(ROUTES)} routes\n")
    assert number >= LEAST_CELLS


def test_a_build_asks_each_kind_of_person_and_over_all_routes_everybody():
    asks = {name: list(asked(name, row)) for name, row in ROUTES.items()}

    for name, row in ROUTES.items():
        told = {(id(case), method, answers_of(row, case, person, method)) for case, person, method in asks[name]}
        wanted = {(id(case), method, answers_of(row, case, person, method)) for case, person, method in cells(row)}
        assert told == wanted, name
    turns = Counter((person, method) for cells_of in asks.values() for _case, person, method in cells_of)
    for person in [*PEOPLE, PUBLIC]:
        assert turns[person, "GET"] > 100, person
        assert turns[person, "POST"] > 100, person


def answers_of(row, case, person, method):
    return frozenset(map(str, expected(row, case, person, method)))


# The table of product rules 11, typed again: what, and who may. "fp" is the focal point of the CBM.
PAPER = {
    ("plan_meeting", "edit_meeting", "run_meeting"): {"fp", "rev"},
    # A delegate of a lead fills in the form of a meeting without a connection; the focal point writes it.
    ("take_form",): {"fp", "rev", "lead", "co_lead"},
    ("close_meeting",): {"fp", "rev"},
    ("reopen_meeting", "annul_meeting", "correct_ordinal"): {"rev"},
    ("acknowledge_flag",): {"fp", "rev"},
    ("waive_flag", "change_past_target"): {"dir"},
    ("change_target",): {"rev", "dir", "adm"},
    ("manage_roles", "manage_accounts"): {"adm"},
    # A delegation's own accounts (product A7); the administrator overrides on the pages of all accounts.
    ("manage_delegation",): {"delegation_manager"},
    ("change_standing",): {"dir"},
    # Implementation plans (product rules 7.3, 7.4, 7.6, 7.7).
    ("draft_plan", "submit_plan"): {"fp"},
    ("draft_shared_plan",): {"fp", "lead", "co_lead"},
    ("comment_on_plan", "record_plan_event"): {"fp", "rev", "dir"},
    ("review_plan",): {"rev", "dir"},
    ("consult_capitals",): {"fp", "rev"},
    ("view_consultation",): {"fp", "rev", "dir", "adm", "delegate"},
    ("answer_consultation",): {"delegate"},
    ("answer_on_behalf",): {"fp"},
    ("judge_consultation",): {"rev"},
    ("conclude_consultation",): {"system"},
    ("adopt_plan", "withdraw_plan"): {"dir"},
    ("report_progress", "propose_milestone"): {"fp"},
    ("accept_progress", "accept_milestone"): {"rev"},
    # Of documents: whoever edits the meeting; destroyed by the administrator on the director's reason alone.
    ("add_document", "delete_document"): {"fp", "rev"},
    ("order_purge",): {"dir"},
    ("purge_document",): {"adm"},
    ("manage_stakeholders", "manage_settings", "manage_conferences"): {"adm"},
    # product N3: the job monitor and its button.
    ("watch_house",): {"adm"},
    ("confirm_fact",): {"fp", "rev", "dir"},
    # Roles asked for, and persons: a delegate for the own state or organization, a focal point for the own CBM.
    ("propose_role", "withdraw_interest"): {"delegate"},
    # Invitations to meetings: members read who comes; a delegate answers for the own state, the ministry on its behalf.
    ("view_invitations",): {"fp", "rev", "dir", "lead", "co_lead", "participating", "supporting"},
    ("answer_invitation",): {"delegate"},
    ("enter_invitation_answer",): {"fp", "rev"},
    ("bring_interest",): {"fp", "rev"},
    ("decide_interest",): {"adm"},
    ("view_interests",): {"fp", "rev", "dir", "adm", "delegate"},
    ("view_persons",): {"fp", "adm", "delegate"},
    ("keep_persons",): {"adm", "delegate"},
    ("confirm_contact",): {"fp", "delegate"},
    # Declarations, commitments, initiatives, programmes (product rules 5.E, 5.B5, 7.5).
    ("write_declaration", "keep_delegations", "keep_initiatives"): {"rev"},
    ("judge_commitment", "verify_action"): {"rev"},
    ("seal_declaration", "adopt_measure"): {"dir"},
    ("keep_commitments", "keep_actions", "carry_measure", "keep_programmes"): {"fp", "rev"},
    ("answer_commitment",): {"delegate"},
    ("work_on_commitment", "work_on_action"): {"fp", "delegate"},
    ("view_engagement",): {"fp", "rev", "dir", "adm"},
    ("view_brief",): {"fp", "rev", "dir"},
    ("hand_over",): {"fp", "adm"},
    ("view_as",): {"fp", "rev", "dir", "adm"},
    # Above that table: who sees what.
    ("view_board",): {"fp", "rev", "dir", "adm"},
    # Meetings that wait for approval (product C4): those who review plans decide, the ministry sees what waits.
    ("approve_meeting",): {"rev", "dir"},
    ("view_requests",): {"fp", "rev", "dir"},
    # The record of a meeting (7.2).
    ("keep_record",): {"fp", "rev"},
    ("publish_record",): {"rev"},
    ("comment_on_record",): {"delegate"},
    ("read_draft",): {"fp", "rev"},
    ("read_circulated",): {"fp", "rev", "dir", "lead", "co_lead", "participating", "supporting"},
    # What the portal does by itself.
    ("move_flag", "import_fact", "keep_house"): {"system"},
}
SHORT = {"focal_point": "fp", "reviewer": "rev", "director": "dir", "administrator": "adm"}
# From which states each step begins, by permission: the workflows of meetings, of expressions of interest, of plans
# (product rules 7.3) and comments on them, of consultations (7.4), of milestones (7.6) and of progress reports (7.7).
BEGINS = {
    "withdraw_interest": {"proposed", "brought"},
    "bring_interest": {"proposed", "brought"},
    "decide_interest": {"proposed", "brought"},
    # What becomes of the items of its agenda.
    "edit_meeting": {"open", "discussed", "carried", "dropped"},
    # Recalled with its record, a reported meeting is held again.
    "run_meeting": {"planned", "invited", "postponed", "held", "reported", "requested", "rejected"},
    "approve_meeting": {"requested"},
    "close_meeting": {"reported"},
    # The revisions of its record fall with it.
    "annul_meeting": {"held", "reported", "circulated", "agreed", "published"},
    # A revision is recalled or agreed while it is circulated, shared once agreed; a comment is answered, also anew.
    "keep_record": {"circulated", "agreed", "open", "taken", "not_taken"},
    "publish_record": {"agreed"},
    "reopen_meeting": {"closed", "cancelled", "annulled"},
    # Revising a cleared plan makes it a draft again.
    "draft_plan": {"cleared"},
    # Submitted as a draft or after changes were requested; recalled before the decision.
    "submit_plan": {"draft", "changes_requested", "under_review"},
    # A plan is decided on under review; a comment is resolved, or withdrawn by its author, while it is open.
    "review_plan": {"under_review", "open", "resolved"},
    "comment_on_plan": {"open"},
    # A cleared plan is circulated; an open consultation is extended or withdrawn, and the plan returns from it.
    "consult_capitals": {"cleared", "in_consultation", "open"},
    "conclude_consultation": {"in_consultation", "open"},
    "judge_consultation": {"in_consultation", "open"},
    # The one that is in force is superseded by the next.
    "adopt_plan": {"cleared", "adopted"},
    "withdraw_plan": {"draft", "changes_requested", "cleared", "withdrawn"},
    "report_progress": {"draft", "returned"},
    "accept_progress": {"submitted"},
    "accept_milestone": {"proposed", "active"},
    "seal_declaration": {"draft"},
    # Commitments and actions (product rules 7.5): registered, withdrawn and merged by who keeps them.
    "keep_commitments": {"draft", "registered", "confirmed", "in_progress", "completion_claimed"},
    "answer_commitment": {"registered"},
    "work_on_commitment": {"registered", "confirmed", "in_progress"},
    "judge_commitment": {"completion_claimed", "completed", "withdrawn"},
    "keep_actions": {"open", "in_progress"},
    "work_on_action": {"open", "in_progress"},
    "verify_action": {"done_claimed"},
    "carry_measure": {"idea", "proposed", "discussed", "declined"},
    "adopt_measure": {"discussed"},
}
# The states of what a permission's steps move, by the last word of its name.
STATES = {
    "meeting": {
        "requested",
        "rejected",
        "withdrawn",
        "planned",
        "invited",
        "held",
        "reported",
        "closed",
        "postponed",
        "cancelled",
        "annulled",
    },
    "interest": {"proposed", "brought", "decided", "declined", "withdrawn"},
    "plan": {
        "draft",
        "under_review",
        "changes_requested",
        "cleared",
        "in_consultation",
        "adopted",
        "superseded",
        "withdrawn",
    },
    "progress": {"draft", "submitted", "returned", "accepted"},
    "milestone": {"proposed", "active", "achieved", "dropped"},
    "declaration": {"draft", "sealed"},
    "record": {"circulated", "agreed", "published", "recalled"},
    "commitment": {
        "draft",
        "registered",
        "confirmed",
        "in_progress",
        "completion_claimed",
        "completed",
        "withdrawn",
        "merged",
    },
    "action": {"open", "in_progress", "done_claimed", "verified", "cancelled"},
    "measure": {"idea", "proposed", "discussed", "adopted", "declined"},
}
STATES |= {"commitments": STATES["commitment"], "actions": STATES["action"]}
COMMENT = {"open", "resolved", "withdrawn"}
# A consultation moves its plan along.
CONSULTATION = STATES["plan"] | {"open", "passed", "broken", "withdrawn"}
STATES |= {"capitals": CONSULTATION, "consultation": CONSULTATION}
# Where the name does not say it.
MOVED = {
    "edit_meeting": {"open", "discussed", "carried", "dropped"},
    "keep_record": STATES["record"] | {"open", "taken", "not_taken"},
    "annul_meeting": STATES["meeting"] | STATES["record"],
    "review_plan": STATES["plan"] | COMMENT,
    "comment_on_plan": COMMENT,
}


def states_of(permission):
    if permission not in BEGINS:
        return {None}
    return MOVED.get(permission) or STATES[permission.rpartition("_")[2]]


def test_matrix_is_the_table_of_the_paper():
    paper = {permission: roles for permissions, roles in PAPER.items() for permission in permissions}
    code = {
        str(permission): {SHORT.get(role, role) for role in map(str, roles)} for permission, roles in MATRIX.items()
    }

    assert code == paper


def test_the_command_prints_every_cell_of_it():
    out = StringIO()
    call_command("permissions_matrix", "--json", stdout=out)
    rows = json.loads(out.getvalue())

    paper = {
        (permission, str(role), state): SHORT.get(str(role), str(role)) in roles
        and (state is None or state in BEGINS[permission])
        for permissions, roles in PAPER.items()
        for permission in permissions
        for role in Role
        for state in states_of(permission)
    }
    assert {(row["permission"], row["role"], row["state"]): row["allowed"] for row in rows} == paper
    assert len(rows) == len(paper)


def test_nobody_holds_everything_and_the_public_nothing():
    for role in Role:
        held = {permission for permission, roles in MATRIX.items() if role in roles}
        assert held < set(MATRIX)
    assert not any(Role.PUBLIC in roles for roles in MATRIX.values())
