"""Declarations and delegations on other pages."""

from itertools import groupby

from django import template
from django.db.models import Count

from cbms.circle import called
from conferences.lists.delegations import in_order
from conferences.models import Declaration, Delegation
from conferences.reading import may_know_delegations
from conferences.texts.places import is_place_of_declarations
from conferences.texts.words import who_answers
from hoaip.decorators import reader
from hoaip.grants import can
from hoaip.language import page_language
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
def delegations_of(context, conference):
    """{% delegations_of conference %}: who comes, by level; nothing for who may not know it. One query."""
    user = reader(request_of(context))
    if not may_know_delegations(user, conference):
        return {"request": request_of(context), "is_known": False}
    rows = in_order(Delegation.objects.visible_to(user).filter(conference=conference).select_related("stakeholder"))
    for row in rows:
        row.name = called(row.stakeholder, page_language())
    return {
        "request": request_of(context),
        "is_known": True,
        "conference": conference,
        "levels": [(level, list(group)) for level, group in groupby(rows, lambda row: row.get_level_display())],
        "may_keep": can(user, Permission.KEEP_DELEGATIONS, conference),
    }
