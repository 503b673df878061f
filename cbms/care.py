"""Whose persons a focal point knows: those of who takes part in the own CBMs."""

from django.db.models import Q

from cbms.models import RoleAssignment, TechnicalContact
from hoaip.grants import today
from hoaip.permissions import Role


def persons_known_to(held):
    """A Q over the persons that a focal point knows, for the holdings of a reader.

    They are those of the stakeholders with a role today in one of the reader's CBMs, and the technical focal points of
    these. Today is Kabul's, as for all rights.
    """
    cbms = held.ids("cbms.cbm", {Role.FOCAL_POINT})
    if not cbms:
        return Q(pk__in=())
    members = RoleAssignment.objects.as_of(today()).filter(cbm__in=cbms).values("stakeholder")
    contacts = TechnicalContact.objects.as_of(today()).filter(cbm__in=cbms).values("person")
    return Q(stakeholder__in=members) | Q(pk__in=contacts)
