"""The actions that carry out commitments and decisions, their evidence, and who was reminded of them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cbms.models import Plan
from conferences.models.commitments import Commitment
from conferences.models.standing import RUNGS, DuePrecision, StandingQuerySet, due_in_order
from hoaip.grants import by_readers
from hoaip.ladder import Rung
from hoaip.models import Addressed, Document, DocumentLink, blank_refused
from hoaip.permissions import Permission
from hoaip.workflow import Transition
from meetings.models import Outcome

OPEN_ACTIONS = ("open", "in_progress", "done_claimed")
CLOSED_ACTIONS = ("verified", "cancelled")


class ActionQuerySet(StandingQuerySet):
    def owned_by(self, stakeholders):
        return Q(owner__in=stakeholders)

    def overdue(self, day):
        """Due before that day and not closed: computed, never stored."""
        return self.filter(due_on__lt=day, state__in=OPEN_ACTIONS)


class Action(Addressed):
    """What somebody does by a day, so that a commitment is kept or a decision of a meeting is carried out."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        IN_PROGRESS = "in_progress", _("in progress")
        DONE_CLAIMED = "done_claimed", _("said to be done")
        VERIFIED = "verified", _("done")
        CANCELLED = "cancelled", _("cancelled")

    process = models.ForeignKey("hoaip.Process", models.PROTECT, related_name="actions")
    # What it carries out: a commitment, an outcome of a meeting, or both.
    commitment = models.ForeignKey(Commitment, models.PROTECT, null=True, blank=True, related_name="actions")
    outcome = models.ForeignKey(Outcome, models.PROTECT, null=True, blank=True, related_name="actions")
    cbm = models.ForeignKey(
        "cbms.Cbm", models.PROTECT, null=True, blank=True, related_name="actions", verbose_name=_("CBM")
    )
    # The activity of a plan that does the same, in whatever version of the plan.
    plan = models.ForeignKey(Plan, models.PROTECT, null=True, blank=True, related_name="actions")
    activity_key = models.UUIDField(null=True, blank=True)
    title = models.CharField(_("action"), max_length=300)
    owner = models.ForeignKey(
        "hoaip.Stakeholder", models.PROTECT, related_name="actions", verbose_name=_("who does it")
    )
    due_on = models.DateField(_("due"), null=True, blank=True)
    due_precision = models.CharField(max_length=7, choices=DuePrecision, default=DuePrecision.DAY)
    rung = models.PositiveSmallIntegerField(
        _("who can see it"), choices=[(rung.value, rung.label) for rung in RUNGS], default=Rung.PARTICIPANTS
    )
    # The key of its CBM and of its owner; kept by the actions that write it.
    anchors = ArrayField(models.CharField(max_length=40), default=list, editable=False)
    shown_rung = models.GeneratedField(
        expression=F("rung"), output_field=models.PositiveSmallIntegerField(choices=Rung), db_persist=True
    )
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.OPEN, editable=False)
    state_reason = models.TextField(blank=True, editable=False)
    claimed_at = models.DateTimeField(null=True, blank=True, editable=False)
    claimed_by = models.ForeignKey("hoaip.User", models.PROTECT, null=True, blank=True, related_name="+")
    verified_at = models.DateTimeField(null=True, blank=True, editable=False)
    verified_by = models.ForeignKey("hoaip.User", models.PROTECT, null=True, blank=True, related_name="+")
    created_by = models.ForeignKey("hoaip.User", models.PROTECT, related_name="+", editable=False)

    objects = ActionQuerySet.as_manager()

    TRANSITIONS = (
        Transition("begin", (State.OPEN,), State.IN_PROGRESS, Permission.WORK_ON_ACTION, _("Begin")),
        Transition(
            "claim",
            (State.OPEN, State.IN_PROGRESS),
            State.DONE_CLAIMED,
            Permission.WORK_ON_ACTION,
            _("Say that it is done"),
        ),
        Transition("verify", (State.DONE_CLAIMED,), State.VERIFIED, Permission.VERIFY_ACTION, _("Verify")),
        Transition(
            "return",
            (State.DONE_CLAIMED,),
            State.IN_PROGRESS,
            Permission.VERIFY_ACTION,
            _("Return"),
            needs_reason=True,
        ),
        Transition(
            "cancel",
            (State.OPEN, State.IN_PROGRESS),
            State.CANCELLED,
            Permission.KEEP_ACTIONS,
            _("Cancel"),
            needs_reason=True,
        ),
    )

    class Meta:
        constraints = [
            blank_refused("conferences_action_titled", "title", _("An action says what is to be done.")),
            due_in_order("conferences_action_due"),
            models.CheckConstraint(
                name="conferences_action_source",
                condition=Q(commitment__isnull=False) | Q(outcome__isnull=False),
                violation_error_message=_("An action carries out a commitment or an outcome of a meeting."),
            ),
            models.CheckConstraint(
                name="conferences_action_words",
                condition=Q(state__in=[*OPEN_ACTIONS, *CLOSED_ACTIONS], rung__in=[rung.value for rung in RUNGS])
                & (Q(plan__isnull=True, activity_key__isnull=True) | Q(plan__isnull=False, activity_key__isnull=False)),
                violation_error_message=_("State and visibility are those of the lists; an activity is one of a plan."),
            ),
            models.CheckConstraint(
                name="conferences_action_claimed",
                condition=(
                    Q(claimed_at__isnull=True, claimed_by__isnull=True)
                    | Q(claimed_at__isnull=False, claimed_by__isnull=False)
                )
                & (~Q(state__in=["done_claimed", "verified"]) | Q(claimed_at__isnull=False)),
                violation_error_message=_("Who says that it is done is named, with the instant."),
            ),
            models.CheckConstraint(
                name="conferences_action_verified",
                condition=Q(verified_at__isnull=True, verified_by__isnull=True) & ~Q(state="verified")
                | Q(state="verified", verified_at__isnull=False, verified_by__isnull=False)
                & ~Q(verified_by=F("claimed_by")),
                violation_error_message=_("Somebody else than who claimed it verifies it."),
            ),
            models.CheckConstraint(
                name="conferences_action_cancelled",
                condition=~Q(state="cancelled") | Q(state_reason__regex=r"\S"),
                violation_error_message=_("An action is cancelled with a reason."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_on", "id"], name="conferences_action_due_ix", condition=Q(state__in=OPEN_ACTIONS)
            ),
        ]

    def __str__(self):
        return self.title

    def is_overdue(self, today):
        """Computed from its day, never stored."""
        return self.due_on is not None and self.due_on < today and self.state in OPEN_ACTIONS

    def rungs(self):
        """[(what, Rung)]: how far it may be seen; the delegates of its owner see it from the ministry's rung on."""
        alone = self.cbm_id is None and self.rung == Rung.MEMBERS
        whom = _("The delegates of its owner, and the ministry.") if alone else self.shown_rung
        return [(_("The action, who does it and when it is due; its owner sees it too"), whom)]

    def permission_anchors(self):
        """Its CBM, its process, and who does it."""
        return [*([self.cbm] if self.cbm_id else []), self.process, self.owner]


class ActionEvidenceQuerySet(models.QuerySet):
    @by_readers
    def visible_to(self, user):
        return self.filter(action__in=Action.objects.visible_to(user))


class ActionEvidence(Addressed):
    """What shows that an action was done: words, a document, or both. Added to, never changed."""

    action = models.ForeignKey(Action, models.PROTECT, related_name="evidence")
    text = models.TextField(_("what shows it"), blank=True)
    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(editable=False)
    by = models.ForeignKey("hoaip.User", models.PROTECT, related_name="+", editable=False)

    objects = ActionEvidenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="conferences_actionevidence_something",
                condition=Q(text__regex=r"\S") | Q(document__isnull=False),
                violation_error_message=_("Evidence is words or a document."),
            )
        ]

    def __str__(self):
        return self.text[:60]

    def permission_anchors(self):
        return self.action.permission_anchors()


class ActionDocument(DocumentLink):
    """A document that came with an action: its owner, the ministry and, where they see it, members of its CBM read it.

    What the action allows is copied to the document by the database, whenever the action moves.
    """

    action = models.ForeignKey(Action, models.PROTECT, related_name="document_links")


class ActionReminder(models.Model):
    """A reminder about an action was queued: one for each step of each due date, whenever the job came to it."""

    action = models.ForeignKey(Action, models.PROTECT, related_name="reminders")
    due_on = models.DateField()
    # Days after the due day on which this step falls due: -14, -3, 1, 31, 61, ...
    step = models.SmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["action", "due_on", "step"],
                name="conferences_actionreminder_once",
                violation_error_message=_("Its owner was reminded of that already."),
            )
        ]

    def __str__(self):
        return f"{self.action_id} {self.due_on} {self.step:+d}"
