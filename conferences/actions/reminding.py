"""Reminders of what is due: before the day, after it, and every thirty days as long as nothing is said to be done.

An action reminds its owner. A commitment reminds its owners of its own day while no action of it is open: as long as
one is, its owner is reminded of that.
"""

from datetime import timedelta

from django.utils import timezone

from conferences.models import OPEN_ACTIONS, Action, ActionReminder, Commitment, CommitmentReminder
from conferences.models.commitments import OBJECTIONS
from hoaip.action import action, authorise
from hoaip.audit import record
from hoaip.calendar import today_in_kabul
from hoaip.grants import holders_on
from hoaip.jobs import each
from hoaip.models import Delegate, User
from hoaip.permissions import Permission, Role
from hoaip.post import queue

# Days after the due day: two weeks and three days before it, the day after it, then every thirty days.
STEPS = (-14, -3, 1)
EVERY = 30
# From this step on the focal points of its CBMs are told too.
ESCALATION = 31
# What somebody still works on: what is said to be done waits for the ministry and not for its owner.
AWAITED = (Action.State.OPEN, Action.State.IN_PROGRESS)
IN_WORK = (Commitment.State.REGISTERED, Commitment.State.CONFIRMED, Commitment.State.IN_PROGRESS)


def remind_owners(as_of):
    """Remind the owners of actions and commitments that are due or were, as if at the instant `as_of` (aware).

    Each step of each due day is done once, whenever the job comes to it; of several that were missed the last one is
    mailed and the others are done with it. Returns {"owners_reminded": mails}.
    """
    today, by = today_in_kabul(as_of), User.objects.system()
    soon = today - timedelta(days=STEPS[0])
    actions = Action.objects.filter(state__in=AWAITED, due_on__lte=soon)
    waiting = [
        (row, remind)
        for rows, remind in (
            (actions, remind_owner),
            (commitments_in_work().filter(due_on__lte=soon), remind_of_commitment),
        )
        for row in rows.prefetch_related("reminders").order_by("due_on", "pk")
        if steps_missing(row, today)
    ]
    return {"owners_reminded": each(waiting, lambda pair: pair[1](pair[0], today=today, by=by))}


def commitments_in_work():
    """Those whose own day is minded: somebody undertook them, none of their actions is open.

    What was taken over from sources is not held against anybody until a person or its owners have confirmed it.
    """
    rows = Commitment.objects.filter(state__in=IN_WORK, is_goal=False)
    rows = rows.exclude(state=Commitment.State.REGISTERED, is_imported=True, confirmed_at=None)
    return rows.exclude(
        pk__in=Action.objects.filter(state__in=OPEN_ACTIONS, commitment__isnull=False).values("commitment")
    )


@action
def remind_owner(row, *, today, by):
    """Do every step of one action that fell due by that day and was not done: one mail, for the last. Returns mails."""
    authorise(by, Permission.KEEP_HOUSE)
    rows = Action.objects.select_for_update(no_key=True, of=("self",)).select_related("cbm", "owner")
    row = rows.get(pk=row.pk)
    missing = steps_missing(row, today) if row.state in AWAITED else []
    if not missing:
        return 0
    step = missing[-1]
    mails = queue(
        "action_reminder",
        to=_recipients([row.owner], [row.cbm] if row.cbm else [], step, today),
        key=f"action:{row.uid}:due:{row.due_on}:{step}",
        context={"action": row, "owner": row.owner, "is_over": step > 0},
        about=row,
    )
    note(row, missing)
    record("action.remind", row, by=by, before=None, extra={"step": [None, step], "reminded": [None, mails]})
    return mails


@action
def remind_of_commitment(row, *, today, by):
    """The same of one commitment, to the delegates of each owner that has not objected to it. Returns mails."""
    authorise(by, Permission.KEEP_HOUSE)
    Commitment.objects.select_for_update(no_key=True).get(pk=row.pk)
    # Asked again under the lock: an action that was added meanwhile is reminded of in its place.
    row = commitments_in_work().filter(pk=row.pk).first()
    missing = steps_missing(row, today) if row else []
    if not missing:
        return 0
    step = missing[-1]
    owners = row.ownership.exclude(answer__in=OBJECTIONS, resolved_at=None).values("stakeholder")
    mails = queue(
        "commitment_reminder",
        to=_recipients(owners, list(row.cbms.all()), step, today),
        key=f"commitment:{row.uid}:due:{row.due_on}:{step}",
        context={"commitment": row, "is_over": step > 0},
        about=row,
    )
    note(row, missing)
    record("commitment.remind", row, by=by, before=None, extra={"step": [None, step], "reminded": [None, mails]})
    return mails


def note_passed(row, today):
    """Called by the actions that set a due day: steps before it was set are done, nobody is reminded of them."""
    if row.due_on is not None:
        note(row, steps_by(row.due_on, today))


def steps_by(due_on, today):
    """The steps of a due day that have fallen due by a day, in order: -14, -3, 1, 31, 61, …"""
    over = (today - due_on).days
    return [step for step in (*STEPS, *range(ESCALATION, over + 1, EVERY)) if step <= over]


def steps_missing(row, today):
    """Those of them that nobody has done yet."""
    if row.due_on is None:
        return []
    done = {each.step for each in row.reminders.all() if each.due_on == row.due_on}
    return [step for step in steps_by(row.due_on, today) if step not in done]


def note(row, steps):
    """These steps of the due day of an action or a commitment are done."""
    kept, name = (ActionReminder, "action") if isinstance(row, Action) else (CommitmentReminder, "commitment")
    now = timezone.now()
    kept.objects.bulk_create(
        [kept(**{name: row}, due_on=row.due_on, step=step, at=now) for step in steps], ignore_conflicts=True
    )


def _recipients(owners, cbms, step, today):
    delegates = Delegate.objects.as_of(today).filter(stakeholder__in=owners, user__is_active=True)
    found = [each.user for each in delegates.select_related("user")]
    if step >= ESCALATION and cbms:
        found += User.objects.filter(pk__in=holders_on(cbms, [Role.FOCAL_POINT], today))
    return found
