"""Tables of the meetings."""

from meetings.models.agenda import AgendaItem
from meetings.models.changes import DateChange, RegisterNote
from meetings.models.content import Attendance, Outcome, RecordParagraph, RecordReminder
from meetings.models.decisions import PlanDecision, RoleDecision
from meetings.models.documents import MeetingDocument
from meetings.models.interests import Interest
from meetings.models.invitations import Call, CallReminder, Invitee, Rsvp
from meetings.models.meetings import OF_THE_PROCESS, Meeting, MeetingCbm, of_any
from meetings.models.notes import LONGEST_NOTE, Note, NoteDocument, NoteTemplate
from meetings.models.offline import OfflineForm
from meetings.models.own_feeds import OwnFeed
from meetings.models.record_reach import CIRCULATED
from meetings.models.records import AGREED, RecordComment, RecordRevision, RevisionParagraph
from meetings.models.rule import Blackout, WatchRule
from meetings.models.states import AHEAD, HAPPENED, UNDECIDED

__all__ = [
    "AGREED",
    "AHEAD",
    "CIRCULATED",
    "HAPPENED",
    "LONGEST_NOTE",
    "OF_THE_PROCESS",
    "UNDECIDED",
    "AgendaItem",
    "Attendance",
    "Blackout",
    "Call",
    "CallReminder",
    "DateChange",
    "Interest",
    "Invitee",
    "Meeting",
    "MeetingCbm",
    "MeetingDocument",
    "OfflineForm",
    "Note",
    "NoteDocument",
    "NoteTemplate",
    "Outcome",
    "OwnFeed",
    "PlanDecision",
    "RecordComment",
    "RecordParagraph",
    "RecordReminder",
    "RecordRevision",
    "RegisterNote",
    "RevisionParagraph",
    "RoleDecision",
    "Rsvp",
    "WatchRule",
    "of_any",
]
