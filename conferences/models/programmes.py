"""Cooperation with regional organizations: what they run on the ground of our CBMs, seen beside our own activities."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hoaip.models import (
    EARLIEST,
    LATEST,
    Addressed,
    PublicQuerySet,
    Sourced,
    blank_refused,
    confirmed_together,
)


class Programme(Addressed, Sourced):
    """A programme of a regional or international organization in the field of a CBM. Known to everybody.

    The portal keeps it to see where both work and where neither does; it is the organization's own.
    """

    class Status(models.TextChoices):
        PLANNED = "planned", _("planned")
        RUNNING = "running", _("running")
        ENDED = "ended", _("ended")
        UNKNOWN = "unknown", _("not known")

    organization = models.ForeignKey(
        "hoaip.Stakeholder", models.PROTECT, related_name="programmes", verbose_name=_("organization")
    )
    # Repeats the stakeholder's kind, held equal by a composite key in the database.
    organization_kind = models.CharField(max_length=12, default="organization", editable=False)
    # In whose third pillar it is seen.
    process = models.ForeignKey("hoaip.Process", models.PROTECT, related_name="programmes")
    title_en = models.CharField(_("title, English"), max_length=200)
    title_fa = models.CharField(_("title, Dari"), max_length=200, blank=True)
    title_ps = models.CharField(_("title, Pashto"), max_length=200, blank=True)
    about = models.TextField(_("what it does"), blank=True)
    cbms = models.ManyToManyField("cbms.Cbm", related_name="programmes")
    states = models.ManyToManyField("hoaip.Stakeholder", related_name="programmes_there", blank=True)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=7, choices=Status, default=Status.UNKNOWN)
    url = models.URLField(_("address on the web"), max_length=300, blank=True)

    objects = PublicQuerySet.as_manager()

    class Meta:
        constraints = [
            blank_refused("conferences_programme_titled", "title_en", _("A programme has an English title.")),
            models.CheckConstraint(
                name="conferences_programme_of_organization",
                condition=Q(organization_kind="organization"),
                violation_error_message=_("A programme here is one of an organization."),
            ),
            models.CheckConstraint(
                name="conferences_programme_days",
                condition=(Q(starts_on__isnull=True) | Q(starts_on__gte=EARLIEST, starts_on__lte=LATEST))
                & (Q(ends_on__isnull=True) | Q(ends_on__gte=EARLIEST, ends_on__lte=LATEST))
                & (Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")))
                & Q(status__in=["planned", "running", "ended", "unknown"]),
                violation_error_message=_("A programme ends after it begins, from 2011 to 2100."),
            ),
            confirmed_together("conferences_programme_confirmed"),
        ]

    def __str__(self):
        return self.title_en

    def permission_anchors(self):
        """Its CBMs and the process."""
        return [*self.cbms.all(), self.process]
