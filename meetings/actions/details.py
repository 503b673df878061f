"""What a person gives to plan or log a meeting, already parsed."""

from dataclasses import dataclass, field
from datetime import date

from hoaip.models import Stakeholder
from meetings.models import AgendaItem

# Nothing is said of it: it stays as it is stored.
KEPT = object()


@dataclass(frozen=True)
class OutcomeDetails:
    """One outcome: kind, text, owners, and the last day it is due with its precision (day or month).

    `place` is the number of the stored outcome where it was typed, if one stood there. `agenda_item` is the item of the
    agenda that it came of, None for none; left out, a stored outcome keeps its own.
    """

    kind: str
    text: str
    owners: tuple[Stakeholder, ...] = ()
    due_on: date | None = None
    due_precision: str = "day"
    place: int | None = None
    agenda_item: AgendaItem | None | object = KEPT


@dataclass(frozen=True)
class MeetingDetails:
    """A meeting as a form gives it. `attendance` maps stakeholders to answers; `record` is a list of paragraphs."""

    cbms: tuple
    type: str
    starts_on: date
    ends_on: date
    date_precision: str = "day"
    title: str = ""
    host: Stakeholder | None = None
    city: str = ""
    mode: str = "in_person"
    attendance: dict = field(default_factory=dict)
    outcomes: tuple[OutcomeDetails, ...] = ()
    record: tuple[str, ...] = ()
