"""What the administrator does about jobs: ask for one to run now."""

from dataclasses import dataclass
from functools import partial

from django.db import transaction

from hoaip.action import action, authorise
from hoaip.audit import record, snapshot
from hoaip.jobs import find
from hoaip.models import JobRun
from hoaip.permissions import Permission
from hoaip.post.wake import enqueue


@dataclass
class Asked:
    """A run that was asked for; `was_sent` says, after commit, whether the queue took it."""

    name: str
    was_sent: bool = False

    def send(self, task):
        self.was_sent = enqueue(task, expires=3600)


@action
def ask_for_run(name, *, now, by):
    """Ask a worker to run a periodic job now; returns Asked. The job itself runs alone and computes from state.

    The history says who asked; when the queue does not answer nothing runs, and `was_sent` says so. UnknownJob for a
    name that is none.
    """
    authorise(by, Permission.WATCH_HOUSE)
    job = find(name)
    asked = Asked(name)
    # The run itself is written down when it begins; the history names the job.
    subject = JobRun(name=name, as_of=now, started_at=now)
    subject.uid = name
    record("job.ask", subject, by=by, before=snapshot(subject), extra={"job": [None, name]})
    transaction.on_commit(partial(asked.send, job["task"]))
    return asked
