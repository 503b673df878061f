"""What the public pages of the CBMs, plans and documents say of themselves: settings.PUBLIC_TEXTS."""

from django.utils.translation import gettext_lazy as _

from hoaip.texts import Delivered, Room
from hoaip.texts.letters import letters

TEXTS = [
    Room(
        _("Measures, plans, documents"),
        [
            Delivered(
                "cbms-about",
                _("Confidence building measures: what they are"),
                _(
                    "States volunteer to lead a measure; others take part or support it. Each should hold two "
                    "technical meetings a year."
                ),
                "/cbms/",
            ),
            Delivered(
                "plans-about",
                _("Implementation Plans: what they are"),
                _("What the CBMs have agreed to do, by whom and until when."),
                "/plans/",
            ),
            Delivered(
                "documents-about",
                _("Documents: which there are"),
                _("Of all CBMs and meetings, newest first; those you may see."),
                "/documents/",
            ),
        ],
    ),
]
LETTERS = [
    letters(
        _("A sentence before a letter: plans, consultations, progress"),
        {
            "review_asked": _("A version of a plan waits for a review"),
            "plan_returned": _("A plan was returned for changes"),
            "plan_cleared": _("A plan was cleared"),
            "consultation_open": _("The capitals are consulted"),
            "consultation_remind": _("A position has not come yet"),
            "consultation_extend": _("There is more time for a position"),
            "consultation_behalf": _("A position was entered on behalf"),
            "consultation_objection": _("An objection has come"),
            "consultation_judge": _("A consultation expired with an objection"),
            "consultation_end": _("A consultation has ended"),
            "progress_submitted": _("Progress reports wait"),
            "progress_returned": _("A progress report was returned"),
            "milestone_proposed": _("A milestone is proposed"),
            "flag_at_risk": _("A CBM may miss its meetings"),
            "flag_missed": _("A CBM held fewer meetings than its target"),
            "gap": _("A CBM lacks a lead or a focal point"),
        },
    ),
]
