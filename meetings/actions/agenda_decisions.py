"""What became of the items of an agenda: discussed, carried over to the next meeting, dropped; and taken up there."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from hoaip import workflow
from hoaip.action import action, authorise, need_reason
from hoaip.audit import record, snapshot
from hoaip.errors import WrongState, same_version
from hoaip.permissions import Permission
from meetings.actions.agenda import append, locked_item, locked_meeting, writable
from meetings.agenda import is_decided_now, items_for, next_meeting
from meetings.models import AHEAD, AgendaItem, Meeting
from meetings.models.agenda import NOWHERE


@action
def discuss_item(item, *, by):
    """It was discussed. WrongState before the meeting is held, and when somebody decided it first."""
    item = _decided_by(item, by=by)
    return _step(item, "discuss", by=by)


@action
def discuss_rest(meeting, *, by):
    """Every item of which nothing was said yet was discussed. Returns how many those were."""
    meeting = _decidable(locked_meeting(meeting, by=by))
    rows = AgendaItem.objects.select_for_update(no_key=True).filter(meeting=meeting, state="open").order_by("position")
    rows = list(rows)
    for item in rows:
        _step(item, "discuss", by=by)
    return len(rows)


@action
def drop_item(item, *, reason, version, by):
    """It is not pursued, with a reason that stands with it."""
    reason = need_reason(reason)
    item = _decided_by(item, by=by)
    same_version(item, version)
    return _step(item, "drop", by=by, reason=reason, state_reason=reason)


@action
def carry_item(item, *, by):
    """It goes to the end of the agenda of the next meeting, or waits where none is planned yet.

    Returns the item there, or None. WrongState when that meeting moved on meanwhile or its agenda is full.
    """
    target = next_meeting(item.meeting, by)
    if target is None:
        _step(_decided_by(item, by=by), "carry", by=by)
        return None
    # Both in one order, so that two who carry between them do not wait for each other.
    rows = Meeting.objects.select_for_update(no_key=True).filter(pk__in=[item.meeting_id, target.pk]).order_by("pk")
    rows = {row.pk: row for row in rows}
    target = _ahead(rows[target.pk])
    authorise(by, Permission.EDIT_MEETING, target)
    item = _decided_by(item, by=by)
    workflow.begins(item, "carry")
    there = AgendaItem.objects.filter(carried_from=item).first()
    if there is not None:
        # Taken up by another meeting while its own was annulled.
        _step(item, "carry", by=by)
        return there
    return _carried(item, target, by=by)


@action
def take_item(meeting, *, item, by):
    """An item that waits comes to the end of the agenda of this meeting. Returns it there.

    WrongState when it waits no more, or waits for a meeting of another CBM.
    """
    meeting = _ahead(locked_meeting(meeting, by=by))
    row = AgendaItem.objects.select_for_update(no_key=True, of=("self",)).filter(pk=item.pk).first()
    if row is None or not items_for(meeting).filter(pk=row.pk).exists():
        raise WrongState(_("This item does not wait for this meeting any more. Reload the page to see what does."))
    return _carried(row, meeting, by=by)


@action
def reconsider_item(item, *, by):
    """Nothing is said of it any more; what stands on another agenda already is removed there first."""
    item = _decided_by(item, by=by)
    if AgendaItem.objects.filter(carried_from=item).exists():
        raise WrongState(_("This item stands on the agenda of a later meeting already. Remove it there first."))
    return _step(item, "reconsider", by=by, state_reason="")


def _decided_by(item, *, by):
    """The stored item, locked with its meeting, which was held and is not closed."""
    return locked_item(item, _decidable(locked_meeting(item.meeting, by=by)))


def _decidable(meeting):
    if not is_decided_now(meeting):
        raise WrongState(_("What became of an item is said once the meeting is recorded as held."))
    return meeting


def _ahead(meeting):
    if writable(meeting).state not in AHEAD:
        raise WrongState(_("That meeting is not ahead any more. Reload the page to see which one is next."))
    return meeting


def _step(item, name, *, by, reason="", **columns):
    before = snapshot(item)
    item = workflow.move(item, name, **columns)
    record(f"agenda.{name}", item, by=by, before=before, reason=reason)
    return item


def _carried(item, target, *, by):
    try:
        return carry_on(item, target, by=by)
    except ValidationError as error:
        raise WrongState(
            _("The agenda of the next meeting cannot take it: %(why)s") % {"why": " ".join(error.messages)}
        ) from None


def carry_on(item, target, *, by):
    """Append what a locked item says to the agenda of `target`, locked too; its paper stays with its own meeting.

    Called by actions. ValidationError at title when that agenda is full.
    """
    # What was brought to a meeting of which nothing stands goes on too; its row there stays as it is.
    if item.state == AgendaItem.State.OPEN and item.meeting.state not in NOWHERE:
        item = _step(item, "carry", by=by)
    going_on = AgendaItem(
        title=item.title, text=item.text, minutes=item.minutes, lead_id=item.lead_id, carried_from=item
    )
    return append(target, going_on, by=by, event="agenda.carried")
