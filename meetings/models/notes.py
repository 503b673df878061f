"""Notes verbales: their templates as the administrator wrote them, and each note to one addressee."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hoaip.grants import by_readers
from hoaip.ladder import Rung
from hoaip.models import Addressed, Document, DocumentLink
from hoaip.models.texts import UNSEEN
from meetings.models.meetings import Meeting

LONGEST_NOTE = 4000
TEXTS = ("text_en", "text_fa", "text_ps")


class NoteTemplate(Addressed):
    """A text of notes with its placeholders: one of the administrator's own, or words in place of a delivered one.

    Of a delivered one the key is that of meetings/notes/delivered.py and the name stays empty; put back, all its texts
    are empty. None is deleted: one that is not used any more is taken out of use.
    """

    class Kind(models.TextChoices):
        INVITATION = "invitation", _("Invitation to a meeting")
        RECORD = "record", _("Note with the record")
        FREE = "free", _("Any other note")

    key = models.CharField(max_length=60, editable=False)
    name = models.CharField(_("name"), max_length=120, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.FREE)
    text_en = models.CharField(_("text in English"), max_length=LONGEST_NOTE, blank=True)
    text_fa = models.CharField(_("text in Dari"), max_length=LONGEST_NOTE, blank=True)
    text_ps = models.CharField(_("text in Pashto"), max_length=LONGEST_NOTE, blank=True)
    is_retired = models.BooleanField(default=False, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key"],
                name="meetings_notetemplate_once",
                violation_error_message=_("This template was edited already. Open it again."),
            ),
            models.CheckConstraint(
                name="meetings_notetemplate_words",
                condition=Q(kind__in=["invitation", "record", "free"], key__regex="^[a-z0-9]+(-[a-z0-9]+)*$"),
                violation_error_message=_("A template is for an invitation, for a record or for any other note."),
            ),
            models.CheckConstraint(
                name="meetings_notetemplate_seen",
                condition=~Q(name__regex=UNSEEN)
                & ~Q(text_en__regex=UNSEEN)
                & ~Q(text_fa__regex=UNSEEN)
                & ~Q(text_ps__regex=UNSEEN),
                violation_error_message=_(
                    "The text holds characters that nobody sees and that turn the line round. Type it without them."
                ),
            ),
            models.CheckConstraint(
                name="meetings_notetemplate_written",
                condition=Q(name__regex=r"^$|\S")
                & Q(text_en__regex=r"^$|\S")
                & Q(text_fa__regex=r"^$|\S")
                & Q(text_ps__regex=r"^$|\S"),
                violation_error_message=_("A text is written or left empty; spaces alone are no text."),
            ),
        ]

    def __str__(self):
        return self.name or self.key

    @property
    def is_edited(self):
        """Whether it stands in place of the delivered text."""
        return any(getattr(self, column) for column in TEXTS)


class NoteQuerySet(models.QuerySet):
    @by_readers
    def visible_to(self, user):
        """Notes whose document this reader may have: the ministry, and delegates of the addressee once it is known."""
        return self.filter(link__document__in=Document.objects.readable_by(user))


class Note(Addressed):
    """A note verbale about a meeting to one addressee, its words as they were filled in; its document has its number.

    It is read by the ministry and by delegates of the addressee, by these once the meeting is announced, invited to or
    held: nobody learns of a meeting from the number of a note.
    """

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="notes")
    stakeholder = models.ForeignKey("hoaip.Stakeholder", models.PROTECT, related_name="+")
    # Those that were made together are printed together.
    batch = models.UUIDField(default=uuid.uuid4, editable=False)
    template_key = models.CharField(max_length=60, editable=False)
    kind = models.CharField(max_length=10, choices=NoteTemplate.Kind, editable=False)
    # What it says: {"reference", "columns": [{"code", "text", "addressee", "dated"}]} (meetings/notes/sheets.py).
    sheet = models.JSONField(editable=False)
    dated_on = models.DateField(editable=False)
    # Why it has a note of this kind again.
    again_reason = models.TextField(blank=True, editable=False)
    created_by = models.ForeignKey("hoaip.User", models.PROTECT, related_name="+", editable=False)
    delivered_on = models.DateField(_("delivered on"), null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True, editable=False)
    delivered_by = models.ForeignKey(
        "hoaip.User", models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )

    objects = NoteQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="meetings_note_kind",
                condition=Q(kind__in=["invitation", "record", "free"]),
                violation_error_message=_("A note invites, brings a record, or says anything else."),
            ),
            models.CheckConstraint(
                name="meetings_note_delivered",
                condition=Q(delivered_on__isnull=True, delivered_at__isnull=True, delivered_by__isnull=True)
                | Q(
                    delivered_on__isnull=False,
                    delivered_at__isnull=False,
                    delivered_by__isnull=False,
                    delivered_on__gte=F("dated_on"),
                ),
                violation_error_message=_("A note is delivered on its own day or later, and somebody says so."),
            ),
        ]
        indexes = [models.Index(fields=["meeting", "id"], name="meetings_note_of_meeting")]

    def __str__(self):
        return self.sheet["reference"]

    def permission_anchors(self):
        return self.meeting.permission_anchors()

    def rungs(self):
        """[(what, Rung)]: how far it may be seen."""
        return [(_("The note"), self.link.document.reach_now)]

    @staticmethod
    def ceiling_of(meeting):
        """How far a note about this meeting may be seen: its anchor is the addressee alone.

        The database repeats this rule at every change of the meeting.
        """
        return Rung.MEMBERS if meeting.frame_rung == Rung.PUBLIC else Rung.MINISTRY


class NoteDocument(DocumentLink):
    """The document of a note. What the meeting allows is copied to it by the database at every change."""

    note = models.OneToOneField(Note, models.PROTECT, related_name="link")
