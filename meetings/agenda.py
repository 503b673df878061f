"""The agenda of a meeting as it is read: by whom, how long it takes, what waits for it, and which meeting is next."""

from dataclasses import dataclass
from typing import NamedTuple

from cbms.models import Cbm
from hoaip.grants import can, can_on_all, holdings, readers, roles_on
from hoaip.ladder import Rung
from hoaip.models import Document
from hoaip.permissions import MEMBERS, MINISTRY, Permission, Role
from meetings.models import AHEAD, HAPPENED, AgendaItem, Meeting, MeetingCbm
from meetings.names import with_pairs

# An agenda is written while the meeting is before it, and what became of its items once it was held.
WRITTEN = (*AHEAD, "postponed", "held", "reported", "requested", "rejected")
# Only then is an item taken off without a trace but the history's.
REMOVED = (*AHEAD, "postponed")
# A day of a meeting that is longer than that is worth a word.
LONGEST_DAY = 8 * 60
# Of the meetings ahead, how many are asked whether this person keeps their agenda.
NEXT_ASKED = 10


def may_read_agenda(user, meeting):
    """Whether this reader stands on the rung of the meeting's papers. No statement, but for focal points elsewhere."""
    return all(_may_read(each, meeting) for each in readers(user))


def _may_read(user, meeting):
    held = holdings(user)
    if not held:
        return False
    roles = roles_on(user, meeting.permission_anchors())
    if roles & MINISTRY:
        return True
    if meeting.papers_rung >= Rung.MEMBERS and roles & MEMBERS:
        return True
    if meeting.papers_rung >= Rung.PARTICIPANTS and Role.PARTICIPANT in roles:
        return True
    focal = held.ids("cbms.cbm", {Role.FOCAL_POINT})
    return bool(focal) and Cbm.objects.filter(pk__in=focal, process=meeting.process_id).exists()


class Suggestion(NamedTuple):
    """What a floor above suggests as an item: title, text, and the stakeholder that leads it, or None."""

    title: str
    text: str
    lead: object


@dataclass(frozen=True)
class Agenda:
    """The items of an agenda in their order, as one reader meets them."""

    items: tuple

    @property
    def minutes(self):
        """How long they take together, as far as they say."""
        return sum(item.minutes or 0 for item in self.items)

    @property
    def undecided(self):
        return [item for item in self.items if item.state == AgendaItem.State.OPEN]


def read_agenda(meeting, user):
    """The Agenda of a meeting, each item with who leads it, its `paper` and the meetings it `came_from` and `went_to`.

    Of papers and meetings those that this reader may know of. One statement, one more for papers and one for meetings
    where items name any.
    """
    rows = AgendaItem.objects.filter(meeting=meeting).order_by("position")
    rows = list(rows.select_related("lead", "carried_from", "carried_to"))
    named = {row.document_id for row in rows} - {None}
    papers = Document.objects.visible_to(user).filter(deleted_at__isnull=True).in_bulk(named) if named else {}
    around = {item.meeting_id for row in rows for item in (row.carried_from, later_of(row)) if item is not None}
    meetings = with_pairs(Meeting.objects.reachable_by(user)).in_bulk(around) if around else {}
    for row in rows:
        row.paper = papers.get(row.document_id)
        row.came_from = meetings.get(row.carried_from.meeting_id) if row.carried_from else None
        row.went_to = meetings.get(later_of(row).meeting_id) if later_of(row) else None
    return Agenda(tuple(rows))


def later_of(item):
    """The item that carries this one on, or None."""
    return getattr(item, "carried_to", None)


def is_overlong(meeting, minutes):
    """Whether so many minutes are more than the days of the meeting have, where the days are known."""
    days = (meeting.ends_on - meeting.starts_on).days + 1
    return meeting.date_precision == "day" and minutes > days * LONGEST_DAY


def next_meeting(meeting, user):
    """The meeting to which what was not discussed is carried, or None: the next RTGM of its CBMs that is planned.

    Of those whose agenda this person keeps. Without a CBM it is the next meeting of the same type.
    """
    rows = Meeting.objects.visible_to(user).filter(state__in=AHEAD, starts_on__gt=meeting.ends_on)
    rows = rows.filter(type="rtgm", pk__in=_beside(meeting)) if meeting.has_cbm else rows.filter(**_kin(meeting))
    rows = rows.select_related("process").prefetch_related("pairs__cbm").order_by("starts_on", "pk")
    return next((row for row in rows[:NEXT_ASKED] if can(user, Permission.EDIT_MEETING, row)), None)


def items_for(meeting):
    """The items of other meetings of the same CBMs that wait for a meeting; without a CBM those of the same type."""
    rows = AgendaItem.objects.waiting().exclude(meeting=meeting)
    if meeting.has_cbm:
        return rows.filter(meeting__in=_beside(meeting))
    return rows.filter(meeting__in=Meeting.objects.filter(**_kin(meeting)))


def may_plan_next(user, meeting):
    """Whether this person may plan a meeting of all of its CBMs, or of the process where it has none."""
    cbms = [pair.cbm for pair in meeting.pairs.all()]
    return can_on_all(user, Permission.PLAN_MEETING, cbms or [meeting.process])


def waiting_for(meeting, user):
    """`items_for` the meeting that this reader may read, oldest first, each with its own meeting, named.

    One statement, one more where anything waits.
    """
    rows = items_for(meeting).visible_to(user)
    rows = list(rows.order_by("meeting__starts_on", "meeting", "position"))
    meetings = with_pairs(Meeting.objects.all()).in_bulk({row.meeting_id for row in rows}) if rows else {}
    for row in rows:
        row.meeting = meetings[row.meeting_id]
    return rows


def _beside(meeting):
    """The meetings of the CBMs of a meeting, itself among them."""
    own = MeetingCbm.objects.filter(meeting=meeting).values("cbm")
    return MeetingCbm.objects.filter(cbm__in=own).values("meeting")


def _kin(meeting):
    return {"process": meeting.process_id, "type": meeting.type, "has_cbm": False}


def is_decided_now(meeting):
    """Whether it is said of each item what became of it: once the meeting was held, until it is closed."""
    return meeting.state in HAPPENED and meeting.state != "closed"
