"""What a plan's state is called: to the ministry as it is, to everybody else in neutral words."""

from django.utils.translation import gettext_lazy as _

from cbms.models import UNDER_WAY, Plan
from hoaip.grants import can
from hoaip.permissions import Permission

# In public: (word in an address, its states, its words).
PUBLIC_STATES = (
    ("in_preparation", UNDER_WAY, _("in preparation")),
    ("in_force", ("adopted",), _("in force")),
    ("superseded", ("superseded",), _("superseded by a later plan")),
    ("withdrawn", ("withdrawn",), _("withdrawn")),
)
_PUBLIC_WORDS = {state: words for _name, states, words in PUBLIC_STATES for state in states}
# The shape of the pill that a state wears.
PILLS = {"adopted": "met", "under_review": "track", "in_consultation": "track", "changes_requested": "risk"}


def reads_internal_words(user):
    """Whether internal labels are shown: the ministry and the administrator."""
    return can(user, Permission.VIEW_BOARD)


def state_words(state, *, internal):
    """A state in words: internal ones as the workflow calls it, else as everybody may read it."""
    return Plan.State(state).label if internal else _PUBLIC_WORDS[str(state)]


def pill_of(state, *, internal):
    """The kind of pill of a state; in public only what is in force stands out."""
    return PILLS.get(str(state), "plain") if internal or state == Plan.State.ADOPTED else "plain"
