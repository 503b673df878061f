"""The letters about commitments, actions and handovers: of which kind each is, and where its reader acts."""

from hoaip.models import LetterGroup
from hoaip.post.kinds import Letter

COMMITMENT = "commitments:commitment_detail"
ACTION = "follow_up:action_detail"
HANDOVER = "handover:handover_detail"
LETTERS = {
    "commitment_confirm": Letter(LetterGroup.ASKED, COMMITMENT),
    "commitment_behalf": Letter(LetterGroup.ASKED, COMMITMENT),
    "commitment_answered": Letter(LetterGroup.WORK, COMMITMENT),
    "commitment_claimed": Letter(LetterGroup.WORK, COMMITMENT),
    "commitment_returned": Letter(LetterGroup.ANSWERS, COMMITMENT),
    "commitment_reminder": Letter(LetterGroup.REMINDERS, COMMITMENT),
    "action_assigned": Letter(LetterGroup.ASKED, ACTION),
    "action_claimed": Letter(LetterGroup.WORK, ACTION),
    "action_returned": Letter(LetterGroup.ANSWERS, ACTION),
    "action_reminder": Letter(LetterGroup.REMINDERS, ACTION),
    "handover_confirmed": Letter(LetterGroup.ASKED, HANDOVER),
    "handover_proposed": Letter(LetterGroup.WORK, HANDOVER),
}
