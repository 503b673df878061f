"""Processes, countries and organizations, and who belongs to what from when."""

from functools import cache

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce, NullIf
from django.db.models.query import ModelIterable
from django.utils.translation import gettext_lazy as _

from hoaip.models.bases import (
    Addressed,
    Dated,
    DatedQuerySet,
    InclusiveRange,
    Point,
    Sourced,
    blank_refused,
    confirmed_together,
    days_in_order,
)
from hoaip.permissions import PROCESS_ROLES, STAKEHOLDER_ROLES, Role
from hoaip.protocol import protocol_key


class PublicQuerySet(models.QuerySet):
    """Things that everybody may see."""

    is_for_everybody = True

    def visible_to(self, user):
        return self


class PublicDatedQuerySet(DatedQuerySet, PublicQuerySet):
    """Dated things that everybody may see."""


class Process(Addressed, Sourced):
    """A political process: the Heart of Asia – Istanbul Process, or the Kabul Process. An anchor of rights."""

    # The columns of its name in addresses and events, and of its short name.
    ANCHOR = ("slug", "short_name")

    slug = models.SlugField(unique=True)
    short_name = models.CharField(max_length=40)
    name_en = models.CharField(max_length=200)
    name_fa = models.CharField(max_length=200, blank=True)
    name_ps = models.CharField(max_length=200, blank=True)
    description_en = models.TextField(blank=True)
    description_fa = models.TextField(blank=True)
    description_ps = models.TextField(blank=True)
    # What it rests on (pillars, themes), one a line.
    themes_en = models.TextField(_("what it rests on, English"), blank=True)
    themes_fa = models.TextField(_("what it rests on, Dari"), blank=True)
    themes_ps = models.TextField(_("what it rests on, Pashto"), blank=True)
    launched_on = models.DateField()
    # How many belong to it as sources count them, shown as theirs: [{"year", "hoa", "supporting", "source"}, ...].
    stated_counts = models.JSONField(default=list, blank=True)

    objects = PublicQuerySet.as_manager()

    class Meta:
        permissions = [(role.value, str(role.name).capitalize()) for role in PROCESS_ROLES]
        constraints = [
            blank_refused("hoaip_process_named", "name_en", _("A process has an English name.")),
            confirmed_together("hoaip_process_confirmed"),
        ]

    def __str__(self):
        return self.name_en

    def permission_anchors(self):
        return [self]

    @classmethod
    def anchors_of(cls, stakeholder):
        """The anchors on which delegates of this stakeholder may hold something."""
        return cls.objects.filter(memberships__stakeholder=stakeholder).distinct()

    def grant_holders(self, on):
        """{(user id, role, last day or None)}: who holds what here on that day, from the dated rows."""
        holders = {
            (row.user_id, row.role, row.until_on)
            for row in self.appointments.as_of(on).filter(user__is_active=True).only("user_id", "role", "until_on")
        }
        delegates = (
            self.memberships.as_of(on)
            .filter(stakeholder__delegates__from_on__lte=on, stakeholder__delegates__user__is_active=True)
            .filter(Q(stakeholder__delegates__until_on__isnull=True) | Q(stakeholder__delegates__until_on__gte=on))
        )
        for user_id, ends, delegation_ends in delegates.values_list(
            "stakeholder__delegates__user_id", "until_on", "stakeholder__delegates__until_on"
        ):
            holders.add((user_id, Role.PARTICIPANT.value, earlier(ends, delegation_ends)))
        return holders

    @classmethod
    def delegates_hold(cls, stakeholder, on):
        """[(primary key, role)]: what a delegate of this stakeholder (its key) holds on that day. One query."""
        rows = Membership.objects.as_of(on).filter(stakeholder=stakeholder)
        return {(process, Role.PARTICIPANT.value) for process in rows.values_list("process", flat=True)}


def earlier(one, other):
    """The earlier of two last days; None is open."""
    return min((day for day in (one, other) if day is not None), default=None)


@cache
def sorted_by_protocol(language):
    """How rows with a `protocol_name` are read: sorted here, whatever the collation makes of چ and پ."""

    class Sorted(ModelIterable):
        def __iter__(self):
            return iter(sorted(super().__iter__(), key=lambda row: protocol_key(row.protocol_name, language)))

    return Sorted


class StakeholderQuerySet(PublicQuerySet):
    def in_protocol_order(self, language="en"):
        """Alphabetical by short name in the language of the page, unless a sort key says otherwise.

        Rows are sorted when they are read, so what is asked for is all of them: a slice is one of the keys.
        """
        name = {"fa-af": "name_fa", "ps": "name_ps"}.get(language, "name_en")
        shown = Coalesce(NullIf("sort_key", models.Value("")), NullIf(name, models.Value("")), "name_en")
        found = self.annotate(protocol_name=shown).order_by("pk")
        found._iterable_class = sorted_by_protocol(language)
        return found


class Stakeholder(Addressed, Sourced):
    """A country or an organization: one table, so that a role, an attendance or a commitment is one key."""

    ANCHOR = ("slug", "code")

    class Kind(models.TextChoices):
        COUNTRY = "country", _("Country")
        ORGANIZATION = "organization", _("Organization")

    kind = models.CharField(max_length=12, choices=Kind)
    slug = models.SlugField(unique=True)
    code = models.CharField(_("code"), max_length=12, unique=True, help_text=_("ISO alpha-2 code or acronym"))
    name_en = models.CharField(_("short name, English"), max_length=120)
    name_fa = models.CharField(_("short name, Dari"), max_length=120, blank=True)
    name_ps = models.CharField(_("short name, Pashto"), max_length=120, blank=True)
    official_name_en = models.CharField(_("official name, English"), max_length=200, blank=True)
    official_name_fa = models.CharField(_("official name, Dari"), max_length=200, blank=True)
    official_name_ps = models.CharField(_("official name, Pashto"), max_length=200, blank=True)
    sort_key = models.CharField(
        _("sort key"), max_length=120, blank=True, help_text=_("Only where protocol orders it differently.")
    )
    scope = models.CharField(
        _("scope"),
        max_length=13,
        blank=True,
        choices=[("regional", _("regional")), ("international", _("international"))],
    )
    # The organization that it was a duplicate of, and became part of.
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", editable=False
    )

    objects = StakeholderQuerySet.as_manager()

    class Meta:
        permissions = [(role.value, str(role.name).capitalize()) for role in STAKEHOLDER_ROLES]
        constraints = [
            blank_refused("hoaip_stakeholder_named", "name_en", _("A stakeholder has an English short name.")),
            models.CheckConstraint(
                name="hoaip_stakeholder_merged",
                condition=Q(merged_into__isnull=True) | (~Q(merged_into=F("id")) & Q(kind="organization")),
                violation_error_message=_("An organization is merged into another one; a country never is."),
            ),
            models.CheckConstraint(
                name="hoaip_stakeholder_kind_fields",
                condition=Q(kind="country", code__regex="^[A-Z]{2}$", scope="") | Q(kind="organization"),
                violation_error_message=_("A country has a two-letter ISO code and no scope; an organization any."),
            ),
            # Lets other tables hold the kind beside the key, so that the database knows an organization never leads.
            models.UniqueConstraint(fields=["id", "kind"], name="hoaip_stakeholder_id_kind"),
            confirmed_together("hoaip_stakeholder_confirmed"),
        ]

    def __str__(self):
        return self.name_en

    def permission_anchors(self):
        return [self]

    @classmethod
    def anchors_of(cls, stakeholder):
        """The anchors on which delegates of this stakeholder may hold something."""
        return Stakeholder.objects.filter(pk=stakeholder.pk)

    def grant_holders(self, on):
        held = ((Role.DELEGATE, self.delegates), (Role.DELEGATION_MANAGER, self.managers))
        return {
            (row.user_id, role.value, row.until_on)
            for role, rows in held
            for row in rows.as_of(on).filter(user__is_active=True).only("user_id", "until_on")
        }

    @classmethod
    def delegates_hold(cls, stakeholder, on):
        """[(primary key, role)]: what a delegate of this stakeholder (its key) holds on that day."""
        return {(stakeholder, Role.DELEGATE.value)}


class KindManager(models.Manager.from_queryset(StakeholderQuerySet)):
    def __init__(self, kind=None):
        super().__init__()
        self.kind = kind

    def get_queryset(self):
        return super().get_queryset().filter(kind=self.kind)


class Country(Stakeholder):
    """A stakeholder that is a state."""

    objects = KindManager(Stakeholder.Kind.COUNTRY)

    class Meta:
        proxy = True


class Organization(Stakeholder):
    """A stakeholder that is a regional or international organization."""

    objects = KindManager(Stakeholder.Kind.ORGANIZATION)

    class Meta:
        proxy = True


class Membership(Addressed, Sourced, Dated):
    """A stakeholder belongs to a process in a category from a day on."""

    class Category(models.TextChoices):
        PARTICIPATING = "participating", _("Participating country")
        SUPPORTING = "supporting", _("Supporting country")
        ORGANIZATION = "organization", _("Supporting organization")

    process = models.ForeignKey(Process, models.PROTECT, related_name="memberships")
    stakeholder = models.ForeignKey(Stakeholder, models.PROTECT, related_name="memberships")
    # Repeats the stakeholder's kind, held equal by a composite key in the database.
    stakeholder_kind = models.CharField(max_length=12, editable=False)
    category = models.CharField(_("category"), max_length=13, choices=Category)
    basis = models.TextField(_("basis"), blank=True)

    objects = PublicDatedQuerySet.as_manager()

    class Meta:
        constraints = [
            days_in_order("hoaip_membership_days"),
            models.CheckConstraint(
                name="hoaip_membership_category",
                condition=Q(category__in=["participating", "supporting"], stakeholder_kind="country")
                | Q(category="organization", stakeholder_kind="organization"),
                violation_error_message=_(
                    "A country participates or supports; an organization is a supporting organization."
                ),
            ),
            ExclusionConstraint(
                name="hoaip_membership_no_overlap",
                expressions=[
                    (Point("process"), RangeOperators.OVERLAPS),
                    (Point("stakeholder"), RangeOperators.OVERLAPS),
                    (InclusiveRange("from_on", "until_on"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("This stakeholder already belongs to the process in that period."),
            ),
            confirmed_together("hoaip_membership_confirmed"),
        ]

    def __str__(self):
        return f"{self.stakeholder}, {self.get_category_display()}"

    def permission_anchors(self):
        return self.process.permission_anchors()
