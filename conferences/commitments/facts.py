"""Commitments out of an import: what waits for somebody who vouches for it, and what settles it."""

from django.db.models import Q
from django.utils.translation import gettext as _

from cbms.facts import OPEN, Fact, Room
from cbms.views.facts import steps_of
from conferences.commitments.words import owners_sentence, with_told_owners
from conferences.models import Commitment
from hoaip.calendar import today_in_kabul
from hoaip.grants import holdings
from hoaip.language import localized
from hoaip.permissions import MATRIX, Permission

COMMITMENTS = "commitments"
NAMESPACE = "managed_conferences"


def rooms(user):
    """Commitments of the processes and CBMs of which this person may confirm facts; told without a query."""
    held, allowed = holdings(user), MATRIX[Permission.CONFIRM_FACT]
    processes, cbms = held.ids("hoaip.process", allowed), held.ids("cbms.cbm", allowed)
    if not processes and not cbms:
        return []
    return [Room(COMMITMENTS, _("Commitments"), lambda: open_commitments(user, processes, cbms))]


def open_commitments(user, processes, cbms):
    """Those in the register that wait for somebody, by their number. One statement."""
    own = Commitment.cbms.through.objects.filter(cbm__in=cbms).values("commitment")
    rows = Commitment.objects.visible_to(user).filter(OPEN, Q(process__in=processes) | Q(pk__in=own))
    rows = with_told_owners(rows.exclude(state__in=("draft", "merged")).order_by("process", "number"))
    return [fact_of(row) for row in rows]


def fact_of(commitment):
    title = localized(commitment, "title")[0]
    whose = owners_sentence(commitment) or _("a goal without an owner")
    return Fact("commitment", commitment, title, whose, entered_on(commitment), namespace=NAMESPACE)


def entered_on(commitment):
    """The day in Kabul on which it came into the register."""
    return today_in_kabul(commitment.created_at)


# The pages of a fact; what the owners of a commitment say to it is theirs.
STEPS = {"commitment": steps_of(Commitment, room=lambda _commitment: COMMITMENTS, day=entered_on)}
