"""A specific measure on its way: an idea, proposed, discussed at a meeting, adopted by one, or declined."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from conferences.events import tell_measure
from conferences.models import MeasureProposal
from hoaip import workflow
from hoaip.action import action, authorise, need_reason
from hoaip.audit import record, snapshot
from hoaip.errors import WrongState, same_version
from hoaip.events import amend
from hoaip.permissions import Permission
from meetings.models import HAPPENED, Meeting

# As long as nobody has settled it, its words may change.
OPEN = (MeasureProposal.State.IDEA, MeasureProposal.State.PROPOSED, MeasureProposal.State.DISCUSSED)


@action
def add_measure(cbm, *, process, by, **fields):
    """An idea for a measure of a CBM, brought in a process. Returns the MeasureProposal.

    `fields`: title, summary, proposed_by, initiative, source, source_note. `by` may carry measures of that CBM.
    """
    row = MeasureProposal(cbm=cbm, process=process, **fields)
    authorise(by, Permission.CARRY_MEASURE, row)
    row.full_clean()
    row.save(force_insert=True)
    record("measure.add", row, by=by)
    return row


@action
def change_measure(measure, *, version, reason, by, **fields):
    """Correct the words of a measure that is not settled yet; its CBM and process stay. Stale when saved since."""
    row = _locked(measure, Permission.CARRY_MEASURE, version=version, by=by)
    need_reason(reason)
    if row.state not in OPEN:
        raise WrongState(
            _("This measure is %(state)s: its words stay as they are.") % {"state": row.get_state_display()}
        )
    before = snapshot(row)
    for name, value in fields.items():
        setattr(row, name, value)
    row.version += 1
    row.full_clean()
    row.save()
    amend(row, title=row.title)
    record("measure.change", row, by=by, before=before, reason=reason)
    return row


@action
def propose_measure(measure, *, today, version, by):
    """An idea becomes a proposal: the delegates of its process see it from now on."""
    row = _locked(measure, Permission.CARRY_MEASURE, version=version, by=by)
    return _move(row, "propose", on=today, by=by)


@action
def discuss_measure(measure, *, meeting, version, by):
    """A meeting that was held discussed the proposal."""
    row = _locked(measure, Permission.CARRY_MEASURE, version=version, by=by)
    workflow.begins(row, "discuss")
    _check_meeting(meeting, by=by)
    return _move(row, "discuss", on=meeting.ends_on, by=by, meeting=meeting)


@action
def adopt_measure(measure, *, meeting, on, version, by):
    """A meeting adopted it on one of its days: everybody reads it from now on, on the page of its CBM too."""
    row = _locked(measure, Permission.ADOPT_MEASURE, version=version, by=by)
    workflow.begins(row, "adopt")
    _check_meeting(meeting, by=by)
    if on is None or not meeting.starts_on <= on <= meeting.ends_on:
        raise ValidationError({"on": _("A measure is adopted on a day of its meeting. Give one of its days.")})
    return _move(row, "adopt", on=on, by=by, meeting=meeting, settled_on=on)


@action
def decline_measure(measure, *, reason, today, version, by):
    """It is not pursued, with a reason; it may be taken up again."""
    reason = need_reason(reason)
    row = _locked(measure, Permission.CARRY_MEASURE, version=version, by=by)
    return _move(row, "decline", on=None, by=by, reason=reason, state_reason=reason, settled_on=today)


@action
def reopen_measure(measure, *, reason, version, by):
    """A declined measure is an idea once more; why it was declined stays in the history."""
    reason = need_reason(reason)
    row = _locked(measure, Permission.CARRY_MEASURE, version=version, by=by)
    return _move(row, "reopen", on=None, by=by, reason=reason, state_reason="", settled_on=None, meeting=None)


def _locked(measure, permission, *, version, by):
    row = MeasureProposal.objects.select_for_update(no_key=True, of=("self",)).get(pk=measure.pk)
    authorise(by, permission, row)
    same_version(row, version)
    return row


def _move(row, name, *, on, by, reason="", **columns):
    before = snapshot(row)
    row = workflow.move(row, name, **columns)
    if on is not None:
        tell_measure(row, name, on=on)
    record(f"measure.{name}", row, by=by, before=before, reason=reason)
    return row


def _check_meeting(meeting, *, by):
    """ValidationError unless it is a meeting that took place and that `by` may see."""
    if meeting is None or not Meeting.objects.visible_to(by).filter(pk=meeting.pk, state__in=HAPPENED).exists():
        raise ValidationError({"meeting": _("Choose a meeting that was held.")})
