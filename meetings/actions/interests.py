"""Expressions of interest: proposed by a delegation, brought to a meeting, then a role, declined or withdrawn."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cbms.actions.roles import check_version, lock
from cbms.actions.standing import standing_on
from cbms.models import FocalPoint, Standing
from cbms.role_rules import name_of
from hoaip import workflow
from hoaip.action import action, authorise, need_reason
from hoaip.audit import record, snapshot
from hoaip.events import retell, tell
from hoaip.models import Delegate
from hoaip.permissions import Permission
from hoaip.post import queue
from meetings.interests import check_wish, meetings_for
from meetings.models import HAPPENED, Interest


@action
def propose_role(cbm, *, stakeholder, role, why, today, by):
    """A delegate proposes a role for the own state or organization in a CBM; returns the Interest.

    - refused at its field: a role the stakeholder cannot hold, the one it holds, a second open interest;
    - the focal points of that day are mailed once; nobody's rights change.
    """
    interest = Interest(
        cbm=cbm,
        stakeholder=stakeholder,
        stakeholder_kind=stakeholder.kind,
        role=role,
        why=why.strip(),
        proposed_by=by,
        proposed_on=today,
    )
    authorise(by, Permission.PROPOSE_ROLE, stakeholder)
    lock(cbm)
    check_wish(cbm, stakeholder=stakeholder, role=role, day=today)
    if standing_on(cbm, today) == Standing.State.CONCLUDED:
        raise ValidationError({"cbm": _("The work of %(cbm)s is concluded.") % {"cbm": name_of(cbm)}})
    if Interest.objects.still_open().filter(cbm=cbm, stakeholder=stakeholder).exists():
        raise ValidationError(
            {"cbm": _("An expression of interest in this CBM is open already. Withdraw that one first.")}
        )
    interest.full_clean()
    interest.save()
    points = FocalPoint.objects.as_of(today).filter(cbm=cbm, user__is_active=True).select_related("user")
    queue(
        "interest_proposed",
        to=[point.user for point in points],
        key=f"interest:{interest.uid}:proposed",
        context={"interest": interest, "cbm": cbm, "stakeholder": stakeholder},
        about=interest,
    )
    tell("interest.propose", interest, on=today, **telling_of(interest))
    record("interest.propose", interest, by=by)
    return interest


@action
def bring_interest(interest, *, meeting, version=None, by):
    """The interest goes before a meeting of its CBM, or before another one than said before.

    `meeting` is one this person may know of, planned or held; ValidationError at meeting otherwise.
    """
    authorise(by, Permission.BRING_INTEREST, interest)
    row = locked(interest, version)
    workflow.begins(row, "bring")
    if not meetings_for(row.cbm, by).filter(pk=meeting.pk).exists():
        raise ValidationError({"meeting": _("Choose a planned or held RTGM of this CBM.")})
    before = snapshot(row)
    row = workflow.move(row, "bring", meeting=meeting)
    retell("interest.bring", row, on=meeting.starts_on, **telling_of(row, meeting=str(meeting.uid)))
    record("interest.bring", row, by=by, before=before)
    return row


@action
def decide_interest(interest, *, assignment, meeting, reason, today, by):
    """The interest became the role `assignment`, by the meeting it was brought to. Called with the change of roles.

    - the role may be another one than the proposed, as the meeting decided;
    - ValidationError unless `meeting` is the one it was brought to and was held;
    - the delegation is mailed once. Rights follow the role's own days.
    """
    authorise(by, Permission.DECIDE_INTEREST, interest)
    row = locked(interest)
    workflow.begins(row, "decide")
    if (assignment.cbm_id, assignment.stakeholder_id) != (row.cbm_id, row.stakeholder_id):
        raise ValidationError(
            {"interest": _("The expression of interest is about another CBM or stakeholder. Open it again.")}
        )
    if meeting is None or meeting.pk != row.meeting_id:
        raise ValidationError({"deciding_meeting": _("Cite the meeting that the interest was brought to.")})
    if meeting.state not in HAPPENED:
        raise ValidationError(
            {"deciding_meeting": _("This meeting is not recorded as held: it has decided nothing yet.")}
        )
    before = snapshot(row)
    row = workflow.move(row, "decide", assignment=assignment, settled_on=today, settled_by=by)
    _mail_delegation("interest_decided", row, today=today)
    tell("interest.decide", row, on=today, **telling_of(row))
    record("interest.decide", row, by=by, before=before, reason=reason)
    return row


@action
def decline_interest(interest, *, reason, version=None, today, by):
    """The interest leads to no role, with a reason that the delegation reads; it is mailed once."""
    authorise(by, Permission.DECIDE_INTEREST, interest)
    reason = need_reason(reason)
    row = locked(interest, version)
    before = snapshot(row)
    row = workflow.move(row, "decline", state_reason=reason, settled_on=today, settled_by=by)
    _mail_delegation("interest_declined", row, today=today)
    tell("interest.decline", row, on=today, **telling_of(row))
    record("interest.decline", row, by=by, before=before, reason=reason)
    return row


@action
def withdraw_interest(interest, *, reason="", version=None, today, by):
    """The delegation takes its interest back; the row stays."""
    authorise(by, Permission.WITHDRAW_INTEREST, interest)
    row = locked(interest, version)
    before = snapshot(row)
    row = workflow.move(row, "withdraw", state_reason=reason.strip(), settled_on=today, settled_by=by)
    tell("interest.withdraw", row, on=today, **telling_of(row))
    record("interest.withdraw", row, by=by, before=before, reason=reason)
    return row


def telling_of(interest, **more):
    """What is told of an interest, to those who may know of it: on its CBM and its stakeholder."""
    return {
        "anchors": [interest.cbm, interest.stakeholder],
        "cbm": interest.cbm.code,
        "stakeholder": interest.stakeholder.slug,
        "role": str(interest.role),
        **more,
    }


def locked(interest, version=None):
    """The stored row, locked until commit. Stale when it was opened in another version."""
    rows = Interest.objects.select_for_update(no_key=True, of=("self",))
    row = rows.select_related("cbm__process", "stakeholder").get(pk=interest.pk)
    check_version(row, version)
    return row


def _mail_delegation(template, interest, *, today):
    delegates = Delegate.objects.as_of(today).filter(stakeholder=interest.stakeholder, user__is_active=True)
    queue(
        template,
        to=[row.user for row in delegates.select_related("user")],
        key=f"interest:{interest.uid}:{interest.state}",
        context={"interest": interest, "cbm": interest.cbm, "stakeholder": interest.stakeholder},
        about=interest,
    )
