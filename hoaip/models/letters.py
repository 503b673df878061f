"""The kinds of letters in the words of who gets them, and what a person chose for each kind."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hoaip.models.bases import Addressed


class LetterGroup(models.TextChoices):
    """What a letter is about for its reader. Each app says which letter belongs to which (hoaip/post/kinds.py)."""

    ASKED = "asked", _("Something is asked of me, or said in my name")
    ACCOUNT = "account", _("My account and my sign-in")
    MEETINGS = "meetings", _("A meeting I am invited to changes")
    REMINDERS = "reminders", _("Something is due or missing")
    WORK = "work", _("Something waits for a decision")
    ANSWERS = "answers", _("Something I sent in is answered")
    WATCHED = "watched", _("News of what I watch")
    HISTORY = "history", _("The daily head of the history")
    WEEKLY = "weekly", _("The weekly letter")

    @property
    def holds(self):
        """One sentence: which letters these are."""
        return HOLDS[self]

    @property
    def may_be_silenced(self):
        return self.value in SILENCEABLE


HOLDS = {
    LetterGroup.ASKED: _(
        "Invitations to meetings, also to another date or withdrawn; positions, comments and confirmations that are "
        "asked for until a last day, with their reminders; what is assigned to you; what was entered on your behalf."
    ),
    LetterGroup.ACCOUNT: _("The invitation to your account, new passwords, a new address, a second step taken away."),
    LetterGroup.MEETINGS: _(
        "It is postponed or cancelled, or its hours or venue change. Without these letters you read it only here, on "
        "the page of the meeting and in your calendar."
    ),
    LetterGroup.REMINDERS: _("An action, a commitment or a record that is due, and what is missing in a CBM."),
    LetterGroup.WORK: _(
        "Proposals, reports, answers and handovers to be decided on. They stand on the first page in any case."
    ),
    LetterGroup.ANSWERS: _(
        "A plan, a report or an action of yours was cleared or returned, a consultation has ended, an interest in a "
        "role was decided."
    ),
    LetterGroup.WATCHED: _(
        "On a day after something happened around a CBM, a state, a meeting or a process that you chose to watch."
    ),
    LetterGroup.HISTORY: _(
        "Every day one line that proves the history of the portal: whoever keeps it can show later that nothing was "
        "changed."
    ),
    LetterGroup.WEEKLY: _("How much waits for you, and how many letters of other kinds you chose to get once a week."),
}
# What is asked of a state, and what guards an account, cannot be off; the weekly letter has a switch of its own.
SILENCEABLE = tuple(
    sorted({each.value for each in LetterGroup} - {LetterGroup.ASKED, LetterGroup.ACCOUNT, LetterGroup.WEEKLY})
)


class Wish(models.TextChoices):
    """When a letter of a group comes."""

    AT_ONCE = "at_once", _("At once")
    WEEKLY = "weekly", _("Once a week, counted in one letter")
    OFF = "off", _("Not by mail")


class Preference(Addressed):
    """What one person chose for one group of letters; without a row a letter comes at once."""

    user = models.ForeignKey("hoaip.User", models.PROTECT, related_name="+", editable=False)
    group = models.CharField(max_length=10, choices=LetterGroup, editable=False)
    choice = models.CharField(max_length=7, choices=Wish)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "group"],
                name="hoaip_preference_once",
                violation_error_message=_("For each kind of letters there is one choice."),
            ),
            models.CheckConstraint(
                name="hoaip_preference_differs",
                condition=Q(choice__in=[Wish.WEEKLY, Wish.OFF]),
                violation_error_message=_("Letters come at once, once a week, or not by mail."),
            ),
            models.CheckConstraint(
                name="hoaip_preference_silenceable",
                condition=Q(group__in=SILENCEABLE),
                violation_error_message=_("Letters of this kind come at once: they ask for something, or guard you."),
            ),
        ]

    def __str__(self):
        return f"{self.group}: {self.choice}"
