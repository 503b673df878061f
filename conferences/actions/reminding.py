"""Reminders of what is due: before the day, after it, and every thirty days as long as nothing is said to be done."""

from datetime import timedelta

from django.utils import timezone

from conferences.models import Action, ActionReminder
from hoaip.action import action, authorise
from hoaip.audit import record
from hoaip.calendar import today_in_kabul
from hoaip.grants import holders_on
from hoaip.models import Delegate, User
from hoaip.permissions import Permission, Role
from hoaip.post import queue

# Days after the due day: two weeks and three days before it, the day after it, then every thirty days.
STEPS = (-14, -3, 1)
EVERY = 30
# From this step on the focal points of its CBM are told too.
ESCALATION = 31
# What somebody still works on: what is said to be done waits for the ministry and not for its owner.
AWAITED = (Action.State.OPEN, Action.State.IN_PROGRESS)


def remind_owners(as_of):
    """Remind the owners of actions that are due or were, as if at the instant `as_of` (aware).

    Each step of each due day is done once, whenever the job comes to it; of several that were missed the last one is
    mailed and the others are done with it. Returns {"owners_reminded": mails}.
    """
    today, by, mails = today_in_kabul(as_of), User.objects.system(), 0
    rows = Action.objects.filter(state__in=AWAITED, due_on__lte=today - timedelta(days=STEPS[0]))
    for row in rows.prefetch_related("reminders").order_by("due_on", "pk"):
        if steps_missing(row, today):
            mails += remind_owner(row, today=today, by=by)
    return {"owners_reminded": mails}


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
        to=_recipients(row, step, today),
        key=f"action:{row.uid}:due:{row.due_on}:{step}",
        context={"action": row, "owner": row.owner, "is_over": step > 0},
        about=row,
    )
    _note(row, missing)
    record("action.remind", row, by=by, before=None, extra={"step": [None, step], "reminded": [None, mails]})
    return mails


def note_passed(row, today):
    """Called by the actions that set a due day: steps before it was set are done, nobody is reminded of them."""
    if row.due_on is not None:
        _note(row, steps_by(row.due_on, today))


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


def _recipients(row, step, today):
    delegates = Delegate.objects.as_of(today).filter(stakeholder=row.owner, user__is_active=True)
    found = [each.user for each in delegates.select_related("user")]
    if step >= ESCALATION and row.cbm is not None:
        found += User.objects.filter(pk__in=holders_on([row.cbm], [Role.FOCAL_POINT], today))
    return found


def _note(row, steps):
    now = timezone.now()
    ActionReminder.objects.bulk_create(
        [ActionReminder(action=row, due_on=row.due_on, step=step, at=now) for step in steps], ignore_conflicts=True
    )
