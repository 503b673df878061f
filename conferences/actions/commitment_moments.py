"""A commitment is published at a moment that is fixed before (ADR 21)."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from conferences.actions.commitments import authorise_keeping, check_open, check_rung, locked, tell_as_it_is
from conferences.commitments.sources import source_of
from conferences.events import tell_publishing
from hoaip.action import action, need_reason
from hoaip.audit import record, snapshot
from hoaip.embargo import refuse_moment
from hoaip.errors import WrongState
from hoaip.ladder import Rung


@action
def schedule_commitment(commitment, *, at, reason="", version=None, by):
    """From the instant `at` everybody sees a commitment, though nothing runs then; until then who sees it now does.

    - never wider than its source is by now; a moment that was fixed before is moved, with a reason;
    - `at` lies ahead, at most two years; ValidationError at day.
    """
    row = locked(commitment, version=version)
    authorise_keeping(by, row.process, tuple(row.cbms.all()))
    check_schedulable(row)
    check_source(row)
    refuse_moment(at, timezone.now())
    if row.public_from == at:
        raise ValidationError({"day": _("That is the moment that is fixed already.")})
    if row.public_from is not None:
        reason = need_reason(reason, _("Say why the moment is moved: it stands in the history."))
    _set_moment(row, at, "commitment.schedule", reason=reason.strip(), by=by)
    return row


@action
def unschedule_commitment(commitment, *, reason, version=None, by):
    """Withdraw the moment before it comes: who sees the commitment now goes on to, and nobody else will."""
    row = locked(commitment, version=version)
    authorise_keeping(by, row.process, tuple(row.cbms.all()))
    check_scheduled(row)
    _set_moment(row, None, "commitment.unschedule", reason=need_reason(reason), by=by)
    return row


def check_schedulable(row):
    """WrongState for a draft, for what is closed, and for what everybody sees."""
    check_open(row)
    if row.state == "draft":
        raise WrongState(_("A draft is not published at a moment: register it first."))
    if row.rung == Rung.PUBLIC:
        raise WrongState(_("Everybody sees this commitment already. Change who can see it, then fix a moment."))


def check_source(row):
    """ValidationError where its source is known to fewer people than everybody."""
    try:
        check_rung(source_of(row)[1], Rung.PUBLIC)
    except ValidationError as error:
        raise ValidationError(error.messages) from None


def check_scheduled(row):
    """WrongState for one without a moment ahead."""
    if row.public_from is None:
        raise WrongState(_("No moment is fixed for this commitment. Reload the page."))
    if not row.is_scheduled:
        raise WrongState(_("That moment has come: everybody sees this commitment. Change who can see it instead."))


def _set_moment(row, at, name, *, reason, by):
    before = snapshot(row)
    row.public_from = at
    row.version += 1
    row.save(update_fields=["public_from", "version", "changed_at"])
    tell_publishing(row)
    tell_as_it_is(row)
    record(name, row, by=by, before=before, reason=reason)
