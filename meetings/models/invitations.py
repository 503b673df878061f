"""Who is invited to a meeting, by which day an answer is asked, and what each state and organization answered."""

import uuid

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from cbms.silence.asked import end_of
from hoaip.models import EARLIEST, LATEST, Addressed
from meetings.models.content import Attendance
from meetings.models.meetings import Meeting


class Call(Addressed):
    """What the invitation to a meeting asks: an answer by a day. Each new date of the meeting is a new round."""

    meeting = models.OneToOneField(Meeting, models.PROTECT, related_name="call")
    # It ends at 23:59 in Kabul on that day; a later answer is taken all the same, until the meeting is held.
    answer_by = models.DateField(_("answer by"))
    # Raised when all are asked anew: what was answered in an earlier round is history.
    round = models.PositiveSmallIntegerField(default=1, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="meetings_call_days",
                condition=Q(answer_by__gte=EARLIEST, answer_by__lte=LATEST, round__gte=1),
                violation_error_message=_("An answer is asked by a day between 2011 and 2100."),
            ),
        ]

    def __str__(self):
        return f"{self.meeting_id} by {self.answer_by}"

    @property
    def last_instant(self):
        """The instant by which an answer is asked: 23:59 in Kabul on its day."""
        return end_of(self.answer_by)


class InviteeQuerySet(models.QuerySet):
    def standing(self):
        """Those invited to the meeting's present date: of the present round, not withdrawn, and each once.

        One that was merged into another invited one stands for nobody any more.
        """
        return self.filter(
            withdrawn_at__isnull=True, round=F("meeting__call__round"), stakeholder__merged_into__isnull=True
        )

    def with_answer(self):
        """Each with `answered`: the answer that counts, the newest since it was asked last, or None."""
        asked = {"round": OuterRef("round"), "at__gte": OuterRef("invited_at")}
        newest = Rsvp.objects.filter(invitee=OuterRef("pk"), **asked).order_by("-pk")
        return self.annotate(answered=Subquery(newest.values("answer")[:1]))


class Invitee(Addressed):
    """A state or an organization is invited to a meeting, in the capacity it has on the meeting's first day."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="invitees")
    stakeholder = models.ForeignKey("hoaip.Stakeholder", models.PROTECT, related_name="+")
    # Without a role it comes as an observer.
    capacity = models.CharField(
        max_length=13, choices=Attendance.Capacity, default=Attendance.Capacity.OBSERVER, editable=False
    )
    # The last round of the call in which it was asked.
    round = models.PositiveSmallIntegerField(default=1, editable=False)
    invited_at = models.DateTimeField(editable=False)
    invited_by = models.ForeignKey("hoaip.User", models.PROTECT, related_name="+", editable=False)
    # The occasion under which its mails stand in the outbox, and how many contacts got one; none: told another way.
    mail_key = models.CharField(max_length=160, blank=True, editable=False)
    mails = models.PositiveSmallIntegerField(default=0, editable=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)
    withdrawn_by = models.ForeignKey(
        "hoaip.User", models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    withdrawn_reason = models.TextField(blank=True, editable=False)

    objects = InviteeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "stakeholder"],
                name="meetings_invitee_once",
                violation_error_message=_("It is invited to this meeting already."),
            ),
            models.CheckConstraint(
                name="meetings_invitee_words",
                condition=Q(capacity__in=["lead", "co_lead", "participating", "supporting", "observer"], round__gte=1),
                violation_error_message=_("Who is invited leads, takes part, supports or observes."),
            ),
            models.CheckConstraint(
                name="meetings_invitee_mailed",
                condition=Q(mails=0) | ~Q(mail_key=""),
                violation_error_message=_("Mails of an invitation stand under its occasion."),
            ),
            models.CheckConstraint(
                name="meetings_invitee_withdrawn",
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawn_reason="")
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False, withdrawn_reason__regex=r"\S"),
                violation_error_message=_("An invitation is withdrawn by a person, with a reason."),
            ),
        ]

    def __str__(self):
        return str(self.stakeholder)

    def permission_anchors(self):
        return self.meeting.permission_anchors()

    def counts(self, answer):
        """Whether this Rsvp answers what was asked last: of another date, or withdrawn since, it is history."""
        return answer.round == self.round and answer.at >= self.invited_at

    def answers_that_count(self):
        """The Rsvps since it was asked last, the oldest first."""
        return self.answers.filter(round=self.round, at__gte=self.invited_at).order_by("pk")


class Rsvp(models.Model):
    """What an invited state or organization answered at an instant. None is changed.

    The newest since it was asked last counts. Entered by the ministry on behalf of a state it is marked so, and says
    how the answer came.
    """

    class Answer(models.TextChoices):
        ATTENDING = "attending", _("attending")
        REMOTE = "remote", _("attending remotely")
        REGRETS = "regrets", _("regrets")

    class Level(models.TextChoices):
        MINISTER = "minister", _("minister")
        DEPUTY = "deputy_minister", _("deputy minister")
        SENIOR = "senior_official", _("senior official")
        DIRECTOR = "director", _("director")
        EXPERT = "expert", _("expert")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    invitee = models.ForeignKey(Invitee, models.PROTECT, related_name="answers")
    round = models.PositiveSmallIntegerField()
    answer = models.CharField(_("answer"), max_length=9, choices=Answer)
    level = models.CharField(_("level of the delegation"), max_length=15, choices=Level, blank=True)
    size = models.PositiveSmallIntegerField(_("size"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey("hoaip.User", models.PROTECT, related_name="+")
    on_behalf = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="meetings_rsvp_words",
                condition=Q(
                    answer__in=["attending", "remote", "regrets"],
                    level__in=["", "minister", "deputy_minister", "senior_official", "director", "expert"],
                    round__gte=1,
                ),
                violation_error_message=_("A state attends, attends remotely or sends regrets, at one of the levels."),
            ),
            models.CheckConstraint(
                name="meetings_rsvp_size",
                condition=Q(size__isnull=True) | Q(size__gte=1, size__lte=999),
                violation_error_message=_("A delegation has between 1 and 999 persons."),
            ),
            models.CheckConstraint(
                name="meetings_rsvp_regrets",
                condition=~Q(answer="regrets") | Q(level="", size__isnull=True),
                violation_error_message=_("Who sends regrets sends no delegation."),
            ),
            models.CheckConstraint(
                name="meetings_rsvp_on_behalf",
                condition=Q(on_behalf=False) | Q(note__regex=r"\S"),
                violation_error_message=_("An answer that is entered on behalf of a state says how it came."),
            ),
        ]
        indexes = [models.Index(fields=["invitee", "round", "-id"], name="meetings_rsvp_newest")]

    def __str__(self):
        return f"{self.invitee} {self.answer}"


class CallReminder(models.Model):
    """Those who had not answered were reminded: by hand at most once a day, by the portal once a round."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="reminders")
    round = models.PositiveSmallIntegerField()
    on = models.DateField()
    at = models.DateTimeField()
    is_automatic = models.BooleanField(default=False)
    mails = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["call", "round", "on"],
                name="meetings_callreminder_once_a_day",
                violation_error_message=_("Those who have not answered were reminded today already."),
            ),
            models.UniqueConstraint(
                fields=["call", "round"],
                condition=Q(is_automatic=True),
                name="meetings_callreminder_once",
                violation_error_message=_("The portal reminds of an invitation once."),
            ),
        ]

    def __str__(self):
        return f"{self.call_id} {self.on}"
