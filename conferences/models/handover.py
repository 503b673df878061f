"""A focal point hands a CBM over: who takes it from which day, and what was open then, item by item."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hoaip.grants import by_readers, holdings
from hoaip.models import EARLIEST, LATEST, Addressed, blank_refused
from hoaip.permissions import Role


class HandoverQuerySet(models.QuerySet):
    @by_readers
    def visible_to(self, user):
        """The CBM's focal points and the administrator; and who leaves and who takes over, whatever they hold today."""
        held = holdings(user)
        seen = Q(cbm__in=held.ids("cbms.cbm", {Role.FOCAL_POINT}))
        seen |= Q(cbm__process__in=held.ids("hoaip.process", {Role.ADMINISTRATOR}))
        if user is not None and user.is_authenticated and user.is_active:
            seen |= Q(successor=user.pk) | Q(outgoing=user.pk)
        return self.filter(seen)

    def proposed(self):
        return self.filter(confirmed_at__isnull=True, withdrawn_at__isnull=True)

    def confirmed(self):
        return self.filter(confirmed_at__isnull=False)


class Handover(Addressed):
    """A CBM goes from its focal point to a successor from a day on. Proposed, then confirmed or withdrawn.

    Confirmed, the successor is named and the pack is frozen: what was open on that day, to be taken over one by one.
    """

    cbm = models.ForeignKey("cbms.Cbm", models.PROTECT, related_name="handovers", verbose_name=_("CBM"))
    outgoing = models.ForeignKey("hoaip.User", models.PROTECT, related_name="+", editable=False)
    successor = models.ForeignKey("hoaip.User", models.PROTECT, related_name="+", verbose_name=_("successor"))
    effective_on = models.DateField(_("first day of the successor"))
    note = models.TextField(_("note"))
    proposed_at = models.DateTimeField(editable=False)
    proposed_by = models.ForeignKey("hoaip.User", models.PROTECT, related_name="+", editable=False)
    confirmed_at = models.DateTimeField(null=True, blank=True, editable=False)
    confirmed_by = models.ForeignKey("hoaip.User", models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)
    withdrawn_by = models.ForeignKey("hoaip.User", models.PROTECT, null=True, blank=True, related_name="+")

    objects = HandoverQuerySet.as_manager()

    class Meta:
        constraints = [
            blank_refused("conferences_handover_note", "note", _("Say a word to whoever takes over.")),
            models.CheckConstraint(
                name="conferences_handover_two",
                condition=~Q(successor=F("outgoing")),
                violation_error_message=_("Somebody else than the focal point takes over."),
            ),
            models.CheckConstraint(
                name="conferences_handover_day",
                condition=Q(effective_on__gte=EARLIEST, effective_on__lte=LATEST),
                violation_error_message=_("The first day lies between 2011 and 2100."),
            ),
            models.CheckConstraint(
                name="conferences_handover_settled",
                condition=(
                    Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                    | Q(confirmed_at__isnull=False, confirmed_by__isnull=False, withdrawn_at__isnull=True)
                )
                & (
                    Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                    | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False)
                ),
                violation_error_message=_("A handover is confirmed or withdrawn, and names who did it."),
            ),
            models.UniqueConstraint(
                fields=["cbm"],
                condition=Q(confirmed_at__isnull=True, withdrawn_at__isnull=True),
                name="conferences_handover_one_open",
                violation_error_message=_("A handover of this CBM is proposed already. Withdraw that first."),
            ),
        ]

    def __str__(self):
        return f"{self.cbm_id}: {self.outgoing} → {self.successor}"

    @property
    def is_proposed(self):
        return self.confirmed_at is None and self.withdrawn_at is None

    def permission_anchors(self):
        return self.cbm.permission_anchors()


class HandoverItemQuerySet(models.QuerySet):
    @by_readers
    def visible_to(self, user):
        return self.filter(handover__in=Handover.objects.visible_to(user))

    def untaken(self):
        """Of handovers in force or to come: what nobody has taken over."""
        return self.filter(taken_at__isnull=True, handover__confirmed_at__isnull=False)


class HandoverItem(Addressed):
    """Something that was open when a CBM was handed over, by its frame alone: what, where, by when, in which state."""

    class Kind(models.TextChoices):
        FLAG = "flag", _("Flag")
        PLAN = "plan", _("Plan under way")
        REVIEW = "review", _("Review asked for")
        COMMENT = "comment", _("Unresolved comment")
        CONSULTATION = "consultation", _("Open consultation")
        ACTION = "action", _("Open action")
        RECORD = "record", _("Record of a meeting")
        MEETING = "meeting", _("Meeting ahead")
        CONTACT = "contact", _("Technical focal point")

    handover = models.ForeignKey(Handover, models.PROTECT, related_name="items")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=Kind)
    # Of what not everybody who reads the pack may read the title: the thing, whose title is then shown to who may.
    about = models.UUIDField(null=True, blank=True)
    title_en = models.CharField(max_length=300)
    title_fa = models.CharField(max_length=300, blank=True)
    title_ps = models.CharField(max_length=300, blank=True)
    # Without a language; where it led when the pack was frozen.
    address = models.CharField(max_length=200)
    # Due, or when it is or was; of a contact, the day on which it was confirmed last.
    day = models.DateField(null=True, blank=True)
    # As the thing's own list of states has it.
    state = models.CharField(max_length=20, blank=True)
    taken_at = models.DateTimeField(null=True, blank=True, editable=False)
    taken_by = models.ForeignKey("hoaip.User", models.PROTECT, null=True, blank=True, related_name="+")

    objects = HandoverItemQuerySet.as_manager()

    class Meta:
        constraints = [
            blank_refused("conferences_handoveritem_titled", "title_en", _("An item says what it is.")),
            models.CheckConstraint(
                name="conferences_handoveritem_taken",
                condition=Q(taken_at__isnull=True, taken_by__isnull=True)
                | Q(taken_at__isnull=False, taken_by__isnull=False),
                violation_error_message=_("What was taken over names who took it and when."),
            ),
            models.UniqueConstraint(
                fields=["handover", "number"],
                name="conferences_handoveritem_number",
                violation_error_message=_("Two items of one pack have the same number."),
            ),
        ]

    def __str__(self):
        return self.title_en

    def permission_anchors(self):
        return self.handover.permission_anchors()
