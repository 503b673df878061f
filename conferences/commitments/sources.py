"""Where a commitment was made: a paragraph, outcome, meeting or letter; what it is called, how far it is known."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conferences.models import Declaration, Paragraph
from hoaip.calendar import whole
from hoaip.ladder import Rung
from hoaip.language import localized, page_language, path_in
from hoaip.models import Document
from meetings.models import Meeting, Outcome
from meetings.names import headline
from meetings.reading import may_read_record


class SourceKind(TextChoices):
    PARAGRAPH = "paragraph", gettext_lazy("Paragraph of a declaration")
    OUTCOME = "outcome", gettext_lazy("Outcome of a meeting")
    MEETING = "meeting", gettext_lazy("Meeting of a process")
    LETTER = "letter", gettext_lazy("Letter")


# What a commitment is read with, so that its source is named without a further statement.
READ = ("process", "paragraph__declaration", "outcome__meeting", "meeting", "letter")
PAIRS = ("outcome__meeting__pairs__cbm", "meeting__pairs__cbm")
MODELS = {"paragraph": Paragraph, "outcome": Outcome, "meeting": Meeting, "letter": Document}


def kind_of(source):
    """ "paragraph", "outcome", "meeting" or "letter": the column of a commitment that names this row."""
    return next(kind for kind, model in MODELS.items() if isinstance(source, model))


def source_of(commitment):
    """(kind, row) of the one place where it was made."""
    kind = source_kind(commitment)
    return kind, getattr(commitment, kind)


def source_kind(commitment):
    return next(kind for kind in MODELS if getattr(commitment, f"{kind}_id") is not None)


def source_key(commitment):
    """ "paragraph:<uid>": the source as forms and files name it."""
    kind, row = source_of(commitment)
    return f"{kind}:{row.uid}"


def process_of(source):
    kind = kind_of(source)
    if kind == "paragraph":
        return source.declaration.process
    return source.meeting.process if kind == "outcome" else source.process


def widest(source):
    """The rung that a commitment out of this source may reach at most; below MINISTRY it may not be registered at all.

    What is still a draft, as an outcome before its record is circulated, is known to the ministry and no further.
    """
    kind = kind_of(source)
    if kind == "paragraph":
        return Rung.PUBLIC if source.declaration.state == Declaration.State.SEALED else Rung.MINISTRY
    if kind == "letter":
        return Rung(source.reach_now)
    meeting = source.meeting if kind == "outcome" else source
    if kind == "outcome" and meeting.record_rung <= Rung.DRAFTERS:
        return Rung.MINISTRY
    return Rung(meeting.frame_rung)


def usual(source):
    """The rung that is proposed: as far as the words of the source themselves are known."""
    most = widest(source)
    if kind_of(source) == "outcome":
        return min(most, max(Rung(source.meeting.record_rung_now), Rung.MINISTRY))
    return max(most, Rung.MINISTRY)


@dataclass(frozen=True)
class SourceSeen:
    """A source as one reader may read of it: its kind in words, its name and address; empty where it is not open."""

    kind: str
    word: str
    name: str = ""
    address: str = ""


class SourceReader:
    """Names the sources of some commitments for one reader; at most three statements, however many they are."""

    def __init__(self, commitments, user):
        self.user = user
        meetings = {row.meeting_id or row.outcome.meeting_id for row in commitments if row.meeting_id or row.outcome_id}
        self.meetings = _seen(Meeting, meetings, user)
        self.letters = _seen(Document, {row.letter_id for row in commitments if row.letter_id}, user)
        declarations = {row.paragraph.declaration_id for row in commitments if row.paragraph_id}
        self.declarations = _seen(Declaration, declarations, user)

    def seen(self, commitment):
        """SourceSeen of one of them."""
        kind, row = source_of(commitment)
        word = str(SourceKind(kind).label)
        if kind == "paragraph":
            if row.declaration_id not in self.declarations:
                return SourceSeen(kind, word)
            return SourceSeen(kind, word, name_of(row), address_of(row))
        if kind == "letter":
            return (
                SourceSeen(kind, word, name_of(row), address_of(row))
                if row.pk in self.letters
                else SourceSeen(kind, word)
            )
        meeting = row.meeting if kind == "outcome" else row
        if meeting.pk not in self.meetings:
            return SourceSeen(kind, word)
        return SourceSeen(kind, word, name_of(meeting), address_of(meeting))


def _seen(model, pks, user):
    return set(model.objects.visible_to(user).filter(pk__in=pks).values_list("pk", flat=True)) if pks else set()


def name_of(source):
    """A source as a line names it; of an outcome its meeting, whose record may be closed to the reader."""
    kind = kind_of(source)
    if kind == "paragraph":
        number = whole(source.number, page_language())
        words = {"declaration": localized(source.declaration, "title")[0], "number": number}
        return _("%(declaration)s, paragraph %(number)s") % words
    if kind == "letter":
        return _("%(title)s (%(reference)s)") % {"title": localized(source, "title")[0], "reference": source.reference}
    return headline(source.meeting if kind == "outcome" else source)


def address_of(source):
    kind = kind_of(source)
    if kind == "letter":
        return reverse("documents:document_detail", kwargs={"uid": source.uid})
    if kind == "paragraph":
        return path_in(f"/declarations/{source.declaration.slug}/para/{source.number}/", page_language())
    meeting = source.meeting if kind == "outcome" else source
    return reverse("meetings:meeting_detail", kwargs={"uid": meeting.uid})


def may_cite(user, source):
    """Whether this person reads the words of the source: whoever cannot, makes no commitment out of it."""
    kind = kind_of(source)
    if kind == "paragraph":
        return Declaration.objects.visible_to(user).filter(pk=source.declaration_id).exists()
    if kind == "letter":
        return Document.objects.readable_by(user).filter(pk=source.pk, deleted_at=None).exists()
    if kind == "outcome":
        return may_read_record(user, source.meeting)
    return Meeting.objects.visible_to(user).filter(pk=source.pk).exclude(state="annulled").exists()
