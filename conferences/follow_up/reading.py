"""How an action is told to one reader: the ministry and its owner in their words, everybody else in neutral ones."""

from functools import cached_property

from conferences.commitments.words import StateWords, rule
from conferences.models import OPEN_ACTIONS, Action
from hoaip.calendar import today_in_kabul
from hoaip.grants import holdings
from hoaip.ladder import is_ministry
from hoaip.permissions import MEMBERS, Role
from hoaip.texts.reading import line_of
from meetings.reading import reads_internal_words

State = Action.State
# The neutral code of each state. Nobody outside reads who has to verify what, or what is late. What the public reads
# for a code is a text that the administrator edits: conferences/public_texts.py.
NEUTRAL = {
    State.OPEN: "planned",
    State.IN_PROGRESS: "under_way",
    State.DONE_CLAIMED: "under_way",
    State.VERIFIED: "done",
    State.CANCELLED: "not_pursued",
}


def states_of(code):
    """The states that one neutral code stands for."""
    return [state for state, neutral in NEUTRAL.items() if neutral == code]


class Reading:
    """What one reader is told of actions; asks the database for nothing but the reader's roles.

    The neutral words come with the version of the data, which is asked for where one of them is read.
    """

    def __init__(self, user, request):
        held = holdings(user)
        self.user, self.today, self.request = user, request.today, request
        self.is_internal = reads_internal_words(user)
        self.is_ministry = is_ministry(held)
        self.speaks_for = set(held.ids("hoaip.stakeholder", {Role.DELEGATE}))
        self.focal_of = set(held.ids("cbms.cbm", {Role.FOCAL_POINT}))
        self.member_of = set(held.ids("cbms.cbm", MEMBERS))

    def knows_state(self, row):
        """Whether it is told in the words of the house, with its age."""
        return self.is_internal or row.owner_id in self.speaks_for

    def reads_evidence(self, row):
        """Whether the words of its evidence are read: by the ministry, its owner and the members of its CBM."""
        return self.is_ministry or row.owner_id in self.speaks_for or row.cbm_id in self.member_of

    def code(self, row):
        return str(row.state) if self.knows_state(row) else NEUTRAL[row.state]

    def word(self, row):
        return State(row.state).label if self.knows_state(row) else self.neutral_words[NEUTRAL[row.state]]

    @cached_property
    def neutral_words(self):
        """{neutral code: word} in the language of the page, in the order of the states."""
        return {
            code: line_of(self.request, f"action-{code.replace('_', '-')}") for code in dict.fromkeys(NEUTRAL.values())
        }

    def commitment_word(self, commitment):
        # What the ministry reads is no word of the register's: then it is not asked for them.
        return commitment.get_state_display() if self.is_internal else self.commitment_words.neutral(commitment.state)

    @cached_property
    def commitment_words(self):
        """The words of the register: one statement, and none before a commitment is told of."""
        return StateWords(rule().labels)

    def days_open(self, row):
        """Whole days since it was entered, while it is open; None for who is not told."""
        if not self.knows_state(row) or row.state not in OPEN_ACTIONS:
            return None
        return max(0, (self.today - today_in_kabul(row.created_at)).days)

    def days_over(self, row):
        """Whole days since it was due, while it is open; None when it is not late, or for who is not told."""
        if not self.knows_state(row) or not row.is_overdue(self.today):
            return None
        return (self.today - row.due_on).days
