"""Who stands in which role around a CBM on a day, in the groups and the order of protocol."""

from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext_lazy as _

from hoaip.language import localized
from hoaip.protocol import protocol_key

# Role, kind of stakeholder, title; every role of a CBM falls into exactly one.
CIRCLES = (
    ("lead", "country", _("Leads")),
    ("co_lead", "country", _("Co-leads")),
    ("participating", "country", _("Participating countries")),
    ("supporting", "country", _("Supporting countries")),
    ("supporting", "organization", _("Supporting organizations")),
)


@dataclass(frozen=True, slots=True)
class Bundle:
    """Roles that began alike: one line says since when and by what decision for all of them."""

    roles: tuple

    @property
    def fact(self):
        return self.roles[0]


@dataclass(frozen=True, slots=True)
class Circle:
    role: str
    title: str
    bundles: tuple

    @property
    def roles(self):
        return [role for bundle in self.bundles for role in bundle.roles]


def circles(roles, language):
    """The groups that have anybody in them, each bundled by beginning, basis and doubt; within, by protocol."""
    found = []
    for role, kind, title in CIRCLES:
        members = sorted(
            (each for each in roles if each.role == role and each.stakeholder_kind == kind),
            key=lambda each: (_beginning(each), party_key(each.stakeholder, language)),
        )
        bundles = tuple(Bundle(tuple(group)) for _key, group in groupby(members, key=_beginning))
        if bundles:
            found.append(Circle(role, title, bundles))
    return found


def party_key(stakeholder, language):
    """The sort key of a stakeholder as the page calls it."""
    return protocol_key(stakeholder.sort_key or called(stakeholder, language), language), stakeholder.pk


def called(stakeholder, language=None):
    """What a stakeholder is called in a line of text: an organization by its acronym, a country by its short name."""
    if stakeholder.kind == "organization":
        return stakeholder.code
    return localized(stakeholder, "name", language)[0]


def _beginning(role):
    return (role.from_on, role.from_basis, role.basis, role.is_disputed, role.dispute_note, not role.is_confirmed)
