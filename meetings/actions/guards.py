"""What is asked before a meeting is written: is it in the register already, and may it be recorded as held."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hoaip.calendar import digits
from hoaip.errors import WrongState
from hoaip.grants import can
from hoaip.language import page_language
from hoaip.permissions import Permission
from meetings.models import AHEAD, HAPPENED, OF_THE_PROCESS, AgendaItem, Interest, Meeting, MeetingCbm


class AlreadyRegistered(ValidationError):
    """A question: a meeting of that CBM, type and day stands in the register. `meetings` are the ones found."""

    def __init__(self, message, meetings):
        super().__init__(message)
        self.meetings = meetings


def standing_in_register(details, *, by, apart_from=None):
    """Meetings of the same CBM (or of none) and type whose period touches the one given, that `by` may see."""
    found = (
        Meeting.objects.reachable_by(by)
        .filter(
            type=details.type,
            state__in=[*HAPPENED, *AHEAD, "postponed", "requested"],
            # A period is a year at most: the index need not go back further.
            starts_on__gte=details.starts_on - timedelta(days=366),
            starts_on__lte=details.ends_on,
            ends_on__gte=details.starts_on,
        )
        .prefetch_related("pairs__cbm")
        .order_by("starts_on", "pk")
    )
    if details.cbms:
        found = found.filter(pk__in=MeetingCbm.objects.filter(cbm__in=details.cbms).values("meeting"))
    else:
        found = found.filter(has_cbm=False)
    return list(found.exclude(pk=apart_from.pk) if apart_from else found)


def ask_whether_registered(details, *, by, apart_from=None):
    """Raise AlreadyRegistered when a meeting of the same CBM, type and day stands in the register."""
    found = standing_in_register(details, by=by, apart_from=apart_from)
    if found:
        raise AlreadyRegistered(_("A meeting of this kind on that day is already in the register."), found)


def refuse_body_of_process(type, process, *, by):
    """ValidationError at the type when it is a body of the process and `by` plans for CBMs alone (product rules 11)."""
    if type in OF_THE_PROCESS and not can(by, Permission.PLAN_MEETING, process):
        raise ValidationError(
            {
                "type": _(
                    "A %(type)s is a body of the whole process, not of a CBM: ministry staff plan it. Choose RTGM, "
                    "expert meeting or other meeting, or ask them."
                )
                % {"type": Meeting.Type(type).label}
            }
        )


def may_be_invited(details):
    """ValidationErrors, by field, of a meeting that cannot invite yet; {} when it can (product rules 7.1)."""
    problems = {}
    if details.date_precision != "day":
        problems["date_precision"] = _("An invitation names the day. Give the day first, then invite.")
    if details.host is None and details.mode != "online":
        problems["host"] = _("An invitation names the host, or says that the meeting is held online.")
    return problems


def may_be_held(details, *, today, to_the_day=True):
    """ValidationErrors, by field, of a meeting that cannot be recorded as held; {} when it can.

    Guard of product rules 7.1: its last day is over (today counts), and it is known to the day. That a lead or the
    host came is asked by `somebody_leading_came`.
    """
    problems = {}
    if to_the_day and details.date_precision != "day":
        problems["date_precision"] = _(
            "A held meeting has a day. Give the day, or save it as planned until the day is known."
        )
    if details.ends_on > today:
        problems["ends_on" if details.starts_on <= today else "starts_on"] = _(
            "It ends on %(day)s, which is still ahead. Save it as planned, and record it as held after that day."
        ) % {"day": details.ends_on.isoformat()}
    return problems


def somebody_leading_came(host, attendance):
    """Whether the host or a lead is present or remote. `attendance` is [(stakeholder id, capacity, answer)]."""
    return any(
        answer in ("present", "remote") and (capacity in ("lead", "co_lead") or (host and stakeholder_id == host.pk))
        for stakeholder_id, capacity, answer in attendance
    )


def refuse_unheld(details, *, today, to_the_day, attendance):
    """ValidationError by field when the meeting cannot be recorded as held. Ministry staff need not know the day."""
    problems = may_be_held(details, today=today, to_the_day=to_the_day)
    if problems:
        raise ValidationError(problems)
    if not somebody_leading_came(details.host, attendance):
        raise ValidationError({"host": nobody_leading()})


def nobody_leading():
    return _("Neither the host nor a lead is marked present or remote. Mark one, or save the meeting as planned.")


def refuse_to_leave(meeting, cbms):
    """ValidationError at cbm when the meeting leaves a CBM in which an expression of interest was brought to it."""
    brought = Interest.objects.filter(meeting=meeting).exclude(cbm__in=cbms).select_related("cbm").first()
    if brought is not None:
        raise ValidationError(
            {
                "cbm": _(
                    "An expression of interest in %(cbm)s was brought to this meeting. It stays a meeting of that CBM."
                )
                % {"cbm": brought.cbm.short}
            }
        )


def refuse_frozen(meeting, is_frozen):
    """WrongState with the meeting's state when what is to be edited of it is frozen."""
    if is_frozen:
        raise WrongState(
            _("This meeting is %(state)s and is not edited any more. Ministry staff can reopen it.")
            % {"state": meeting.get_state_display()}
        )


def refuse_undecided(meeting):
    """ValidationError while nothing is said of some items of the agenda of a meeting that could be closed."""
    if meeting.state != "reported":
        return
    undecided = AgendaItem.objects.filter(meeting=meeting, state="open").count()
    if undecided:
        sentence = ngettext(
            "%(number)s item of the agenda is undecided. Say on the page of the agenda whether it was discussed, is "
            "carried over or is dropped; then close the meeting.",
            "%(number)s items of the agenda are undecided. Say on the page of the agenda whether each was discussed, "
            "is carried over or is dropped; then close the meeting.",
            undecided,
        )
        raise ValidationError(sentence % {"number": digits(undecided, page_language())})
