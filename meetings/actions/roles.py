"""A role in a CBM changes by the decision of a meeting: the low fact and the link to the high one, at once."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cbms.actions.roles import change_role, end_role
from hoaip.action import action, authorise
from hoaip.audit import record, snapshot
from hoaip.events import stand_also
from hoaip.permissions import Permission
from meetings.actions.interests import decide_interest
from meetings.models import Meeting, RoleDecision


@action
def change_role_by_decision(
    cbm,
    *,
    stakeholder,
    role,
    from_on,
    until_on=None,
    basis="",
    ending=(),
    meeting=None,
    interest=None,
    today=None,
    reason,
    by,
):
    """The roles in `ending` end on the day before `from_on`, the new one begins, and `meeting` is cited for all.

    One transaction, one audit group. `meeting` may be None. Returns the new RoleAssignment. With an `interest` that led
    to the role it is marked decided on the day `today`, and the meeting is the one it was brought to.
    """
    authorise(by, Permission.MANAGE_ROLES, cbm)
    check_meeting(meeting, by=by)
    assigned = change_role(
        cbm,
        stakeholder=stakeholder,
        role=role,
        from_on=from_on,
        until_on=until_on,
        basis=basis,
        ending=ending,
        reason=reason,
        by=by,
    )
    cite(assigned, meeting, ends_role=False, reason=reason, by=by)
    for old in ending:
        cite(old, meeting, ends_role=True, reason=reason, by=by)
    if interest is not None:
        decide_interest(interest, assignment=assigned, meeting=meeting, reason=reason, today=today, by=by)
    return assigned


@action
def end_role_by_decision(role, *, until_on, meeting=None, reason, version=None, by):
    """The role ends with the day `until_on`, and `meeting`, when given, is cited. Returns the RoleAssignment."""
    authorise(by, Permission.MANAGE_ROLES, role)
    check_meeting(meeting, by=by)
    ended = end_role(role, until_on=until_on, reason=reason, version=version, by=by)
    cite(ended, meeting, ends_role=True, reason=reason, by=by)
    return ended


def check_meeting(meeting, *, by):
    """ValidationError unless the meeting is one this person may know of: what one cannot see one cannot cite."""
    if meeting is not None and not Meeting.objects.visible_to(by).filter(pk=meeting.pk).exists():
        raise ValidationError({"deciding_meeting": _("There is no such meeting in the register.")})


def cite(role, meeting, *, ends_role, reason, by):
    """Record that the meeting decided the beginning or the end of the role; once, however often it is said."""
    if meeting is None:
        return
    _decision, is_new = RoleDecision.objects.get_or_create(role=role, meeting=meeting, ends_role=ends_role)
    if is_new:
        name = "ended_by_meeting" if ends_role else "decided_by_meeting"
        record("role.cite", role, by=by, before=snapshot(role), extra={name: [None, str(meeting.uid)]}, reason=reason)
        stand_also("role.end" if ends_role else "role.start", role, meeting)
