"""What waits for somebody to confirm it, in rooms: each floor brings its own (settings.FACT_ROOMS)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from cbms.circle import party_key
from cbms.models import Cbm, FocalInstitution, PlanEvent, RoleAssignment
from cbms.models.plans import PUBLIC
from hoaip.grants import can
from hoaip.language import localized, page_language
from hoaip.models import Membership
from hoaip.permissions import Permission
from hoaip.register import main_process

MEMBERSHIPS = "memberships"
# Of an import and by nobody confirmed, or disputed by whomever.
OPEN = Q(is_imported=True, confirmed_at__isnull=True) | Q(is_disputed=True)


@dataclass(frozen=True, slots=True)
class Fact:
    """A row that waits, as the list tells it. `kind` is how the addresses under `namespace` name its steps."""

    kind: str
    row: object
    name: str
    words: str
    day: date
    basis: str = ""
    namespace: str = "measures"

    @property
    def pk(self):
        return f"{self.kind}{self.row.pk}"

    @property
    def confirm(self):
        return reverse(f"{self.namespace}:{self.kind}_confirm", kwargs={"uid": self.row.uid})

    @property
    def dispute(self):
        return reverse(f"{self.namespace}:{self.kind}_dispute", kwargs={"uid": self.row.uid})

    @property
    def state(self):
        return "disputed" if self.row.is_disputed else "unconfirmed"


@dataclass(frozen=True, slots=True)
class Room:
    """Facts of one tab: its key in the address, its words, and what reads them."""

    key: str
    words: str
    facts: Callable


def rooms_of(user):
    """{key: Room} of every floor, where this person may confirm a fact."""
    return {room.key: room for name in settings.FACT_ROOMS for room in import_string(name)(user)}


def rooms(user):
    """Each CBM of which this person may confirm facts, and the memberships of the process."""
    cbms = Cbm.objects.select_related("process").order_by("position")
    found = [Room(cbm.code, cbm.short, lambda cbm=cbm: open_facts(cbm)) for cbm in cbms if may_confirm(user, cbm)]
    process = main_process().first()
    if process is not None and may_confirm(user, process):
        found.append(Room(MEMBERSHIPS, _("Memberships"), open_memberships))
    return found


def may_confirm(user, anchor):
    return can(user, Permission.CONFIRM_FACT, anchor)


def open_facts(cbm):
    """Roles, in the order of protocol, then institutions and what bodies did with plans, that wait for somebody."""
    language = page_language()
    roles = RoleAssignment.objects.filter(OPEN, cbm=cbm).select_related("stakeholder")
    roles = sorted(roles, key=lambda row: (list(row.LETTERS).index(row.role), party_key(row.stakeholder, language)))
    found = [
        Fact("role", row, called(row.stakeholder), row.get_role_display(), row.from_on, row.basis) for row in roles
    ]
    institutions = FocalInstitution.objects.filter(OPEN, cbm=cbm).order_by("from_on", "pk")
    words = _("National focal institution")
    found += [Fact("institution", row, called(row), words, row.from_on) for row in institutions]
    # What was adopted or superseded is known to everybody; of other plans a fact is read beside the plan itself.
    events = PlanEvent.objects.filter(OPEN, plan__cbm=cbm, plan__state__in=PUBLIC).select_related("plan")
    return found + [
        Fact("plan_event", row, called(row.plan), f"{row.get_kind_display()}: {row.get_body_display()}", row.on)
        for row in events.order_by("on", "pk")
    ]


def open_memberships():
    language = page_language()
    rows = Membership.objects.filter(OPEN, process=main_process()).select_related("stakeholder")
    rows = sorted(rows, key=lambda row: (row.category, party_key(row.stakeholder, language)))
    return [
        Fact("membership", row, called(row.stakeholder), row.get_category_display(), row.from_on, row.basis)
        for row in rows
    ]


def called(thing):
    return localized(thing, "name")[0]
