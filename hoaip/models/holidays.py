"""Days on which a country rests: public holidays, and the weekend."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hoaip.models.bases import EARLIEST, LATEST, Addressed, blank_refused

MONDAY_TO_SUNDAY = tuple(range(7))


class HolidayQuerySet(models.QuerySet):
    def kept(self):
        """Those that count: removed ones stay only so that no seed brings them back."""
        return self.filter(is_removed=False)

    def between(self, first, last):
        """Those with a day in common with a period, both ends inclusive."""
        return self.filter(from_on__lte=last, until_on__gte=first)


class Holiday(Addressed):
    """A public holiday of a country, one day or several, from a package of known holidays or typed by a person."""

    class Source(models.TextChoices):
        SEEDED = "seeded", _("from the calendar of holidays")
        OWN = "own", _("entered here")

    country = models.ForeignKey("hoaip.Stakeholder", models.PROTECT, related_name="holidays")
    # Repeats the stakeholder's kind, held equal by a composite key in the database.
    country_kind = models.CharField(max_length=12, default="country", editable=False)
    from_on = models.DateField(_("first day"))
    until_on = models.DateField(_("last day"))
    name = models.CharField(_("name"), max_length=200)
    source = models.CharField(max_length=6, choices=Source, default=Source.OWN)
    is_removed = models.BooleanField(default=False)
    # A person has written it: no seed changes it any more.
    is_kept = models.BooleanField(default=False)

    objects = HolidayQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="hoaip_holiday_days",
                condition=Q(from_on__gte=EARLIEST, until_on__gte=F("from_on"), until_on__lte=LATEST),
                violation_error_message=_(
                    "It ends on or after its first day, and both days lie between 2011 and 2100."
                ),
            ),
            blank_refused("hoaip_holiday_named", "name", _("A holiday has a name.")),
            models.CheckConstraint(
                name="hoaip_holiday_country",
                condition=Q(country_kind="country"),
                violation_error_message=_("Holidays belong to a country."),
            ),
            models.CheckConstraint(
                name="hoaip_holiday_source",
                condition=Q(source="own", is_kept=True) | Q(source="seeded"),
                violation_error_message=_("A holiday comes from the calendar of holidays, or a person entered it."),
            ),
            models.UniqueConstraint(
                fields=["country", "from_on", "name"],
                name="hoaip_holiday_once",
                violation_error_message=_("This holiday is in the list already. If it was taken away, put it back."),
            ),
        ]
        indexes = [models.Index(fields=["country", "from_on"], name="hoaip_holiday_country_from")]

    def __str__(self):
        return self.name


class WorkingWeek(Addressed):
    """The days of the week on which a country rests, Monday being 0."""

    country = models.OneToOneField("hoaip.Stakeholder", models.PROTECT, related_name="working_week")
    country_kind = models.CharField(max_length=12, default="country", editable=False)
    weekend = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    is_kept = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="hoaip_workingweek_weekend",
                condition=Q(weekend__contained_by=list(MONDAY_TO_SUNDAY)),
                violation_error_message=_("A weekend is made of days from Monday to Sunday."),
            ),
            models.CheckConstraint(
                name="hoaip_workingweek_country",
                condition=Q(country_kind="country"),
                violation_error_message=_("A working week belongs to a country."),
            ),
        ]

    def __str__(self):
        return f"{self.country_id} {self.weekend}"
