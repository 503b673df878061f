"""The agenda of a meeting: its items in order, and what became of each once the meeting was held."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cbms.models import Cbm
from hoaip.grants import by_readers, holdings
from hoaip.ladder import Rung
from hoaip.models import Addressed, blank_refused
from hoaip.permissions import MEMBERS, MINISTRY, Permission, Role
from hoaip.workflow import Transition
from meetings.models.meetings import Meeting, of_any

# What one item may take: the longest day there is.
MOST_MINUTES = 999
# Meetings of which nothing stands: what was brought to one waits again.
NOWHERE = ("annulled", "rejected", "withdrawn")


class AgendaItemQuerySet(models.QuerySet):
    @by_readers
    def visible_to(self, user):
        """Items of agendas that this reader may read (product rules 11): members of the CBM and the ministry."""
        held = holdings(user)
        if not held:
            return self.none()
        return self.filter(meeting__in=Meeting.objects.filter(readable_agendas(held)))

    def waiting(self):
        """Those that wait for a later meeting: carried over and on no agenda yet, or left on a cancelled one's.

        Of a meeting that was annulled, or asked for in vain, those alone that were carried over to it.
        """
        waits = Q(state="carried", carried_to__isnull=True) | Q(state="open", meeting__state="cancelled")
        brought = Q(carried_from__isnull=False, carried_to__isnull=True, state__in=["open", "carried"])
        nowhere = Q(meeting__state__in=NOWHERE)
        return self.filter(waits & ~nowhere | brought & nowhere)


def readable_agendas(held):
    """The meetings whose agenda these holdings let one read, as a Q: they stand on the rung of the meeting's papers."""
    focal = held.ids("cbms.cbm", {Role.FOCAL_POINT})
    ministry = Q(process__in=held.ids("hoaip.process", MINISTRY))
    if focal:
        ministry |= Q(process__in=Cbm.objects.filter(pk__in=focal).values("process"))
    participants = Q(process__in=held.ids("hoaip.process", {Role.PARTICIPANT}))
    return (
        ministry
        | Q(papers_rung__gte=Rung.MEMBERS) & of_any(held.ids("cbms.cbm", MEMBERS))
        | Q(papers_rung__gte=Rung.PARTICIPANTS) & participants
    )


class AgendaItem(Addressed):
    """One item of the agenda of a meeting. Its meeting's own row is never written with it."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        DISCUSSED = "discussed", _("discussed")
        CARRIED = "carried", _("carried over")
        DROPPED = "dropped", _("not pursued")

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="agenda")
    position = models.PositiveSmallIntegerField(editable=False)
    title = models.CharField(_("item"), max_length=200)
    text = models.TextField(_("notes"), max_length=4000, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), null=True, blank=True)
    lead = models.ForeignKey(
        "hoaip.Stakeholder",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="agenda_items",
        verbose_name=_("led by"),
    )
    # A paper of the same meeting; held so by a composite key in the database.
    document = models.ForeignKey(
        "hoaip.Document", models.PROTECT, null=True, blank=True, related_name="agenda_items", verbose_name=_("document")
    )
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.OPEN, editable=False)
    state_reason = models.TextField(blank=True, editable=False)
    # The item of an earlier meeting that this one carries on.
    carried_from = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="carried_to", editable=False
    )

    objects = AgendaItemQuerySet.as_manager()

    TRANSITIONS = (
        Transition("discuss", (State.OPEN,), State.DISCUSSED, Permission.EDIT_MEETING, _("It was discussed")),
        Transition("carry", (State.OPEN,), State.CARRIED, Permission.EDIT_MEETING, _("Carry it over")),
        Transition("drop", (State.OPEN,), State.DROPPED, Permission.EDIT_MEETING, _("Drop it"), needs_reason=True),
        Transition(
            "reconsider",
            (State.DISCUSSED, State.CARRIED, State.DROPPED),
            State.OPEN,
            Permission.EDIT_MEETING,
            _("Decide anew"),
        ),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "position"],
                name="meetings_agendaitem_position",
                deferrable=models.Deferrable.DEFERRED,
                violation_error_message=_("Two items of an agenda do not stand in the same place."),
            ),
            blank_refused("meetings_agendaitem_title", "title", _("An item of an agenda says what it is about.")),
            models.CheckConstraint(
                name="meetings_agendaitem_minutes",
                condition=Q(minutes__isnull=True) | Q(minutes__gte=1, minutes__lte=MOST_MINUTES),
                violation_error_message=_("An item takes from 1 to 999 minutes."),
            ),
            models.CheckConstraint(
                name="meetings_agendaitem_state",
                condition=Q(state__in=["open", "discussed", "carried", "dropped"]),
                violation_error_message=_("An item is open, discussed, carried over or not pursued."),
            ),
            models.CheckConstraint(
                name="meetings_agendaitem_dropped",
                condition=~Q(state="dropped") | Q(state_reason__regex=r"\S"),
                violation_error_message=_("An item is dropped with a reason."),
            ),
            models.CheckConstraint(
                name="meetings_agendaitem_carried",
                condition=Q(carried_from__isnull=True) | ~Q(carried_from=F("id")),
                violation_error_message=_("An item carries on one of an earlier meeting."),
            ),
        ]

    def __str__(self):
        return self.title

    def permission_anchors(self):
        return self.meeting.permission_anchors()
