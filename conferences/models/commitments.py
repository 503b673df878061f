"""What was promised, by whom and by when, and what its owners say to it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils.translation import gettext_lazy as _

from conferences.models.declarations import Paragraph
from conferences.models.initiatives import Pillar, Theme
from conferences.models.standing import RUNGS, DuePrecision, StandingQuerySet, due_in_order
from hoaip.embargo import has_come, is_past
from hoaip.grants import by_readers
from hoaip.ladder import Rung
from hoaip.models import Addressed, Document, Sourced, blank_refused, confirmed_together
from hoaip.permissions import Permission
from hoaip.workflow import Transition
from meetings.models import Meeting, Outcome

# Known beyond the ministry once its rung says so; a draft is the drafters'.
KNOWN_COMMITMENTS = ("registered", "confirmed", "in_progress", "completion_claimed", "completed")
CLOSED_COMMITMENTS = ("completed", "withdrawn", "merged")
# While its owners may answer: it is registered and not closed.
ANSWERED_IN = ("registered", "confirmed", "in_progress", "completion_claimed")
OBJECTIONS = ("corrected", "disputed")


class CommitmentQuerySet(StandingQuerySet):
    def opened(self):
        return has_come("public_from")

    def public(self):
        """Those on everybody's rung by now."""
        return self.filter(Q(rung=Rung.PUBLIC) | self.opened())

    def owned_by(self, stakeholders):
        return Q(pk__in=CommitmentOwner.objects.filter(stakeholder__in=stakeholders).values("commitment"))

    def overdue(self, day):
        """Due before that day and not closed: computed, never stored."""
        return self.filter(due_on__lt=day).exclude(state__in=(*CLOSED_COMMITMENTS, "draft"))


class Commitment(Addressed, Sourced):
    """What states or organizations undertook, where they said so, and by when; a goal is one without an owner yet."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        REGISTERED = "registered", _("registered")
        CONFIRMED = "confirmed", _("confirmed by its owners")
        IN_PROGRESS = "in_progress", _("in progress")
        COMPLETION_CLAIMED = "completion_claimed", _("said to be completed")
        COMPLETED = "completed", _("completed")
        WITHDRAWN = "withdrawn", _("withdrawn")
        MERGED = "merged", _("merged into another")

    class Collective(models.TextChoices):
        """A group that undertook it together, beside or in place of owners by name."""

        PARTICIPATING = "participating", _("all participating countries")
        SUPPORTING = "supporting", _("all supporting countries")
        ORGANIZATIONS = "organizations", _("all supporting organizations")
        ALL = "all", _("all who take part in the process")

    process = models.ForeignKey("hoaip.Process", models.PROTECT, related_name="commitments")
    # Its number in the register of the process, given when it is registered and never used again.
    number = models.PositiveIntegerField(null=True, blank=True, editable=False)
    title_en = models.CharField(_("commitment, English"), max_length=300)
    title_fa = models.CharField(_("commitment, Dari"), max_length=300, blank=True)
    title_ps = models.CharField(_("commitment, Pashto"), max_length=300, blank=True)
    measure = models.TextField(_("what shows that it is done"), blank=True)
    is_goal = models.BooleanField(_("a goal that nobody has taken on yet"), default=False)
    owners = models.ManyToManyField("hoaip.Stakeholder", through="CommitmentOwner", related_name="commitments")
    collective = models.CharField(_("undertaken together"), max_length=13, choices=Collective, blank=True)
    cbms = models.ManyToManyField("cbms.Cbm", related_name="commitments", blank=True)
    pillar = models.CharField(_("pillar"), max_length=12, choices=Pillar, blank=True)
    theme = models.CharField(_("theme"), max_length=10, choices=Theme, blank=True)
    # Where it was said: one of these.
    paragraph = models.ForeignKey(Paragraph, models.PROTECT, null=True, blank=True, related_name="commitments")
    outcome = models.ForeignKey(Outcome, models.PROTECT, null=True, blank=True, related_name="commitments")
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, blank=True, related_name="commitments")
    letter = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="commitments")
    # The last day of the period it is due in: the day itself, or the end of the month.
    due_on = models.DateField(_("due"), null=True, blank=True)
    due_precision = models.CharField(max_length=7, choices=DuePrecision, default=DuePrecision.ONGOING)
    rung = models.PositiveSmallIntegerField(
        _("who can see it"), choices=[(rung.value, rung.label) for rung in RUNGS], default=Rung.PARTICIPANTS
    )
    # The moment from which everybody sees it, chosen by a person; until then it is seen as its rung says (ADR 21).
    public_from = models.DateTimeField(null=True, blank=True, editable=False)
    # Keys of its CBMs and of its owners, as `hoaip.ladder.anchor_key` writes them; kept by the actions.
    anchors = ArrayField(models.CharField(max_length=40), default=list, editable=False)
    shown_rung = models.GeneratedField(
        expression=Case(
            When(state="draft", then=Value(Rung.DRAFTERS)),
            default=F("rung"),
            output_field=models.PositiveSmallIntegerField(),
        ),
        output_field=models.PositiveSmallIntegerField(choices=Rung),
        db_persist=True,
    )
    state = models.CharField(_("state"), max_length=18, choices=State, default=State.DRAFT, editable=False)
    state_reason = models.TextField(blank=True, editable=False)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", editable=False
    )
    # Who said that it is completed, and in which words; somebody else judges it.
    claimed_at = models.DateTimeField(null=True, blank=True, editable=False)
    claimed_by = models.ForeignKey("hoaip.User", models.PROTECT, null=True, blank=True, related_name="+")
    claim = models.TextField(blank=True, editable=False)
    created_by = models.ForeignKey("hoaip.User", models.PROTECT, related_name="+", editable=False)

    objects = CommitmentQuerySet.as_manager()

    # What hoaip/embargo.py asks of a model.
    OPENS = "public_from"

    TRANSITIONS = (
        Transition("register", (State.DRAFT,), State.REGISTERED, Permission.KEEP_COMMITMENTS, _("Register")),
        Transition("confirm", (State.REGISTERED,), State.CONFIRMED, Permission.ANSWER_COMMITMENT, _("Confirm")),
        # Other words, another owner, or one that objects: it waits until everybody has confirmed it again.
        Transition("reword", (State.CONFIRMED,), State.REGISTERED, Permission.KEEP_COMMITMENTS, _("Ask owners again")),
        Transition(
            "begin", (State.REGISTERED, State.CONFIRMED), State.IN_PROGRESS, Permission.WORK_ON_COMMITMENT, _("Begin")
        ),
        Transition(
            "claim",
            (State.CONFIRMED, State.IN_PROGRESS),
            State.COMPLETION_CLAIMED,
            Permission.WORK_ON_COMMITMENT,
            _("Say that it is completed"),
        ),
        Transition(
            "complete",
            (State.COMPLETION_CLAIMED,),
            State.COMPLETED,
            Permission.JUDGE_COMMITMENT,
            _("Record as completed"),
        ),
        Transition(
            "return",
            (State.COMPLETION_CLAIMED,),
            State.IN_PROGRESS,
            Permission.JUDGE_COMMITMENT,
            _("Return"),
            needs_reason=True,
        ),
        Transition(
            "reopen",
            (State.COMPLETED, State.WITHDRAWN),
            {State.COMPLETED: State.IN_PROGRESS, State.WITHDRAWN: State.REGISTERED},
            Permission.JUDGE_COMMITMENT,
            _("Reopen"),
            needs_reason=True,
        ),
        Transition(
            "withdraw",
            (State.REGISTERED, State.CONFIRMED, State.IN_PROGRESS, State.COMPLETION_CLAIMED),
            State.WITHDRAWN,
            Permission.KEEP_COMMITMENTS,
            _("Withdraw"),
            needs_reason=True,
        ),
        Transition(
            "merge",
            (State.REGISTERED, State.CONFIRMED, State.IN_PROGRESS),
            State.MERGED,
            Permission.KEEP_COMMITMENTS,
            _("Merge into another"),
            needs_reason=True,
        ),
    )

    class Meta:
        constraints = [
            blank_refused("conferences_commitment_titled", "title_en", _("A commitment says what was undertaken.")),
            models.UniqueConstraint(
                fields=["process", "number"],
                name="conferences_commitment_number",
                violation_error_message=_("That number belongs to another commitment."),
            ),
            due_in_order("conferences_commitment_due"),
            models.CheckConstraint(
                name="conferences_commitment_words",
                condition=Q(state__in=["draft", *KNOWN_COMMITMENTS, "withdrawn", "merged"])
                & Q(pillar__in=["", *Pillar.values], theme__in=["", *Theme.values])
                & Q(collective__in=["", "participating", "supporting", "organizations", "all"])
                & Q(rung__in=[rung.value for rung in RUNGS]),
                violation_error_message=_("State, pillar, theme and group are those of the lists."),
            ),
            models.CheckConstraint(
                name="conferences_commitment_source",
                condition=Q(paragraph__isnull=False, outcome__isnull=True, meeting__isnull=True, letter__isnull=True)
                | Q(paragraph__isnull=True, outcome__isnull=False, meeting__isnull=True, letter__isnull=True)
                | Q(paragraph__isnull=True, outcome__isnull=True, meeting__isnull=False, letter__isnull=True)
                | Q(paragraph__isnull=True, outcome__isnull=True, meeting__isnull=True, letter__isnull=False),
                violation_error_message=_(
                    "A commitment was made in one place: a paragraph, an outcome, a meeting or a letter."
                ),
            ),
            models.CheckConstraint(
                name="conferences_commitment_numbered",
                condition=Q(state="draft", number__isnull=True)
                | (~Q(state="draft") & Q(number__isnull=False, number__gte=1)),
                violation_error_message=_("A commitment has its number from the day it is registered."),
            ),
            models.CheckConstraint(
                name="conferences_commitment_public_from",
                condition=Q(public_from__isnull=True) | ~Q(state="draft"),
                violation_error_message=_("A draft is not published at a moment: it is registered first."),
            ),
            models.CheckConstraint(
                name="conferences_commitment_ended",
                condition=(~Q(state="withdrawn") | Q(state_reason__regex=r"\S"))
                & (Q(state="merged", merged_into__isnull=False) | (~Q(state="merged") & Q(merged_into__isnull=True))),
                violation_error_message=_("It is withdrawn with a reason, and merged into another one."),
            ),
            models.CheckConstraint(
                name="conferences_commitment_claimed",
                condition=Q(claimed_at__isnull=True, claimed_by__isnull=True, claim="")
                & ~Q(state__in=["completion_claimed", "completed"])
                | Q(claimed_at__isnull=False, claimed_by__isnull=False, claim__regex=r"\S"),
                violation_error_message=_("Who says that it is completed says what shows it."),
            ),
            confirmed_together("conferences_commitment_confirmed"),
        ]
        indexes = [
            models.Index(fields=["due_on", "id"], name="conferences_commitment_due_ix"),
            models.Index(
                fields=["public_from"], condition=Q(public_from__isnull=False), name="conferences_commitment_opens"
            ),
        ]

    def __str__(self):
        return self.title_en

    @classmethod
    def from_db(cls, db, field_names, values):
        """A row as it stands at this instant: once its moment has come, its rung is everybody's, as if by hand."""
        row = super().from_db(db, field_names, values)
        if is_past(row.__dict__.get("public_from")):
            row.__dict__ |= {name: Rung.PUBLIC.value for name in ("rung", "shown_rung") if name in row.__dict__}
        return row

    @property
    def is_scheduled(self):
        """A moment is fixed for it that has not come."""
        return self.public_from is not None and not is_past(self.public_from)

    def is_overdue(self, today):
        """Computed from its day, never stored."""
        return self.due_on is not None and self.due_on < today and self.state in KNOWN_COMMITMENTS[:-1]

    def rungs(self):
        """[(what, Rung)]: how far it may be seen; what its owners answered is the ministry's and each one's own."""
        return [(_("This commitment"), Rung(self.shown_rung))]

    def permission_anchors(self):
        """Its CBMs, its process, and the states and organizations that own it."""
        return [*self.cbms.all(), self.process, *self.owners.all()]


class CommitmentReminder(models.Model):
    """A reminder about a commitment was queued: one for each step of each due date, as `ActionReminder`."""

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="reminders")
    due_on = models.DateField()
    # Days after the due day on which this step falls due: -14, -3, 1, 31, 61, ...
    step = models.SmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["commitment", "due_on", "step"],
                name="conferences_commitmentreminder_once",
                violation_error_message=_("Its owners were reminded of that already."),
            )
        ]

    def __str__(self):
        return f"{self.commitment_id} {self.due_on} {self.step:+d}"


class CommitmentOwnerQuerySet(models.QuerySet):
    @by_readers
    def visible_to(self, user):
        """Owners of the commitments this reader may see; what each answered is read by the ministry and by itself."""
        return self.filter(commitment__in=Commitment.objects.visible_to(user))

    def to_settle(self):
        """A correction or a dispute that ministry staff have not settled, of a commitment that is not closed."""
        return self.filter(answer__in=OBJECTIONS, resolved_at=None, commitment__state__in=ANSWERED_IN)

    def to_answer(self):
        """Those that wait for a delegate of theirs: asked, or answered for by the ministry and not confirmed."""
        return self.waiting() | self.filter(on_behalf=True, commitment__state__in=ANSWERED_IN)

    def waiting(self):
        """Those whose owner is asked: without an answer yet, or asked again after a question was settled."""
        return self.filter(Q(answer="") | Q(answer__in=OBJECTIONS, resolved_at__isnull=False)).filter(
            commitment__state__in=ANSWERED_IN
        )


class CommitmentOwner(Addressed):
    """A state or organization in whose name a commitment is registered, and what it says to that."""

    class Answer(models.TextChoices):
        NONE = "", _("no answer yet")
        CONFIRMED = "confirmed", _("confirmed")
        CORRECTED = "corrected", _("asks for other words")
        DISPUTED = "disputed", _("disputed")

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="ownership")
    stakeholder = models.ForeignKey("hoaip.Stakeholder", models.PROTECT, related_name="ownership")
    answer = models.CharField(_("answer"), max_length=9, choices=Answer, blank=True, default=Answer.NONE)
    # The words it asks for, or why it disputes.
    answer_text = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True, editable=False)
    answered_by = models.ForeignKey("hoaip.User", models.PROTECT, null=True, blank=True, related_name="+")
    # Entered by a focal point in its name, and not confirmed by a delegate of its own yet.
    on_behalf = models.BooleanField(default=False, editable=False)
    # How an answer came that was entered on its behalf, and the letter it came in; they stay once it is confirmed.
    basis = models.TextField(blank=True, editable=False)
    letter = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+", editable=False)
    # What ministry staff did with a correction or a dispute.
    resolution = models.TextField(blank=True, editable=False)
    resolved_at = models.DateTimeField(null=True, blank=True, editable=False)
    resolved_by = models.ForeignKey("hoaip.User", models.PROTECT, null=True, blank=True, related_name="+")

    objects = CommitmentOwnerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["commitment", "stakeholder"],
                name="conferences_commitmentowner_once",
                violation_error_message=_("It is an owner of this commitment already."),
            ),
            models.CheckConstraint(
                name="conferences_commitmentowner_answer",
                condition=Q(answer="", answer_text="", answered_at__isnull=True, answered_by__isnull=True)
                | Q(answer="confirmed", answered_at__isnull=False, answered_by__isnull=False)
                | Q(
                    answer__in=["corrected", "disputed"],
                    answer_text__regex=r"\S",
                    answered_at__isnull=False,
                    answered_by__isnull=False,
                ),
                violation_error_message=_("An owner confirms, or says in words what is wrong."),
            ),
            models.CheckConstraint(
                name="conferences_commitmentowner_behalf",
                condition=Q(on_behalf=False, basis="", letter__isnull=True)
                | (~Q(answer="") & Q(basis__regex=r"\S", answered_at__isnull=False)),
                violation_error_message=_("What is entered on behalf of an owner says how it came."),
            ),
            models.CheckConstraint(
                name="conferences_commitmentowner_resolved",
                condition=Q(resolution="", resolved_at__isnull=True, resolved_by__isnull=True)
                | Q(resolution__regex=r"\S", resolved_at__isnull=False, resolved_by__isnull=False),
                violation_error_message=_("What became of an answer names who settled it, and when."),
            ),
        ]

    def __str__(self):
        return f"{self.stakeholder_id} of {self.commitment_id}"

    @property
    def is_open(self):
        """A correction or a dispute that nobody has settled."""
        return self.answer in OBJECTIONS and self.resolved_at is None

    @property
    def has_spoken(self):
        """A delegate of its own gave the answer that stands, or confirmed it."""
        return bool(self.answer) and not self.on_behalf

    @property
    def is_waiting(self):
        """The owner is asked: it has not answered, or was asked again."""
        return not self.answer or (self.answer in OBJECTIONS and self.resolved_at is not None)

    def permission_anchors(self):
        return [self.stakeholder]


class CommitmentRule(models.Model):
    """How the register is shown to the public: one row; its labels are edited without a new version of the portal."""

    is_confirmed_only = models.BooleanField(_("the public list shows only what its owners confirmed"), default=False)
    # {state: {"en": label, "fa": label, "ps": label}}: neutral words where the portal's own shall not stand.
    labels = models.JSONField(default=dict, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    def __str__(self):
        return "rule of the register"
