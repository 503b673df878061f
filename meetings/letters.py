"""The letters about meetings, their records and their number: of which kind each is, and where its reader acts."""

from hoaip.models import LetterGroup
from hoaip.post.kinds import Letter

MEETING = "meetings:meeting_detail"
INTEREST = "interests:interest_detail"
FLAG = "meetings:flag_detail"
LETTERS = {
    "meeting_invite": Letter(LetterGroup.ASKED, MEETING),
    # A new date asks for a new answer.
    "meeting_moved": Letter(LetterGroup.ASKED, MEETING),
    "meeting_recall": Letter(LetterGroup.ASKED, MEETING),
    "meeting_withdrawn": Letter(LetterGroup.ASKED, MEETING),
    "meeting_behalf": Letter(LetterGroup.ASKED, MEETING),
    "meeting_cancelled": Letter(LetterGroup.MEETINGS, MEETING),
    "meeting_postponed": Letter(LetterGroup.MEETINGS, MEETING),
    "meeting_hours": Letter(LetterGroup.MEETINGS, MEETING),
    # Without a comment by the last day a record may be marked as agreed.
    "record_circulated": Letter(LetterGroup.ASKED, "meetings:record_detail"),
    "record_reminder": Letter(LetterGroup.REMINDERS, MEETING),
    "interest_proposed": Letter(LetterGroup.WORK, INTEREST),
    "interest_decided": Letter(LetterGroup.ANSWERS, INTEREST),
    "interest_declined": Letter(LetterGroup.ANSWERS, INTEREST),
    # Their page stands on this floor, whoever raises the flag.
    "flag_at_risk": Letter(LetterGroup.REMINDERS, FLAG),
    "flag_missed": Letter(LetterGroup.REMINDERS, FLAG),
}
