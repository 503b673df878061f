"""When a commitment or an action is due."""

from django import template

from conferences.due import due_html
from hoaip.reader import calendar_of_reader
from hoaip.templatetags.ui import request_of

register = template.Library()


@register.simple_tag(takes_context=True)
def due_of(context, row):
    """{% due_of row %}: the day or month it is due in, in both calendars, or that it is ongoing."""
    return due_html(row, calendar_of_reader(request_of(context)))
