"""Conferences, what they declared and what became of it; initiatives that feed the umbrella; programmes beside ours."""

from conferences.models.commitments import (
    CLOSED_COMMITMENTS,
    KNOWN_COMMITMENTS,
    Commitment,
    CommitmentOwner,
    CommitmentReminder,
    CommitmentRule,
)
from conferences.models.conferences import Chair, Conference, Delegation
from conferences.models.declarations import Declaration, Paragraph
from conferences.models.follow_up import (
    CLOSED_ACTIONS,
    OPEN_ACTIONS,
    Action,
    ActionDocument,
    ActionEvidence,
    ActionReminder,
)
from conferences.models.handover import Handover, HandoverItem
from conferences.models.initiatives import Contribution, Initiative, MeasureProposal, MeetingTheme, Pillar, Theme
from conferences.models.programmes import Programme
from conferences.models.standing import DuePrecision

__all__ = [
    "CLOSED_ACTIONS",
    "CLOSED_COMMITMENTS",
    "KNOWN_COMMITMENTS",
    "OPEN_ACTIONS",
    "Action",
    "ActionDocument",
    "ActionEvidence",
    "ActionReminder",
    "Chair",
    "Commitment",
    "CommitmentOwner",
    "CommitmentReminder",
    "CommitmentRule",
    "Conference",
    "Contribution",
    "Declaration",
    "Delegation",
    "DuePrecision",
    "Handover",
    "HandoverItem",
    "Initiative",
    "MeasureProposal",
    "MeetingTheme",
    "Paragraph",
    "Pillar",
    "Programme",
    "Theme",
]
