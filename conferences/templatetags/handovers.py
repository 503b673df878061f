"""Handovers on other pages: what waits for a successor or the administrator."""

from django import template
from django.db.models import Count, Q

from conferences.models import Handover
from hoaip.decorators import reader
from hoaip.grants import holdings
from hoaip.permissions import Role
from hoaip.templatetags.ui import request_of

register = template.Library()


@register.inclusion_tag("conferences/_attention_handovers.html", takes_context=True)
def attention_of_handovers(context):
    """{% attention_of_handovers %}: what a successor has to take over; to the administrator what waits or was left.

    One query, none for delegates.
    """
    request = request_of(context)
    person, held = reader(request), holdings(reader(request))
    if held.any({Role.DELEGATE}):
        return {"request": request, "handovers": []}
    untaken = Count("items", filter=Q(items__taken_at__isnull=True))
    rows = (
        Handover.objects.visible_to(person).annotate(untaken_count=untaken).select_related("cbm__process", "successor")
    )
    asked = Q(successor=person.pk, confirmed_at__isnull=False, untaken_count__gt=0)
    if processes := held.ids("hoaip.process", {Role.ADMINISTRATOR}):
        of_house = Q(cbm__process__in=processes)
        asked |= of_house & Q(confirmed_at__isnull=True, withdrawn_at__isnull=True)
        asked |= of_house & Q(confirmed_at__isnull=False, effective_on__lt=request.today, untaken_count__gt=0)
    return {"request": request, "handovers": list(rows.filter(asked).order_by("effective_on", "pk")[:10])}
