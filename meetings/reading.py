"""Which parts of a meeting a reader may read (product rules 11). That it is at all says `visible_to`."""

from hoaip.grants import can, holdings, readers, roles_on
from hoaip.permissions import FRAME, MEMBERS, Permission, Role
from meetings.models import HAPPENED


def may_read_record(user, meeting):
    """Outcomes and record: before circulation the drafters, afterwards members and the stakeholders that came."""
    return all(_may_read_record(each, meeting) for each in readers(user))


def _may_read_record(user, meeting):
    if can(user, Permission.READ_DRAFT, meeting):
        return True
    if meeting.state not in ("reported", "closed"):
        return False
    return can(user, Permission.READ_CIRCULATED, meeting) or _came(user, meeting)


def may_read_attendance(user, meeting):
    """Before it is held, members; once held, everybody reads which states and organizations came."""
    if meeting.state in HAPPENED:
        return True
    return can(user, Permission.READ_CIRCULATED, meeting)


def may_see_persons(user, meeting):
    """Who led a delegation: members of the meeting's CBMs, the ministry and the administrator."""
    return bool(roles_on(user, meeting.permission_anchors()) & (FRAME | MEMBERS))


def reads_internal_words(user):
    """Whether internal labels and notes are shown: the ministry and the administrator."""
    return can(user, Permission.VIEW_BOARD)


def is_draft(meeting):
    """The record was not circulated yet."""
    return meeting.state not in ("reported", "closed")


def _came(user, meeting):
    speaks_for = holdings(user).ids("hoaip.stakeholder", {Role.DELEGATE})
    return (
        bool(speaks_for)
        and meeting.attendance.filter(stakeholder__in=speaks_for, answer__in=("present", "remote")).exists()
    )
