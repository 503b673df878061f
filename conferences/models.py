"""Ministerial conferences: the political frame of one meeting."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hoaip.models import Addressed, PublicQuerySet, Sourced, confirmed_together


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

    objects = PublicQuerySet.as_manager()

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
