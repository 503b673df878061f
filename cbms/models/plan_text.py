"""The text of a plan that is drafted now: objectives, and the activities under each."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cbms.models.plans import Plan
from hoaip.models import EARLIEST, LATEST


class Objective(models.Model):
    """An objective of a plan; `key` names the same objective in every version and amendment."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="objectives")
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    position = models.PositiveSmallIntegerField()
    title = models.CharField(_("objective"), max_length=300, blank=True)
    text = models.TextField(_("what it means"), blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "key"],
                name="cbms_objective_key",
                violation_error_message=_("An objective stands in a plan once."),
            ),
            models.UniqueConstraint(
                fields=["plan", "position"],
                name="cbms_objective_position",
                violation_error_message=_("Two objectives have the same place."),
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]

    def __str__(self):
        return self.title


class Activity(models.Model):
    """An activity under an objective: who leads it, with whom, where, when, with what money, and how it is measured.

    `key` names the same activity in every version and amendment.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="activities")
    objective = models.ForeignKey(Objective, models.PROTECT, related_name="activities")
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    position = models.PositiveSmallIntegerField()
    title = models.CharField(_("activity"), max_length=300, blank=True)
    text = models.TextField(_("description"), blank=True)
    # Supporters and organizations too: whoever carries it out.
    lead = models.ForeignKey(
        "hoaip.Stakeholder",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="activities_led",
        verbose_name=_("lead"),
    )
    partners = models.ManyToManyField(
        "hoaip.Stakeholder", related_name="activities_joined", blank=True, verbose_name=_("partners")
    )
    place = models.CharField(_("place"), max_length=160, blank=True)
    # The first day of the first month and the last day of the last.
    starts_on = models.DateField(_("from month"), null=True, blank=True)
    ends_on = models.DateField(_("until month"), null=True, blank=True)
    funding = models.CharField(_("funding"), max_length=300, blank=True)
    indicator = models.CharField(_("indicator"), max_length=300, blank=True)
    expected_result = models.TextField(_("expected result"), blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "key"],
                name="cbms_activity_key",
                violation_error_message=_("An activity stands in a plan once."),
            ),
            models.UniqueConstraint(
                fields=["objective", "position"],
                name="cbms_activity_position",
                violation_error_message=_("Two activities have the same place."),
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                name="cbms_activity_period",
                condition=(Q(starts_on__isnull=True) | Q(starts_on__gte=EARLIEST, starts_on__lte=LATEST))
                & (Q(ends_on__isnull=True) | Q(ends_on__gte=EARLIEST, ends_on__lte=LATEST))
                & (Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on"))),
                violation_error_message=_(
                    "An activity ends in the month in which it starts or later, from 2011 to 2100."
                ),
            ),
        ]

    def __str__(self):
        return self.title
