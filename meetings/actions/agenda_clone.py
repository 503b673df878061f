"""Planning the next meeting like an earlier one: a new date, its agenda and the open actions as items, nothing else."""

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from hoaip.action import action
from hoaip.errors import WrongState
from hoaip.grants import can
from hoaip.permissions import Permission
from meetings.actions.agenda import append
from meetings.actions.agenda_decisions import carry_on
from meetings.actions.details import MeetingDetails
from meetings.actions.log import log_meeting
from meetings.agenda import is_decided_now
from meetings.models import AgendaItem, Meeting


@action
def plan_like(source, *, period, with_agenda=True, with_actions=True, another=False, by, today, uid=None):
    """Plan a meeting of the same type and CBMs for a `period` (first, last, precision). Returns it.

    - `with_agenda`: what its agenda had; of a meeting that was held what is undecided or waits is carried over, what
      was dropped or stands on a later agenda already stays behind;
    - `with_actions`: the open actions of its CBMs, as far as every reader of the agenda may know of them;
    - neither attendance nor record, outcomes, state, host or place come along;
    - raises what `log_meeting` raises, AlreadyRegistered too; ValidationError where that is more than an agenda holds.
    """
    patterns_next(source)
    first, last, precision = period
    cbms = tuple(pair.cbm for pair in source.pairs.select_related("cbm__process").order_by("pk"))
    details = MeetingDetails(cbms=cbms, type=source.type, starts_on=first, ends_on=last, date_precision=precision)
    meeting = log_meeting(source.process, details=details, by=by, today=today, another=another, uid=uid)
    if with_agenda:
        _bring_agenda(source, meeting, by=by)
    if with_actions:
        for each in suggestions(source, by):
            append(meeting, AgendaItem(title=each.title, text=each.text, lead=each.lead), by=by)
    return meeting


def patterns_next(source):
    """WrongState when the next one is not planned like this: it was annulled, or is a ministerial conference."""
    if source.state == "annulled":
        raise WrongState(_("This meeting was annulled. Plan the next one like a meeting that took place."))
    if source.type == Meeting.Type.MC:
        raise WrongState(_("A ministerial conference is planned by itself. Enter it as a new meeting."))


def suggestions(source, person):
    """What the floors above suggest for the agenda of a meeting that is planned like `source`."""
    return import_string(settings.OPEN_WORK)(source, user=person)


def comes_along(source):
    """The items of an agenda that come along to the next one."""
    rows = AgendaItem.objects.filter(meeting=source, carried_to__isnull=True).exclude(state="dropped")
    return rows.select_related("lead").order_by("position")


def _bring_agenda(source, meeting, *, by):
    source = Meeting.objects.select_for_update(no_key=True).get(pk=source.pk)
    carries = is_decided_now(source) and can(by, Permission.EDIT_MEETING, source)
    for item in comes_along(source):
        item.meeting = source
        if item.state == AgendaItem.State.CARRIED or (carries and item.state == AgendaItem.State.OPEN):
            carry_on(item, meeting, by=by)
        else:
            append(meeting, AgendaItem(title=item.title, text=item.text, minutes=item.minutes, lead=item.lead), by=by)
