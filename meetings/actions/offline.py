"""A form that was filled in without a connection is written: once, by the same actions as the form of the browser."""

from django.utils import timezone
from django.utils.translation import gettext as _

from hoaip.action import action, authorise
from hoaip.audit import record, snapshot
from hoaip.errors import WrongState
from hoaip.permissions import Permission
from meetings.actions.log import edit_meeting, lock_cbms, log_meeting
from meetings.models import Meeting, OfflineForm


class LoggedAlready(WrongState):
    """The form was written before. `row` is the OfflineForm."""

    def __init__(self, row):
        super().__init__(_("This form was logged already. It makes no second meeting."))
        self.row = row


@action
def log_from_form(process, *, form, content_hash, details, by, today, held=False, another=False, uid=None):
    """`log_meeting` of what a form says that was given out for a CBM; `form` is its identity. Returns the meeting.

    - raises LoggedAlready when the form became a meeting before, whoever sent it and whatever it said then;
    - of two at once the second waits for the first: the CBM is locked before it is asked.
    """
    authorise(by, Permission.PLAN_MEETING, every=details.cbms)
    lock_cbms(details.cbms)
    _refuse_logged(form)
    meeting = log_meeting(process, details=details, by=by, today=today, held=held, another=another, uid=uid)
    return _keep(form, content_hash, meeting, by=by)


@action
def complete_from_form(
    meeting, *, form, content_hash, details, by, today, version, hold_it=False, another=False, reason=""
):
    """`edit_meeting` by what a form says that was given out for a meeting ahead; `hold_it` records it as held.

    LoggedAlready as above; WrongState once the meeting is ahead no more: then it is edited on its own page.
    """
    locked = Meeting.objects.select_for_update(no_key=True).get(pk=meeting.pk)
    authorise(by, Permission.EDIT_MEETING, locked)
    _refuse_logged(form)
    refuse_not_ahead(locked)
    meeting = edit_meeting(
        locked,
        details=details,
        by=by,
        today=today,
        version=version,
        hold_it=hold_it,
        another=another,
        reason=reason,
    )
    return _keep(form, content_hash, meeting, by=by)


def refuse_not_ahead(meeting):
    """WrongState unless the meeting is planned or invited: a form is filled in for one that is ahead."""
    if meeting.state not in ("planned", "invited"):
        raise WrongState(
            _("This meeting is %(state)s by now. What the form says is not written; edit the meeting on its own page.")
            % {"state": meeting.get_state_display()}
        )


def _refuse_logged(form):
    row = OfflineForm.objects.filter(form=form).select_related("meeting", "by").first()
    if row is not None:
        raise LoggedAlready(row)


def _keep(form, content_hash, meeting, *, by):
    OfflineForm.objects.create(form=form, meeting=meeting, content_hash=content_hash, by=by, at=timezone.now())
    extra = {"form": [None, str(form)], "content_hash": [None, content_hash]}
    record("meeting.from_form", meeting, by=by, before=snapshot(meeting), extra=extra)
    return meeting
