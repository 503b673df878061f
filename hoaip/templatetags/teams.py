"""What waits for an administrator about the accounts of delegations: two lines at most, however many delegations."""

from django import template

from hoaip.accounts.teams import unmanaged, wanted
from hoaip.attention import Task
from hoaip.decorators import reader
from hoaip.grants import can
from hoaip.permissions import Permission
from hoaip.templatetags.ui import request_of

register = template.Library()


@register.simple_tag(takes_context=True)
def attention_of_delegations(context):
    """{% attention_of_delegations as delegations %}: one task for those without a manager, one for invitations to be
    decided on; for the administrator alone. Two queries."""
    request = request_of(context)
    if not can(reader(request), Permission.MANAGE_ACCOUNTS):
        return []
    found = (
        ("hoaip/_attention_wanted.html", wanted().count()),
        ("hoaip/_attention_delegations.html", unmanaged(request.today).count()),
    )
    return [Task(template_name, {"waiting": number}) for template_name, number in found if number]


@register.inclusion_tag("hoaip/_unmanaged.html")
def unmanaged_report(today):
    """{% unmanaged_report request.today %}: the line of the gap report about delegations. One query."""
    return {"number": unmanaged(today).count()}
