"""A delegation that looks after its own accounts: one who manages them, one delegate, one invitation that is too old."""

from datetime import timedelta

from django.utils import timezone

from hoaip import grants
from hoaip.models import Delegate, DelegationManager, Invitation, User


def fill_managed(cast):
    """Add `manager` (of ADPC's accounts: who speaks for India), `managed` (a delegate of ADPC), `own_invitation`."""
    adpc, begin = cast.stakeholders["ADPC"], cast.delegation.from_on
    cast.manager = DelegationManager.objects.create(stakeholder=adpc, user=cast.del_in, from_on=begin)
    user = User.objects.create(email="managed@example.org", full_name="Sample managed")
    cast.managed = Delegate.objects.create(stakeholder=adpc, user=user, from_on=begin)
    cast.own_invitation = Invitation.objects.create(
        email="too.late@example.org",
        full_name="Sample late",
        role="delegate",
        stakeholder=adpc,
        token_hash=Invitation.digest("an-invitation-that-is-too-old"),
        expires_at=timezone.now() - timedelta(hours=1),
        invited_by=cast.del_in,
    )
    for anchor in (adpc, cast.process):
        grants.sync(anchor)
    return cast
