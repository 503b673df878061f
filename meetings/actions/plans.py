"""What a body did with an Implementation Plan, cited with the meeting at which it did: both in one transaction."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cbms.actions.adoptions import adopt_plan, record_event
from hoaip.action import action, authorise
from hoaip.audit import record, snapshot
from hoaip.events import stand_also
from hoaip.permissions import Permission
from meetings.models import HAPPENED, Meeting, PlanDecision

# Which body meets in a meeting of which type.
BODIES = {"rtgm": "rtg", "am": "am", "som": "som", "mc": "mc"}


@action
def record_event_by_meeting(plan, *, details, plan_version=None, meeting=None, by, today):
    """A body discussed or endorsed a plan, at `meeting` where that is known. Returns the PlanEvent."""
    authorise(by, Permission.RECORD_PLAN_EVENT, plan)
    check_meeting(meeting, details, by=by)
    event = record_event(plan, details=details, plan_version=plan_version, by=by, today=today)
    return cite(event, meeting, by=by)


@action
def adopt_plan_by_meeting(plan, *, details, signed=None, meeting=None, by, today, version=None):
    """A body adopted a plan, at `meeting` where that is known. Returns the PlanEvent."""
    authorise(by, Permission.ADOPT_PLAN, plan)
    check_meeting(meeting, details, by=by)
    event = adopt_plan(plan, details=details, signed=signed, by=by, today=today, version=version)
    return cite(event, meeting, by=by)


def check_meeting(meeting, details, *, by):
    """ValidationError unless this person may know of the meeting, it is of that body, was held, and on that day."""
    if meeting is None:
        return
    if not Meeting.objects.visible_to(by).filter(pk=meeting.pk).exists():
        raise ValidationError({"meeting": _("There is no such meeting in the register.")})
    if BODIES.get(meeting.type) != details.body:
        raise ValidationError({"meeting": _("That is not a meeting of this body.")})
    if meeting.state not in HAPPENED:
        raise ValidationError({"meeting": _("This meeting is not recorded as held: it has decided nothing yet.")})
    if not meeting.starts_on <= details.on <= meeting.ends_on:
        raise ValidationError({"on": _("The meeting was not in session on that day.")})


def cite(event, meeting, *, by):
    if meeting is None:
        return event
    PlanDecision.objects.create(event=event, meeting=meeting)
    stand_also(f"plan.{event.kind}", event, meeting)
    record("plan.cite", event, by=by, before=snapshot(event), extra={"decided_by_meeting": [None, str(meeting.uid)]})
    return event
