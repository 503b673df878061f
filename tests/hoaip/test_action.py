"""One transaction, one audit group, written last."""

import threading
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hoaip import audit, grants
from hoaip.action import action, authorise, touched
from hoaip.audit import current_group, record, snapshot
from hoaip.errors import Refused
from hoaip.models import Appointment, AuditEntry, Delegate, OutboxMessage, Process, User
from hoaip.permissions import Permission, Role
from hoaip.post import queue


class Trouble(Exception):
    pass


@action
def rename(process, name, *, by, fail=False):
    before = snapshot(process)
    process.name_en = name
    process.save(update_fields=["name_en"])
    record("process.rename", process, by=by, before=before)
    if fail:
        raise Trouble


@action
def rename_twice(process, *, by, second_fails=False):
    rename(process, "Inner one", by=by)
    try:
        rename(process, "Inner two", by=by, fail=second_fails)
    except Trouble:
        process.refresh_from_db()
    record("process.note", process, by=by, extra={"note": [None, "outer"]})
    return process.name_en


@action
def appoint(user, process, role, *, by):
    row = Appointment.objects.create(process=process, user=user, role=role, from_on=date(2020, 1, 1))
    touched(process)
    record("appointment.create", row, by=by)


def test_a_group_holds_the_rows_of_all_nested_actions(cast):
    result = rename_twice(cast.process, by=cast.adm)

    rows = AuditEntry.objects.order_by("sequence")
    assert result == "Inner two"
    assert [row.action for row in rows] == ["process.rename", "process.rename", "process.note"]
    assert len({row.group for row in rows}) == 1
    assert rows[1].changes == {"name_en": ["Inner one", "Inner two"]}


def test_two_actions_are_two_groups(cast):
    rename(cast.process, "One", by=cast.adm)
    rename(cast.process, "Two", by=cast.adm)

    assert AuditEntry.objects.values("group").distinct().count() == 2


def test_an_exception_writes_nothing(cast):
    name = cast.process.name_en

    with pytest.raises(Trouble):
        rename(cast.process, "Never", by=cast.adm, fail=True)

    cast.process.refresh_from_db()
    assert cast.process.name_en == name
    assert AuditEntry.objects.count() == 0
    assert current_group.get() is None


def test_a_nested_action_that_failed_leaves_neither_row_nor_record(cast):
    """The outer action catches and goes on: history tells what was written and nothing else."""
    result = rename_twice(cast.process, by=cast.adm, second_fails=True)

    cast.process.refresh_from_db()
    assert result == cast.process.name_en == "Inner one"
    assert [row.action for row in AuditEntry.objects.order_by("sequence")] == ["process.rename", "process.note"]


@pytest.mark.django_db(transaction=True)
def test_the_audit_rows_are_the_last_statement_before_commit():
    by = User.objects.system()
    person = User.objects.create(email="a@example.org", full_name="Sample A")
    process = Process.objects.create(slug="p", short_name="P", name_en="P", launched_on=date(2011, 11, 2))

    @action
    def do_everything():
        appoint(person, process, Role.DIRECTOR.value, by=by)
        queue("audit_head", to=[person], key="k", context={"day": date(2026, 9, 6), "rows": 1, "head": "0" * 64})

    with CaptureQueriesContext(connection) as queries:
        do_everything()

    statements = [query["sql"] for query in queries]
    commit = statements.index("COMMIT")
    assert statements[0] == "BEGIN"
    assert statements[commit - 1].startswith('INSERT INTO "hoaip_auditentry"')
    lock = next(
        number for number, text in enumerate(statements) if f"pg_advisory_xact_lock({audit.CHAIN_LOCK})" in text
    )
    # After the lock of the chain: the newest row, the insert, the commit; no lock of any row.
    assert [text.split()[0] for text in statements[lock:]] == ["SELECT", "SELECT", "INSERT", "COMMIT"]
    assert not any("FOR UPDATE" in text or "FOR NO KEY" in text for text in statements[lock:])
    grant = next(number for number, text in enumerate(statements) if 'INSERT INTO "hoaip_processgrant"' in text)
    mail = next(number for number, text in enumerate(statements) if 'INSERT INTO "hoaip_outboxmessage"' in text)
    assert max(grant, mail) < lock


def test_rights_of_a_touched_anchor_are_in_force_when_the_action_ends(cast):
    assert not grants.can(cast.del_au, Permission.WAIVE_FLAG, cast.cbms["dm"])

    appoint(cast.del_au, cast.process, Role.DIRECTOR.value, by=cast.adm)

    grants.forget(cast.del_au)
    assert grants.can(cast.del_au, Permission.WAIVE_FLAG, cast.cbms["dm"])
    assert grants.check() == {"missing": 0, "extra": 0}


def test_authorise_names_what_is_missing(cast):
    with pytest.raises(Refused, match="Waive a flag or lift a waiver.*Director"):
        authorise(cast.rev, Permission.WAIVE_FLAG, cast.cbms["dm"])

    authorise(cast.dir, Permission.WAIVE_FLAG, cast.cbms["dm"])


def test_authorise_on_every_anchor_needs_each(cast):
    authorise(cast.fp_two, Permission.PLAN_MEETING, every=[cast.cbms["ri"], cast.cbms["tci"]])

    with pytest.raises(Refused):
        authorise(cast.fp_two, Permission.PLAN_MEETING, every=[cast.cbms["ri"], cast.cbms["dm"]])


def test_the_portal_itself_holds_its_own_role_and_no_other(cast):
    system = User.objects.system()

    authorise(system, Permission.KEEP_HOUSE)
    authorise(system, Permission.MOVE_FLAG, cast.cbms["dm"])
    with pytest.raises(Refused):
        authorise(system, Permission.MANAGE_ROLES, cast.process)


@pytest.mark.django_db(transaction=True)
def test_a_failed_action_queues_no_mail_and_wakes_nobody():
    person = User.objects.create(email="a@example.org", full_name="Sample A")

    @action
    def fail():
        queue("audit_head", to=[person], key="k", context={"day": date(2026, 9, 6), "rows": 1, "head": "0" * 64})
        raise Trouble

    with pytest.raises(Trouble):
        fail()

    assert OutboxMessage.objects.count() == 0
    assert connection.run_on_commit == []


@pytest.mark.django_db(transaction=True)
def test_two_changes_of_one_anchor_at_once_do_not_undo_each_other():
    """Each reads who holds what while the other writes: without a lock of the anchor the later deletes the earlier."""
    by = User.objects.system()
    process = Process.objects.create(slug="p", short_name="P", name_en="P", launched_on=date(2011, 11, 2))
    people = [User.objects.create(email=f"{n}@example.org", full_name=f"Sample {n}") for n in range(24)]
    problems = []

    def work(part):
        try:
            for person in people[part::4]:
                appoint(person, Process.objects.get(pk=process.pk), Role.REVIEWER.value, by=by)
        except BaseException as problem:
            problems.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(part,)) for part in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)

    assert problems == []
    assert grants.check() == {"missing": 0, "extra": 0}
    assert Delegate.objects.count() == 0
    assert all(grants.can(person, Permission.REOPEN_MEETING, process) for person in people)
