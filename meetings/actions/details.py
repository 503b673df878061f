"""What a person gives to plan or log a meeting, already parsed."""

from dataclasses import dataclass, field
from datetime import date

from hoaip.models import Stakeholder


@dataclass(frozen=True)
class OutcomeDetails:
    """One outcome: kind, text, owners, and the last day it is due with its precision (day or month).

    `place` is the number of the stored outcome where it was typed, if one stood there.
    """

    kind: str
    text: str
    owners: tuple[Stakeholder, ...] = ()
    due_on: date | None = None
    due_precision: str = "day"
    place: int | None = None


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
