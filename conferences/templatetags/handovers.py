"""Handovers on other pages: what waits for a successor or the administrator."""

from django import template
from django.db.models import Count, Q

from conferences.models import Handover
from hoaip.attention import HANDED_OVER, Task
from hoaip.decorators import reader
from hoaip.grants import holdings
from hoaip.permissions import Role
from hoaip.templatetags.ui import request_of

register = template.Library()


@register.simple_tag(takes_context=True)
def attention_of_handovers(context):
    """{% attention_of_handovers as handovers %}: tasks: what a successor takes over, what administrators look after.

    One query, none for delegates.
    """
    request = request_of(context)
    person, held = reader(request), holdings(reader(request))
    if held.any({Role.DELEGATE}):
        return []
    untaken = Count("items", filter=Q(items__taken_at__isnull=True))
    rows = (
        Handover.objects.visible_to(person).annotate(untaken_count=untaken).select_related("cbm__process", "successor")
    )
    asked = Q(successor=person.pk, confirmed_at__isnull=False, untaken_count__gt=0)
    if processes := held.ids("hoaip.process", {Role.ADMINISTRATOR}):
        of_house = Q(cbm__process__in=processes)
        asked |= of_house & Q(confirmed_at__isnull=True, withdrawn_at__isnull=True)
        asked |= of_house & Q(confirmed_at__isnull=False, effective_on__lt=request.today, untaken_count__gt=0)
    rows = rows.filter(asked).order_by("effective_on", "pk")[:HANDED_OVER]
    return [
        Task("conferences/_attention_handover.html", {"handover": handover}, due=handover.effective_on)
        for handover in rows
    ]


@register.inclusion_tag("conferences/_handovers_left.html", takes_context=True)
def handovers_left_by(context, person):
    """{% handovers_left_by person %}: handovers that somebody who goes is in the middle of, on either side. One query.

    Proposals, and packs of which something is not taken over yet.
    """
    request = request_of(context)
    untaken = Count("items", filter=Q(items__taken_at__isnull=True))
    rows = Handover.objects.visible_to(reader(request)).annotate(untaken_count=untaken)
    is_proposed = Q(confirmed_at__isnull=True, withdrawn_at__isnull=True)
    takes_over = Q(successor=person) & (is_proposed | Q(confirmed_at__isnull=False, untaken_count__gt=0))
    rows = rows.filter(takes_over | (Q(outgoing=person) & is_proposed))
    return {"request": request, "handovers": list(rows.select_related("cbm").order_by("effective_on", "pk"))}
