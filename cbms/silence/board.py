"""What stands of a consultation: each stakeholder that is asked, its position and how it came about."""

from collections import Counter
from dataclasses import dataclass

from cbms.models import Asked, Position, RoleAssignment
from cbms.silence.asked import order_of

Answer = Position.Answer


@dataclass(frozen=True, slots=True)
class Line:
    """One that is asked, and its positions, the oldest first."""

    asked: Asked
    positions: tuple = ()

    @property
    def stakeholder(self):
        return self.asked.stakeholder

    @property
    def capacity_words(self):
        return RoleAssignment.CbmRole(self.asked.capacity).label

    @property
    def standing(self):
        """The newest position, which counts, or None: no answer."""
        return self.positions[-1] if self.positions else None

    @property
    def earlier(self):
        """The positions before it, the newest first."""
        return self.positions[-2::-1]

    @property
    def version(self):
        """What a form about its position was opened with; every new position raises it."""
        return len(self.positions) + 1

    @property
    def is_silent(self):
        return not self.positions

    @property
    def objects(self):
        """Whether an objection of one that is entitled stands: the only thing that breaks the silence."""
        return self.asked.may_object and self.standing is not None and self.standing.answer == Answer.OBJECTION

    @property
    def waits_for_confirmation(self):
        """Whether its position was entered on its behalf, and none of its delegates has said so yet."""
        return self.standing is not None and self.standing.on_behalf

    @property
    def is_confirmed(self):
        return self.standing is not None and self.standing.confirms_id is not None

    @property
    def has_spoken(self):
        """Whether a delegate of its own has answered or confirmed: from then on nobody answers on its behalf."""
        return any(not position.on_behalf for position in self.positions)


def lines_of(consultation):
    """Every Line of a consultation by role and protocol. Two queries, however many are asked and answered."""
    positions = {}
    rows = Position.objects.filter(asked__consultation=consultation)
    for row in rows.select_related("by").order_by("pk"):
        positions.setdefault(row.asked_id, []).append(row)
    asked = Asked.objects.filter(consultation=consultation).select_related("stakeholder")
    lines = [Line(row, tuple(positions.get(row.pk, ()))) for row in asked]
    return sorted(lines, key=lambda line: order_of(line.stakeholder, line.asked.capacity))


def line_of(asked):
    """The Line of one that is asked."""
    return Line(asked, tuple(asked.positions.select_related("by").order_by("pk")))


def counts_of(lines):
    """[(answer or "none", its words, how many)]: silence is counted by itself, apart from “no objection”."""
    found = Counter("none" if line.is_silent else line.standing.answer for line in lines)
    return [(answer.value, answer.label, found[answer.value]) for answer in Answer]


def silent(lines):
    return [line for line in lines if line.is_silent]


def objecting(lines):
    return [line for line in lines if line.objects]
