"""What changes the list of persons, and how an account claims its record."""

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from hoaip.action import action, authorise
from hoaip.audit import record, snapshot
from hoaip.calendar import FIRST_DAY, LAST_DAY
from hoaip.errors import same_version
from hoaip.models import Delegate, Person, User
from hoaip.permissions import Permission

# What a person fills in.
PERSON_FIELDS = ("name_latin", "name_arabic", "function", "email", "phone")


@action
def create_person(*, stakeholder, today, by, **fields):
    """Somebody enters the list, for a country or an organization or for nobody; returns the Person.

    - a delegate enters persons of the own state alone; who speaks for nobody is entered by the administrator;
    - an account with the same confirmed e-mail that speaks for the stakeholder today is linked at once;
    - ValidationError at email when somebody with that address is in the list already.
    """
    person = Person(stakeholder=stakeholder, **fields)
    authorise(by, Permission.KEEP_PERSONS, person)
    check(person)
    person.user = account_of(person, today)
    person.full_clean()
    person.save()
    record("person.create", person, by=by)
    return person


@action
def change_person(person, *, version, left_on=None, by, **fields):
    """Correct a name, a function or contact data, or say which day was the last in this function.

    The stakeholder stays: who goes to another one is entered there. Stale when somebody saved since `version`.
    """
    authorise(by, Permission.KEEP_PERSONS, person)
    row = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    same_version(row, version)
    before = snapshot(row)
    for name, value in fields.items():
        setattr(row, name, value)
    row.left_on = left_on
    row.version += 1
    check(row)
    row.full_clean()
    row.save()
    record("person.change", row, by=by, before=before)
    return row


@action
def claim_person(user, *, stakeholder, by):
    """The account becomes that of the person with its confirmed e-mail in this stakeholder's list, or of nobody's.

    Nothing happens, None, when there is no such person or the account has its record; a record is never taken from
    another stakeholder's list, since its delegates write that list.
    """
    proved = EmailAddress.objects.filter(user=user, email__iexact=user.email, verified=True)
    if Person.objects.filter(user=user).exists() or not proved.exists():
        return None
    found = Person.objects.select_for_update(no_key=True).filter(
        stakeholder=stakeholder, email__iexact=user.email, user__isnull=True
    )
    row = found.first()
    if row is None:
        return None
    before = snapshot(row)
    row.user = user
    row.version += 1
    row.save()
    record("person.claim", row, by=by, before=before)
    return row


def check(person):
    """ValidationError at its field: a name in one of the scripts, one person an address, a day within 2011–2100."""
    person.email = person.email.strip().lower()
    if not person.name_latin.strip() and not person.name_arabic.strip():
        raise ValidationError({"name_latin": _("Give the name, in Latin or in Arabic script.")})
    if person.left_on is not None and not FIRST_DAY <= person.left_on <= LAST_DAY:
        raise ValidationError({"left_on": _("The last day in a function lies between 2011 and 2100.")})
    if not person.email:
        return
    same = Person.objects.filter(stakeholder=person.stakeholder, email__iexact=person.email).exclude(pk=person.pk)
    other = same.first()
    if other is not None:
        raise ValidationError(
            {"email": _("%(name)s has this address already. Change that entry, or give another.") % {"name": other}}
        )


def account_of(person, today):
    """The account that has the person's confirmed e-mail, speaks for the stakeholder and has no record yet; or None."""
    if not person.email or person.stakeholder is None:
        return None
    speakers = Delegate.objects.as_of(today).filter(stakeholder=person.stakeholder).values("user")
    proved = EmailAddress.objects.filter(email__iexact=person.email, verified=True).values("user")
    return User.objects.filter(pk__in=speakers, person__isnull=True).filter(pk__in=proved).first()
