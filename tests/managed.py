"""A delegation that looks after its own accounts: who manages them, a delegate, an invitation that is too old."""

from datetime import UTC, date, datetime, timedelta

from django.utils import timezone

from hoaip import grants
from hoaip.accounts import actions
from hoaip.models import Delegate, DelegationManager, Invitation, OutboxMessage, User

START = datetime(2026, 9, 6, 4, 0, tzinfo=UTC)
TODAY = date(2026, 9, 6)
WHY = "Asked for by its embassy."
PK = "/delegation/pakistan/accounts/"


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


def with_managers(cast):
    """The cast, in which Pakistan's delegate manages its accounts, and Kazakhstan's those of Kazakhstan."""
    for key, code in (("del_pk", "PK"), ("del_kz", "KZ")):
        setattr(cast, f"manager_{code.lower()}", name(cast, key, code))
    # What they were told of it.
    OutboxMessage.objects.all().delete()
    return cast


def name(cast, key, code, **more):
    more = {"from_on": TODAY, "reason": WHY} | more
    return actions.name_manager(cast.people[key], stakeholder=cast.stakeholders[code], by=cast.adm, **more)


def delegate(cast, code, key="second", **fields):
    user = User.objects.create(email=f"{key}@example.org", full_name=f"Sample {key}", **fields)
    row = Delegate.objects.create(stakeholder=cast.stakeholders[code], user=user, from_on=date(2026, 1, 1))
    grants.sync(cast.stakeholders[code])
    grants.sync(cast.process)
    return row


def invite(cast, email="new@example.org", code="PK", by=None, now=START):
    return actions.invite_delegate(
        email, stakeholder=cast.stakeholders[code], full_name="New Person", language="en", now=now, by=by or cast.del_pk
    )


def end(cast, row, by=None, **more):
    more = {"reason": WHY, "today": TODAY, "now": START} | more
    return actions.end_access(row, by=fresh(by or cast.del_pk), **more)


def fresh(user):
    return User.objects.get(pk=user.pk)
