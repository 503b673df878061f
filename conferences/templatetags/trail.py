"""Actions and the trail on other pages: a commitment's, a CBM's, a meeting's, a stakeholder's, the home page."""

from django import template

from conferences.action_reading import due_html

register = template.Library()


@register.simple_tag(takes_context=True)
def due_of(context, action):
    """{% due_of action %}: its day in both calendars, its month, or that it is ongoing."""
    return due_html(context, action)
