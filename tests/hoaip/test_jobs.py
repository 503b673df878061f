"""Periodic jobs: known by name, computed from state and date, alone, written down."""

import json
import re
import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import settings as portal
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.management import call_command
from django.db import OperationalError, connection, transaction
from django.utils.module_loading import import_string

from hoaip import grants, jobs
from hoaip.accounts.actions import change_account
from hoaip.models import (
    AuditEntry,
    Delegate,
    Heartbeat,
    IdempotencyKey,
    JobRun,
    KeptForm,
    OutboxMessage,
    User,
)

AS_OF = datetime(2026, 9, 6, 3, 0, tzinfo=UTC)
ran = []


def note_run(as_of):
    ran.append(as_of)
    return {"things": 1}


def fail(as_of):
    raise OSError("no\x00 disk")


def slow(as_of):
    """Appends "in" and "out" around a wait for whoever else would come in between."""
    ran.append("in")
    waiting.wait(0.3)
    ran.append("out")
    return {}


waiting = threading.Event()


@pytest.fixture(autouse=True)
def nothing_ran():
    ran.clear()


@pytest.fixture
def some_jobs(settings):
    settings.PERIODIC_JOBS = {
        "note": {"task": "", "schedule": None, "run": "tests.hoaip.test_jobs.note_run"},
        "fail": {"task": "", "schedule": None, "run": "tests.hoaip.test_jobs.fail"},
        "slow": {"task": "", "schedule": None, "run": "tests.hoaip.test_jobs.slow"},
        "light": {"task": "", "schedule": None, "run": "tests.hoaip.test_jobs.note_run", "is_light": True},
    }
    settings.JOB_GROUPS = {"pair": ("note", "light"), "broken": ("fail", "note")}


def test_every_job_names_a_task_of_its_own_and_a_function():
    for name, job in portal.PERIODIC_JOBS.items():
        task = import_string(job["task"])
        assert task.name == job["task"], name
        assert callable(import_string(job["run"])), name
        assert portal.CELERY_BEAT_SCHEDULE[name]["task"] == job["task"]


@pytest.mark.parametrize("name", sorted(portal.PERIODIC_JOBS))
def test_every_job_run_twice_changes_nothing_the_second_time(cast, name):
    jobs.run(name, AS_OF)

    again = jobs.run(name, AS_OF)

    assert again["job"] == name
    assert again["as_of"] == "2026-09-06T03:00:00+00:00"
    assert set(again["changed"].values()) <= {0}
    assert again["queued"] == 0


def test_a_run_is_written_down(some_jobs, db):
    answer = jobs.run("note", AS_OF)

    row = JobRun.objects.get()
    assert answer == {"job": "note", "as_of": "2026-09-06T03:00:00+00:00", "changed": {"things": 1}, "queued": 0}
    assert (row.name, row.as_of, row.result, row.error) == ("note", AS_OF, answer, "")
    assert row.started_at <= row.finished_at
    assert ran == [AS_OF]


def test_a_run_that_fails_is_written_down_and_not_hidden(some_jobs, db):
    with pytest.raises(OSError, match="disk"):
        jobs.run("fail", AS_OF)

    row = JobRun.objects.get()
    assert (row.finished_at, row.error) == (None, "OSError: no disk")
    # The lock is free again.
    assert jobs.run("note", AS_OF)["changed"] == {"things": 1}


def test_a_light_job_leaves_no_row(some_jobs, db):
    assert jobs.run("light", AS_OF)["changed"] == {"things": 1}
    assert JobRun.objects.count() == 0


def test_a_group_runs_its_jobs_in_turn_and_answers_as_one(some_jobs, db, capsys):
    call_command("run_job", "pair", "--as-of", "2026-09-06", "--json")

    as_of = datetime(2026, 9, 6, 1, 30, tzinfo=UTC)
    told = {"job": "pair", "as_of": "2026-09-06T06:00:00+04:30", "changed": {"things": 2}, "queued": 0}
    assert json.loads(capsys.readouterr().out) == told
    assert ran == [as_of, as_of]
    # Each keeps a row of its own, and the group has none.
    assert list(JobRun.objects.values_list("name", flat=True)) == ["note"]


def test_behind_a_job_that_fails_the_group_stops(some_jobs, db):
    with pytest.raises(OSError, match="disk"):
        jobs.run_named("broken", AS_OF)

    assert ran == []


def test_reminders_are_those_of_capitals_and_of_owners(cast):
    members = [portal.PERIODIC_JOBS[name] for name in portal.JOB_GROUPS["send_reminders"]]
    counts = {what for job in members for what in import_string(job["run"])(AS_OF)}

    first, again = jobs.run_named("send_reminders", AS_OF), jobs.run_named("send_reminders", AS_OF)

    assert set(first["changed"]) == counts
    assert set(again["changed"].values()) == {0}
    assert set(portal.JOB_GROUPS).isdisjoint(portal.PERIODIC_JOBS)


def test_each_row_has_its_turn_and_the_first_failure_is_raised_at_the_end():
    done = []

    def half(number):
        done.append(number)
        if number % 2:
            raise ValueError(number)
        return number

    with pytest.raises(ValueError, match="1") as raised:
        jobs.each([1, 2, 3, 4], half)

    assert done == [1, 2, 3, 4]
    assert raised.value.__notes__ == ["2 of them failed; the others are done."]
    assert jobs.each([2, 4], half) == 6


def test_without_a_database_nobody_else_has_a_turn():
    done = []

    def lost(number):
        done.append(number)
        raise OperationalError("the server closed the connection")

    with pytest.raises(OperationalError):
        jobs.each([1, 2], lost)

    assert done == [1]


def test_a_row_that_somebody_else_holds_does_not_hold_up_those_behind_it(transactional_cast):
    first, second = User.objects.order_by("pk")[:2]
    held, done = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            User.objects.select_for_update().get(pk=first.pk)
            held.set()
            done.wait(20)
        connection.close()

    def lock(person):
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = 50")
            return User.objects.select_for_update().filter(pk=person.pk).update(is_active=True)

    holder = threading.Thread(target=hold)
    holder.start()
    try:
        assert held.wait(20)
        seen = []
        with pytest.raises(OperationalError) as raised:
            jobs.each([first, second], lambda person: seen.append(person) or lock(person))
    finally:
        done.set()
        holder.join()

    assert seen == [first, second]
    assert raised.value.__notes__ == ["1 of them failed; the others are done."]


def test_an_unknown_job_is_refused_with_the_names(some_jobs):
    with pytest.raises(jobs.UnknownJob, match="“other”.*broken, fail, light, note, pair, slow"):
        jobs.run("other", AS_OF)


def test_an_instant_without_a_zone_is_refused(some_jobs):
    with pytest.raises(ValueError, match="zone"):
        jobs.run("note", AS_OF.replace(tzinfo=None))


@pytest.mark.django_db(transaction=True)
def test_one_job_never_runs_beside_itself(some_jobs):
    start = threading.Barrier(3)

    def work():
        try:
            start.wait(30)
            jobs.run("slow", AS_OF)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _worker in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert ran == ["in", "out"] * 3
    assert JobRun.objects.filter(finished_at__isnull=False).count() == 3


def test_the_heartbeat_is_noted(db):
    jobs.run("beat_heartbeat", AS_OF)
    jobs.run("beat_heartbeat", AS_OF + timedelta(seconds=20))

    assert Heartbeat.objects.get().at == AS_OF + timedelta(seconds=20)


def test_grants_are_brought_to_the_day_in_kabul(cast):
    """19:31 UTC is the next day there."""
    Delegate.objects.filter(user=cast.del_au).update(until_on=date(2026, 9, 6))
    evening = datetime(2026, 9, 6, 19, 29, tzinfo=UTC)
    jobs.run("sync_grants", evening)

    after = jobs.run("sync_grants", evening + timedelta(minutes=2))

    assert after["changed"] == {"grants_added": 0, "grants_removed": 2}
    assert grants.check(on=date(2026, 9, 7)) == {"missing": 0, "extra": 0}


def test_the_sweep_takes_what_expired_and_nothing_else(cast):
    person = cast.fp_dm
    old, young = AS_OF - timedelta(days=31), AS_OF - timedelta(days=29)
    for number, at in enumerate((old, young)):
        IdempotencyKey.objects.create(user=person, route="/x/", key=f"key{number}", body_hash="0")
        IdempotencyKey.objects.filter(key=f"key{number}").update(created_at=at)
        KeptForm.objects.create(
            token_hash=str(number), path="/x/", fields={}, expires_at=AS_OF + timedelta(seconds=number * 2 - 1)
        )
        Session.objects.create(
            session_key=f"session{number}", session_data="", expire_date=AS_OF + timedelta(seconds=number * 2 - 1)
        )
        JobRun.objects.create(name="x", as_of=old, started_at=AS_OF - timedelta(days=401 - number * 2))
    cache.set("kept", 1, 10**9)
    cache.set("gone", 1, 1)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE hoaip_cache SET expires = %s WHERE cache_key LIKE '%%gone'", [AS_OF - timedelta(1)])

    answer = jobs.run("sweep", AS_OF)

    assert answer["changed"] == {
        "kept_forms": 1,
        "sessions": 1,
        "session_notes": 0,
        "idempotency_keys": 1,
        "job_runs": 1,
        "cache": 1,
    }
    assert IdempotencyKey.objects.get().key == "key1"
    assert KeptForm.objects.get().token_hash == "1"
    assert Session.objects.get().session_key == "session1"
    assert JobRun.objects.filter(name="x").count() == 1
    assert cache.get("kept") == 1


def mailed(day="2026-09-06"):
    """Who got the head of a day."""
    return set(
        OutboxMessage.objects.filter(dedupe_key__startswith=f"audit_head:{day}:").values_list(
            "recipient__email", flat=True
        )
    )


MINISTRY = {"fp_dm", "fp_dm_deputy", "fp_ct", "fp_two", "rev", "rev_two", "dir"}
DELEGATES = {"del_pk", "del_kz", "del_tr", "del_in", "del_pl", "del_undp"}


def test_the_head_goes_to_every_delegate_and_to_the_ministry_once_a_day(cast):
    Delegate.objects.filter(user=cast.del_au).update(until_on=date(2026, 9, 5))

    first = jobs.run("send_audit_head", AS_OF)
    again = jobs.run("send_audit_head", AS_OF + timedelta(hours=1))
    tomorrow = jobs.run("send_audit_head", AS_OF + timedelta(days=1))

    # Neither whose delegation is over, nor the deactivated deputy, nor the administrator, who could rewrite it.
    assert mailed() == mailed("2026-09-07") == {f"{key}@example.org" for key in MINISTRY | DELEGATES}
    assert (first["queued"], again["queued"], tomorrow["queued"]) == (13, 0, 13)


def test_after_days_without_a_job_only_the_head_of_today_is_mailed(cast):
    jobs.run("send_audit_head", AS_OF)

    late = jobs.run("send_audit_head", AS_OF + timedelta(days=5))

    assert late["queued"] == 14
    assert {key.split(":")[1] for key in OutboxMessage.objects.values_list("dedupe_key", flat=True)} == {
        "2026-09-06",
        "2026-09-11",
    }


def test_the_head_comes_in_the_language_of_its_reader_and_leads_to_the_page(cast):
    for key, language in (("del_in", "fa-af"), ("del_kz", "ps")):
        User.objects.filter(pk=cast.people[key].pk).update(language=language)

    jobs.run("send_audit_head", AS_OF)

    bodies = dict(OutboxMessage.objects.values_list("recipient__email", "body"))
    origin = portal.PUBLIC_ORIGIN
    assert f"{origin}/audit/head/" in bodies["del_pk@example.org"]
    assert f"{origin}/fa-af/audit/head/" in bodies["del_in@example.org"]
    assert f"{origin}/ps/audit/head/" in bodies["del_kz@example.org"]


def test_a_head_out_of_a_mail_is_found_in_the_chain(cast):
    change_account(cast.rev, full_name="Another", email="rev@example.org", language="en", by=cast.adm)
    jobs.run("send_audit_head", AS_OF)
    head = re.search(r"^[0-9a-f]{64}$", OutboxMessage.objects.get(recipient=cast.del_pk).body, re.M)[0]
    change_account(cast.rev, full_name="Yet another", email="rev@example.org", language="en", by=cast.adm)

    call_command("audit", "verify", "--head", head)

    with pytest.raises(SystemExit):
        call_command("audit", "verify", "--head", "a" * 64)


def test_the_head_that_is_mailed_is_the_head_of_the_chain(cast):
    AuditEntry.objects.create(
        sequence=1, at=AS_OF, group=cast.adm.uid, actor_uid=cast.adm.uid, hash="b" * 64, previous_hash="0" * 64
    )

    jobs.run("send_audit_head", AS_OF)

    body = OutboxMessage.objects.get(recipient=cast.del_pk).body
    assert "b" * 64 in body
    assert "1 row" in body


def test_a_job_counts_the_mails_it_queued_and_no_others(some_jobs, cast, settings):
    settings.PERIODIC_JOBS = portal.PERIODIC_JOBS | {
        "send_audit_head": {"task": "", "schedule": None, "run": "hoaip.housekeeping.send_audit_head"}
    }

    assert jobs.run("send_audit_head", AS_OF)["queued"] == Delegate.objects.count() + len(MINISTRY)
    assert jobs.run("note", AS_OF)["queued"] == 0
