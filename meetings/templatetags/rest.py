"""Hints beside the day of a meeting: the host or a lead rests then, or is needed at another one. They stop nobody."""

from django import template
from django.db.models import Q

from cbms.models import RoleAssignment
from hoaip.calendar import DayError, parse_period
from hoaip.grants import can
from hoaip.holidays.days import rest_days
from hoaip.models import Country
from hoaip.permissions import Permission
from hoaip.reader import person_of
from hoaip.templatetags.ui import request_of
from meetings.calendar.clashes import LONGEST, near
from meetings.models import Meeting

register = template.Library()

BEFORE_IT = ("planned", "invited", "postponed", "requested", "rejected")
MOST = 6


@register.inclusion_tag("meetings/_rest_days.html", takes_context=True)
def rest_days_of(context, meeting, pairs):
    """{% rest_days_of meeting pairs %}: for who edits or approves a meeting ahead and known to the day. One query."""
    request = request_of(context)
    if not _plans(person_of(request), meeting):
        return {"days": []}
    cbms = [pair.cbm for pair in pairs]
    return {"request": request, **hints(meeting.starts_on, meeting.ends_on, cbms, Q(pk=meeting.host_id))}


@register.inclusion_tag("meetings/_rest_days.html", takes_context=True)
def rest_days_in(context, form, cbms):
    """{% rest_days_in form cbms %}: the same for the day and host in the logging form. One query, or none."""
    request, days = request_of(context), _days_typed(form)
    if days is None:
        return {"days": []}
    host = _host_typed(form)
    return {"request": request, **hints(*days, cbms, Q(pk=host))}


@register.inclusion_tag("meetings/_clashes.html", takes_context=True)
def clashes_of(context, meeting, pairs):
    """{% clashes_of meeting pairs %}: for who edits or approves a meeting ahead and known to the day. One query."""
    request = request_of(context)
    if not _plans(person_of(request), meeting):
        return {"meetings": []}
    about = {"type": meeting.type, "first": meeting.starts_on, "last": meeting.ends_on, "host": meeting.host_id}
    return _clashes(request, cbms=[pair.cbm_id for pair in pairs], apart_from=meeting, **about)


@register.inclusion_tag("meetings/_clashes.html", takes_context=True)
def clashes_in(context, form, cbms):
    """{% clashes_in form cbms %}: the same for the day and host in the logging form, while they are ahead. One query,
    or none.
    """
    request, days = request_of(context), _days_typed(form)
    if days is None or not request.today <= days[0] <= days[1] <= days[0] + LONGEST:
        return {"meetings": []}
    about = {"type": str(form["type"].value() or ""), "host": _host_typed(form), "apart_from": form.meeting}
    return _clashes(request, first=days[0], last=days[1], cbms=cbms, **about)


def _plans(person, meeting):
    if person is None or meeting.state not in BEFORE_IT or meeting.date_precision != Meeting.Precision.DAY:
        return False
    return can(person, Permission.EDIT_MEETING, meeting) or can(person, Permission.APPROVE_MEETING, meeting)


def _clashes(request, **about):
    found = list(near(person_of(request), **about)[: MOST + 1])
    return {"request": request, "meetings": found[:MOST], "has_more": len(found) > MOST}


def _days_typed(form):
    """(first, last) as they stand in the form, known to the day; None where they do not."""
    value = {name: str(form[name].value() or "") for name in ("date_precision", "starts_on", "ends_on")}
    if value["date_precision"] not in ("", "day") or not value["starts_on"]:
        return None
    try:
        first, last = parse_period(value["starts_on"], "day")
        return first, parse_period(value["ends_on"], "day")[1] if value["ends_on"] else last
    except DayError:
        # Said at the field.
        return None


def _host_typed(form):
    host = form.stakeholders.get(str(form["host"].value() or ""))
    return host.pk if host else None


def hints(first, last, cbms, host):
    """{"days": [RestDay], "more": how many are left out} of the host (a Q) and of who leads these CBMs on that day."""
    leads = RoleAssignment.objects.as_of(first).filter(cbm__in=cbms, role__in=RoleAssignment.LEADING)
    found = rest_days(Country.objects.filter(host | Q(pk__in=leads.values("stakeholder"))), first, last)
    return {"days": found[:MOST], "more": max(0, len(found) - MOST)}
