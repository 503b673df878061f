"""Commitments on other pages: of a CBM, of a stakeholder, of a meeting; and what waits for a delegate or for staff."""

from urllib.parse import urlencode

from django import template
from django.db.models import Q
from django.urls import reverse

from conferences.commitments.words import (
    StateWords,
    number_words,
    own_stakeholders,
    owners_sentence,
    reads_inside,
    with_told_owners,
)
from conferences.lists.commitments import commitments_seen
from conferences.models import Commitment, CommitmentOwner
from hoaip.attention import HANDED_OVER, Task
from hoaip.calendar import today_in_kabul
from hoaip.decorators import reader
from hoaip.grants import can, holdings
from hoaip.language import localized
from hoaip.permissions import Permission, Role
from hoaip.protocol import together
from hoaip.templatetags.ui import request_of
from meetings.models import HAPPENED

register = template.Library()

MOST = 10


@register.simple_tag
def commitment_number(commitment):
    """{% commitment_number commitment %}: "No. 12", or that it is a draft."""
    return number_words(commitment)


@register.simple_tag
def cbms_in_words(commitment):
    """{% cbms_in_words commitment as circle %}: its CBMs as a sentence names them; empty for one without."""
    rows = sorted(commitment.cbms.all(), key=lambda each: each.position)
    return together([localized(each, "name")[0] for each in rows])


def panel(context, rows, *, more="", add=""):
    """The newest of these commitments as this reader reads them. One statement; nothing is shown where none is."""
    request = request_of(context)
    user = reader(request)
    found = list(with_told_owners(rows).order_by("-pk")[: MOST + 1])
    for row in found:
        inside = reads_inside(user, row)
        row.said = StateWords(row.told_labels or {}).of(row, internal=inside)
        row.late = inside and row.is_overdue(request.today)
        row.who = owners_sentence(row)
    return {
        "request": request,
        "commitments": found[:MOST],
        "more": more if len(found) > MOST else "",
        "add": add,
        "is_shown": bool(found or add),
    }


def way_to(route, **query):
    return f"{reverse(route)}?{urlencode(query)}"


@register.inclusion_tag("conferences/_commitments_of.html", takes_context=True)
def commitments_of_cbm(context, cbm):
    """{% commitments_of_cbm cbm %}: its commitments that this reader may know of. One statement."""
    rows = commitments_seen(reader(request_of(context)))
    rows = rows.filter(pk__in=Commitment.cbms.through.objects.filter(cbm=cbm).values("commitment"))
    return panel(context, rows, more=way_to("commitments:commitment_list", cbm=cbm.code))


@register.inclusion_tag("conferences/_commitments_of.html", takes_context=True)
def commitments_of_stakeholder(context, stakeholder):
    """{% commitments_of_stakeholder stakeholder %}: those in its name that this reader may know of. One statement."""
    rows = commitments_seen(reader(request_of(context)))
    rows = rows.filter(rows.owned_by([stakeholder.pk]))
    return panel(context, rows, more=way_to("commitments:commitment_list", owner=stakeholder.slug))


def keeps_of(user, meeting):
    """Whether this person keeps commitments of a meeting; who keeps none anywhere is not asked about its CBMs."""
    return can(user, Permission.KEEP_COMMITMENTS) and can(user, Permission.KEEP_COMMITMENTS, meeting)


@register.inclusion_tag("conferences/_commitments_of.html", takes_context=True)
def commitments_of_meeting(context, meeting):
    """{% commitments_of_meeting meeting %}: what was undertaken there or in what it declared; the way to add one."""
    user = reader(request_of(context))
    made_there = Q(meeting=meeting) | Q(outcome__meeting=meeting) | Q(paragraph__declaration__meeting=meeting)
    rows = commitments_seen(user).filter(made_there)
    may_add = meeting.state in HAPPENED and keeps_of(user, meeting)
    source = f"meeting:{meeting.uid}"
    add = way_to("commitments:commitment_new", source=source) if may_add else ""
    return panel(context, rows, add=add)


@register.inclusion_tag("conferences/_commitments_of.html", takes_context=True)
def commitments_of_paragraph(context, paragraph):
    """{% commitments_of_paragraph paragraph %}: what was made out of a paragraph, and the way to make one of it."""
    user = reader(request_of(context))
    may_add = can(user, Permission.KEEP_COMMITMENTS)
    add = way_to("commitments:commitment_new", source=f"paragraph:{paragraph.uid}") if may_add else ""
    return panel(context, commitments_seen(user).filter(paragraph=paragraph), add=add)


@register.simple_tag(takes_context=True)
def commitments_out_of(context, meeting):
    """{% commitments_out_of meeting as drawn %}: what its outcomes became, for `outcome_commitment`. One statement.

    Nothing, without a statement, for those who do not keep commitments of its CBMs.
    """
    user = reader(request_of(context))
    if not keeps_of(user, meeting):
        return None
    rows = Commitment.objects.visible_to(user).filter(outcome__meeting=meeting).exclude(state="merged").order_by("pk")
    return {row.outcome_id: row for row in rows}


@register.inclusion_tag("conferences/_outcome_commitment.html")
def outcome_commitment(drawn, outcome):
    """{% outcome_commitment drawn outcome %}: the commitment it became, or the way to make one of it."""
    is_asked = drawn is not None and outcome.kind == outcome.Kind.COMMITMENT
    return {
        "commitment": (drawn or {}).get(outcome.pk),
        "add": way_to("commitments:commitment_new", source=f"outcome:{outcome.uid}") if is_asked else "",
    }


@register.simple_tag(takes_context=True)
def attention_of_commitments(context):
    """{% attention_of_commitments as commitments %}: tasks: what a delegate confirms, what staff settle or judge.

    One statement for a delegate, two for ministry staff, none for others.
    """
    user = reader(request_of(context))
    tasks = []
    owners = CommitmentOwner.objects.select_related("commitment", "stakeholder").order_by("commitment__pk", "pk")
    if speaks_for := own_stakeholders(user):
        asked = owners.to_answer().filter(stakeholder__in=speaks_for)[:HANDED_OVER]
        tasks += [_waiting("answer", own.commitment.created_at, own=own) for own in asked]
    if reviewed := holdings(user).ids("hoaip.process", {Role.REVIEWER}):
        questions = owners.to_settle().filter(commitment__process__in=reviewed)[:HANDED_OVER]
        tasks += [_waiting("question", own.answered_at, own=own) for own in questions]
        rows = Commitment.objects.filter(state="completion_claimed", process__in=reviewed)
        claims = rows.exclude(claimed_by=user).order_by("claimed_at")[:HANDED_OVER]
        tasks += [_waiting("claim", row.claimed_at, commitment=row) for row in claims]
    return tasks


def _waiting(kind, since, **values):
    return Task(f"conferences/_attention_{kind}.html", values, since=today_in_kabul(since))
