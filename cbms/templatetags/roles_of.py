"""Roles in CBMs as panels on the pages of stakeholders and on the home page. Each tag says how many queries it asks."""

from collections import Counter

from django import template

from cbms.models import RoleAssignment
from hoaip.templatetags.ui import number

register = template.Library()


@register.simple_tag
def role_counts(as_of):
    """{% role_counts as_of as roles %}: {stakeholder id: roles on that day}. One query."""
    return Counter(RoleAssignment.objects.as_of(as_of).values_list("stakeholder_id", flat=True))


@register.simple_tag
def count_of(counts, key):
    """{% count_of roles stakeholder.pk %}: a count as the page writes it; nothing for none."""
    return number(counts[key]) if counts.get(key) else ""


@register.inclusion_tag("cbms/_roles_of.html", takes_context=True)
def roles_of(context, stakeholder, as_of):
    """{% roles_of stakeholder as_of %}: its roles on that day, and those of other days. One query."""
    roles = list(stakeholder.cbm_roles.select_related("cbm").order_by("cbm__position", "from_on"))
    return {
        "request": context.get("request"),
        "current": [role for role in roles if role.covers(as_of)],
        "others": [role for role in roles if not role.covers(as_of)],
        "roles": roles,
    }
