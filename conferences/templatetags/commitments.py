"""Commitments on other pages: of a CBM, of a stakeholder, of a meeting; and what waits for a delegate or for staff."""

from django import template

from conferences.commitment_words import number_words
from conferences.due import due_html
from hoaip.language import localized
from hoaip.protocol import together
from hoaip.reader import calendar_of_reader
from hoaip.templatetags.ui import request_of

register = template.Library()


@register.simple_tag
def commitment_number(commitment):
    """{% commitment_number commitment %}: "No. 12", or that it is a draft."""
    return number_words(commitment)


@register.simple_tag(takes_context=True)
def due_of(context, row):
    """{% due_of commitment %}: the day or month it is due in, in both calendars, or that it is ongoing."""
    return due_html(row, calendar_of_reader(request_of(context)))


@register.simple_tag
def cbms_in_words(commitment):
    """{% cbms_in_words commitment as circle %}: its CBMs as a sentence names them; empty for one without."""
    rows = sorted(commitment.cbms.all(), key=lambda each: each.position)
    return together([localized(each, "name")[0] for each in rows])
