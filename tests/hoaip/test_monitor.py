"""The job monitor: what ran, what is late, the button, and what administrators are told at once."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from celery.schedules import crontab
from django.conf import settings as portal
from django.utils import timezone

from hoaip import jobs
from hoaip.errors import Refused
from hoaip.models import AuditEntry, Heartbeat, JobRun, OutboxMessage
from hoaip.monitor.actions import ask_for_run
from hoaip.monitor.due import due_after, due_before
from hoaip.monitor.state import alarms, job_states

NOW = datetime(2026, 9, 6, 12, 0, tzinfo=UTC)
RUN = "/manage/jobs/sweep/run/"


def text_of(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


# When a job is due


@pytest.mark.parametrize(
    ("schedule", "before", "after"),
    [
        (crontab(hour=1, minute=30), "2026-09-06T01:30", "2026-09-07T01:30"),
        (crontab(hour=19, minute=50), "2026-09-05T19:50", "2026-09-06T19:50"),
        (crontab(hour=12, minute=0), "2026-09-06T12:00", "2026-09-07T12:00"),
        (crontab(minute=31), "2026-09-06T11:31", "2026-09-06T12:31"),
        (crontab(minute="*/20", hour="6-8"), "2026-09-06T08:40", "2026-09-07T06:00"),
        (crontab(hour=3, minute=0, day_of_week="fri"), "2026-09-04T03:00", "2026-09-11T03:00"),
        (crontab(hour=3, minute=0, day_of_week="sun"), "2026-09-06T03:00", "2026-09-13T03:00"),
        (crontab(hour=3, minute=0, day_of_month=31), "2026-08-31T03:00", "2026-10-31T03:00"),
        (crontab(hour=3, minute=0, day_of_month=29, month_of_year=2), "2024-02-29T03:00", "2028-02-29T03:00"),
        (timedelta(seconds=60), "2026-09-06T11:59", "2026-09-06T12:01"),
    ],
)
def test_when_a_job_was_and_will_be_due(schedule, before, after):
    assert due_before(schedule, NOW) == datetime.fromisoformat(before).replace(tzinfo=UTC)
    assert due_after(schedule, NOW) == datetime.fromisoformat(after).replace(tzinfo=UTC)


def test_an_instant_of_another_zone_is_the_same_instant():
    kabul = NOW.astimezone(timezone.get_default_timezone())

    assert due_after(crontab(hour=19, minute=50), kabul) == datetime(2026, 9, 6, 19, 50, tzinfo=UTC)


# How a job stands


@pytest.fixture
def one_job(settings, db):
    """One nightly job, due at 01:30 UTC, in a portal that is older than that."""
    settings.PERIODIC_JOBS = {
        "note": {"label": "Notes", "task": "", "schedule": crontab(hour=1, minute=30), "run": "tests.nowhere"}
    }
    AuditEntry.objects.create(
        sequence=1, at=NOW - timedelta(days=9), group="0" * 32, actor_uid="0" * 32, hash="b" * 64, previous_hash="0"
    )


def run_at(moment, **columns):
    seconds = columns.pop("seconds", 2.5)
    return JobRun.objects.create(
        name="note",
        as_of=moment,
        started_at=moment,
        finished_at=None if seconds is None else moment + timedelta(seconds=seconds),
        **columns,
    )


def mark():
    (state,) = job_states(NOW)
    return state.mark


def test_a_job_that_ran_when_it_was_due_is_well(one_job):
    run_at(NOW - timedelta(days=2), error="OSError: of long ago")
    run_at(NOW - timedelta(hours=10), result={"changed": {"flags_opened": 1, "flags_resolved": 0}, "queued": 3})

    (state,) = job_states(NOW)

    assert (state.mark, state.label, state.seconds) == ("well", "Notes", 2.5)
    assert state.counts == [("flags opened", 1), ("mails queued", 3)]
    assert state.next_at == datetime(2026, 9, 7, 1, 30, tzinfo=UTC)


def test_a_job_that_missed_its_time_is_late(one_job):
    run_at(NOW - timedelta(days=1))

    assert mark() == "late"


def test_a_job_is_given_time_to_begin(one_job):
    run_at(NOW - timedelta(days=1))
    morning = datetime(2026, 9, 6, 1, 40, tzinfo=UTC)

    assert [state.mark for state in job_states(morning)] == ["well"]


def test_a_job_that_never_ran_is_late_once_it_was_due(one_job):
    assert mark() == "late"
    assert [state.mark for state in job_states(NOW - timedelta(days=9))] == ["waiting"]


def test_a_failure_a_run_that_goes_on_and_one_that_was_cut_off(one_job):
    run_at(NOW - timedelta(hours=10), seconds=None, error="OSError: no disk")
    assert mark() == "failed"
    run_at(NOW - timedelta(minutes=9), seconds=None)
    assert mark() == "running"
    JobRun.objects.filter(error="").update(started_at=NOW - timedelta(minutes=11))
    assert mark() == "cut_off"


def test_a_light_job_shows_its_heartbeat(db, settings):
    settings.PERIODIC_JOBS = {name: portal.PERIODIC_JOBS[name] for name in ("beat_heartbeat", "send_due_mail")}
    assert {state.mark for state in job_states(NOW)} == {"waiting"}

    for name in settings.PERIODIC_JOBS:
        jobs.run(name, NOW)

    soon, later = job_states(NOW + timedelta(seconds=200)), job_states(NOW + timedelta(seconds=400))
    assert [(state.name, state.last_at, state.mark) for state in soon] == [
        ("beat_heartbeat", NOW, "late"),
        ("send_due_mail", NOW, "well"),
    ]
    assert {state.mark for state in later} == {"late"}
    assert set(Heartbeat.objects.values_list("name", flat=True)) == {"beat", "send_due_mail"}


def test_every_job_has_a_name_for_people():
    assert all(str(job["label"]) for job in portal.PERIODIC_JOBS.values())


# The page


def test_the_page_costs_the_same_for_one_run_and_for_many(cast, django_assert_num_queries):
    browser = cast.client("adm")
    browser.get("/manage/jobs/")
    for runs in (1, 3, 40):
        for number in range(runs):
            JobRun.objects.create(name="sweep", as_of=NOW - timedelta(hours=number), started_at=NOW)
        # Session, person, holdings of the reader; runs, heartbeats, first row of the history; two alarms.
        with django_assert_num_queries(8):
            assert browser.get("/manage/jobs/").status_code == 200


def test_the_page_says_what_ran_and_escapes_what_went_wrong(cast):
    JobRun.objects.create(name="sweep", as_of=NOW, started_at=NOW, error="OSError: <b>no disk</b>")

    page = cast.client("adm").get("/manage/jobs/")

    assert "OSError: &lt;b&gt;no disk&lt;/b&gt;" in page.content.decode()
    assert "Watch over two meetings a year" in text_of(page)
    assert f'action="{RUN}"' in page.content.decode()
    assert "/manage/jobs/send_due_mail/run/" not in page.content.decode()
    assert "It runs by itself every 20 seconds." in text_of(page)
    assert "It runs by itself every 60 seconds." in text_of(page)


# The button


@pytest.mark.django_db(transaction=True)
def test_the_button_sends_the_job_once_however_often_it_is_pressed(transactional_cast, own_queue):
    browser = transactional_cast.client("adm")

    answers = [browser.post(RUN, {"idempotency_key": "k" * 32}) for _press in range(2)]
    page = text_of(browser.get("/manage/jobs/"))
    again = browser.post(RUN, {"idempotency_key": "j" * 32})

    assert {answer["Location"] for answer in (*answers, again)} == {"/manage/jobs/"}
    assert own_queue.waiting() == ["hoaip.tasks.sweep", "hoaip.tasks.sweep"]
    assert "was asked for already" in page
    entries = AuditEntry.objects.filter(action="job.ask")
    assert [(row.actor_uid, row.object_type, row.object_uid, row.changes) for row in entries] == [
        (transactional_cast.adm.uid, "hoaip.jobrun", "sweep", {"job": [None, "sweep"]})
    ] * 2


@pytest.mark.django_db(transaction=True)
def test_a_queue_that_does_not_answer_is_said(transactional_cast, settings):
    settings.CELERY_BROKER_URL = "redis+socket:///nowhere/redis.sock"
    browser = transactional_cast.client("adm")

    browser.post(RUN, {"idempotency_key": "k" * 32})

    assert "The queue does not answer" in text_of(browser.get("/manage/jobs/"))


@pytest.mark.parametrize("name", ["nothing", "send_due_mail", "beat_heartbeat"])
def test_what_cannot_be_asked_for_is_not_there(cast, name):
    assert cast.client("adm").post(f"/manage/jobs/{name}/run/").status_code == 404
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("key", ["rev", "dir", "fp_dm", "del_pk"])
def test_nobody_else_asks_for_a_job(cast, key):
    with pytest.raises(Refused):
        ask_for_run("sweep", now=NOW, by=cast.people[key])


# What is told at once


def waiting_mail(minutes):
    OutboxMessage.objects.create(
        dedupe_key="x",
        address="x@example.org",
        template="x",
        subject="x",
        body="x",
        message_id="<x@x>",
        next_try_at=timezone.now() - timedelta(minutes=minutes),
    )


@pytest.mark.parametrize(("hours", "silent"), [(25, False), (27, True)])
def test_a_silent_beat_is_told_after_26_hours(db, hours, silent):
    Heartbeat.objects.create(name="beat", at=NOW - timedelta(hours=hours))

    assert alarms(NOW) == {"beat_silent": silent, "outbox_stuck": False}


def test_a_beat_that_never_reported_is_told(db):
    assert alarms(NOW)["beat_silent"] is True


@pytest.mark.parametrize("path", ["/", "/manage/", "/manage/jobs/", "/fa-af/manage/jobs/"])
def test_an_administrator_is_told_and_nobody_else(cast, path):
    Heartbeat.objects.create(name="beat", at=timezone.now() - timedelta(hours=27))
    waiting_mail(16)
    told = cast.client("adm").get(path).content.decode()
    Heartbeat.objects.update(at=timezone.now() - timedelta(hours=1))
    OutboxMessage.objects.update(next_try_at=timezone.now() - timedelta(minutes=14))
    calm = cast.client("adm").get(path).content.decode()

    assert told.count("notice-refused") == calm.count("notice-refused") + 2


@pytest.mark.parametrize("key", ["rev", "dir", "fp_dm", "del_pk", None])
def test_others_are_not_troubled_with_it(cast, key):
    assert "have not reported" not in cast.client(key).get("/").content.decode()
