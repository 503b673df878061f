"""Who would be asked today, who may object, and how long the capitals have at the least."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from cbms.circle import CIRCLES, party_key
from cbms.models import ConsultationRule, RoleAssignment
from hoaip.calendar import KABUL
from hoaip.language import page_language
from hoaip.models import Delegate, Stakeholder

ENTITLED = {
    ConsultationRule.Entitled.LEADS: frozenset({"lead", "co_lead"}),
    ConsultationRule.Entitled.MEMBERS: frozenset({"lead", "co_lead", "participating"}),
}
# A day that is a deadline ends at this minute in Kabul.
LAST_MINUTE = time(23, 59)
RANK = {(role, kind): place for place, (role, kind, _title) in enumerate(CIRCLES)}


@dataclass(frozen=True, slots=True)
class Party:
    """A stakeholder that would be asked; `delegates` are its people with an account."""

    stakeholder: Stakeholder
    capacity: str
    may_object: bool
    delegates: tuple = ()

    @property
    def capacity_words(self):
        return RoleAssignment.CbmRole(self.capacity).label


def rule_of(cbm):
    """The CBM's setting, or the defaults as a row that is not stored."""
    return ConsultationRule.objects.filter(cbm=cbm).first() or ConsultationRule(cbm=cbm)


def parties_of(cbm, day, rule):
    """Whoever holds a role in the CBM on a day, in protocol order of the page. Two queries."""
    roles = list(RoleAssignment.objects.filter(cbm=cbm).as_of(day).select_related("stakeholder"))
    people = {}
    speaking = Delegate.objects.as_of(day).filter(stakeholder__in=[role.stakeholder_id for role in roles])
    for row in speaking.filter(user__is_active=True).select_related("user").order_by("user__full_name", "pk"):
        people.setdefault(row.stakeholder_id, []).append(row.user)
    entitled = ENTITLED[rule.entitled]
    found = [
        Party(role.stakeholder, str(role.role), role.role in entitled, tuple(people.get(role.stakeholder_id, ())))
        for role in roles
    ]
    return sorted(found, key=lambda party: order_of(party.stakeholder, party.capacity))


def order_of(stakeholder, capacity):
    """The sort key by role, then by protocol: as the CBM's page has them."""
    return RANK.get((capacity, stakeholder.kind), len(RANK)), party_key(stakeholder, page_language())


def fingerprint(parties):
    """What a preview showed, as 32 hexadecimal digits: the opening refuses when who is asked has changed since."""
    lines = sorted(f"{party.stakeholder.slug} {party.capacity} {party.may_object}" for party in parties)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:32]


def end_of(day):
    """The instant at which a day that is a deadline ends: 23:59 in Kabul."""
    return datetime.combine(day, LAST_MINUTE, tzinfo=KABUL)


def earliest_day(today, rule):
    """The first day that can be the last one for the capitals, when they are asked today."""
    return today + timedelta(days=rule.least_days)
