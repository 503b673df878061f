"""What every change of accounts asks first."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from hoaip.errors import Stale
from hoaip.models import Appointment, Invitation, Process


def need_order(from_on, until_on):
    """ValidationError at until_on when it lies before the first day: the database cannot even compare such a period."""
    if until_on is not None and until_on < from_on:
        raise ValidationError({"until_on": _("The last day lies before the first one. Give that day or a later one.")})


def same_version(row, version):
    """Stale when the form was opened before somebody else saved; None asks nothing."""
    if version is not None and row.version != version:
        raise Stale(_("Somebody changed this in the meantime. Look at it again before you save."), current=row)


def lock_house():
    """One change of who administers at a time: two who take each other's office away cannot both succeed."""
    return list(Process.objects.select_for_update(no_key=True).order_by("pk"))


def still_administered(*, on, without):
    """ValidationError unless somebody with an active account administers the portal on that day."""
    others = Appointment.objects.as_of(on).filter(role=Appointment.Kind.ADMINISTRATOR, user__is_active=True)
    if not others.exclude(pk__in=[row.pk for row in without]).exists():
        raise ValidationError(_("Nobody would administer the portal after that. Appoint another administrator first."))


def open_to(email):
    """Invitations to an address that were neither used nor withdrawn, however old."""
    return Invitation.objects.filter(email__iexact=email, accepted_at__isnull=True, withdrawn_at__isnull=True)


def plain_address(email):
    """An address as it is kept and compared: of those that lead to one mailbox there is one account.

    In small letters, its domain as mail servers write it, its name without quotes that it does not need. What is no
    address comes back as it is, for its field to refuse.
    """
    name, at, domain = email.strip().lower().rpartition("@")
    try:
        domain = domain.encode("idna").decode()
    except UnicodeError:
        return email
    if found := re.fullmatch(r'"([a-z0-9_+.-]+)"', name):
        name = found[1]
    return f"{name}{at}{domain}"
