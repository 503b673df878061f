"""The letters about commitments, actions and handovers: the kind of each, what it says, and where its reader acts."""

from django.utils.translation import gettext_lazy as _

from hoaip.models import LetterGroup
from hoaip.post.kinds import Letter
from hoaip.texts.letters import openings

COMMITMENT = "commitments:commitment_detail"
ACTION = "follow_up:action_detail"
HANDOVER = "handover:handover_detail"
LETTERS = {
    "commitment_confirm": Letter(LetterGroup.ASKED, _("A commitment is to be confirmed"), COMMITMENT),
    "commitment_behalf": Letter(LetterGroup.ASKED, _("An answer to a commitment was entered on behalf"), COMMITMENT),
    "commitment_answered": Letter(LetterGroup.WORK, _("An owner answered to a commitment"), COMMITMENT),
    "commitment_claimed": Letter(LetterGroup.WORK, _("A commitment is said to be completed"), COMMITMENT),
    "commitment_returned": Letter(LetterGroup.ANSWERS, _("A commitment is not completed yet"), COMMITMENT),
    "commitment_reminder": Letter(LetterGroup.REMINDERS, _("The day of a commitment comes or has passed"), COMMITMENT),
    "action_assigned": Letter(LetterGroup.ASKED, _("An action is entered"), ACTION),
    "action_claimed": Letter(LetterGroup.WORK, _("An action is said to be done"), ACTION),
    "action_returned": Letter(LetterGroup.ANSWERS, _("An action was returned"), ACTION),
    "action_reminder": Letter(LetterGroup.REMINDERS, _("The day of an action comes or has passed"), ACTION),
    "handover_confirmed": Letter(LetterGroup.ASKED, _("A CBM is handed over"), HANDOVER),
    "handover_proposed": Letter(LetterGroup.WORK, _("A handover waits"), HANDOVER),
}
# What the administrator may say before them: settings.PUBLIC_TEXTS.
OPENINGS = [openings(_("A sentence before a letter: commitments, actions, handovers"), LETTERS)]
