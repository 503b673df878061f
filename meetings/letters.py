"""The letters about meetings, their records and number: of each its kind, what it says, and where its reader acts."""

from django.utils.translation import gettext_lazy as _

from hoaip.models import LetterGroup
from hoaip.post.kinds import Letter
from hoaip.texts.letters import openings

MEETING = "meetings:meeting_detail"
INTEREST = "interests:interest_detail"
FLAG = "meetings:flag_detail"
LETTERS = {
    "meeting_invite": Letter(LetterGroup.ASKED, _("Invitation to a meeting"), MEETING),
    # A new date asks for a new answer.
    "meeting_moved": Letter(LetterGroup.ASKED, _("A meeting has a new date"), MEETING),
    "meeting_recall": Letter(LetterGroup.ASKED, _("An answer has not come yet"), MEETING),
    "meeting_withdrawn": Letter(LetterGroup.ASKED, _("An invitation is withdrawn"), MEETING),
    "meeting_behalf": Letter(LetterGroup.ASKED, _("An answer was entered on behalf"), MEETING),
    "meeting_cancelled": Letter(LetterGroup.MEETINGS, _("A meeting is cancelled"), MEETING),
    "meeting_postponed": Letter(LetterGroup.MEETINGS, _("A meeting is postponed"), MEETING),
    "meeting_hours": Letter(LetterGroup.MEETINGS, _("Hours and venue of a meeting"), MEETING),
    "meeting_requested": Letter(LetterGroup.WORK, _("A meeting waits for approval"), MEETING),
    "meeting_request_waits": Letter(LetterGroup.REMINDERS, _("A meeting still waits for approval"), MEETING),
    "meeting_request_decided": Letter(LetterGroup.ANSWERS, _("A meeting that was asked for is decided on"), MEETING),
    # Without a comment by the last day a record may be marked as agreed.
    "record_circulated": Letter(LetterGroup.ASKED, _("A record is circulated for comments"), "meetings:record_detail"),
    "record_reminder": Letter(LetterGroup.REMINDERS, _("A record is not circulated"), MEETING),
    "interest_proposed": Letter(LetterGroup.WORK, _("Interest in a CBM is expressed"), INTEREST),
    "interest_decided": Letter(LetterGroup.ANSWERS, _("An expression of interest was decided"), INTEREST),
    "interest_declined": Letter(LetterGroup.ANSWERS, _("An expression of interest was declined"), INTEREST),
    # Their page stands on this floor, whoever raises the flag.
    "flag_at_risk": Letter(LetterGroup.REMINDERS, _("A CBM may miss its meetings"), FLAG),
    "flag_missed": Letter(LetterGroup.REMINDERS, _("A CBM held fewer meetings than its target"), FLAG),
}
# What the administrator may say before them: settings.PUBLIC_TEXTS.
OPENINGS = [openings(_("A sentence before a letter: meetings, interest in a CBM"), LETTERS)]
