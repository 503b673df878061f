"""Appointments and delegations: who is staff, director or administrator, and who speaks for whom, day by day."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from hoaip.accounts.actions.checks import (
    lock_house,
    need_order,
    same_version,
    still_administered,
)
from hoaip.action import action, authorise, need_reason, touched
from hoaip.audit import record, snapshot
from hoaip.events import retell, tell
from hoaip.grants import anchor_models
from hoaip.models import Appointment, Delegate
from hoaip.permissions import Permission
from hoaip.persons.actions import claim_person


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

    A record of the person in the stakeholder's list, found by the account's confirmed e-mail, becomes the account's.
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
    return delegation


@action
def end_delegation(delegation, *, until_on, reason, version=None, by):
    """The person speaks for the stakeholder to the end of `until_on`; the row stays."""
    authorise(by, Permission.MANAGE_ACCOUNTS)
    need_reason(reason)
    lock_house()
    row = Delegate.objects.select_for_update(of=("self",)).select_related("stakeholder", "user").get(pk=delegation.pk)
    same_version(row, version)
    before = snapshot(row)
    need_order(row.from_on, until_on)
    row.until_on = until_on
    row.version += 1
    row.full_clean()
    row.save()
    touch_anchors_of(row.stakeholder)
    retell("delegation.end", row, on=until_on, **telling_of_delegation(row))
    record("delegation.end", row, by=by, before=before, reason=reason)
    return row


def telling_of_office(row):
    """What is told of an appointment, to administrators alone."""
    return {"anchors": [row.process], "person": row.user.full_name, "role": str(row.role)}


def telling_of_delegation(row):
    """What is told of a delegation, to administrators alone."""
    return {"anchors": [row.stakeholder], "person": row.user.full_name, "stakeholder": row.stakeholder.slug}


def touch_anchors_of(stakeholder):
    """Note every anchor on which a delegate of this stakeholder holds something: each kind of anchor knows its own."""
    for model in anchor_models():
        for anchor in model.anchors_of(stakeholder):
            touched(anchor)


def need_account(user):
    if not user.is_active or user.is_system:
        raise ValidationError(_("This account is deactivated. Reactivate it first."))
