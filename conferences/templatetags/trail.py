"""Actions and the trail on other pages: a commitment's, a CBM's, a meeting's, a stakeholder's, the home page."""

from collections import defaultdict

from django import template
from django.db.models import Count, Q, Window
from django.utils.html import format_html
from django.utils.translation import gettext

from conferences.actions.follow_up import CARRIED_OUT, FOLLOWED
from conferences.actions.reminding import AWAITED
from conferences.addresses import commitment_address, declaration_address, paragraph_address
from conferences.follow_up.reading import Reading
from conferences.follow_up.sources import commitment_words
from conferences.follow_up.trail import follow
from conferences.models import OPEN_ACTIONS, Action
from hoaip.attention import HANDED_OVER, SOON, Task
from hoaip.calendar import today_in_kabul
from hoaip.decorators import reader
from hoaip.grants import can, holdings
from hoaip.permissions import MATRIX, Permission, Role
from hoaip.templatetags.shapes import seats
from hoaip.templatetags.ui import number, request_of
from meetings.models import HAPPENED

register = template.Library()

SHOWN = 5


@register.simple_tag
def told(reading, action):
    """{% told reading action as words %}: the state of an action in the words of who reads."""
    return reading.word(action)


@register.simple_tag
def told_commitment(reading, commitment):
    """{% told_commitment reading commitment %}: the state of a commitment in the words of who reads."""
    return reading.commitment_word(commitment)


@register.simple_tag
def days_over(reading, action):
    """{% days_over reading action as days %}: for who is told, days since it was due; None when it is not late."""
    return reading.days_over(action)


@register.simple_tag
def held_words(held, planned):
    """{% held_words 2 1 %}: "2 held, 1 planned", with a seat drawn for each; what was not held is not counted here."""
    parts = [gettext("%(count)s held") % {"count": number(held)}]
    if planned:
        parts.append(gettext("%(count)s planned") % {"count": number(planned)})
    drawn = seats(held, planned, 0, "", "") if held or planned else ""
    return format_html("{} <bdi>{}</bdi>", drawn, gettext(", ").join(parts))


@register.filter
def numbered(commitment):
    """{{ commitment|numbered }}: "Commitment 12"."""
    return commitment_words(commitment)


@register.filter
def commitment_link(commitment):
    """{{ commitment|commitment_link }}: the address of a commitment."""
    return commitment_address(commitment)


@register.filter
def paragraph_link(paragraph):
    """{{ paragraph|paragraph_link }}: the address of a paragraph whose declaration is at hand."""
    return paragraph_address(paragraph)


@register.filter
def declaration_link(declaration):
    """{{ declaration|declaration_link }}: the address of a declaration."""
    return declaration_address(declaration)


@register.inclusion_tag("conferences/_trail_of.html", takes_context=True)
def trail_of_paragraph(context, paragraph):
    """{% trail_of_paragraph paragraph %}: its commitments, their actions and what shows these. Five statements."""
    request = request_of(context)
    user = reader(request)
    reading = Reading(user, request)
    follow([paragraph], user, reading)
    return {"request": request, "paragraph": paragraph, "reading": reading}


@register.inclusion_tag("conferences/_actions_of.html", takes_context=True)
def actions_of_commitment(context, commitment):
    """{% actions_of_commitment commitment %}: its actions, and for who may the way to add one. One statement."""
    request = request_of(context)
    user = reader(request)
    rows = Action.objects.visible_to(user).filter(commitment=commitment).select_related("owner")
    return {
        "request": request,
        "actions": list(rows.order_by("due_on", "pk")),
        "reading": Reading(user, request),
        "add": f"commitment={commitment.uid}"
        if commitment.state in CARRIED_OUT and can(user, Permission.KEEP_ACTIONS, commitment)
        else "",
        "is_always_shown": True,
    }


@register.inclusion_tag("conferences/_actions_of.html", takes_context=True)
def actions_of_cbm(context, cbm):
    """{% actions_of_cbm cbm %}: its open actions, the first due first. One statement; nothing where there is none."""
    return _open_actions(context, f"cbm={cbm.code}", cbm=cbm)


@register.inclusion_tag("conferences/_actions_on_paper.html", takes_context=True)
def actions_on_paper(context, meeting):
    """{% actions_on_paper meeting %}: for paper, without links: every open action of its CBMs, without a CBM those
    that came of it. One statement; nothing where there is none.
    """
    request = request_of(context)
    user = reader(request)
    rows = Action.objects.visible_to(user).filter(state__in=OPEN_ACTIONS).select_related("owner")
    cbms = [pair.cbm_id for pair in meeting.pairs.all()]
    rows = rows.filter(cbm__in=cbms) if cbms else rows.filter(outcome__meeting=meeting)
    return {
        "request": request,
        "actions": list(rows.order_by("due_on", "pk")),
        "reading": Reading(user, request),
    }


@register.inclusion_tag("conferences/_actions_of.html", takes_context=True)
def actions_of_stakeholder(context, stakeholder):
    """{% actions_of_stakeholder stakeholder %}: what it does, the first due first. One statement; nothing for none."""
    return _open_actions(context, f"owner={stakeholder.slug}", owner=stakeholder)


def _open_actions(context, query, **of):
    request = request_of(context)
    user = reader(request)
    late = Q(due_on__lt=request.today)
    rows = Action.objects.visible_to(user).filter(state__in=OPEN_ACTIONS, **of).select_related("owner")
    rows = rows.annotate(total=Window(Count("pk")), late=Window(Count("pk", filter=late)))
    found = list(rows.order_by("due_on", "pk")[:SHOWN])
    reading = Reading(user, request)
    return {
        "request": request,
        "actions": found,
        "reading": reading,
        "all_of_them": query,
        "total": found[0].total if found else 0,
        "late": found[0].late if found and reading.is_internal else 0,
    }


@register.inclusion_tag("conferences/_follow_up_of.html", takes_context=True)
def follow_up_of(context, outcome):
    """{% follow_up_of outcome %}: the actions that follow from it, and the way to add one.

    One statement for all outcomes of the meeting on the page, whichever is asked for first.
    """
    request = request_of(context)
    user = reader(request)
    kept = _follow_ups(context, outcome, user)
    return {
        "request": request,
        "outcome": outcome,
        "actions": kept["actions"][outcome.pk],
        "reading": Reading(user, request),
        "may_add": kept["may_add"] and outcome.kind in FOLLOWED,
    }


def _follow_ups(context, outcome, user):
    store = context.render_context.setdefault("follow_ups", {})
    if outcome.meeting_id not in store:
        actions = defaultdict(list)
        rows = Action.objects.visible_to(user).filter(outcome__meeting=outcome.meeting_id).select_related("owner")
        for row in rows.order_by("due_on", "pk"):
            actions[row.outcome_id].append(row)
        meeting = context.get("meeting") or outcome.meeting
        may_add = meeting.state in HAPPENED and can(user, Permission.KEEP_ACTIONS, meeting)
        store[outcome.meeting_id] = {"actions": actions, "may_add": may_add}
    return store[outcome.meeting_id]


@register.simple_tag(takes_context=True)
def attention_of_actions(context):
    """{% attention_of_actions as actions %}: tasks: own actions that are due soon or were returned, those of the own
    CBMs that are past their day, and what is to be verified. One statement for who has any of these parts.
    """
    request = request_of(context)
    user = reader(request)
    held = holdings(user)
    owners = held.ids("hoaip.stakeholder", {Role.DELEGATE})
    focal = held.ids("cbms.cbm", {Role.FOCAL_POINT})
    staffed = held.ids("hoaip.process", MATRIX[Permission.VERIFY_ACTION])
    if not (owners or focal or staffed):
        return []
    returned = Q(state=Action.State.IN_PROGRESS) & ~Q(state_reason="")
    mine = Q(owner__in=owners, state__in=AWAITED) & (returned | Q(due_on__lte=request.today + SOON))
    late = Q(cbm__in=focal, state__in=AWAITED, due_on__lt=request.today)
    claimed = Q(process__in=staffed, state=Action.State.DONE_CLAIMED) & ~Q(claimed_by=user.pk)
    rows = Action.objects.filter(mine | late | claimed).select_related("owner")
    return [
        Task(
            "conferences/_attention_action.html",
            {"action": row, "is_own": row.owner_id in owners},
            # Its day is its owner's: whoever verifies what is said to be done has none.
            due=row.due_on if row.state in AWAITED else None,
            since=today_in_kabul(row.claimed_at or row.changed_at),
        )
        for row in rows.order_by("due_on", "pk")[:HANDED_OVER]
    ]
