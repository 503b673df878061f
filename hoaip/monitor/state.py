"""How each periodic job stands: when it ran last and how that ended, when it is due next, and whether it is late."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from hoaip.health import BEAT_LATE, OUTBOX_LATE, beat_age_s, outbox_age_s
from hoaip.models import AuditEntry, Heartbeat, JobRun
from hoaip.monitor.due import due_after, due_before

# A job that is due waits for the one before it, and a worker may be busy.
GRACE = timedelta(minutes=30)
# A light job may miss a few turns.
TURNS = 5
# product K4: beat silent for so long is told to the administrators on their pages.
BEAT_SILENT_S = 26 * 3600


@dataclass
class JobState:
    """One row of the monitor. `mark` is late, failed, cut_off, running, waiting (it was never due) or well."""

    name: str
    label: str
    is_light: bool
    last_at: datetime | None
    next_at: datetime
    mark: str
    run: JobRun | None = None
    # Of a light one: how many seconds lie between two runs.
    every: int | None = None

    @property
    def seconds(self):
        """How long the last run took, in seconds with one decimal; None when it did not end."""
        if self.run is None or self.run.finished_at is None:
            return None
        return round((self.run.finished_at - self.run.started_at).total_seconds(), 1)

    @property
    def counts(self):
        """[(what, how many)] of the last run, without the zeros."""
        result = self.run.result if self.run is not None else {}
        counts = (result.get("changed") or {}) | {"mails_queued": result.get("queued") or 0}
        return [(what.replace("_", " "), number) for what, number in counts.items() if number]


def job_states(now):
    """The JobState of every job, those that need somebody first. Three queries."""
    runs = {
        run.name: run
        for run in JobRun.objects.filter(name__in=settings.PERIODIC_JOBS)
        .order_by("name", "-as_of", "-pk")
        .distinct("name")
    }
    beats = dict(Heartbeat.objects.values_list("name", "at"))
    since = AuditEntry.objects.order_by("sequence").values_list("at", flat=True).first() or now
    states = [
        _light_state(name, job, beats.get(job.get("heartbeat", name)), now=now, since=since)
        if job.get("is_light")
        else _state(name, job, runs.get(name), now=now, since=since)
        for name, job in settings.PERIODIC_JOBS.items()
    ]
    order = ["failed", "cut_off", "late", "running", "waiting", "well"]
    return sorted(states, key=lambda state: (order.index(state.mark), str(state.label)))


def _state(name, job, run, *, now, since):
    schedule = job["schedule"]
    last_due = due_before(schedule, now - GRACE)
    longest = timedelta(seconds=settings.CELERY_TASK_TIME_LIMIT)
    if run is None:
        mark = "late" if last_due > since else "waiting"
    elif run.error:
        mark = "failed"
    elif run.finished_at is None:
        mark = "running" if now - run.started_at <= longest else "cut_off"
    else:
        mark = "late" if run.started_at < last_due else "well"
    return JobState(
        name=name,
        label=job.get("label", name),
        is_light=False,
        last_at=run.started_at if run is not None else None,
        next_at=due_after(schedule, now),
        mark=mark,
        run=run,
    )


def _light_state(name, job, beat, *, now, since):
    patience = max(job["schedule"] * TURNS, timedelta(seconds=BEAT_LATE))
    return JobState(
        name=name,
        label=job.get("label", name),
        is_light=True,
        last_at=beat,
        next_at=due_after(job["schedule"], beat or now),
        mark="late" if now - (beat or since) > patience else "waiting" if beat is None else "well",
        every=round(job["schedule"].total_seconds()),
    )


def alarms(now):
    """What an administrator has to know at once: {"beat_silent": …, "outbox_stuck": …}. Two queries.

    `beat_silent` is whether beat has not reported for 26 hours, or never; `outbox_stuck` whether a mail that is due
    has waited for more than a quarter of an hour.
    """
    age = beat_age_s(now)
    return {
        "beat_silent": age is None or age > BEAT_SILENT_S,
        "outbox_stuck": outbox_age_s(now) > OUTBOX_LATE,
    }
