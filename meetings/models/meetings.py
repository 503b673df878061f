"""Meetings: RTGMs, SOMs, ministerial conferences and others, and the CBMs they belong to."""

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.utils.translation import gettext_lazy as _

from cbms.models import Cbm
from hoaip.grants import by_readers, holdings
from hoaip.ladder import Rung
from hoaip.models import EARLIEST, LATEST, Addressed, Sourced, confirmed_together
from hoaip.permissions import FRAME, MEMBERS, Role
from meetings.models.record_reach import RecordReach
from meetings.models.states import AHEAD, HAPPENED, TRANSITIONS, UNDECIDED, State

# Types of meetings that are bodies of the process, whichever CBM they deal with.
OF_THE_PROCESS = ("som", "am", "mc")


def of_any(cbms, *, meeting="pk"):
    """The condition that a meeting is one of any of these CBMs; `meeting` names its column in the rows asked.

    Asked of each row by the index of its pairs: beside an OR the same as a list of keys is read whole, at each page.
    """
    return Exists(MeetingCbm.objects.filter(meeting=OuterRef(meeting), cbm__in=cbms))


class MeetingQuerySet(models.QuerySet):
    @by_readers
    def visible_to(self, user):
        """Meetings this reader may know of (product rules 11): the one queryset of pages, lists, feeds and exports.

        What is asked for and not approved is no meeting yet: only `reachable_by` has it.
        """
        # The public knows of none: what is not approved is not announced, which the database holds.
        return self._known_to(user, ~Q(state__in=UNDECIDED))

    @by_readers
    def reachable_by(self, user):
        """`visible_to`, and what this reader's own CBMs have asked for: whose page opens, and what stands on it."""
        return self._known_to(user, Q())

    def _known_to(self, user, standing):
        held = holdings(user)
        seen = Q(is_public=True)
        if held:
            frame = Q(process__in=held.ids("hoaip.process", FRAME))
            focal = held.ids("cbms.cbm", FRAME)
            if focal:
                frame |= Q(process__in=Cbm.objects.filter(pk__in=focal).values("process"))
            seen |= standing & frame
            not_annulled = standing & ~Q(state="annulled")
            member_of = held.ids("cbms.cbm", MEMBERS)
            if member_of:
                seen |= not_annulled & of_any(member_of)
            takes_part_in = held.ids("hoaip.process", {Role.PARTICIPANT})
            if takes_part_in:
                seen |= not_annulled & Q(process__in=takes_part_in, has_cbm=False)
        return self.filter(seen)

    def of_cbm(self, cbm):
        return self.filter(pairs__cbm=cbm)

    def held(self):
        return self.filter(state__in=HAPPENED)

    def ahead(self, day):
        """Planned or invited meetings whose period ends on that day or later."""
        return self.filter(state__in=AHEAD, ends_on__gte=day)


class Meeting(Addressed, Sourced, RecordReach):
    """A meeting of a body of a process on a day, or planned for a period."""

    class Type(models.TextChoices):
        RTGM = "rtgm", _("Regional Technical Group Meeting")
        SOM = "som", _("Senior Officials’ Meeting")
        AM = "am", _("Ambassadorial Meeting")
        MC = "mc", _("Ministerial Conference")
        EXPERT = "expert", _("Expert meeting")
        OTHER = "other", _("Other meeting")

    State = State

    class Precision(models.TextChoices):
        DAY = "day", _("day")
        MONTH = "month", _("month")
        QUARTER = "quarter", _("quarter")
        YEAR = "year", _("year")

    class Mode(models.TextChoices):
        IN_PERSON = "in_person", _("in person")
        ONLINE = "online", _("online")
        HYBRID = "hybrid", _("hybrid")

    process = models.ForeignKey("hoaip.Process", models.PROTECT, related_name="meetings")
    type = models.CharField(_("type"), max_length=6, choices=Type)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.PLANNED)
    # The number among meetings of its type in the process ("12th SOM"); an RTGM's number stands on its pair with a CBM.
    ordinal = models.PositiveSmallIntegerField(_("number"), null=True, blank=True)
    title_en = models.CharField(_("title"), max_length=200, blank=True)
    title_fa = models.CharField(_("title, Dari"), max_length=200, blank=True)
    title_ps = models.CharField(_("title, Pashto"), max_length=200, blank=True)
    date_precision = models.CharField(_("how exactly"), max_length=7, choices=Precision, default=Precision.DAY)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    host = models.ForeignKey("hoaip.Stakeholder", models.PROTECT, null=True, blank=True, related_name="hosted")
    city = models.CharField(_("city"), max_length=80, blank=True)
    # The clock at the venue, not an instant: when the day moves the hour stays (docs/adr/0016-hours-by-the-clock.md).
    opens_at = models.TimeField(_("opens at"), null=True, blank=True)
    closes_at = models.TimeField(_("closes at"), null=True, blank=True)
    venue_time_zone = models.CharField(_("time zone of the venue"), max_length=64, blank=True)
    venue = models.CharField(_("venue"), max_length=200, blank=True)
    joining_url = models.URLField(_("address for joining online"), max_length=500, blank=True)
    mode = models.CharField(_("held"), max_length=9, choices=Mode, default=Mode.IN_PERSON)
    description = models.TextField(_("what it was about"), blank=True)
    # Set when it became known to the public: announced, invited or held.
    announced_at = models.DateTimeField(null=True, blank=True, editable=False)
    attendance_note = models.TextField(_("note on attendance"), blank=True)
    state_reason = models.TextField(blank=True, editable=False)
    # Where meetings need approval: since when it waits and who asked last; when those who decide were told last.
    requested_at = models.DateTimeField(null=True, blank=True, editable=False)
    requested_by = models.ForeignKey("hoaip.User", models.PROTECT, null=True, related_name="+", editable=False)
    approvers_told_at = models.DateTimeField(null=True, blank=True, editable=False)
    circulated_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_by = models.ForeignKey("hoaip.User", models.PROTECT, related_name="+", editable=False)
    # Whether it belongs to any CBM; kept by the action that changes its CBMs.
    has_cbm = models.BooleanField(default=False, editable=False)

    is_public = models.GeneratedField(
        expression=Case(
            When(state__in=HAPPENED, then=Value(True)),
            When(state="annulled", then=Value(False)),
            When(announced_at__isnull=False, then=Value(True)),
            default=Value(False),
        ),
        output_field=models.BooleanField(),
        db_persist=True,
    )
    # What it is to the two-a-year rule: "held", "planned" or nothing.
    counts = models.GeneratedField(
        expression=Case(
            When(Q(type="rtgm", state__in=HAPPENED), then=Value("held")),
            When(Q(type="rtgm", state__in=AHEAD), then=Value("planned")),
            default=Value(""),
        ),
        output_field=models.CharField(max_length=7),
        db_persist=True,
    )
    # Known to the day it counts for the year of its first day; else the whole period must lie in one year.
    counts_until = models.GeneratedField(
        expression=Case(When(date_precision="day", then=F("starts_on")), default=F("ends_on")),
        output_field=models.DateField(),
        db_persist=True,
    )

    # How far each part of it may be seen (product rules 11); its documents repeat the rung of the part they follow.
    frame_rung = models.GeneratedField(
        expression=Case(
            When(state="annulled", then=Value(Rung.MINISTRY)),
            When(Q(state__in=HAPPENED) | Q(announced_at__isnull=False), then=Value(Rung.PUBLIC)),
            When(has_cbm=True, then=Value(Rung.MEMBERS)),
            default=Value(Rung.PARTICIPANTS),
        ),
        output_field=models.PositiveSmallIntegerField(choices=Rung),
        db_persist=True,
    )
    papers_rung = models.GeneratedField(
        expression=Case(
            When(state="annulled", then=Value(Rung.MINISTRY)),
            When(has_cbm=True, then=Value(Rung.MEMBERS)),
            default=Value(Rung.PARTICIPANTS),
        ),
        output_field=models.PositiveSmallIntegerField(choices=Rung),
        db_persist=True,
    )
    objects = MeetingQuerySet.as_manager()

    TRANSITIONS = TRANSITIONS

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="meetings_meeting_state",
                condition=Q(
                    state__in=[
                        "planned",
                        "invited",
                        "held",
                        "reported",
                        "closed",
                        "postponed",
                        "cancelled",
                        "annulled",
                        "requested",
                        "rejected",
                        "withdrawn",
                    ]
                ),
                violation_error_message=_("A meeting is in one of its eleven states."),
            ),
            models.CheckConstraint(
                name="meetings_meeting_requested",
                condition=~Q(state__in=UNDECIDED)
                | Q(requested_at__isnull=False, requested_by__isnull=False, announced_at__isnull=True),
                violation_error_message=_(
                    "What is not approved was asked for by somebody at some time, and is not announced."
                ),
            ),
            models.CheckConstraint(
                name="meetings_meeting_type",
                condition=Q(type__in=["rtgm", "som", "am", "mc", "expert", "other"])
                & Q(mode__in=["in_person", "online", "hybrid"])
                & Q(date_precision__in=["day", "month", "quarter", "year"]),
                violation_error_message=_("A meeting has a type, a mode and a precision of its date."),
            ),
            models.CheckConstraint(
                name="meetings_meeting_days",
                condition=Q(starts_on__gte=EARLIEST, ends_on__gte=F("starts_on"), ends_on__lte=LATEST),
                violation_error_message=_(
                    "It ends on or after its first day, and both days lie between 2011 and 2100."
                ),
            ),
            models.CheckConstraint(
                name="meetings_meeting_hours",
                condition=Q(opens_at__isnull=True, closes_at__isnull=True)
                | Q(opens_at__isnull=False, closes_at__isnull=False) & ~Q(venue_time_zone=""),
                violation_error_message=_("An hour is of a time zone, and what opens closes."),
            ),
            models.CheckConstraint(
                name="meetings_meeting_record_reach",
                condition=Q(record_reach__in=[Rung.MEMBERS, Rung.PARTICIPANTS, Rung.PUBLIC]),
                violation_error_message=_("A record is read by the members, by every delegation or by everybody."),
            ),
            # The pair with a CBM repeats these four, held equal by a composite key.
            models.UniqueConstraint(
                fields=["id", "starts_on", "ends_on", "counts", "counts_until"], name="meetings_meeting_repeated"
            ),
            models.UniqueConstraint(
                fields=["process", "type", "ordinal"],
                condition=Q(ordinal__isnull=False) & ~Q(type="rtgm"),
                name="meetings_meeting_one_ordinal",
                violation_error_message=_("That number belongs to another meeting of this type already."),
            ),
            confirmed_together("meetings_meeting_confirmed"),
        ]
        indexes = [
            models.Index(F("starts_on").desc(), F("id").desc(), name="meetings_meeting_newest"),
            models.Index(
                F("starts_on").desc(),
                F("id").desc(),
                condition=Q(is_public=True),
                name="meetings_meeting_public",
            ),
            # The newest of a host: who hosts any meeting that the public knows of is asked of it, one probe each.
            models.Index(
                fields=["host", "-starts_on", "-id"], condition=Q(is_public=True), name="meetings_meeting_hosted"
            ),
            # The last record before a meeting; and the bodies of the process among many technical meetings.
            models.Index(
                F("starts_on").desc(),
                F("id").desc(),
                condition=Q(state__in=["reported", "closed"]),
                name="meetings_meeting_circulated",
            ),
            models.Index(
                F("starts_on").desc(),
                F("id").desc(),
                condition=Q(type__in=OF_THE_PROCESS),
                name="meetings_meeting_of_process",
            ),
            models.Index(fields=["ends_on", "id"], condition=Q(state__in=AHEAD), name="meetings_meeting_ahead"),
            models.Index(fields=["starts_on", "id"], condition=Q(state__in=AHEAD), name="meetings_meeting_coming"),
            # What waits for approval or was refused: few, among all meetings of all years.
            models.Index(
                fields=["requested_at", "id"],
                condition=Q(state__in=["requested", "rejected"]),
                name="meetings_meeting_asked",
            ),
        ]

    def __str__(self):
        return self.title_en or f"{self.get_type_display()}, {self.starts_on}"

    def permission_anchors(self):
        """Its CBMs and its process: a right on any one is enough to see and to edit."""
        return [pair.cbm for pair in self.pairs.all()] + [self.process]

    def rungs(self):
        """[(what, Rung)]: how far each part of it may be seen."""
        return [
            (_("That it is, its date and place"), self.frame_rung),
            (_("Agenda and letters"), self.papers_rung),
            (
                _("Outcomes and record; those who came see them too")
                if self.record_rung_now == Rung.MEMBERS
                else _("Outcomes and record"),
                self.record_rung_now,
            ),
        ]

    @property
    def facts_are_frozen(self):
        """The meeting is closed or will not be: its facts and hours change no more, unless it is reopened."""
        return self.state in ("closed", "cancelled", "annulled", "withdrawn")

    @property
    def record_is_frozen(self):
        """The record was circulated: its paragraphs change no more."""
        return self.state in ("reported", "closed", "annulled", "withdrawn")

    @property
    def outcomes_are_frozen(self):
        """The meeting is closed: its outcomes and attendance change no more."""
        return self.state in ("closed", "annulled", "withdrawn")


class MeetingCbm(models.Model):
    """A meeting belongs to a CBM, with its number there. A joint RTGM has two of these."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="pairs")
    cbm = models.ForeignKey(Cbm, models.PROTECT, related_name="meeting_pairs")
    ordinal = models.PositiveSmallIntegerField(_("number"), null=True, blank=True)
    # Repeated from the meeting and kept by the database, so that the rule reads one index.
    starts_on = models.DateField(editable=False)
    ends_on = models.DateField(editable=False)
    counts = models.CharField(max_length=7, editable=False)
    counts_until = models.DateField(editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "cbm"],
                name="meetings_meetingcbm_once",
                violation_error_message=_("The meeting belongs to this CBM already."),
            ),
            models.UniqueConstraint(
                fields=["cbm", "ordinal"],
                name="meetings_meetingcbm_one_ordinal",
                violation_error_message=_("That number belongs to another meeting of this CBM already."),
            ),
            models.CheckConstraint(
                name="meetings_meetingcbm_ordinal",
                condition=Q(ordinal__isnull=True) | Q(ordinal__gte=1),
                violation_error_message=_("A number is 1 or more."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["cbm", "counts", "starts_on"],
                include=["counts_until", "ends_on"],
                name="meetings_meetingcbm_rule",
            ),
            # Those held on a known day, nearly all: which CBMs held enough in a year is asked of them first.
            models.Index(
                fields=["starts_on", "cbm"],
                name="meetings_meetingcbm_on_day",
                condition=Q(counts="held", counts_until=F("starts_on")),
            ),
            # The latest and the next of a CBM, whatever their type.
            models.Index(F("cbm"), F("starts_on").desc(), F("meeting").desc(), name="meetings_meetingcbm_latest"),
            models.Index(fields=["cbm", "ends_on", "meeting"], name="meetings_meetingcbm_next"),
        ]

    def __str__(self):
        return f"{self.cbm_id} {self.ordinal or '?'}"
