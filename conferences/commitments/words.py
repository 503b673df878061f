"""What a commitment is called, and which word its state has: the ministry's own, or a neutral one for others."""

from types import SimpleNamespace

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from cbms.circle import called, party_key
from conferences.models import Commitment, CommitmentOwner, CommitmentRule
from hoaip.calendar import digits
from hoaip.grants import holdings
from hoaip.language import TONGUES, page_language
from hoaip.permissions import Role
from hoaip.protocol import together
from hoaip.public_cache import facts
from meetings.reading import reads_internal_words

State = Commitment.State

# What a reader outside the ministry may tell apart: a claim of completion is under way like any other work.
NEUTRAL = {
    State.REGISTERED: lambda: _("registered"),
    State.CONFIRMED: lambda: _("confirmed"),
    State.IN_PROGRESS: lambda: _("under way"),
    State.COMPLETED: lambda: _("completed"),
    State.WITHDRAWN: lambda: _("no longer pursued"),
    State.MERGED: lambda: _("part of another commitment"),
}


def shown_state(state):
    """The state as readers outside the ministry may know it."""
    return State.IN_PROGRESS.value if state == State.COMPLETION_CLAIMED else str(state)


class StateWords:
    """The neutral words of this page's language: those the administrator wrote, else the portal's."""

    def __init__(self, labels):
        column = TONGUES[page_language()]["column"]
        self.words = {str(state): labels.get(state, {}).get(column) or str(make()) for state, make in NEUTRAL.items()}

    def neutral(self, state):
        return self.words.get(shown_state(state), "")

    def of(self, commitment, *, internal):
        """Its state in words; `internal` says whether this reader reads the ministry's."""
        return str(commitment.get_state_display()) if internal else self.neutral(commitment.state)


def rule():
    """The one rule of the register, as stored or as it is before anybody saved it."""
    return CommitmentRule.objects.order_by("pk").first() or CommitmentRule()


def rule_of(request):
    """The rule, read once for each version of the data."""
    return facts.get(request, "rule of commitments", rule)


def own_stakeholders(user):
    """Primary keys of the states and organizations this person speaks for."""
    return holdings(user).ids("hoaip.stakeholder", {Role.DELEGATE})


def reads_inside(user, commitment):
    """Whether this reader reads the ministry's words of a commitment: the ministry, and who speaks for an owner."""
    if reads_internal_words(user):
        return True
    speaks_for = set(own_stakeholders(user))
    return bool(speaks_for) and any(each.pk in speaks_for for each in owners_of(commitment))


# What a line reads of an owner.
TOLD = ("pk", "kind", "code", "slug", "sort_key", "name_en", "name_fa", "name_ps")


def with_told_owners(rows):
    """The queryset, each commitment with its owners and the labels of the rule in the same statement."""
    owners = CommitmentOwner.objects.filter(commitment=OuterRef("pk")).order_by("pk")
    told = JSONObject(**{name: f"stakeholder__{name}" for name in TOLD})
    labels = Subquery(CommitmentRule.objects.order_by("pk").values("labels")[:1])
    return rows.annotate(told_owners=ArraySubquery(owners.values(told=told)), told_labels=labels)


def owners_of(commitment):
    """Its owners: as told by `with_told_owners`, else its own, which want `owners` prefetched."""
    told = getattr(commitment, "told_owners", None)
    return list(commitment.owners.all()) if told is None else [SimpleNamespace(**each) for each in told]


def owner_names(commitment, language=None):
    """Its owners in protocol order, then the group that undertook it; for a goal nothing."""
    language = language or page_language()
    rows = sorted(owners_of(commitment), key=lambda row: party_key(row, language))
    names = [called(row, language) for row in rows]
    return [*names, str(commitment.get_collective_display())] if commitment.collective else names


def owners_sentence(commitment):
    return together(owner_names(commitment))


def number_words(commitment):
    """ "No. 12", or that it is a draft."""
    if commitment.number is None:
        return _("Draft")
    return _("No. %(number)s") % {"number": digits(commitment.number, page_language())}
