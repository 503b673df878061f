"""What lists say of technical focal points, and how fresh they are: the share confirmed within a year."""

from dataclasses import dataclass

from django.db.models import Count, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from cbms.circle import party_key
from cbms.models import TechnicalContact
from hoaip.grants import can
from hoaip.language import page_language
from hoaip.models import Membership
from hoaip.permissions import Permission

CATEGORIES = (*Membership.Category.choices, ("", _("Without a membership")))


@dataclass(frozen=True, slots=True)
class Share:
    """Of the contacts in force, how many are confirmed."""

    words: str
    confirmed: int
    total: int

    @property
    def percent(self):
        return round(100 * self.confirmed / self.total) if self.total else 0


def shares(day):
    """[Share] of that day by category of membership, those that have a contact, and all of them last. One query."""
    in_force = TechnicalContact.objects.as_of(day)
    membership = Membership.objects.as_of(day).filter(
        stakeholder=OuterRef("stakeholder"), process=OuterRef("cbm__process")
    )
    rows = (
        in_force.annotate(category=Subquery(membership.values("category")[:1]))
        .order_by()
        .values("category")
        .annotate(
            total=Count("pk"), stale=Count("pk", filter=Q(pk__in=in_force.unconfirmed(day).order_by().values("pk")))
        )
    )
    found = {row["category"] or "": row for row in rows}
    parts = [
        Share(words, found[name]["total"] - found[name]["stale"], found[name]["total"])
        for name, words in CATEGORIES
        if name in found
    ]
    if not parts:
        return []
    return [*parts, Share(_("All"), sum(part.confirmed for part in parts), sum(part.total for part in parts))]


def in_party_order(rows):
    """These contacts as a list, by the name of their state or organization in the language of the page."""
    language = page_language()
    return sorted(rows, key=lambda contact: party_key(contact.stakeholder, language))


def tell_about(contact, user, day):
    """Put on a contact what its row says: the name as the page writes it, whether it is fresh, what one may do.

    With person, stakeholder and the CBM's process loaded it asks the database nothing.
    """
    contact.said = contact.person.called(page_language())
    contact.fresh = contact.is_fresh(day)
    contact.may_confirm = not contact.fresh and can(user, Permission.CONFIRM_CONTACT, contact)
    contact.may_end = can(user, Permission.KEEP_PERSONS, contact)
