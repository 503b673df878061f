"""Declarations and delegations on other pages."""

from itertools import groupby

from django import template
from django.db.models import Count

from conferences.models import Declaration
from conferences.texts.places import is_place_of_declarations
from conferences.texts.words import who_answers
from hoaip.decorators import reader
from hoaip.grants import can
from hoaip.permissions import Permission
from hoaip.templatetags.ui import request_of

register = template.Library()


@register.inclusion_tag("conferences/_declarations_of.html", takes_context=True)
def declarations_of(context, meeting, is_ahead=False, quiet=False):
    """{% declarations_of meeting %}: what it declared and what its chair said, for who may know it. One query.

    `quiet=True`: nothing at all where there is none and the reader can write none, as on the page of any meeting.
    """
    user = reader(request_of(context))
    rows = Declaration.objects.visible_to(user).filter(meeting=meeting).annotate(count=Count("paragraphs"))
    rows = list(rows.order_by("agreed_on", "pk"))
    for row in rows:
        row.answers = who_answers(row.kind)
    may_write = can(user, Permission.WRITE_DECLARATION, meeting.process) and is_place_of_declarations(meeting)
    return {
        "request": request_of(context),
        "meeting": meeting,
        "declarations": rows,
        "is_ahead": is_ahead,
        "may_write": may_write,
        "is_shown": bool(rows or may_write or not quiet),
    }


@register.inclusion_tag("conferences/_delegations_of.html", takes_context=True)
def delegations_of(context, conference, delegations):
    """{% delegations_of conference delegations %}: who comes, by level. No query.

    `delegations` as `conferences.sent.delegations_known` gives them; nothing where that is None.
    """
    rows = delegations or []
    return {
        "request": request_of(context),
        "is_known": delegations is not None,
        "conference": conference,
        "levels": [(level, list(group)) for level, group in groupby(rows, lambda row: row.get_level_display())],
        "may_keep": can(reader(request_of(context)), Permission.KEEP_DELEGATIONS, conference),
    }
