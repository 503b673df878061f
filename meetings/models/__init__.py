"""Tables of the meetings."""

from meetings.models.content import Attendance, Blackout, Outcome, RecordParagraph, WatchRule
from meetings.models.meetings import (
    AHEAD,
    HAPPENED,
    DateChange,
    Meeting,
    MeetingCbm,
    RegisterNote,
    RoleDecision,
)

__all__ = [
    "AHEAD",
    "HAPPENED",
    "Attendance",
    "Blackout",
    "DateChange",
    "Meeting",
    "MeetingCbm",
    "Outcome",
    "RecordParagraph",
    "RegisterNote",
    "RoleDecision",
    "WatchRule",
]
