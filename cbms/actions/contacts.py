"""Technical focal points: named, confirmed once a year, ended."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cbms.actions.roles import check_version, lock
from cbms.models import TechnicalContact
from cbms.role_rules import check_days, name_of
from hoaip.action import action, authorise
from hoaip.audit import record, snapshot
from hoaip.errors import WrongState
from hoaip.events import retell, tell
from hoaip.grants import can
from hoaip.permissions import Permission


@action
def name_contact(cbm, *, person, from_on, until_on=None, today, by):
    """A person becomes a technical focal point of the own country or organization in a CBM; returns the contact.

    It counts as confirmed today when a delegate of that stakeholder names it. ValidationError at person for somebody
    who speaks for nobody, has left, or is one already in that period.
    """
    contact = TechnicalContact(
        cbm=cbm, stakeholder=person.stakeholder, person=person, from_on=from_on, until_on=until_on
    )
    if person.stakeholder is None:
        raise ValidationError({"person": _("This person speaks for no country or organization. Choose another.")})
    authorise(by, Permission.KEEP_PERSONS, contact)
    lock(cbm)
    check_days(from_on, until_on)
    if person.left_on is not None and person.left_on < from_on:
        raise ValidationError({"person": _("This person has left the function by that day. Choose another.")})
    if overlapping(contact).exists():
        raise ValidationError(
            {
                "person": _("%(person)s is a technical focal point in %(cbm)s in that period already.")
                % {"person": person, "cbm": name_of(cbm)}
            }
        )
    if can(by, Permission.CONFIRM_CONTACT, contact):
        contact.last_confirmed_on, contact.confirmed_by = today, by
    contact.full_clean()
    contact.save()
    tell("contact.start", contact, on=from_on, **telling_of(contact))
    if until_on is not None:
        tell("contact.end", contact, on=until_on, **telling_of(contact))
    record("contact.name", contact, by=by)
    return contact


def telling_of(contact):
    """What is told of a contact's beginning or end: on its CBM and its stakeholder."""
    return {
        "anchors": [contact.cbm, contact.stakeholder],
        "cbm": contact.cbm.code,
        "stakeholder": contact.stakeholder.slug,
        "person": str(contact.person),
    }


def overlapping(contact):
    """Rows of the same person in the same CBM with a day in common with the contact."""
    rows = TechnicalContact.objects.filter(cbm=contact.cbm, person=contact.person).exclude(
        until_on__isnull=False, until_on__lt=contact.from_on
    )
    return rows if contact.until_on is None else rows.filter(from_on__lte=contact.until_on)


@action
def confirm_contact(contact, *, today, by):
    """Somebody of the state or organization, or the focal point of the CBM, says that the contact still holds.

    The same day again changes nothing. WrongState for one that is not in force on that day.
    """
    authorise(by, Permission.CONFIRM_CONTACT, contact)
    row = TechnicalContact.objects.select_for_update(no_key=True).get(pk=contact.pk)
    if not row.covers(today):
        raise WrongState(_("This contact is not in force today, so there is nothing to confirm. Name another."))
    if row.last_confirmed_on == today:
        return row
    before = snapshot(row)
    row.last_confirmed_on, row.confirmed_by = today, by
    row.version += 1
    row.save()
    record("contact.confirm", row, by=by, before=before)
    return row


@action
def end_contact(contact, *, until_on, version=None, by):
    """The person is a technical focal point to the end of `until_on`; the row stays."""
    authorise(by, Permission.KEEP_PERSONS, contact)
    row = TechnicalContact.objects.select_for_update(no_key=True).get(pk=contact.pk)
    check_version(row, version)
    check_days(row.from_on, until_on)
    before = snapshot(row)
    row.until_on = until_on
    row.version += 1
    row.full_clean()
    row.save()
    retell("contact.end", row, on=until_on, **telling_of(row))
    record("contact.end", row, by=by, before=before)
    return row
