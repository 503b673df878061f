"""The letters about CBMs, their plans and consultations: of which kind each is, and where its reader acts."""

from hoaip.models import LetterGroup
from hoaip.post.kinds import Letter

CONSULTATION = "consultations:consultation_detail"
LETTERS = {
    "consultation_open": Letter(LetterGroup.ASKED, CONSULTATION),
    "consultation_extend": Letter(LetterGroup.ASKED, CONSULTATION),
    # Whoever is silent agrees: the reminder asks for the position as much as the letter before it.
    "consultation_remind": Letter(LetterGroup.ASKED, CONSULTATION),
    "consultation_behalf": Letter(LetterGroup.ASKED, CONSULTATION),
    "consultation_judge": Letter(LetterGroup.WORK, CONSULTATION),
    "consultation_objection": Letter(LetterGroup.WORK, CONSULTATION),
    "consultation_end": Letter(LetterGroup.ANSWERS, CONSULTATION),
    "review_asked": Letter(LetterGroup.ASKED, "reviews:review_detail"),
    "plan_cleared": Letter(LetterGroup.ANSWERS, "plans:plan_detail"),
    "plan_returned": Letter(LetterGroup.ANSWERS, "reviews:review_detail"),
    "milestone_proposed": Letter(LetterGroup.WORK, "progress:milestone_detail"),
    # Both are about the plan; its page of progress leads to the period.
    "progress_submitted": Letter(LetterGroup.WORK, "progress:plan_progress"),
    "progress_returned": Letter(LetterGroup.ANSWERS, "progress:plan_progress"),
    "gap": Letter(LetterGroup.REMINDERS, "manage:index", of_one=False),
}
