"""Roles in CBMs as panels on the pages of stakeholders and on the home page. Each tag says how many queries it asks."""

from django import template

register = template.Library()


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
