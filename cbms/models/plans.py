"""Implementation plans: the text that is drafted now, its numbered versions, and what bodies decided about it."""

import uuid

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from cbms.models.measures import Cbm
from hoaip.grants import by_readers, holdings
from hoaip.ladder import Rung
from hoaip.language import localized
from hoaip.models import (
    EARLIEST,
    LATEST,
    Addressed,
    Document,
    Sourced,
    Tongue,
    blank_refused,
    confirmed_together,
)
from hoaip.permissions import Permission, Role
from hoaip.workflow import Transition

# Whose text may be changed; of the others the database refuses every change.
WRITABLE = ("draft", "changes_requested")
# On the way to adoption: one plan of a CBM at a time.
UNDER_WAY = ("draft", "under_review", "changes_requested", "cleared", "in_consultation")
# Read by everybody.
PUBLIC = ("adopted", "superseded")
# From submission on the ministry reads it.
SUBMITTED = ("under_review", "changes_requested", "cleared", "in_consultation")


class PlanQuerySet(models.QuerySet):
    @by_readers
    def readable_by(self, user):
        """Plans whose text this reader may have (product rules 11): adopted ones everybody, others by their state.

        - a draft: the CBM's focal points, and the leads' and co-leads' delegates when it is shared with them;
        - from submission on also ministry staff and the director;
        - in consultation also the delegates of who is asked.
        """
        held = holdings(user)
        seen = Q(state__in=PUBLIC)
        if not held:
            return self.filter(seen)
        seen |= Q(cbm__in=held.ids("cbms.cbm", {Role.FOCAL_POINT}))
        seen |= Q(is_shared=True, state__in=UNDER_WAY, cbm__in=held.ids("cbms.cbm", {Role.LEAD, Role.CO_LEAD}))
        ministry = Q(cbm__process__in=held.ids("hoaip.process", {Role.REVIEWER, Role.DIRECTOR}))
        submitted_once = Exists(PlanVersion.objects.filter(plan=OuterRef("pk")))
        seen |= ministry & (Q(state__in=SUBMITTED) | Q(submitted_once))
        speaks_for = held.ids("hoaip.stakeholder", {Role.DELEGATE})
        if speaks_for:
            asked = Plan.objects.filter(
                state="in_consultation", consultations__state="open", consultations__asked__stakeholder__in=speaks_for
            )
            seen |= Q(pk__in=asked.values("pk"))
        return self.filter(seen)

    @by_readers
    def visible_to(self, user):
        """Plans this reader may know of: those readable, and to administrator and director that each one is."""
        framed = holdings(user).ids("hoaip.process", {Role.ADMINISTRATOR, Role.DIRECTOR})
        if not framed:
            return self.readable_by(user)
        return self.filter(Q(pk__in=Plan.objects.readable_by(user).values("pk")) | Q(cbm__process__in=framed))

    def under_way(self):
        return self.filter(state__in=UNDER_WAY)

    def in_force(self, day):
        """Adopted by that day and not superseded by then; one of each CBM."""
        return self.filter(adopted_on__lte=day).filter(Q(superseded_on__isnull=True) | Q(superseded_on__gt=day))


class Plan(Addressed, Sourced):
    """An Implementation Plan of a CBM, or an amendment of one, from its first draft to the plan that supersedes it."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        UNDER_REVIEW = "under_review", _("under review")
        CHANGES_REQUESTED = "changes_requested", _("returned for changes")
        CLEARED = "cleared", _("cleared")
        IN_CONSULTATION = "in_consultation", _("in consultation")
        ADOPTED = "adopted", _("adopted")
        SUPERSEDED = "superseded", _("superseded")
        WITHDRAWN = "withdrawn", _("withdrawn")

    LANGUAGES = (Tongue.ENGLISH, Tongue.DARI, Tongue.PASHTO)

    cbm = models.ForeignKey(Cbm, models.PROTECT, related_name="plans")
    # The generation: 1 is the first plan of its CBM.
    number = models.PositiveSmallIntegerField(editable=False)
    # The plan in force that this one amends.
    amends = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="amendments", editable=False)
    state = models.CharField(_("state"), max_length=17, choices=State, default=State.DRAFT)
    state_reason = models.TextField(blank=True, editable=False)
    title_en = models.CharField(_("title, English"), max_length=200)
    title_fa = models.CharField(_("title, Dari"), max_length=200, blank=True)
    title_ps = models.CharField(_("title, Pashto"), max_length=200, blank=True)
    # The language its text is written in.
    language = models.CharField(_("language"), max_length=5, choices=Tongue, default=Tongue.ENGLISH)
    summary = models.TextField(_("summary"), blank=True)
    # The first day of its first month and the last day of its last; empty while nobody has said.
    starts_on = models.DateField(_("first month"), null=True, blank=True)
    ends_on = models.DateField(_("last month"), null=True, blank=True)
    is_shared = models.BooleanField(_("drafted together with the leads"), default=False)
    created_by = models.ForeignKey("hoaip.User", models.PROTECT, related_name="+", editable=False)
    # The version that was adopted, on the first day on which a body did so.
    adopted_version = models.OneToOneField(
        "cbms.PlanVersion", models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    adopted_on = models.DateField(null=True, blank=True, editable=False)
    superseded_on = models.DateField(null=True, blank=True, editable=False)

    objects = PlanQuerySet.as_manager()

    TRANSITIONS = (
        Transition("submit", WRITABLE, State.UNDER_REVIEW, Permission.SUBMIT_PLAN, _("Submit for review")),
        Transition("recall", (State.UNDER_REVIEW,), State.DRAFT, Permission.SUBMIT_PLAN, _("Recall")),
        Transition(
            "request_changes",
            (State.UNDER_REVIEW,),
            State.CHANGES_REQUESTED,
            Permission.REVIEW_PLAN,
            _("Return for changes"),
            needs_reason=True,
        ),
        Transition("clear", (State.UNDER_REVIEW,), State.CLEARED, Permission.REVIEW_PLAN, _("Clear")),
        Transition("revise", (State.CLEARED,), State.DRAFT, Permission.DRAFT_PLAN, _("Revise"), needs_reason=True),
        Transition(
            "circulate", (State.CLEARED,), State.IN_CONSULTATION, Permission.CONSULT_CAPITALS, _("Ask the capitals")
        ),
        Transition(
            "conclude",
            (State.IN_CONSULTATION,),
            State.CLEARED,
            Permission.CONCLUDE_CONSULTATION,
            _("Conclude the consultation"),
        ),
        Transition(
            "break_off",
            (State.IN_CONSULTATION,),
            State.CHANGES_REQUESTED,
            Permission.JUDGE_CONSULTATION,
            _("Return after an objection"),
        ),
        Transition(
            "call_off",
            (State.IN_CONSULTATION,),
            State.CLEARED,
            Permission.CONSULT_CAPITALS,
            _("Withdraw the consultation"),
            needs_reason=True,
        ),
        Transition("adopt", (State.CLEARED,), State.ADOPTED, Permission.ADOPT_PLAN, _("Record the adoption")),
        Transition("supersede", (State.ADOPTED,), State.SUPERSEDED, Permission.ADOPT_PLAN, _("Supersede")),
        Transition(
            "withdraw",
            (State.DRAFT, State.CHANGES_REQUESTED, State.CLEARED),
            State.WITHDRAWN,
            Permission.WITHDRAW_PLAN,
            _("Withdraw"),
            needs_reason=True,
        ),
        Transition("reopen", (State.WITHDRAWN,), State.DRAFT, Permission.WITHDRAW_PLAN, _("Reopen"), needs_reason=True),
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="cbms_plan_state",
                condition=Q(
                    state__in=[
                        "draft",
                        "under_review",
                        "changes_requested",
                        "cleared",
                        "in_consultation",
                        "adopted",
                        "superseded",
                        "withdrawn",
                    ]
                ),
                violation_error_message=_("A plan has one of the eight states."),
            ),
            models.UniqueConstraint(
                fields=["cbm", "number"],
                name="cbms_plan_number",
                violation_error_message=_("That number belongs to another plan of this CBM."),
            ),
            models.UniqueConstraint(
                fields=["cbm"],
                condition=Q(state__in=UNDER_WAY),
                name="cbms_plan_one_under_way",
                violation_error_message=_("A plan of this CBM is under way already. Go on with that one."),
            ),
            models.UniqueConstraint(
                fields=["cbm"],
                condition=Q(state="adopted"),
                name="cbms_plan_one_in_force",
                violation_error_message=_("Of a CBM one plan is in force at a time."),
            ),
            models.CheckConstraint(
                name="cbms_plan_adopted",
                condition=Q(state__in=PUBLIC, adopted_version__isnull=False, adopted_on__isnull=False)
                | (~Q(state__in=PUBLIC) & Q(adopted_version__isnull=True, adopted_on__isnull=True)),
                violation_error_message=_("An adopted plan names the version and the day of its adoption."),
            ),
            models.CheckConstraint(
                name="cbms_plan_superseded",
                condition=Q(state="superseded", superseded_on__isnull=False)
                | (~Q(state="superseded") & Q(superseded_on__isnull=True)),
                violation_error_message=_("A superseded plan names the day from which another is in force."),
            ),
            models.CheckConstraint(
                name="cbms_plan_language",
                condition=Q(language__in=["en", "fa-af", "ps"]),
                violation_error_message=_("A plan is written in English, Dari or Pashto."),
            ),
            models.CheckConstraint(
                name="cbms_plan_period",
                condition=(Q(starts_on__isnull=True) | Q(starts_on__gte=EARLIEST, starts_on__lte=LATEST))
                & (Q(ends_on__isnull=True) | Q(ends_on__gte=EARLIEST, ends_on__lte=LATEST))
                & (Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on"))),
                violation_error_message=_("A plan ends in the month in which it starts or later, from 2011 to 2100."),
            ),
            blank_refused("cbms_plan_titled", "title_en", _("A plan has an English title.")),
            confirmed_together("cbms_plan_confirmed"),
        ]

    def __str__(self):
        return self.title_en

    @property
    def is_writable(self):
        return self.state in WRITABLE

    @property
    def is_amendment(self):
        return self.amends_id is not None

    def permission_anchors(self):
        return self.cbm.permission_anchors()

    def rungs(self):
        """[(what, Rung or sentence)]: who can see it, as `readable_by` and `visible_to` have it."""
        if self.state in PUBLIC:
            return [(_("The plan and its text"), Rung.PUBLIC)]
        words = {"cbm": localized(self.cbm, "name")[0]}
        who = _("The focal points of %(cbm)s alone.")
        if self.is_shared and self.state in UNDER_WAY:
            who = _("The focal points of %(cbm)s and the delegates of its leads and co-leads.")
        parts = [(_("Its text as it is being written"), who % words)] if self.state in (*WRITABLE, "withdrawn") else []
        if self.versions.exists():
            who = _("The focal points of %(cbm)s, ministry staff and the director.")
            if self.state == "in_consultation":
                who = _("The focal points of %(cbm)s, ministry staff, the director, and the delegates who are asked.")
            elif self.is_shared and self.state in UNDER_WAY:
                who = _("The focal points of %(cbm)s, its leads’ delegates, ministry staff and the director.")
            parts.append((_("What was submitted"), who % words))
        return [*parts, (_("That it is, its title and state"), _("Those, the director and the administrator."))]


class PlanVersion(models.Model):
    """What was submitted: the whole text of a plan, frozen under a number. The database refuses every change.

    `content` is what `cbms.plans.content.content_of` gives; `digest` its SHA-256.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    # The drafter's answer to the reviewers, or what is new.
    note = models.TextField(blank=True)
    submitted_at = models.DateTimeField()
    submitted_by = models.ForeignKey("hoaip.User", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "number"],
                name="cbms_planversion_number",
                violation_error_message=_("That version is there already. Reload the page."),
            ),
            models.CheckConstraint(
                name="cbms_planversion_digest",
                condition=Q(digest__regex=r"^[0-9a-f]{64}$"),
                violation_error_message=_("A version is known by its SHA-256."),
            ),
        ]

    def __str__(self):
        return f"{self.plan_id} version {self.number}"

    def permission_anchors(self):
        return self.plan.permission_anchors()


class PlanEventQuerySet(models.QuerySet):
    @by_readers
    def visible_to(self, user):
        """What bodies did with the plans that this reader may know of: the public reads it from the adoption on."""
        return self.filter(plan__in=Plan.objects.visible_to(user).values("pk"))


class PlanEvent(Addressed, Sourced):
    """A body dealt with a plan on a day: discussed, endorsed or adopted it. Several may stand, with their sources.

    The meeting itself stands on its own floor (`meetings.PlanDecision`).
    """

    class Kind(models.TextChoices):
        DISCUSSED = "discussed", _("discussed")
        ENDORSED = "endorsed", _("endorsed")
        ADOPTED = "adopted", _("adopted")

    class Body(models.TextChoices):
        RTG = "rtg", _("Regional Technical Group")
        AM = "am", _("Ambassadorial Meeting")
        SOM = "som", _("Senior Officials’ Meeting")
        MC = "mc", _("Ministerial Conference")

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="events")
    plan_version = models.ForeignKey(PlanVersion, models.PROTECT, null=True, blank=True, related_name="events")
    kind = models.CharField(_("what it did"), max_length=9, choices=Kind)
    body = models.CharField(_("body"), max_length=3, choices=Body)
    on = models.DateField(_("day"))
    # The leads and supporters that agreed.
    agreed = models.ManyToManyField("hoaip.Stakeholder", related_name="+", blank=True, verbose_name=_("who agreed"))
    # The signed text, and the SHA-256 over the version's digest and the digests of its files.
    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    seal = models.CharField(max_length=64, blank=True, editable=False)
    created_by = models.ForeignKey("hoaip.User", models.PROTECT, related_name="+", editable=False)

    objects = PlanEventQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="cbms_planevent_body",
                condition=Q(kind="discussed")
                | Q(kind="endorsed", body__in=["rtg", "mc"])
                | Q(kind="adopted", body__in=["som", "mc"]),
                violation_error_message=_(
                    "A Regional Technical Group or a Ministerial Conference endorses a plan; "
                    "a Senior Officials’ Meeting or a Ministerial Conference adopts it."
                ),
            ),
            models.CheckConstraint(
                name="cbms_planevent_words",
                condition=Q(kind__in=["discussed", "endorsed", "adopted"])
                & Q(body__in=["rtg", "am", "som", "mc"])
                & Q(on__gte=EARLIEST, on__lte=LATEST),
                violation_error_message=_("A body discussed, endorsed or adopted a plan between 2011 and 2100."),
            ),
            models.CheckConstraint(
                name="cbms_planevent_adopted",
                condition=Q(kind="adopted", plan_version__isnull=False, seal__regex=r"^[0-9a-f]{64}$")
                | (~Q(kind="adopted") & Q(seal="")),
                violation_error_message=_("An adoption names the version it adopted and seals it."),
            ),
            models.UniqueConstraint(
                fields=["plan", "kind", "body", "on"],
                name="cbms_planevent_once",
                violation_error_message=_("That is recorded already: the same body, on the same day."),
            ),
            confirmed_together("cbms_planevent_confirmed"),
        ]

    def __str__(self):
        return f"{self.get_body_display()}, {self.on}"

    def permission_anchors(self):
        return self.plan.permission_anchors()
