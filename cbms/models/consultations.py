"""Consultation with the capitals: who is asked, until which instant, what each answered, and the result."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cbms.models.plans import PlanVersion
from hoaip.grants import by_readers, holdings
from hoaip.models import Addressed, blank_refused
from hoaip.permissions import Permission, Role
from hoaip.workflow import Transition


class ConsultationQuerySet(models.QuerySet):
    @by_readers
    def readable_by(self, user):
        """Consultations whose positions this reader reads: the ministry of the CBM, and the delegates of who is asked.

        Who is asked is frozen at the opening: a state that lost its role meanwhile reads and answers on.
        """
        held = holdings(user)
        if not held:
            return self.none()
        seen = Q(plan__cbm__in=held.ids("cbms.cbm", {Role.FOCAL_POINT}))
        seen |= Q(plan__cbm__process__in=held.ids("hoaip.process", {Role.REVIEWER, Role.DIRECTOR}))
        if speaks_for := held.ids("hoaip.stakeholder", {Role.DELEGATE}):
            asked = Asked.objects.filter(stakeholder__in=speaks_for)
            seen |= Q(pk__in=asked.values("consultation"))
        return self.filter(seen)

    @by_readers
    def visible_to(self, user):
        """Those readable, and to the administrator that each one is, with its days and who is asked."""
        framed = holdings(user).ids("hoaip.process", {Role.ADMINISTRATOR})
        if not framed:
            return self.readable_by(user)
        readable = Consultation.objects.readable_by(user)
        return self.filter(Q(pk__in=readable.values("pk")) | Q(plan__cbm__process__in=framed))

    def expired(self, at):
        """Open still, though the instant has passed after which silence is consent."""
        return self.filter(state="open", expires_at__lt=at)


class Consultation(Addressed):
    """A silence procedure on a version of a plan: without an objection by its expiry, nobody objects.

    Its result, once there, is never changed: the database refuses it.
    """

    class State(models.TextChoices):
        OPEN = "open", _("open")
        PASSED = "passed", _("no objection")
        BROKEN = "broken", _("broken by an objection")
        WITHDRAWN = "withdrawn", _("withdrawn")

    plan = models.ForeignKey("cbms.Plan", models.PROTECT, related_name="consultations")
    plan_version = models.ForeignKey(PlanVersion, models.PROTECT, related_name="consultations")
    state = models.CharField(max_length=9, choices=State, default=State.OPEN, editable=False)
    opened_at = models.DateTimeField(editable=False)
    opened_by = models.ForeignKey("hoaip.User", models.PROTECT, related_name="+", editable=False)
    # The instant after which silence is consent; an answer at that very instant is in time.
    expires_at = models.DateTimeField(_("expires"))
    note = models.TextField(_("what the capitals are asked"), blank=True)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)
    ended_by = models.ForeignKey("hoaip.User", models.PROTECT, null=True, blank=True, related_name="+")
    end_reason = models.TextField(blank=True, editable=False)
    # The certificate: {"asked": [...], "answers": [...]} as it stood, and its SHA-256.
    result = models.JSONField(null=True, blank=True, editable=False)
    seal = models.CharField(max_length=64, blank=True, editable=False)

    objects = ConsultationQuerySet.as_manager()

    TRANSITIONS = (
        Transition("pass", (State.OPEN,), State.PASSED, Permission.CONCLUDE_CONSULTATION, _("Conclude")),
        Transition(
            "break",
            (State.OPEN,),
            State.BROKEN,
            Permission.JUDGE_CONSULTATION,
            _("Confirm that an objection breaks it"),
        ),
        Transition(
            "withdraw",
            (State.OPEN,),
            State.WITHDRAWN,
            Permission.CONSULT_CAPITALS,
            _("Withdraw the consultation"),
            needs_reason=True,
        ),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan"],
                condition=Q(state="open"),
                name="cbms_consultation_one_open",
                violation_error_message=_("A consultation on this plan is open already."),
            ),
            models.CheckConstraint(
                name="cbms_consultation_ended",
                condition=Q(state="open", ended_at__isnull=True, ended_by__isnull=True, result__isnull=True, seal="")
                | Q(
                    state__in=["passed", "broken", "withdrawn"],
                    ended_at__isnull=False,
                    ended_by__isnull=False,
                    result__isnull=False,
                    seal__regex=r"^[0-9a-f]{64}$",
                ),
                violation_error_message=_("A consultation is open, or has ended with a sealed result."),
            ),
            models.CheckConstraint(
                name="cbms_consultation_expires",
                condition=Q(expires_at__gt=F("opened_at")),
                violation_error_message=_("A consultation expires after it was opened."),
            ),
        ]

    def __str__(self):
        return f"{self.plan_id} until {self.expires_at:%Y-%m-%d %H:%M}"

    def permission_anchors(self):
        return self.plan.permission_anchors()

    def rungs(self):
        """[(what, sentence)]: who can see it, as `readable_by` and `visible_to` have it."""
        return [
            (
                _("This page"),
                _(
                    "The positions: delegates of everybody who was asked, the focal points of the CBM, ministry staff "
                    "and the director. The administrator sees that it is, its days and who is asked. Nobody else."
                ),
            )
        ]


class Extension(models.Model):
    """The expiry of a consultation was moved to a later instant, with its reason."""

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="extensions")
    expired_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    reason = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey("hoaip.User", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="cbms_extension_later",
                condition=Q(expires_at__gt=F("expired_at")),
                violation_error_message=_("An extension moves the expiry to a later instant."),
            ),
            blank_refused("cbms_extension_reason", "reason", _("An extension has a reason.")),
        ]

    def __str__(self):
        return f"{self.consultation_id} to {self.expires_at:%Y-%m-%d %H:%M}"


class Asked(models.Model):
    """A stakeholder that is asked, frozen at the opening with the role it held then."""

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="asked")
    stakeholder = models.ForeignKey("hoaip.Stakeholder", models.PROTECT, related_name="+")
    capacity = models.CharField(max_length=13)
    # Leads, co-leads and participating countries are entitled to object; supporters comment.
    may_object = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "stakeholder"],
                name="cbms_asked_once",
                violation_error_message=_("A stakeholder is asked once."),
            ),
            models.CheckConstraint(
                name="cbms_asked_capacity",
                condition=Q(capacity__in=["lead", "co_lead", "participating", "supporting"]),
                violation_error_message=_("Who is asked leads, takes part or supports."),
            ),
        ]

    def __str__(self):
        return str(self.stakeholder)

    @property
    def answers(self):
        """What it can answer: who is not entitled to object comments, and blocks nothing."""
        if self.may_object:
            return tuple(Position.Answer)
        return (Position.Answer.SUPPORT, Position.Answer.NO_OBJECTION, Position.Answer.COMMENT)


class Position(models.Model):
    """What a stakeholder answered at an instant. The newest counts, the earlier ones stay; none is ever changed.

    Entered by a focal point on behalf of a state it is marked so, until a delegate of the state confirms it.
    """

    class Answer(models.TextChoices):
        SUPPORT = "support", _("support")
        NO_OBJECTION = "no_objection", _("no objection")
        RESERVATION = "reservation", _("reservation")
        OBJECTION = "objection", _("objection")
        COMMENT = "comment", _("comment")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    asked = models.ForeignKey(Asked, models.PROTECT, related_name="positions")
    answer = models.CharField(_("position"), max_length=12, choices=Answer)
    text = models.TextField(_("in words"), blank=True)
    # Read under the lock of the consultation: it decides whether the answer was in time.
    at = models.DateTimeField()
    by = models.ForeignKey("hoaip.User", models.PROTECT, related_name="+")
    on_behalf = models.BooleanField(default=False)
    # The delegate's own word on a position that was entered on behalf.
    confirms = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="confirmed_by_position")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="cbms_position_answer",
                condition=Q(answer__in=["support", "no_objection"])
                | Q(answer__in=["reservation", "objection", "comment"], text__regex=r"\S"),
                violation_error_message=_("A reservation, an objection and a comment say why in words."),
            ),
        ]

    def __str__(self):
        return f"{self.asked_id} {self.answer}"


class ConsultationRule(Addressed):
    """Who of a CBM may object, and how many days the capitals have at the least; without a row the defaults."""

    class Entitled(models.TextChoices):
        LEADS = "leads", _("leads and co-leads")
        MEMBERS = "members", _("leads, co-leads and participating countries")

    DEFAULT_DAYS = 14

    cbm = models.OneToOneField("cbms.Cbm", models.PROTECT, related_name="consultation_rule")
    entitled = models.CharField(_("who may object"), max_length=7, choices=Entitled, default=Entitled.MEMBERS)
    least_days = models.PositiveSmallIntegerField(_("days at least"), default=DEFAULT_DAYS)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="cbms_consultationrule_words",
                condition=Q(entitled__in=["leads", "members"], least_days__gte=1, least_days__lte=365),
                violation_error_message=_("The capitals have between one day and a year."),
            ),
        ]

    def __str__(self):
        return f"{self.cbm_id} {self.entitled} {self.least_days}"

    def permission_anchors(self):
        return self.cbm.permission_anchors()
