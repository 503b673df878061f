"""The letters about CBMs, their plans and consultations: the kind of each, what it says, and where its reader acts."""

from django.utils.translation import gettext_lazy as _

from hoaip.models import LetterGroup
from hoaip.post.kinds import Letter
from hoaip.texts.letters import openings

CONSULTATION = "consultations:consultation_detail"
LETTERS = {
    "consultation_open": Letter(LetterGroup.ASKED, _("The capitals are consulted"), CONSULTATION),
    "consultation_extend": Letter(LetterGroup.ASKED, _("There is more time for a position"), CONSULTATION),
    # Whoever is silent agrees: the reminder asks for the position as much as the letter before it.
    "consultation_remind": Letter(LetterGroup.ASKED, _("A position has not come yet"), CONSULTATION),
    "consultation_behalf": Letter(LetterGroup.ASKED, _("A position was entered on behalf"), CONSULTATION),
    "consultation_judge": Letter(LetterGroup.WORK, _("A consultation expired with an objection"), CONSULTATION),
    "consultation_objection": Letter(LetterGroup.WORK, _("An objection has come"), CONSULTATION),
    "consultation_end": Letter(LetterGroup.ANSWERS, _("A consultation has ended"), CONSULTATION),
    "review_asked": Letter(LetterGroup.ASKED, _("A version of a plan waits for a review"), "reviews:review_detail"),
    "plan_cleared": Letter(LetterGroup.ANSWERS, _("A plan was cleared"), "plans:plan_detail"),
    "plan_returned": Letter(LetterGroup.ANSWERS, _("A plan was returned for changes"), "reviews:review_detail"),
    "milestone_proposed": Letter(LetterGroup.WORK, _("A milestone is proposed"), "progress:milestone_detail"),
    # Both are about the plan; its page of progress leads to the period.
    "progress_submitted": Letter(LetterGroup.WORK, _("Progress reports wait"), "progress:plan_progress"),
    "progress_returned": Letter(LetterGroup.ANSWERS, _("A progress report was returned"), "progress:plan_progress"),
    "gap": Letter(LetterGroup.REMINDERS, _("A CBM lacks a lead or a focal point"), "manage:index", of_one=False),
}
# What the administrator may say before them: settings.PUBLIC_TEXTS.
OPENINGS = [openings(_("A sentence before a letter: plans, consultations, progress"), LETTERS)]
