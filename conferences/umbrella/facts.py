"""Facts about initiatives, what they brought, and programmes: what waits for somebody, and what settles it."""

from django.db.models import Q
from django.utils.translation import gettext as _

from cbms.circle import called
from cbms.facts import OPEN, Fact, Room
from cbms.views.facts import steps_of
from conferences.models import Contribution, Initiative, Programme
from hoaip.calendar import today_in_kabul
from hoaip.grants import holdings
from hoaip.language import localized
from hoaip.permissions import MATRIX, Permission

INITIATIVES, PROGRAMMES = "initiatives", "programmes"
NAMESPACE = "umbrella"


def rooms(user):
    """Initiatives of the processes, and programmes of the CBMs, of which this person may confirm facts.

    It is told from the person's holdings, without a query.
    """
    held, allowed = holdings(user), MATRIX[Permission.CONFIRM_FACT]
    processes, cbms = held.ids("hoaip.process", allowed), held.ids("cbms.cbm", allowed)
    found = []
    if processes:
        found.append(Room(INITIATIVES, _("Initiatives"), lambda: open_initiatives(processes)))
    if processes or cbms:
        found.append(Room(PROGRAMMES, _("Programmes"), lambda: open_programmes(processes, cbms)))
    return found


def open_initiatives(processes):
    """Initiatives by short name, then what they said and brought, that wait for somebody."""
    rows = Initiative.objects.filter(OPEN, process__in=processes).select_related("process").order_by("acronym", "pk")
    brought = Contribution.objects.filter(OPEN, initiative__process__in=processes).select_related("initiative")
    return [
        Fact("initiative", row, row.acronym, localized(row, "name")[0], entered_on(row), namespace=NAMESPACE)
        for row in rows
    ] + [
        Fact("contribution", row, row.initiative.acronym, row.arrived or row.promised, day_of(row), namespace=NAMESPACE)
        for row in brought.order_by("initiative__acronym", "pk")
    ]


def open_programmes(processes, cbms):
    """Programmes of these processes and CBMs, by organization, that wait for somebody."""
    own = Programme.cbms.through.objects.filter(Q(cbm__in=cbms) | Q(cbm__process__in=processes)).values("programme")
    rows = Programme.objects.filter(OPEN, Q(pk__in=own) | Q(process__in=processes)).select_related("organization")
    return [
        Fact("programme", row, called(row.organization), localized(row, "title")[0], day_of(row), namespace=NAMESPACE)
        for row in rows.order_by("organization__code", "title_en", "pk")
    ]


def entered_on(row):
    """The day in Kabul on which it came into the register."""
    return today_in_kabul(row.created_at)


def day_of(row):
    """The day it is about, else the one on which it came into the register."""
    if isinstance(row, Programme):
        return row.starts_on or entered_on(row)
    return row.arrived_on or row.promised_on or entered_on(row)


# By kind: the pages of a fact.
STEPS = {
    "initiative": steps_of(Initiative, room=lambda _initiative: INITIATIVES, day=entered_on),
    "contribution": steps_of(Contribution, room=lambda _contribution: INITIATIVES, day=day_of),
    "programme": steps_of(Programme, room=lambda _programme: PROGRAMMES, day=day_of),
}
