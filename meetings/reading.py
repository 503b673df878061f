"""Which parts of a meeting a reader may read (product rules 11). That it is at all says `visible_to`."""

from django.db.models import Q

from hoaip.grants import can, holdings, readers, roles_on
from hoaip.ladder import Rung
from hoaip.permissions import FRAME, MEMBERS, Permission, Role
from meetings.models import CIRCULATED, HAPPENED, Attendance, Invitee, Meeting
from meetings.models.record_reach import opened
from meetings.models.records import circulated_to, drafted_by, takes_part


def may_read_record(user, meeting):
    """Outcomes and record: before circulation the drafters, afterwards whom it is circulated to, or as it reaches."""
    return all(_may_read_record(each, meeting) for each in readers(user))


def _may_read_record(user, meeting):
    if meeting.record_rung_now == Rung.PUBLIC or can(user, Permission.READ_DRAFT, meeting):
        return True
    if meeting.state not in CIRCULATED:
        return False
    if meeting.record_rung >= Rung.PARTICIPANTS and Role.PARTICIPANT in holdings(user).on(meeting.process):
        return True
    return can(user, Permission.READ_CIRCULATED, meeting) or _came(user, meeting)


def readable_records(user):
    """`may_read_record` as a Q over meetings, for pages that show many."""
    found = Q()
    for each in readers(user):
        found &= _readable_by(holdings(each))
    return found


def _readable_by(held):
    everybodys = opened()
    if not held:
        return everybodys
    widely = Q(record_rung__gte=Rung.PARTICIPANTS) & takes_part(held)
    return everybodys | drafted_by(held) | widely | Q(state__in=CIRCULATED) & circulated_to(held)


def records_readable_by(user):
    """The meetings whose outcomes and record this reader may read, as a queryset."""
    return Meeting.objects.visible_to(user).filter(readable_records(user))


def may_read_attendance(user, meeting):
    """Before it is held, members; once held, everybody reads which states and organizations came."""
    if meeting.state in HAPPENED:
        return True
    return can(user, Permission.READ_CIRCULATED, meeting)


def may_see_persons(user, meeting):
    """Who led a delegation: members of the meeting's CBMs, the ministry and the administrator."""
    return bool(roles_on(user, meeting.permission_anchors()) & (FRAME | MEMBERS))


def may_join(user, meeting):
    """The way to join online: whoever may see persons, and delegates of those whose invitation stands."""
    if may_see_persons(user, meeting):
        return True
    own = holdings(user).ids("hoaip.stakeholder", {Role.DELEGATE})
    return bool(own) and Invitee.objects.standing().filter(meeting=meeting, stakeholder__in=own).exists()


def may_read_notes(user, meeting):
    """What states wrote beside their answers to an invitation, and all that they answered before: its ministry."""
    ministry = {Role.FOCAL_POINT, Role.REVIEWER, Role.DIRECTOR}
    anchors = meeting.permission_anchors()
    return all(any(holdings(each).on(anchor) & ministry for anchor in anchors) for each in readers(user))


def date_changes(user, meeting):
    """What its date had been, oldest first, `by` loaded: what it moved from before the public knew, members alone."""
    rows = list(meeting.date_changes.select_related("by").order_by("pk"))
    if not meeting.is_public or all(row.was_public for row in rows) or may_see_persons(user, meeting):
        return rows
    return [row for row in rows if row.was_public]


def reads_internal_words(user):
    """Whether internal labels and notes are shown: the ministry and the administrator."""
    return can(user, Permission.VIEW_BOARD)


def is_draft(meeting):
    """The record was not circulated yet."""
    return meeting.state not in CIRCULATED


def _came(user, meeting):
    speaks_for = holdings(user).ids("hoaip.stakeholder", {Role.DELEGATE})
    return (
        bool(speaks_for) and meeting.attendance.filter(stakeholder__in=speaks_for, answer__in=Attendance.CAME).exists()
    )
