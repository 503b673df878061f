"""Hints beside the day of a meeting: it is a holiday, or the weekend, of the host or of a lead. They stop nobody."""

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
from meetings.models import Meeting

register = template.Library()

BEFORE_IT = ("planned", "invited", "postponed")
MOST = 6


@register.inclusion_tag("meetings/_rest_days.html", takes_context=True)
def rest_days_of(context, meeting, pairs):
    """{% rest_days_of meeting pairs %}: for who may edit a meeting ahead and known to the day. One query."""
    request = request_of(context)
    person = person_of(request)
    is_ahead = meeting.state in BEFORE_IT and meeting.date_precision == Meeting.Precision.DAY
    if not is_ahead or person is None or not can(person, Permission.EDIT_MEETING, meeting):
        return {"days": []}
    cbms = [pair.cbm for pair in pairs]
    return {"request": request, **hints(meeting.starts_on, meeting.ends_on, cbms, Q(pk=meeting.host_id))}


@register.inclusion_tag("meetings/_rest_days.html", takes_context=True)
def rest_days_in(context, form, cbms):
    """{% rest_days_in form cbms %}: the same for the day and host in the logging form. One query, or none."""
    request = request_of(context)
    value = {name: str(form[name].value() or "") for name in ("date_precision", "starts_on", "ends_on", "host")}
    if value["date_precision"] not in ("", "day") or not value["starts_on"]:
        return {"days": []}
    try:
        first, last = parse_period(value["starts_on"], "day")
        last = parse_period(value["ends_on"], "day")[1] if value["ends_on"] else last
    except DayError:
        # Said at the field.
        return {"days": []}
    host = Q(slug=value["host"]) if value["host"] in form.stakeholders else Q(pk=None)
    return {"request": request, **hints(first, last, cbms, host)}


def hints(first, last, cbms, host):
    """{"days": [RestDay], "more": how many are left out} of the host (a Q) and of who leads these CBMs on that day."""
    leads = RoleAssignment.objects.as_of(first).filter(cbm__in=cbms, role__in=RoleAssignment.LEADING)
    found = rest_days(Country.objects.filter(host | Q(pk__in=leads.values("stakeholder"))), first, last)
    return {"days": found[:MOST], "more": max(0, len(found) - MOST)}
