"""Writing the agenda of a meeting: an item added, changed, moved, taken off. The meeting's own row is never written."""

from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db.models import F, Max
from django.utils.translation import gettext as _

from hoaip.action import action, authorise
from hoaip.audit import record, snapshot
from hoaip.calendar import digits
from hoaip.errors import WrongState, same_version
from hoaip.language import page_language
from hoaip.permissions import Permission
from meetings.agenda import REMOVED, WRITTEN
from meetings.models import AgendaItem, Meeting

# Nobody gets through more in the longest meeting.
MOST_ITEMS = 60


@action
def add_item(meeting, *, title, text="", minutes=None, lead=None, document=None, by, uid=None):
    """A new item at the end of the agenda. Returns it.

    ValidationError at its field, or at title when the agenda is full; WrongState once the agenda is not written any
    more.
    """
    meeting = locked_meeting(meeting, by=by)
    item = AgendaItem(uid=uid or uuid4(), title=title.strip(), text=text.strip(), minutes=minutes, lead=lead)
    item.document = document
    return append(meeting, item, by=by)


@action
def edit_item(item, *, title, text="", minutes=None, lead=None, document=None, version, by):
    """Change what an open item says. Stale when somebody saved since `version`; one that is decided stays as it is."""
    meeting = locked_meeting(item.meeting, by=by)
    item = locked_item(item, meeting)
    same_version(item, version)
    refuse_decided(item)
    before = snapshot(item)
    item.title, item.text, item.minutes = title.strip(), text.strip(), minutes
    item.lead, item.document = lead, document
    _save(item)
    record("agenda.edit", item, by=by, before=before)
    return item


@action
def move_item(item, *, to, by):
    """To one place "up" or "down", or to the place `to` counted from 1; beyond either end it goes as far as it can."""
    meeting = locked_meeting(item.meeting, by=by)
    item = locked_item(item, meeting)
    rows, here = AgendaItem.objects.filter(meeting=meeting), item.position
    wanted = {"up": here - 1, "down": here + 1}.get(to, to)
    place = max(1, min(wanted, rows.count()))
    if place == here:
        return item
    before = snapshot(item)
    # Those between make room; whoever has one of them open for editing has lost nothing by it: versions stay.
    if place < here:
        rows.filter(position__gte=place, position__lt=here).update(position=F("position") + 1)
    else:
        rows.filter(position__gt=here, position__lte=place).update(position=F("position") - 1)
    rows.filter(pk=item.pk).update(position=place)
    item.position = place
    record("agenda.move", item, by=by, before=before)
    return item


@action
def remove_item(item, *, version, by):
    """Take an item off an agenda before the meeting; later it is dropped with a reason. What was carried here waits.

    WrongState once the meeting was held, and while outcomes are said to have come of it: nobody loses what was written
    down by clearing an agenda.
    """
    meeting = locked_meeting(item.meeting, by=by)
    item = locked_item(item, meeting)
    if meeting.state not in REMOVED:
        raise WrongState(
            _("This meeting was held: an item of its agenda is not removed any more. Drop it with a reason instead.")
        )
    same_version(item, version)
    refuse_decided(item)
    refuse_with_outcomes(item)
    before = snapshot(item)
    place = item.position
    AgendaItem.objects.filter(pk=item.pk).delete()
    AgendaItem.objects.filter(meeting=meeting, position__gt=place).update(position=F("position") - 1)
    record("agenda.remove", item, by=by, before=before, extra={"title": [item.title, None]})
    return meeting


def locked_meeting(meeting, *, by):
    """The meeting, locked until commit, the right asked; WrongState once its agenda is not written any more."""
    row = Meeting.objects.select_for_update(no_key=True).get(pk=meeting.pk)
    authorise(by, Permission.EDIT_MEETING, row)
    return writable(row)


def writable(meeting):
    """The meeting; WrongState once its agenda is not written any more."""
    if meeting.state not in WRITTEN:
        raise WrongState(
            _("This meeting is %(state)s and its agenda is not edited any more. Ministry staff can reopen it.")
            % {"state": meeting.get_state_display()}
        )
    return meeting


def locked_item(item, meeting):
    """The stored item, locked, with its meeting; WrongState when somebody took it off meanwhile."""
    row = AgendaItem.objects.select_for_update(no_key=True).filter(pk=item.pk, meeting=meeting).first()
    if row is None:
        raise WrongState(_("Somebody took this item off the agenda. Reload the page to see what is on it."))
    row.meeting = meeting
    return row


def refuse_decided(item):
    if item.state != AgendaItem.State.OPEN:
        raise WrongState(
            _("This item is %(state)s and stays as it is. Decide it anew first.") % {"state": item.get_state_display()}
        )


def refuse_with_outcomes(item):
    if item.outcomes.exists():
        raise WrongState(
            _(
                "Outcomes are written down as having come of this item. Say on the form of the meeting that they came "
                "of another item or of none, then remove it."
            )
        )


def append(meeting, item, *, by, event="agenda.add"):
    """Store a new item at the end of the agenda of a meeting that is locked. Returns it."""
    stands = AgendaItem.objects.filter(meeting=meeting)
    last = stands.aggregate(Max("position"))["position__max"] or 0
    if last >= MOST_ITEMS:
        raise ValidationError(
            {
                "title": _("An agenda has at most %(most)s items. Join some of them.")
                % {"most": digits(MOST_ITEMS, page_language())}
            }
        )
    item.meeting, item.position = meeting, last + 1
    item.full_clean(exclude=["meeting", "lead", "document", "carried_from"])
    item.save(force_insert=True)
    record(event, item, by=by)
    return item


def _save(item):
    item.version += 1
    item.full_clean(exclude=["meeting", "lead", "document", "carried_from"])
    item.save()
