"""What bodies did with plans, on other pages: the plan's, the meeting's, the director's home."""

from django import template
from django.db.models import F

from cbms.actions.adoptions import ADOPTABLE
from cbms.circle import called, party_key
from cbms.models import Plan, PlanEvent
from hoaip.attention import HANDED_OVER, Task
from hoaip.calendar import today_in_kabul
from hoaip.decorators import reader
from hoaip.grants import can, holdings
from hoaip.language import page_language
from hoaip.models import Document
from hoaip.permissions import Permission, Role
from hoaip.templatetags.ui import request_of
from meetings.models import Meeting
from meetings.names import headline, with_pairs

register = template.Library()


@register.inclusion_tag("meetings/_decisions_of_plan.html", takes_context=True)
def decisions_of(context, plan, reads_text):
    """{% decisions_of plan shown %}: what bodies did with it, the seals, its files to take along, the steps.

    `reads_text`: whether this reader has its text, and may take it along. Four queries at most, one without events.
    """
    request = request_of(context)
    user, language = reader(request), page_language()
    events = list(plan.events.order_by("on", "pk").select_related("plan_version").prefetch_related("agreed"))
    if events:
        met = with_pairs(Meeting.objects.visible_to(user)).filter(plan_decisions__event__plan=plan)
        meetings = {row.event: row for row in met.annotate(event=F("plan_decisions__event"))}
        signed = Document.objects.visible_to(user).in_bulk({event.document_id for event in events} - {None})
        for event in events:
            meeting = meetings.get(event.pk)
            event.met = (meeting, headline(meeting)) if meeting else None
            event.signed = signed.get(event.document_id)
            agreed = sorted(event.agreed.all(), key=lambda each: party_key(each, language))
            event.names = [called(each, language) for each in agreed]
    return {
        "request": request,
        "plan": plan,
        "events": events,
        "is_sealed": any(event.seal for event in events),
        "reads_text": bool(reads_text),
        "may_record": plan.state != Plan.State.WITHDRAWN and can(user, Permission.RECORD_PLAN_EVENT, plan),
        "may_confirm": can(user, Permission.CONFIRM_FACT, plan),
        "may_adopt": plan.state in ADOPTABLE and can(user, Permission.ADOPT_PLAN, plan),
    }


@register.inclusion_tag("meetings/_plans_decided_at.html", takes_context=True)
def plans_decided_at(context, meeting):
    """{% plans_decided_at meeting %}: the plans that were discussed, endorsed or adopted here. One query."""
    request = request_of(context)
    events = PlanEvent.objects.visible_to(reader(request)).filter(decision__meeting=meeting)
    return {"request": request, "events": list(events.select_related("plan__cbm").order_by("on", "pk"))}


@register.simple_tag(takes_context=True)
def attention_of_adoptions(context):
    """{% attention_of_adoptions as adoptions %}: tasks, one a cleared plan that no body has adopted, for the director.

    One query.
    """
    user = reader(request_of(context))
    if not can(user, Permission.ADOPT_PLAN):
        return []
    processes = holdings(user).ids("hoaip.process", {Role.DIRECTOR})
    rows = Plan.objects.filter(state=Plan.State.CLEARED, cbm__process__in=processes).select_related("cbm")
    rows = rows.order_by("changed_at", "pk")[:HANDED_OVER]
    return [
        Task("meetings/_attention_adoption.html", {"plan": plan}, since=today_in_kabul(plan.changed_at))
        for plan in rows
    ]
