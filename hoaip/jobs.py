"""Periodic jobs by name: run once, alone, as if at an instant, and written down."""

import logging
from collections import Counter
from contextlib import contextmanager
from contextvars import ContextVar
from zlib import crc32

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.utils import timezone
from django.utils.module_loading import import_string

from hoaip.models import Heartbeat, JobRun

logger = logging.getLogger(__name__)

# The first key of the advisory locks of jobs; the second is made of the job's name.
JOB_LOCKS = 7_201
# What ends one statement and not the database: SQLSTATEs of a lock or a statement that took too long, of a deadlock.
PASSING = ("55P03", "57014", "40P01", "40001")
# How many mails the job that runs in this context has queued so far; None outside a job.
_queued: ContextVar[int | None] = ContextVar("mails_queued_by_job", default=None)


class UnknownJob(LookupError):
    """There is no periodic job of that name; the text names those there are."""


def run_named(name, as_of):
    """`run` for a job, or for a group of settings.JOB_GROUPS one job after the other.

    A group answers as a job does, its counts and mails taken together. Where one fails, those behind it do not run.
    UnknownJob when there is neither.
    """
    if name not in settings.JOB_GROUPS:
        return run(name, as_of)
    changed, queued = Counter(), 0
    for member in settings.JOB_GROUPS[name]:
        answer = run(member, as_of)
        # Not `Counter +`, which drops the zeros.
        changed.update(answer["changed"])
        queued += answer["queued"]
    return {"job": name, "as_of": as_of.isoformat(), "changed": dict(changed), "queued": queued}


def run(name, as_of):
    """Run one job of settings.PERIODIC_JOBS as if at `as_of` (an aware instant).

    Returns {"job", "as_of", "changed": {what: how many}, "queued": mails}. The job's own function (`run`, a dotted
    path) takes the instant and returns its counts as a flat dict; mails are counted by the outbox.

    - computed from state and date, so a second run for the same instant changes nothing;
    - one at a time: a second process waits until the first has done, then finds nothing to do;
    - each run is a JobRun row, also one that fails (its exception goes on to the caller);
    - a job marked `is_light` comes every few seconds, may run at any time beside itself, and leaves no row but
      its heartbeat.
    """
    job = find(name)
    if as_of.tzinfo is None:
        raise ValueError("A job is run as of an instant with a zone.")
    function = import_string(job["run"])
    if job.get("is_light"):
        answer = _answer(name, as_of, function)
        Heartbeat.objects.update_or_create(name=job.get("heartbeat", name), defaults={"at": as_of})
        return answer
    with alone(name):
        row = JobRun.objects.create(name=name, as_of=as_of, started_at=timezone.now())
        try:
            answer = _answer(name, as_of, function)
        except Exception as problem:
            row.error = f"{type(problem).__name__}: {problem}".replace("\x00", "")
            row.save(update_fields=["error"])
            raise
        row.result, row.finished_at = answer, timezone.now()
        row.save(update_fields=["result", "finished_at"])
        return answer


def each(rows, do):
    """Do it for each row, which is its own commit: the sum of what `do(row)` gives.

    One that fails does not hold up those behind it. It is logged, and the first failure is raised when all have had
    their turn: the run has failed, and the next one comes to that row again. A database that is gone ends it at once,
    but not a row that somebody else holds.
    """
    total, failures = 0, []
    for row in rows:
        try:
            total += do(row)
        except Exception as problem:
            if _is_gone(problem):
                raise
            logger.exception("a job went on without %s", row)
            failures.append(problem)
    if failures:
        failures[0].add_note(f"{len(failures)} of them failed; the others are done.")
        raise failures[0]
    return total


def _is_gone(problem):
    """Whether the database itself is gone, and nobody else's turn would end otherwise."""
    if not isinstance(problem, OperationalError | InterfaceError):
        return False
    return getattr(problem.__cause__, "pgcode", None) not in PASSING


def find(name):
    """The entry of that name. UnknownJob with a sentence when there is none."""
    try:
        return settings.PERIODIC_JOBS[name]
    except KeyError:
        names = ", ".join(sorted([*settings.PERIODIC_JOBS, *settings.JOB_GROUPS]))
        raise UnknownJob(f"There is no periodic job “{name}”. The jobs are: {names}.") from None


def count_queued(number):
    """Told by the outbox: `number` mails are new. Counts for the job that runs here, if one does."""
    if _queued.get() is not None:
        _queued.set(_queued.get() + number)


def _answer(name, as_of, function):
    token = _queued.set(0)
    try:
        changed = function(as_of)
        return {"job": name, "as_of": as_of.isoformat(), "changed": changed, "queued": _queued.get()}
    finally:
        _queued.reset(token)


@contextmanager
def alone(name):
    """Hold the lock of a job; waits for whoever holds it. PostgreSQL frees it when the process dies."""
    keys = [JOB_LOCKS, crc32(name.encode()) & 0x7FFF_FFFF]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", keys)
    try:
        yield
    finally:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", keys)
        except DatabaseError:
            # The connection is broken or its transaction is; closing it frees the lock as well.
            connection.close()
