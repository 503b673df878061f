"""What a meeting brought: who came, what came of it, and its record."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hoaip.models import EARLIEST, LATEST, Addressed, blank_refused
from meetings.models.agenda import AgendaItem
from meetings.models.meetings import Meeting


class Attendance(models.Model):
    """Whether a stakeholder came, and in which capacity on that day."""

    class Answer(models.TextChoices):
        PRESENT = "present", _("present")
        REMOTE = "remote", _("remote")
        ABSENT = "absent", _("absent")
        NOT_INVITED = "not_invited", _("not invited")

    class Capacity(models.TextChoices):
        LEAD = "lead", _("Lead")
        CO_LEAD = "co_lead", _("Co-lead")
        PARTICIPATING = "participating", _("Participating country")
        SUPPORTING = "supporting", _("Supporting country or organization")
        OBSERVER = "observer", _("Observer")

    CAME = (Answer.PRESENT, Answer.REMOTE)

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="attendance")
    stakeholder = models.ForeignKey("hoaip.Stakeholder", models.PROTECT, related_name="attendance")
    answer = models.CharField(_("answer"), max_length=11, choices=Answer)
    # The role held on the meeting's first day, kept because roles change and records do not.
    capacity = models.CharField(max_length=13, choices=Capacity, default=Capacity.OBSERVER)
    # Who led the delegation, as the record has it; and the person, where one of the list is meant.
    head_of_delegation = models.CharField(_("head of delegation"), max_length=160, blank=True)
    head = models.ForeignKey("hoaip.Person", models.PROTECT, null=True, blank=True, related_name="delegations_led")
    size = models.PositiveSmallIntegerField(_("size"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "stakeholder"], name="meetings_attendance_once"),
            models.CheckConstraint(
                name="meetings_attendance_words",
                condition=Q(answer__in=["present", "remote", "absent", "not_invited"])
                & Q(capacity__in=["lead", "co_lead", "participating", "supporting", "observer"]),
                violation_error_message=_("A stakeholder was present, remote, absent or not invited."),
            ),
            models.CheckConstraint(
                name="meetings_attendance_size",
                condition=Q(size__isnull=True) | Q(size__lte=999),
                violation_error_message=_("A delegation has at most 999 persons."),
            ),
        ]

    def __str__(self):
        return f"{self.stakeholder_id} {self.answer}"


class Outcome(Addressed):
    """A decision, action, commitment or information that came of a meeting, with its owners and due date."""

    class Kind(models.TextChoices):
        DECISION = "decision", _("Decision")
        ACTION = "action", _("Action")
        COMMITMENT = "commitment", _("Commitment")
        INFORMATION = "information", _("Information")

    class DuePrecision(models.TextChoices):
        DAY = "day", _("day")
        MONTH = "month", _("month")

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="outcomes")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(_("kind"), max_length=11, choices=Kind)
    text = models.TextField(_("text"))
    owners = models.ManyToManyField("hoaip.Stakeholder", related_name="owned_outcomes", blank=True)
    # The item of the same meeting's agenda that it came of; held so by a composite key in the database. Outcomes are
    # read by more people than agendas are: who shows it asks `may_read_agenda` first.
    agenda_item = models.ForeignKey(
        AgendaItem, models.PROTECT, null=True, blank=True, related_name="outcomes", verbose_name=_("item of the agenda")
    )
    # The last day of the period it is due in: the day itself, or the end of the month.
    due_on = models.DateField(_("due"), null=True, blank=True)
    due_precision = models.CharField(max_length=5, choices=DuePrecision, default=DuePrecision.DAY)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "number"], name="meetings_outcome_number", deferrable=models.Deferrable.DEFERRED
            ),
            blank_refused("meetings_outcome_text", "text", _("An outcome says what came of the meeting.")),
            models.CheckConstraint(
                name="meetings_outcome_words",
                condition=Q(kind__in=["decision", "action", "commitment", "information"])
                & (Q(due_on__isnull=True) | Q(due_on__gte=EARLIEST, due_on__lte=LATEST)),
                violation_error_message=_(
                    "An outcome is a decision, action, commitment or information, due between 2011 and 2100."
                ),
            ),
        ]

    def __str__(self):
        return self.text[:60]


class RecordReminder(models.Model):
    """Somebody was reminded that the record of a held meeting is not circulated: each step once a meeting."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="record_reminders")
    # Days after the last day of the meeting on which this step falls due: 14 or 28.
    step = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "step"],
                name="meetings_recordreminder_once",
                violation_error_message=_("Somebody was reminded of this record already."),
            )
        ]

    def __str__(self):
        return f"{self.meeting_id} {self.step:+d}"


class RecordParagraph(models.Model):
    """A numbered paragraph of the record of a meeting; frozen by the database once the record is circulated."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="paragraphs")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "number"],
                name="meetings_recordparagraph_number",
                deferrable=models.Deferrable.DEFERRED,
            ),
            blank_refused("meetings_recordparagraph_text", "text", _("A paragraph says something.")),
        ]

    def __str__(self):
        return f"{self.number}. {self.text[:60]}"
