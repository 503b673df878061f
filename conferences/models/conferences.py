"""Ministerial conferences, the political frame of one meeting; who is sent there; who chairs a process, and when."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hoaip.grants import by_readers, holdings
from hoaip.ladder import is_ministry
from hoaip.models import (
    Addressed,
    Dated,
    InclusiveRange,
    Point,
    PublicDatedQuerySet,
    Sourced,
    confirmed_together,
    days_in_order,
)
from hoaip.permissions import FRAME, Role
from meetings.models import Meeting


class ConferenceQuerySet(models.QuerySet):
    @by_readers
    def visible_to(self, user):
        """Conferences of whose meeting this reader may know."""
        return self.filter(meeting__in=Meeting.objects.visible_to(user))


class Conference(Addressed, Sourced):
    """A ministerial conference of a process; its dates, place, state and attendance are its meeting's."""

    process = models.ForeignKey("hoaip.Process", models.PROTECT, related_name="conferences")
    meeting = models.OneToOneField("meetings.Meeting", models.PROTECT, related_name="conference")
    ordinal = models.PositiveSmallIntegerField(_("number"))
    co_chairs = models.ManyToManyField("hoaip.Stakeholder", related_name="co_chaired", blank=True)
    co_chair_persons = models.TextField(_("co-chaired by"), blank=True)
    theme = models.CharField(_("theme"), max_length=300, blank=True)
    declaration = models.CharField(_("declaration"), max_length=300, blank=True)
    # Figures as the sources give them, shown as theirs: {"hoa": 14, "supporting": 17, ...}.
    stated_participants = models.JSONField(default=dict, blank=True)

    objects = ConferenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["process", "ordinal"],
                name="conferences_conference_one_ordinal",
                violation_error_message=_("That number belongs to another conference already."),
            ),
            models.CheckConstraint(
                name="conferences_conference_ordinal",
                condition=Q(ordinal__gte=1),
                violation_error_message=_("A number is 1 or more."),
            ),
            confirmed_together("conferences_conference_confirmed"),
        ]

    def __str__(self):
        return f"{self.ordinal}. {self.process.short_name}"

    def permission_anchors(self):
        return [self.process]

    def rungs(self):
        """[(what, Rung)]: each part as far as that of its meeting."""
        return self.meeting.rungs()


class Chair(Addressed, Sourced, Dated):
    """A country chairs a process from a day on: for good, or as co-chair from one conference to the next.

    The first and the last day of a co-chair are those of the two conferences, which both belong to the term.
    """

    class Standing(models.TextChoices):
        PERMANENT = "permanent", _("Permanent chair")
        CO_CHAIR = "co_chair", _("Co-chair")
        CHAIR = "chair", _("Chair")

    process = models.ForeignKey("hoaip.Process", models.PROTECT, related_name="chairs")
    stakeholder = models.ForeignKey("hoaip.Stakeholder", models.PROTECT, related_name="chairs")
    # Repeats the stakeholder's kind, held equal by a composite key in the database: a country chairs.
    stakeholder_kind = models.CharField(max_length=12, editable=False)
    standing = models.CharField(_("as"), max_length=9, choices=Standing)
    from_conference = models.ForeignKey(
        Conference, models.PROTECT, null=True, blank=True, related_name="terms_begun", verbose_name=_("from conference")
    )
    until_conference = models.ForeignKey(
        Conference, models.PROTECT, null=True, blank=True, related_name="terms_ended", verbose_name=_("to conference")
    )

    objects = PublicDatedQuerySet.as_manager()

    class Meta:
        constraints = [
            days_in_order("conferences_chair_days"),
            models.CheckConstraint(
                name="conferences_chair_country",
                condition=Q(stakeholder_kind="country", standing__in=["permanent", "co_chair", "chair"]),
                violation_error_message=_("A country chairs a process: permanently, as co-chair, or as chair."),
            ),
            ExclusionConstraint(
                name="conferences_chair_no_overlap",
                expressions=[
                    (Point("process"), RangeOperators.OVERLAPS),
                    (Point("stakeholder"), RangeOperators.OVERLAPS),
                    (InclusiveRange("from_on", "until_on"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("This country chairs the process in that period already. End that first."),
            ),
            confirmed_together("conferences_chair_confirmed"),
        ]

    def __str__(self):
        return f"{self.stakeholder}, {self.get_standing_display()}"

    def permission_anchors(self):
        return self.process.permission_anchors()


class DelegationQuerySet(models.QuerySet):
    @by_readers
    def visible_to(self, user):
        """The ministry, the administrator and the delegates of the process: who comes is theirs to know beforehand."""
        held = holdings(user)
        takes_part_in = held.ids("hoaip.process", {*FRAME, Role.PARTICIPANT})
        return self.all() if is_ministry(held) else self.filter(conference__process__in=takes_part_in)


class Delegation(Addressed):
    """Who a state or organization sends to a conference: at which level, under whose lead."""

    class Level(models.TextChoices):
        HEAD_OF_STATE = "head_of_state", _("head of state or government")
        MINISTER = "minister", _("minister")
        DEPUTY_MINISTER = "deputy_minister", _("deputy minister or special envoy")
        SENIOR_OFFICIAL = "senior_official", _("senior official")
        AMBASSADOR = "ambassador", _("ambassador")
        OTHER = "other", _("other")

    conference = models.ForeignKey(Conference, models.PROTECT, related_name="delegations")
    stakeholder = models.ForeignKey(
        "hoaip.Stakeholder", models.PROTECT, related_name="delegations_sent", verbose_name=_("state or organization")
    )
    level = models.CharField(_("level"), max_length=15, choices=Level)
    head = models.CharField(_("head of delegation"), max_length=160, blank=True)
    function = models.CharField(_("function"), max_length=160, blank=True)
    size = models.PositiveSmallIntegerField(_("size"), null=True, blank=True)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "stakeholder"],
                name="conferences_delegation_once",
                violation_error_message=_("Its delegation is on the list already. Edit that one."),
            ),
            models.CheckConstraint(
                name="conferences_delegation_words",
                condition=Q(
                    level__in=["head_of_state", "minister", "deputy_minister", "senior_official", "ambassador", "other"]
                )
                & (Q(size__isnull=True) | Q(size__gte=1)),
                violation_error_message=_("A delegation has a level of the list, and one person at least."),
            ),
        ]

    def __str__(self):
        return f"{self.stakeholder}, {self.get_level_display()}"

    def permission_anchors(self):
        return self.conference.permission_anchors()
