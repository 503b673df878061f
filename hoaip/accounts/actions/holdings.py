"""Who is staff, director or administrator, who speaks for whom, and who manages a delegation's accounts, by days."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from hoaip.accounts.actions.checks import (
    lock_house,
    need_order,
    open_to,
    same_version,
    still_administered,
)
from hoaip.action import action, authorise, need_reason, touched
from hoaip.audit import record, snapshot
from hoaip.errors import WrongState
from hoaip.events import retell, tell
from hoaip.grants import anchor_models
from hoaip.models import Appointment, Delegate, DelegationManager
from hoaip.permissions import Permission
from hoaip.persons.actions import claim_person
from hoaip.post import queue


@action
def appoint(user, *, process, role, from_on, until_on=None, reason, by):
    """A person becomes staff, director or administrator of a process from a day on; returns the appointment.

    Days are Kabul's, both inclusive. ValidationError for a deactivated account or an appointment that overlaps.
    """
    authorise(by, Permission.MANAGE_ACCOUNTS)
    need_reason(reason)
    lock_house()
    need_account(user)
    need_order(from_on, until_on)
    appointment = Appointment(process=process, user=user, role=role, from_on=from_on, until_on=until_on)
    appointment.full_clean()
    appointment.save()
    touched(process)
    tell("appointment.start", appointment, on=from_on, **telling_of_office(appointment))
    if until_on is not None:
        tell("appointment.end", appointment, on=until_on, **telling_of_office(appointment))
    record("appointment.start", appointment, by=by, reason=reason)
    return appointment


@action
def end_appointment(appointment, *, until_on, reason, version=None, by):
    """The appointment lasts to the end of `until_on`; the row stays.

    ValidationError when nobody would administer the portal on the day after.
    """
    authorise(by, Permission.MANAGE_ACCOUNTS)
    need_reason(reason)
    lock_house()
    row = Appointment.objects.select_for_update(of=("self",)).select_related("process", "user").get(pk=appointment.pk)
    same_version(row, version)
    before = snapshot(row)
    need_order(row.from_on, until_on)
    row.until_on = until_on
    row.version += 1
    row.full_clean()
    if row.role == Appointment.Kind.ADMINISTRATOR:
        still_administered(on=until_on + timedelta(days=1), without=[row])
    row.save()
    touched(row.process)
    retell("appointment.end", row, on=until_on, **telling_of_office(row))
    record("appointment.end", row, by=by, before=before, reason=reason)
    return row


@action
def name_delegate(user, *, stakeholder, from_on, until_on=None, reason, by):
    """A person speaks for a country or an organization from a day on; returns the delegation.

    A record of the person in the stakeholder's list, found by the account's confirmed e-mail, becomes the account's. An
    invitation of that delegation to the account's address is settled: it was what the delegation asked for.
    """
    authorise(by, Permission.MANAGE_ACCOUNTS)
    need_reason(reason)
    lock_house()
    need_account(user)
    need_order(from_on, until_on)
    delegation = Delegate(stakeholder=stakeholder, user=user, from_on=from_on, until_on=until_on)
    delegation.full_clean()
    delegation.save()
    touch_anchors_of(stakeholder)
    tell("delegation.start", delegation, on=from_on, **telling_of_delegation(delegation))
    if until_on is not None:
        tell("delegation.end", delegation, on=until_on, **telling_of_delegation(delegation))
    record("delegation.start", delegation, by=by, reason=reason)
    claim_person(user, stakeholder=stakeholder, by=by)
    for invitation in open_to(user.email).filter(stakeholder=stakeholder).select_for_update(no_key=True):
        settle_invitation(invitation, user, now=timezone.now(), by=by)
    return delegation


def settle_invitation(invitation, user, *, now, by):
    """An invitation that led to this account speaking for the stakeholder: nothing is asked of anybody any more."""
    before = snapshot(invitation)
    invitation.accepted_at, invitation.accepted_by = now, user
    invitation.version += 1
    invitation.save()
    record("invitation.accept", invitation, by=by, before=before)


@action
def end_delegation(delegation, *, until_on, reason, version=None, by):
    """The person speaks for the stakeholder to the end of `until_on`; the row stays.

    That the person manages the delegation's accounts ends with it.
    """
    authorise(by, Permission.MANAGE_ACCOUNTS)
    need_reason(reason)
    lock_house()
    row = lock_delegation(delegation)
    same_version(row, version)
    finish_delegation(row, until_on=until_on, reason=reason, by=by)
    for manager in open_managers(row.user, beyond=until_on).filter(stakeholder=row.stakeholder):
        # What would begin after that day never does.
        ended_at = timezone.now() if until_on < manager.from_on else None
        last = max(until_on, manager.from_on)
        finish_manager(manager, until_on=last, ended_at=ended_at, reason=reason, by=by)
    return row


def lock_delegation(delegation):
    rows = Delegate.objects.select_for_update(of=("self",)).select_related("stakeholder", "user")
    return rows.get(pk=delegation.pk)


def finish_delegation(row, *, until_on, reason, by, acting_for=""):
    """The end of a locked row, whoever may ask for it; `acting_for`: in whose name, where a delegation's own does."""
    before = snapshot(row)
    need_order(row.from_on, until_on)
    row.until_on = until_on
    row.version += 1
    row.full_clean()
    row.save()
    touch_anchors_of(row.stakeholder)
    retell("delegation.end", row, on=until_on, **telling_of_delegation(row))
    record("delegation.end", row, by=by, before=before, reason=reason, acting_for=acting_for)


@action
def name_manager(user, *, stakeholder, from_on, until_on=None, reason, by):
    """A person manages the accounts of a delegation from a day on; returns the DelegationManager.

    Only the administrator names one, and the person is told by mail; several at a time are allowed. ValidationError
    for a deactivated account or a period that overlaps.
    """
    authorise(by, Permission.MANAGE_ACCOUNTS)
    need_reason(reason)
    lock_house()
    need_account(user)
    need_order(from_on, until_on)
    manager = DelegationManager(stakeholder=stakeholder, user=user, from_on=from_on, until_on=until_on)
    manager.full_clean()
    manager.save()
    touched(stakeholder)
    tell("manager.start", manager, on=from_on, **telling_of_delegation(manager))
    if until_on is not None:
        tell("manager.end", manager, on=until_on, **telling_of_delegation(manager))
    queue("manager_named", to=[user], key=f"manager-named:{manager.uid}", context={"manager": manager})
    record("manager.start", manager, by=by, reason=reason)
    return manager


@action
def end_manager(manager, *, reason, version=None, today, now, by):
    """The person manages the delegation's accounts no more, from this instant on; the row stays.

    WrongState when that is over already.
    """
    authorise(by, Permission.MANAGE_ACCOUNTS)
    need_reason(reason)
    lock_house()
    rows = DelegationManager.objects.select_for_update(of=("self",)).select_related("stakeholder", "user")
    row = rows.get(pk=manager.pk)
    same_version(row, version)
    if row.ended_at is not None or (row.until_on is not None and row.until_on < today):
        raise WrongState(_("This person manages the accounts of this delegation no more."))
    finish_manager(row, until_on=max(today, row.from_on), ended_at=now, reason=reason, by=by)
    return row


def open_managers(user, *, beyond):
    """Where this person manages accounts after that day: rows to be ended, in one order."""
    rows = DelegationManager.objects.filter(user=user, ended_at__isnull=True).select_related("stakeholder", "user")
    return rows.filter(Q(until_on__isnull=True) | Q(until_on__gt=beyond)).order_by("pk")


def finish_manager(row, *, until_on, ended_at=None, reason, by):
    """The end of a row; with `ended_at` at once, without it at the end of `until_on`."""
    before = snapshot(row)
    row.until_on, row.ended_at = until_on, ended_at
    row.version += 1
    row.full_clean()
    row.save()
    touched(row.stakeholder)
    retell("manager.end", row, on=until_on, **telling_of_delegation(row))
    record("manager.end", row, by=by, before=before, reason=reason)


def telling_of_office(row):
    """What is told of an appointment, to administrators alone."""
    return {"anchors": [row.process], "person": row.user.full_name, "role": str(row.role)}


def telling_of_delegation(row):
    """What is told of who speaks for a delegation or manages its accounts, to administrators alone."""
    return {"anchors": [row.stakeholder], "person": row.user.full_name, "stakeholder": row.stakeholder.slug}


def touch_anchors_of(stakeholder):
    """Note every anchor on which a delegate of this stakeholder holds something: each kind of anchor knows its own."""
    for model in anchor_models():
        for anchor in model.anchors_of(stakeholder):
            touched(anchor)


def need_account(user):
    if not user.is_active or user.is_system:
        raise ValidationError(_("This account is deactivated. Reactivate it first."))
