"""Tables of the meetings."""

from meetings.models.changes import DateChange, RegisterNote
from meetings.models.content import Attendance, Outcome, RecordParagraph, RecordReminder
from meetings.models.documents import MeetingDocument
from meetings.models.interests import Interest
from meetings.models.meetings import (
    AHEAD,
    HAPPENED,
    OF_THE_PROCESS,
    Meeting,
    MeetingCbm,
    PlanDecision,
    RoleDecision,
)
from meetings.models.records import AGREED, CIRCULATED, RecordComment, RecordRevision, RevisionParagraph
from meetings.models.rule import Blackout, WatchRule

__all__ = [
    "AGREED",
    "AHEAD",
    "CIRCULATED",
    "HAPPENED",
    "OF_THE_PROCESS",
    "Attendance",
    "Blackout",
    "DateChange",
    "Interest",
    "Meeting",
    "MeetingCbm",
    "MeetingDocument",
    "Outcome",
    "PlanDecision",
    "RecordComment",
    "RecordParagraph",
    "RecordReminder",
    "RecordRevision",
    "RegisterNote",
    "RevisionParagraph",
    "RoleDecision",
    "WatchRule",
]
