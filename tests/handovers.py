"""Handovers of Disaster Management for the world: one that was confirmed, with an item, and one that is proposed."""

from datetime import timedelta

from django.utils import timezone

from conferences.models import Handover, HandoverItem
from hoaip import grants


def handover(cast, *, successor="rev_two", days=14, **more):
    return Handover.objects.create(
        cbm=cast.cbms["dm"],
        outgoing=cast.fp_dm,
        successor=cast.people[successor],
        effective_on=grants.today() + timedelta(days=days),
        note="Sample: call the authority first.",
        proposed_at=timezone.now(),
        proposed_by=cast.fp_dm,
        **more,
    )


def fill_handovers(cast):
    """Add `handed_over` (confirmed), its `handover_item`, and `handover` (proposed). Returns the cast."""
    cast.handed_over = handover(cast, confirmed_at=timezone.now(), confirmed_by=cast.adm)
    cast.handover_item = HandoverItem.objects.create(
        handover=cast.handed_over, number=1, kind="flag", title_en="Sample flag", address="/cbms/dm/", state="at_risk"
    )
    cast.handover = handover(cast)
    return cast
