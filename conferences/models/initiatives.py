"""What feeds the umbrella: initiatives by theme and pillar, what each said it would bring and what arrived."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hoaip.grants import by_readers, holdings
from hoaip.ladder import is_ministry
from hoaip.models import (
    EARLIEST,
    LATEST,
    Addressed,
    PublicQuerySet,
    Sourced,
    blank_refused,
    confirmed_together,
)
from hoaip.permissions import FRAME, Permission, Role
from hoaip.workflow import Transition
from meetings.models import Meeting


class Pillar(models.TextChoices):
    """The three pillars of the Heart of Asia – Istanbul Process."""

    CONSULTATION = "consultation", _("Political consultation")
    CBMS = "cbms", _("Confidence building measures")
    COOPERATION = "cooperation", _("Cooperation with regional organizations")


class Theme(models.TextChoices):
    """The two themes of the Kabul Process."""

    PEACE = "peace", _("Vision for peace")
    SECURITY = "security", _("Security cooperation")


def words_of(field, choices):
    """The check that an array holds values of these choices alone."""
    return Q(**{f"{field}__contained_by": list(choices.values)})


class MeetingTheme(models.Model):
    """A meeting of the umbrella dealt with a theme."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="themes")
    theme = models.CharField(max_length=10, choices=Theme)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "theme"],
                name="conferences_meetingtheme_once",
                violation_error_message=_("That theme is there already."),
            ),
            models.CheckConstraint(
                name="conferences_meetingtheme_words",
                condition=Q(theme__in=Theme.values),
                violation_error_message=_("A theme is peace or security."),
            ),
        ]

    def __str__(self):
        return f"{self.meeting_id} {self.theme}"


class Initiative(Addressed, Sourced):
    """A process, forum or format of states that feeds into the umbrella, or works beside it. Known to everybody."""

    class Status(models.TextChoices):
        ACTIVE = "active", _("active")
        DORMANT = "dormant", _("dormant")
        CONCLUDED = "concluded", _("concluded")
        UNKNOWN = "unknown", _("not known")

    slug = models.SlugField(max_length=60, unique=True)
    acronym = models.CharField(_("short name"), max_length=40)
    name_en = models.CharField(_("name, English"), max_length=200)
    name_fa = models.CharField(_("name, Dari"), max_length=200, blank=True)
    name_ps = models.CharField(_("name, Pashto"), max_length=200, blank=True)
    about_en = models.TextField(_("what it is, English"), blank=True)
    about_fa = models.TextField(_("what it is, Dari"), blank=True)
    about_ps = models.TextField(_("what it is, Pashto"), blank=True)
    # Into which process it feeds.
    process = models.ForeignKey("hoaip.Process", models.PROTECT, related_name="initiatives")
    # Which process of ours it is itself (HoA-IP feeds the Kabul Process).
    is_process = models.OneToOneField(
        "hoaip.Process", models.PROTECT, null=True, blank=True, related_name="as_initiative", editable=False
    )
    organiser = models.ForeignKey(
        "hoaip.Stakeholder",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="initiatives",
        verbose_name=_("organized by"),
    )
    members = models.ManyToManyField("hoaip.Stakeholder", related_name="takes_part_in", blank=True)
    cbms = models.ManyToManyField("cbms.Cbm", related_name="initiatives", blank=True)
    themes = ArrayField(models.CharField(max_length=10, choices=Theme), default=list, blank=True)
    pillars = ArrayField(models.CharField(max_length=12, choices=Pillar), default=list, blank=True)
    url = models.URLField(_("address on the web"), max_length=300, blank=True)
    status = models.CharField(_("status"), max_length=9, choices=Status, default=Status.UNKNOWN)

    objects = PublicQuerySet.as_manager()

    class Meta:
        constraints = [
            blank_refused("conferences_initiative_named", "name_en", _("An initiative has an English name.")),
            models.CheckConstraint(
                name="conferences_initiative_words",
                condition=words_of("themes", Theme)
                & words_of("pillars", Pillar)
                & Q(status__in=["active", "dormant", "concluded", "unknown"]),
                violation_error_message=_("Themes, pillars and status are those of the lists."),
            ),
            confirmed_together("conferences_initiative_confirmed"),
        ]

    def __str__(self):
        return self.acronym

    def permission_anchors(self):
        return [self.process]


class Contribution(Addressed, Sourced):
    """What an initiative said it would bring to the umbrella, and what arrived of it. Known to everybody."""

    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="contributions")
    theme = models.CharField(_("theme"), max_length=10, choices=Theme, blank=True)
    cbm = models.ForeignKey(
        "cbms.Cbm", models.PROTECT, null=True, blank=True, related_name="contributions", verbose_name=_("CBM")
    )
    promised_on = models.DateField(_("said on"), null=True, blank=True)
    promised = models.TextField(_("what it said it would bring"), blank=True)
    arrived_on = models.DateField(_("arrived on"), null=True, blank=True)
    arrived = models.TextField(_("what arrived"), blank=True)
    # Where it was said, and where it arrived, when that is a meeting or a commitment of ours.
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, blank=True, related_name="contributions")
    commitment = models.ForeignKey(
        "conferences.Commitment", models.PROTECT, null=True, blank=True, related_name="contributions"
    )

    objects = PublicQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="conferences_contribution_said",
                condition=(Q(promised="", promised_on__isnull=True) | Q(promised__regex=r"\S"))
                & (Q(arrived="", arrived_on__isnull=True) | Q(arrived__regex=r"\S", arrived_on__isnull=False))
                & (Q(promised__regex=r"\S") | Q(arrived__regex=r"\S"))
                & Q(theme__in=["", *Theme.values]),
                violation_error_message=_("Say what was to come or what arrived; what arrived has its day."),
            ),
            models.CheckConstraint(
                name="conferences_contribution_days",
                condition=(Q(promised_on__isnull=True) | Q(promised_on__gte=EARLIEST, promised_on__lte=LATEST))
                & (Q(arrived_on__isnull=True) | Q(arrived_on__gte=EARLIEST, arrived_on__lte=LATEST))
                & (Q(promised_on__isnull=True) | Q(arrived_on__isnull=True) | Q(arrived_on__gte=F("promised_on"))),
                violation_error_message=_("It arrives after it was said, from 2011 to 2100."),
            ),
            confirmed_together("conferences_contribution_confirmed"),
        ]

    def __str__(self):
        return (self.promised or self.arrived)[:60]

    def permission_anchors(self):
        return self.initiative.permission_anchors()


class MeasureProposalQuerySet(models.QuerySet):
    @by_readers
    def visible_to(self, user):
        """Adopted ones: everybody. What is still an idea: the ministry and the delegates of the process."""
        held = holdings(user)
        seen = Q(state="adopted")
        if is_ministry(held) or held.ids("hoaip.process", FRAME):
            seen = Q()
        elif takes_part_in := held.ids("hoaip.process", {Role.PARTICIPANT}):
            seen |= Q(process__in=takes_part_in) & ~Q(state="idea")
        return self.filter(seen)


class MeasureProposal(Addressed, Sourced):
    """A specific confidence building measure that somebody proposes, from the idea to the adopted measure."""

    class State(models.TextChoices):
        IDEA = "idea", _("idea")
        PROPOSED = "proposed", _("proposed")
        DISCUSSED = "discussed", _("discussed")
        ADOPTED = "adopted", _("adopted")
        DECLINED = "declined", _("declined")

    process = models.ForeignKey("hoaip.Process", models.PROTECT, related_name="measure_proposals")
    # The CBM it would belong to: counter-terrorism, most of the time.
    cbm = models.ForeignKey("cbms.Cbm", models.PROTECT, related_name="measure_proposals", verbose_name=_("CBM"))
    title = models.CharField(_("measure"), max_length=200)
    summary = models.TextField(_("what it would do"))
    proposed_by = models.ForeignKey(
        "hoaip.Stakeholder",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="measures_proposed",
        verbose_name=_("proposed by"),
    )
    initiative = models.ForeignKey(
        Initiative,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="measures",
        verbose_name=_("out of the initiative"),
    )
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.IDEA, editable=False)
    state_reason = models.TextField(blank=True, editable=False)
    # The meeting that discussed or adopted it.
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, null=True, blank=True, related_name="measures", verbose_name=_("meeting")
    )
    settled_on = models.DateField(null=True, blank=True, editable=False)

    objects = MeasureProposalQuerySet.as_manager()

    TRANSITIONS = (
        Transition("propose", (State.IDEA,), State.PROPOSED, Permission.CARRY_MEASURE, _("Propose")),
        Transition("discuss", (State.PROPOSED,), State.DISCUSSED, Permission.CARRY_MEASURE, _("Record as discussed")),
        Transition("adopt", (State.DISCUSSED,), State.ADOPTED, Permission.ADOPT_MEASURE, _("Record as adopted")),
        Transition(
            "decline",
            (State.IDEA, State.PROPOSED, State.DISCUSSED),
            State.DECLINED,
            Permission.CARRY_MEASURE,
            _("Record as declined"),
            needs_reason=True,
        ),
        Transition(
            "reopen", (State.DECLINED,), State.IDEA, Permission.CARRY_MEASURE, _("Take up again"), needs_reason=True
        ),
    )

    class Meta:
        constraints = [
            blank_refused("conferences_measureproposal_titled", "title", _("A measure has a title.")),
            models.CheckConstraint(
                name="conferences_measureproposal_state",
                condition=Q(state__in=["idea", "proposed"])
                | Q(state="discussed", meeting__isnull=False)
                | Q(state="adopted", meeting__isnull=False, settled_on__isnull=False)
                | Q(state="declined", state_reason__regex=r"\S", settled_on__isnull=False),
                violation_error_message=_(
                    "A measure is discussed and adopted by a meeting, and declined with a reason."
                ),
            ),
            confirmed_together("conferences_measureproposal_confirmed"),
        ]

    def __str__(self):
        return self.title

    def permission_anchors(self):
        return [*self.cbm.permission_anchors(), self.process]
