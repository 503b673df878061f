"""Sample actions in a given state, for a portal that is tried out."""

from django.utils import timezone

from conferences.actions.carrying import tell_verified
from conferences.actions.follow_up import anchors_of
from conferences.models import Action, ActionEvidence
from hoaip.action import action, authorise
from hoaip.audit import record
from hoaip.permissions import Permission

State = Action.State


@action
def seed_action(outcome, *, uid, state, owner, title, due_on, rung, people, today, by):
    """A sample action on an outcome, mailed to nobody, unless it stands. `people`: staff, other staff, a delegate."""
    authorise(by, Permission.IMPORT_FACT)
    if Action.objects.filter(uid=uid).exists():
        return
    pair = next(iter(outcome.meeting.pairs.all()), None)
    now = timezone.now()
    columns = {}
    if state in (State.DONE_CLAIMED, State.VERIFIED):
        columns = {"claimed_at": now, "claimed_by": people["delegate"]}
    if state == State.VERIFIED:
        columns |= {"verified_at": now, "verified_by": people["other"]}
    if state == State.CANCELLED:
        columns = {"state_reason": "Sample: overtaken by another offer."}
    row = Action(
        uid=uid,
        process=outcome.meeting.process,
        outcome=outcome,
        cbm=pair.cbm if pair else None,
        title=title,
        owner=owner,
        due_on=due_on,
        due_precision="day",
        rung=rung,
        state=state,
        created_by=people["staff"],
        **columns,
    )
    row.anchors = anchors_of(row)
    row.save(force_insert=True)
    row.refresh_from_db()
    if row.claimed_at:
        ActionEvidence.objects.create(
            action=row, text="Sample: it was sent to all who came.", at=now, by=people["delegate"]
        )
    if state == State.VERIFIED:
        tell_verified(row, today)
    record("action.sample", row, by=by)
