"""The record of a meeting after its draft: the revisions that were circulated, and what delegations said of them.

The draft is the meeting's own paragraphs (meetings/models/content.py): a meeting without a revision has none but that.
"""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from cbms.models import RoleAssignment
from hoaip.embargo import has_come, is_past
from hoaip.grants import by_readers, holdings, today
from hoaip.ladder import Rung
from hoaip.models import Addressed, Stakeholder, blank_refused
from hoaip.permissions import MATRIX, Permission, Role
from hoaip.workflow import Transition
from meetings.models.content import Attendance
from meetings.models.meetings import Meeting, MeetingCbm, of_any
from meetings.models.record_reach import CIRCULATED

AGREED = ("agreed", "published")


def drafted_by(held):
    """The meetings whose drafters these holdings are among, as a Q."""
    return _where(held, Permission.READ_DRAFT)


def circulated_to(held):
    """The meetings whose record is circulated to these holdings: members, the ministry, and who came; as a Q."""
    own = held.ids("hoaip.stakeholder", {Role.DELEGATE})
    came = Attendance.objects.filter(meeting=OuterRef("pk"), stakeholder__in=own, answer__in=Attendance.CAME)
    return _where(held, Permission.READ_CIRCULATED) | Exists(came)


def takes_part(held):
    """The meetings of the processes in which these holdings take part, as a Q."""
    return Q(process__in=held.ids("hoaip.process", {Role.PARTICIPANT}))


def _where(held, permission):
    roles = MATRIX[permission]
    return of_any(held.ids("cbms.cbm", roles)) | Q(process__in=held.ids("hoaip.process", roles))


def _of_one(where, meeting="meeting"):
    """The condition that the meeting of a row, in its column `meeting`, is one of those."""
    return Exists(Meeting.objects.order_by().filter(where, pk=OuterRef(meeting)))


class RevisionQuerySet(models.QuerySet):
    @by_readers
    def visible_to(self, user):
        """Revisions this reader may read (product rules 11); of a meeting that is no longer reported, its drafters."""
        held = holdings(user)
        stands = Q(meeting__state__in=CIRCULATED)
        seen = stands & (Q(rung=Rung.PUBLIC) | has_come("public_from"))
        if held:
            widely = Q(rung__gte=Rung.PARTICIPANTS) & _of_one(takes_part(held))
            seen |= _of_one(drafted_by(held)) | stands & (_of_one(circulated_to(held)) | widely)
        return self.filter(seen)

    def newest_first(self):
        return self.order_by("-number")


class RecordRevision(Addressed):
    """The text of a record as it was circulated. Its paragraphs never change; a correction is the next revision."""

    class State(models.TextChoices):
        CIRCULATED = "circulated", _("circulated")
        AGREED = "agreed", _("agreed")
        PUBLISHED = "published", _("published")
        RECALLED = "recalled", _("recalled")

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="revisions")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.CIRCULATED)
    rung = models.PositiveSmallIntegerField(choices=Rung, default=Rung.MEMBERS)
    # A correction of an agreed text says why; what was circulated again after a recall corrects nothing agreed.
    is_correction = models.BooleanField(default=False)
    reason = models.TextField(blank=True)
    # The last day for comments, in Kabul; none is known of what was circulated before there were days.
    comment_until = models.DateField(null=True, blank=True)
    circulated_at = models.DateTimeField()
    circulated_by = models.ForeignKey("hoaip.User", models.PROTECT, null=True, blank=True, related_name="+")
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_by = models.ForeignKey("hoaip.User", models.PROTECT, null=True, blank=True, related_name="+")
    # How it was agreed, where not by silence.
    agreed_words = models.TextField(blank=True)
    # The moment from which everybody reads it, though nothing runs then: it stays agreed, and is published (ADR 21).
    public_from = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey("hoaip.User", models.PROTECT, null=True, blank=True, related_name="+")
    recalled_at = models.DateTimeField(null=True, blank=True)
    recalled_by = models.ForeignKey("hoaip.User", models.PROTECT, null=True, blank=True, related_name="+")
    recalled_words = models.TextField(blank=True)

    objects = RevisionQuerySet.as_manager()

    # What hoaip/embargo.py asks of a model.
    OPENS = "public_from"

    TRANSITIONS = (
        Transition("agree", (State.CIRCULATED,), State.AGREED, Permission.KEEP_RECORD, _("Mark as agreed")),
        Transition(
            "recall", (State.CIRCULATED,), State.RECALLED, Permission.KEEP_RECORD, _("Recall"), needs_reason=True
        ),
        Transition("share", (State.AGREED,), State.AGREED, Permission.KEEP_RECORD, _("Share with the participants")),
        Transition("publish", (State.AGREED,), State.PUBLISHED, Permission.PUBLISH_RECORD, _("Publish")),
        Transition("schedule", (State.AGREED,), State.AGREED, Permission.PUBLISH_RECORD, _("Publish at a moment")),
        Transition(
            "unschedule",
            (State.AGREED,),
            State.AGREED,
            Permission.PUBLISH_RECORD,
            _("Withdraw the moment of publishing"),
            needs_reason=True,
        ),
        # Its meeting was annulled: nothing of it stands any more.
        Transition(
            "fall",
            (State.CIRCULATED, State.AGREED, State.PUBLISHED),
            State.RECALLED,
            Permission.ANNUL_MEETING,
            _("Withdraw with its meeting"),
            needs_reason=True,
        ),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "number"],
                name="meetings_recordrevision_number",
                violation_error_message=_("The record has a revision of this number already."),
            ),
            models.UniqueConstraint(
                fields=["meeting"],
                condition=Q(state="circulated"),
                name="meetings_recordrevision_one_circulated",
                violation_error_message=_("A revision of this record is circulated already."),
            ),
            models.CheckConstraint(
                name="meetings_recordrevision_state",
                condition=Q(state="circulated", agreed_at__isnull=True, recalled_at__isnull=True, rung=Rung.MEMBERS)
                | Q(
                    state="agreed",
                    agreed_at__isnull=False,
                    published_at__isnull=True,
                    recalled_at__isnull=True,
                    rung__in=[Rung.MEMBERS, Rung.PARTICIPANTS],
                )
                | Q(
                    state="published",
                    agreed_at__isnull=False,
                    published_at__isnull=False,
                    recalled_at__isnull=True,
                    rung=Rung.PUBLIC,
                )
                | Q(state="recalled", recalled_at__isnull=False, rung=Rung.MEMBERS),
                violation_error_message=_(
                    "A revision is circulated, agreed, published or recalled, and says since when."
                ),
            ),
            models.CheckConstraint(
                name="meetings_recordrevision_public_from",
                condition=Q(public_from__isnull=True) | Q(state="agreed"),
                violation_error_message=_("Only an agreed text is published at a moment that was fixed before."),
            ),
            models.CheckConstraint(
                name="meetings_recordrevision_reason",
                condition=Q(is_correction=False) | Q(reason__regex=r"\S"),
                violation_error_message=_("A correction says why."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["public_from"], condition=Q(public_from__isnull=False), name="meetings_recordrevision_opens"
            ),
        ]

    def __str__(self):
        return f"{self.meeting_id}, {self.number}"

    def permission_anchors(self):
        """Those of its meeting, and the states and organizations whose delegates may comment on it."""
        return [*self.meeting.permission_anchors(), *self.commenting]

    @property
    def commenting(self):
        """The states and organizations that came, and those with a role in its CBMs today; read once."""
        found = self.__dict__.get("_commenting")
        if found is None:
            found = self.__dict__["_commenting"] = commenting_on(self.meeting)
        return found

    def rungs(self):
        """[(what, Rung or sentence)]: how far its text and what was said of it may be seen."""
        stands = self.meeting.state in CIRCULATED
        text = _("Text; those who came read it too") if stands and self.rung_now == Rung.MEMBERS else _("Text")
        return [
            (text, Rung(self.rung_now) if stands else Rung.DRAFTERS),
            (_("Comments"), _("Those to whom it was circulated: members, those who came, and the ministry.")),
        ]

    @property
    def is_opened(self):
        """The moment that was fixed for it has come."""
        return is_past(self.public_from)

    @property
    def rung_now(self):
        """How far it is read at this instant, while its meeting stands."""
        return Rung.PUBLIC if self.is_opened else self.rung

    @property
    def stands_as(self):
        """The State that it is in for every reader: published, from the moment on that was fixed for it."""
        return self.State.PUBLISHED if self.is_opened else self.State(self.state)

    @property
    def public_since(self):
        """The instant since which it is published, or None."""
        return self.public_from if self.is_opened else self.published_at

    @property
    def is_agreed(self):
        return self.state in AGREED

    def takes_comments(self, today):
        """Whether its days for comments are not over."""
        return self.state == "circulated" and self.comment_until is not None and today <= self.comment_until


def commenting_on(meeting):
    """The states and organizations whose delegates may comment on the record of a meeting, as of today."""
    came = meeting.attendance.filter(answer__in=Attendance.CAME).values("stakeholder")
    cbms = MeetingCbm.objects.filter(meeting=meeting).values("cbm")
    held = RoleAssignment.objects.as_of(today()).filter(cbm__in=cbms).values("stakeholder")
    return list(Stakeholder.objects.filter(Q(pk__in=came) | Q(pk__in=held)).order_by("pk"))


class RevisionParagraph(models.Model):
    """A numbered paragraph of a revision; the database refuses any change of it."""

    revision = models.ForeignKey(RecordRevision, models.PROTECT, related_name="paragraphs")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["revision", "number"],
                name="meetings_revisionparagraph_number",
                violation_error_message=_("A revision has one paragraph of a number."),
            ),
            blank_refused("meetings_revisionparagraph_text", "text", _("A paragraph says something.")),
        ]

    def __str__(self):
        return f"{self.number}. {self.text[:60]}"


class CommentQuerySet(models.QuerySet):
    @by_readers
    def visible_to(self, user):
        """What was said of revisions: read by those to whom the record is circulated, and its drafters; no wider."""
        held = holdings(user)
        if not held:
            return self.none()
        readable = drafted_by(held) | Q(state__in=CIRCULATED) & circulated_to(held)
        return self.filter(_of_one(readable, meeting="paragraph__revision__meeting"))


class RecordComment(Addressed):
    """What a delegation says of a paragraph that was circulated, and what its drafters made of that."""

    class State(models.TextChoices):
        OPEN = "open", _("not answered yet")
        TAKEN = "taken", _("taken up")
        NOT_TAKEN = "not_taken", _("not taken up")

    paragraph = models.ForeignKey(RevisionParagraph, models.PROTECT, related_name="comments")
    stakeholder = models.ForeignKey("hoaip.Stakeholder", models.PROTECT, related_name="record_comments")
    author = models.ForeignKey("hoaip.User", models.PROTECT, related_name="+", editable=False)
    text = models.TextField(_("comment"))
    state = models.CharField(max_length=9, choices=State, default=State.OPEN, editable=False)
    answer = models.TextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(null=True, blank=True, editable=False)
    answered_by = models.ForeignKey("hoaip.User", models.PROTECT, null=True, blank=True, related_name="+")

    objects = CommentQuerySet.as_manager()

    # What was answered may be answered otherwise, as long as the revision is circulated.
    TRANSITIONS = (
        Transition("take", (State.OPEN, State.NOT_TAKEN), State.TAKEN, Permission.KEEP_RECORD, _("Take it up")),
        Transition("leave", (State.OPEN, State.TAKEN), State.NOT_TAKEN, Permission.KEEP_RECORD, _("Do not take it up")),
    )

    class Meta:
        constraints = [
            blank_refused("meetings_recordcomment_text", "text", _("A comment says something.")),
            models.CheckConstraint(
                name="meetings_recordcomment_state",
                condition=Q(state="open", answered_at__isnull=True, answered_by__isnull=True)
                | Q(
                    state__in=["taken", "not_taken"],
                    answered_at__isnull=False,
                    answered_by__isnull=False,
                    answer__regex=r"\S",
                ),
                violation_error_message=_("A comment is open, or was taken up or not, with words and by somebody."),
            ),
        ]

    def __str__(self):
        return self.text[:60]

    @property
    def revision(self):
        return self.paragraph.revision

    def permission_anchors(self):
        return self.revision.permission_anchors()
