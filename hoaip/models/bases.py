"""What every row of the portal shares: an address, a version, and where a fact comes from."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hoaip.calendar.days import FIRST_DAY, LAST_DAY

# The first and the last day of the calendar as constraints and migrations write them.
EARLIEST, LATEST = FIRST_DAY.isoformat(), LAST_DAY.isoformat()


class Addressed(models.Model):
    """A row with a public address (`uid`) beside its primary key and a version that every save raises."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True


class Confidence(models.TextChoices):
    HIGH = "high", _("high")
    MEDIUM = "medium", _("medium")
    LOW = "low", _("low")


class Sourced(models.Model):
    """A fact that says where it comes from; imported facts are unconfirmed until a person confirms them."""

    source = models.TextField(blank=True)
    source_note = models.TextField(blank=True)
    confidence = models.CharField(max_length=6, choices=Confidence, default=Confidence.HIGH)
    is_disputed = models.BooleanField(default=False)
    dispute_note = models.TextField(blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey("hoaip.User", models.PROTECT, null=True, blank=True, related_name="+")
    # Written by an import and by nobody since: the next import may correct it.
    is_imported = models.BooleanField(default=False, editable=False)

    class Meta:
        abstract = True

    @property
    def is_confirmed(self):
        """A person vouches for it: it was confirmed, or entered by hand."""
        return self.confirmed_at is not None or not self.is_imported


def confirmed_together(name):
    """The check that an instant of confirmation and its person come and go together."""
    return models.CheckConstraint(
        name=name,
        condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
        | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
        violation_error_message=_("A confirmed fact names the person who confirmed it."),
    )


class Basis(models.TextChoices):
    """How exactly the first day of a membership or role is known."""

    EXACT = "exact", _("exact day")
    MONTH = "month", _("month known")
    YEAR = "year", _("year known")
    ATTESTED = "attested", _("in force at the latest from that day")
    UNKNOWN = "unknown", _("start not known")


class DatedQuerySet(models.QuerySet):
    """Rows in force from `from_on` to `until_on`, both inclusive; an empty `until_on` is open."""

    def as_of(self, day):
        return self.filter(from_on__lte=day).filter(Q(until_on__isnull=True) | Q(until_on__gte=day))


class Dated(models.Model):
    """In force from `from_on` to `until_on`, both inclusive days; an empty `until_on` is open."""

    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"), null=True, blank=True)
    from_basis = models.CharField(_("how the first day is known"), max_length=8, choices=Basis, default=Basis.EXACT)

    class Meta:
        abstract = True

    def covers(self, day):
        return self.from_on <= day and (self.until_on is None or self.until_on >= day)


def days_in_order(name):
    """The check that a dated row ends on or after its first day, and that both lie within 2011–2100."""
    return models.CheckConstraint(
        name=name,
        condition=Q(from_on__gte=EARLIEST, from_on__lte=LATEST)
        & (Q(until_on__isnull=True) | Q(until_on__gte=models.F("from_on"), until_on__lte=LATEST)),
        violation_error_message=_("It ends on or after its first day, and both days lie between 2011 and 2100."),
    )


class InclusiveRange(models.Func):
    """`daterange(from, until, '[]')`; a missing end is open."""

    function = "daterange"
    template = "%(function)s(%(expressions)s, '[]')"


class Point(models.Func):
    """`int8range(x, x, '[]')`: a number as a range, so that plain GiST compares it without an extension."""

    function = "int8range"
    template = "%(function)s(%(expressions)s, '[]')"

    def __init__(self, field, **extra):
        super().__init__(field, field, **extra)


def blank_refused(name, field, message):
    """The check that a text is not empty or only spaces."""
    return models.CheckConstraint(name=name, condition=Q(**{f"{field}__regex": r"\S"}), violation_error_message=message)
