"""Technical focal points: whom to write to in a country or organization about a CBM."""

from datetime import timedelta

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cbms.models.measures import Cbm
from hoaip.grants import by_readers, holdings
from hoaip.models import EARLIEST, LATEST, Addressed, DatedQuerySet, InclusiveRange, Point, days_in_order
from hoaip.permissions import FRAME, MEMBERS, Role

# A contact counts as confirmed up to this many days after somebody said that it still holds.
FRESH_DAYS = 365


class TechnicalContactQuerySet(DatedQuerySet):
    @by_readers
    def visible_to(self, user):
        """Contacts whose names this reader may see: the ministry, members of the CBM, and one's own."""
        held = holdings(user)
        if not held:
            return self.none()
        return self.filter(
            Q(cbm__in=held.ids("cbms.cbm", FRAME | MEMBERS))
            | Q(cbm__process__in=held.ids("hoaip.process", FRAME))
            | Q(stakeholder__in=held.ids("hoaip.stakeholder", {Role.DELEGATE}))
        )

    @by_readers
    def kept_by(self, user):
        """Contacts that this reader looks after, with their addresses: product rules 11, last line but one."""
        held = holdings(user)
        return self.filter(
            Q(cbm__in=held.ids("cbms.cbm", {Role.FOCAL_POINT}))
            | Q(cbm__process__in=held.ids("hoaip.process", {Role.ADMINISTRATOR}))
            | Q(stakeholder__in=held.ids("hoaip.stakeholder", {Role.DELEGATE}))
        )

    def unconfirmed(self, day):
        """Never confirmed, or more than 365 days before that day."""
        return self.filter(Q(last_confirmed_on__isnull=True) | Q(last_confirmed_on__lt=day - timedelta(FRESH_DAYS)))


class TechnicalContact(Addressed):
    """A person is the technical focal point of a country or organization in a CBM for a period."""

    cbm = models.ForeignKey(Cbm, models.PROTECT, related_name="technical_contacts")
    # Repeats the person's stakeholder, held equal by a composite key in the database.
    stakeholder = models.ForeignKey("hoaip.Stakeholder", models.PROTECT, related_name="technical_contacts")
    person = models.ForeignKey("hoaip.Person", models.PROTECT, related_name="technical_contacts")
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"), null=True, blank=True)
    last_confirmed_on = models.DateField(_("last confirmed"), null=True, blank=True)
    confirmed_by = models.ForeignKey("hoaip.User", models.PROTECT, null=True, blank=True, related_name="+")

    objects = TechnicalContactQuerySet.as_manager()

    class Meta:
        constraints = [
            days_in_order("cbms_technicalcontact_days"),
            ExclusionConstraint(
                name="cbms_technicalcontact_no_overlap",
                expressions=[
                    (Point("cbm"), RangeOperators.OVERLAPS),
                    (Point("person"), RangeOperators.OVERLAPS),
                    (InclusiveRange("from_on", "until_on"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("This person is a technical focal point of the CBM in that period already."),
            ),
            models.CheckConstraint(
                name="cbms_technicalcontact_confirmed",
                condition=Q(last_confirmed_on__isnull=True, confirmed_by__isnull=True)
                | Q(last_confirmed_on__gte=EARLIEST, last_confirmed_on__lte=LATEST, confirmed_by__isnull=False),
                violation_error_message=_("A confirmed contact names the day and the person who confirmed it."),
            ),
        ]

    def __str__(self):
        return f"{self.person}, {self.cbm_id}"

    def covers(self, day):
        return self.from_on <= day and (self.until_on is None or self.until_on >= day)

    def is_fresh(self, day):
        """Whether somebody confirmed it within the 365 days before that day."""
        return self.last_confirmed_on is not None and self.last_confirmed_on >= day - timedelta(FRESH_DAYS)

    def permission_anchors(self):
        return [*self.cbm.permission_anchors(), self.stakeholder]
