"""What the commands print: people script against it."""

import csv
import io
import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import get_resolver, path, re_path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cbms.models import CbmGrant
from hoaip import audit, routes
from hoaip.action import action
from hoaip.decorators import public, requires, signed_in
from hoaip.models import Delegate, JobRun, OutboxMessage, User
from hoaip.permissions import MATRIX, Permission, Role

DOORS = {"public", "signed_in"} | {str(permission) for permission in Permission}


def printed(*words, **options):
    """(what the command wrote on stdout, its exit code)."""
    out, code = io.StringIO(), 0
    try:
        call_command(*words, stdout=out, **options)
    except SystemExit as end:
        code = end.code
    return out.getvalue(), code


def document(*words):
    text, code = printed(*words, "--json")
    return json.loads(text), code


@action
def some_action(person, *, by):
    audit.record("user.note", person, by=by)


# audit


def test_audit_verify_prints_a_whole_chain(cast):
    some_action(cast.fp_dm, by=cast.adm)

    assert document("audit", "verify") == ({"ok": True, "rows": 1, "head": audit.head(), "bad": None}, 0)
    assert document("audit", "verify", "--head", audit.head().upper())[1] == 0


def test_audit_verify_exits_1_when_the_chain_is_broken(cast):
    some_action(cast.fp_dm, by=cast.adm)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE hoaip_auditentry DISABLE TRIGGER USER")
        cursor.execute("UPDATE hoaip_auditentry SET reason = 'other'")
        cursor.execute("ALTER TABLE hoaip_auditentry ENABLE TRIGGER USER")

    found, code = document("audit", "verify")

    assert (found["ok"], found["bad"], code) == (False, {"sequence": 1, "kind": "hash"}, 1)
    assert printed("audit", "verify") == ("Broken at row 1: hash.\n", 1)


def test_audit_verify_with_a_head_that_is_not_there(db):
    assert document("audit", "verify", "--head", "a" * 64)[0]["bad"] == {"sequence": 0, "kind": "head"}
    with pytest.raises(CommandError, match="64 hexadecimal digits"):
        call_command("audit", "verify", "--head", "abc")


def test_audit_head_prints_the_hex_alone(cast):
    some_action(cast.fp_dm, by=cast.adm)

    text, code = printed("audit", "head")

    assert (text, code) == (f"{audit.head()}\n", 0)
    assert len(text) == 65


# sync_grants


def test_sync_grants_check_tells_and_writes_nothing(cast):
    assert document("sync_grants", "--check") == ({"missing": 0, "extra": 0}, 0)

    CbmGrant.objects.filter(user=cast.fp_dm).delete()

    assert document("sync_grants", "--check") == ({"missing": 1, "extra": 0}, 1)
    assert document("sync_grants", "--check") == ({"missing": 1, "extra": 0}, 1)


def test_sync_grants_mends_and_says_how_much(cast):
    CbmGrant.objects.filter(user=cast.fp_dm).delete()

    assert document("sync_grants") == ({"missing": 0, "extra": 0, "added": 1, "removed": 0}, 0)
    assert document("sync_grants") == ({"missing": 0, "extra": 0, "added": 0, "removed": 0}, 0)


# outbox


def test_outbox_status_is_the_four_numbers(db):
    assert document("outbox", "status") == ({"queued": 0, "sent": 0, "failed": 0, "oldest_age_s": 0}, 0)

    OutboxMessage.objects.create(
        dedupe_key="k", address="a@example.org", template="t", subject="s", body="b", message_id="<k@x>",
        next_try_at=datetime(2026, 1, 1, tzinfo=UTC),
    )  # fmt: skip
    OutboxMessage.objects.update(created_at=datetime.now(UTC) - timedelta(hours=2))

    found, _code = document("outbox", "status")
    assert found["queued"] == 1
    assert 7200 <= found["oldest_age_s"] < 7300


# run_job


def test_run_job_prints_what_changed(cast):
    Delegate.objects.filter(user=cast.del_au).update(until_on=date(2026, 9, 6))

    first, code = document("run_job", "sync_grants", "--as-of", "2026-09-06T19:31:00+00:00")
    again, _code = document("run_job", "sync_grants", "--as-of", "2026-09-06T19:31:00+00:00")

    changed = {"grants_added": 0, "grants_removed": 2}
    assert (first, code) == (
        {"job": "sync_grants", "as_of": "2026-09-06T19:31:00+00:00", "changed": changed, "queued": 0},
        0,
    )
    assert again["changed"] == {"grants_added": 0, "grants_removed": 0}


def test_run_job_takes_a_bare_day_as_six_in_the_morning_in_kabul(db):
    found, _code = document("run_job", "sync_grants", "--as-of", "2026-01-02")

    assert found["as_of"] == "2026-01-02T06:00:00+04:30"
    assert JobRun.objects.get().as_of == datetime(2026, 1, 2, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize("text", ["yesterday", "2026-13-45", "2026-01-02T06:00:00", "", "2026-02-30"])
def test_run_job_refuses_what_is_no_instant(text, db):
    with pytest.raises(CommandError, match="is not an instant. Give 2026-01-02T01:30"):
        call_command("run_job", "sync_grants", "--as-of", text)
    assert JobRun.objects.count() == 0


def test_run_job_names_the_jobs_there_are(db):
    with pytest.raises(
        CommandError, match="no periodic job “other”. The jobs are: .*review_compliance, send_audit_head"
    ):
        call_command("run_job", "other")


def test_run_job_takes_no_other_instant_in_production(settings, db):
    settings.PRODUCTION = True

    with pytest.raises(CommandError, match="in production"):
        call_command("run_job", "sync_grants", "--as-of", "2026-01-02")
    assert document("run_job", "sync_grants")[1] == 0


# routes


def test_routes_are_every_pattern_with_a_door_and_methods():
    found, code = document("routes")

    assert code == 0
    assert {frozenset(route) for route in found} == {frozenset({"name", "pattern", "methods", "permission"})}
    assert {route["permission"] for route in found} <= DOORS
    assert all(route["methods"] and set(route["methods"]) <= {"GET", "POST"} for route in found)
    assert all(route["name"] for route in found)
    assert len(found) == count_patterns(get_resolver())
    assert {"name": "hoaip:audit_head", "pattern": "audit/head/", "methods": ["GET"], "permission": "public"} in found
    login = next(route for route in found if route["name"] == "account_login")
    assert login == {
        "name": "account_login",
        "pattern": "accounts/login/",
        "methods": ["GET", "POST"],
        "permission": "public",
    }


def count_patterns(resolver):
    return sum(count_patterns(entry) if hasattr(entry, "url_patterns") else 1 for entry in resolver.url_patterns)


def test_no_two_routes_share_a_name():
    names = [route["name"] for route in routes.all_routes()]

    assert sorted(names) == sorted(set(names))


def view(request, *args, **kwargs):
    """A view of no app."""


@pytest.mark.parametrize(
    ("decorated", "methods"),
    [
        (require_POST(public(view)), ["POST"]),
        (public(require_safe(view)), ["GET"]),
        (require_http_methods(["GET", "POST"])(signed_in(view)), ["GET", "POST"]),
        (require_http_methods(["GET", "POST"])(public(require_POST(view))), ["POST"]),
        (require_http_methods(["GET", "HEAD", "OPTIONS"])(requires(Permission.VIEW_BOARD)(view)), ["GET"]),
        (public(view), None),
    ],
)
def test_the_methods_printed_are_those_that_are_let_through(decorated, methods, rf):
    assert routes.methods_of(decorated) == methods
    for method in ("GET", "POST", "PUT", "DELETE"):
        request = rf.generic(method, "/")
        request.user, request.has_session = User(), False
        if methods is not None and method not in methods:
            assert decorated(request).status_code == 405


@pytest.mark.parametrize(
    ("pattern", "plain"),
    [
        (path("cbms/<slug:code>/plan/", view), "cbms/<code>/plan/"),
        (path("x/<code>/<uuid:uid>/", view), "x/<code>/<uid>/"),
        (re_path(r"^key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$", view), "key/<uidb36>-<key>/"),
        (re_path(r"^email/(?P<key>[-:\w]+)/$", view), "email/<key>/"),
    ],
)
def test_a_pattern_is_printed_as_people_write_it(pattern, plain):
    assert routes.plain_pattern(pattern.pattern) == plain


class Map:
    """A urlconf of two views, one of which is not in order."""

    def __init__(self, *patterns):
        self.urlpatterns = patterns


@pytest.mark.parametrize(
    ("pattern", "sentence"),
    [
        (path("x/", require_safe(view), name="x"), "“x” does not say who may open it"),
        (path("y/", public(view), name="y"), "“y” does not say which methods it takes"),
    ],
)
def test_a_route_that_is_not_declared_is_an_error(settings, pattern, sentence):
    settings.ROOT_URLCONF = Map(path("ok/", require_safe(public(view)), name="ok"), pattern)

    with pytest.raises(CommandError, match=sentence):
        call_command("routes")


# permissions_matrix


def test_the_matrix_is_unfolded_by_role_and_state():
    rows, code = document("permissions_matrix")
    by_key = {(row["permission"], row["role"], row["state"]): row["allowed"] for row in rows}

    assert code == 0
    assert len(by_key) == len(rows)
    assert {row["permission"] for row in rows} == {str(permission) for permission in MATRIX}
    assert {row["role"] for row in rows} == {str(role) for role in Role}
    # By hand, from the table of who may do what and the steps of a meeting.
    assert by_key["close_meeting", "focal_point", "reported"] is True
    assert by_key["close_meeting", "focal_point", "held"] is False
    assert by_key["close_meeting", "director", "reported"] is False
    assert by_key["run_meeting", "reviewer", "planned"] is True
    assert by_key["run_meeting", "reviewer", "annulled"] is False
    assert by_key["waive_flag", "director", None] is True
    assert by_key["waive_flag", "administrator", None] is False
    assert by_key["keep_house", "system", None] is True
    assert ("close_meeting", "focal_point", None) not in by_key


def test_the_matrix_has_every_state_of_a_step_and_agrees_with_the_table():
    rows, _code = document("permissions_matrix")
    states = {}
    for model in apps.get_models():
        for step in getattr(model, "TRANSITIONS", ()):
            states.setdefault(str(step.permission), set()).update(map(str, model.State))

    for permission, holders in MATRIX.items():
        mine = [row for row in rows if row["permission"] == permission]
        assert {row["state"] for row in mine} == states.get(permission, {None})
        assert {row["role"] for row in mine if row["allowed"]} == {str(role) for role in holders}


def test_the_matrix_as_csv_has_the_same_rows():
    rows, _code = document("permissions_matrix")
    text, _code = printed("permissions_matrix", "--csv")

    read = list(csv.DictReader(io.StringIO(text)))
    assert text.splitlines()[0] == "permission,role,state,allowed"
    assert [(row["permission"], row["role"], row["state"] or None, row["allowed"] == "true") for row in read] == [
        tuple(row.values()) for row in rows
    ]
