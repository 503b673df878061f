"""What can be done to meetings."""

from meetings.actions.details import MeetingDetails, OutcomeDetails
from meetings.actions.guards import AlreadyRegistered
from meetings.actions.heads import name_heads
from meetings.actions.hours import set_hours
from meetings.actions.interests import bring_interest, decline_interest, propose_role, withdraw_interest
from meetings.actions.inviting import invite, invite_more, withdraw_invitation
from meetings.actions.log import edit_meeting, hold, log_meeting
from meetings.actions.note_templates import add_template, change_template, restore_template, retire_template
from meetings.actions.notes import deliver_note, draw_up_notes
from meetings.actions.offline import LoggedAlready, complete_from_form, log_from_form
from meetings.actions.own_feeds import end_own_feed, open_own_feed
from meetings.actions.recalling import recall
from meetings.actions.record_publishing import publish_record, schedule_record, share_record, unschedule_record
from meetings.actions.records import (
    agree_record,
    answer_record_comment,
    comment_on_record,
    correct_record,
    recall_record,
)
from meetings.actions.requests import approve, ask, reject, withdraw
from meetings.actions.rsvp import answer_invitation, enter_answer
from meetings.actions.rule import add_blackout, remove_blackout, set_watch_rule
from meetings.actions.steps import (
    announce,
    annul,
    cancel,
    circulate,
    close,
    correct_ordinal,
    postpone,
    reopen,
    replan,
)
from meetings.actions.watch import review_cbm, review_compliance

__all__ = [
    "unschedule_record",
    "add_template",
    "change_template",
    "deliver_note",
    "draw_up_notes",
    "restore_template",
    "retire_template",
    "add_blackout",
    "remove_blackout",
    "set_hours",
    "set_watch_rule",
    "AlreadyRegistered",
    "LoggedAlready",
    "complete_from_form",
    "log_from_form",
    "MeetingDetails",
    "OutcomeDetails",
    "agree_record",
    "announce",
    "approve",
    "ask",
    "answer_record_comment",
    "comment_on_record",
    "correct_record",
    "publish_record",
    "recall_record",
    "schedule_record",
    "share_record",
    "bring_interest",
    "decline_interest",
    "name_heads",
    "propose_role",
    "withdraw_interest",
    "annul",
    "answer_invitation",
    "cancel",
    "circulate",
    "close",
    "correct_ordinal",
    "edit_meeting",
    "end_own_feed",
    "enter_answer",
    "hold",
    "invite",
    "invite_more",
    "log_meeting",
    "open_own_feed",
    "postpone",
    "recall",
    "reject",
    "reopen",
    "replan",
    "review_cbm",
    "review_compliance",
    "withdraw",
    "withdraw_invitation",
]
