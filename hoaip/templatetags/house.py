"""What an administrator has to know at once, on the pages where administrators begin."""

from django import template
from django.utils import timezone

from hoaip.grants import can
from hoaip.monitor.state import alarms
from hoaip.permissions import Permission
from hoaip.reader import made_each_time, person_of

register = template.Library()


@register.inclusion_tag("hoaip/_alarms.html", takes_context=True)
def house_alarms(context, jobs_are_here=False):
    """{% house_alarms %}: beat silent for 26 hours, mail that does not go out. Nothing for whoever may not see it.

    `jobs_are_here=True` on the page of the jobs itself, which needs no way to them.
    """
    person = person_of(context.get("request"))
    if person is None or not can(person, Permission.WATCH_HOUSE):
        return {}
    made_each_time(context["request"])
    return alarms(timezone.now()) | {"jobs_are_here": jobs_are_here}
