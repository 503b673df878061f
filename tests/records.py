"""Revisions of records in each state, written directly."""

from django.utils import timezone

from meetings.models import Meeting, RecordRevision, RevisionParagraph


def circulated(meeting, *texts, number=1, until=None, **columns):
    """A circulated revision of these texts, else of the paragraphs that the meeting has."""
    texts = texts or meeting.paragraphs.order_by("number").values_list("text", flat=True)
    row = RecordRevision.objects.create(
        meeting=meeting,
        number=number,
        comment_until=until,
        circulated_at=timezone.now(),
        circulated_by=meeting.created_by,
        **columns,
    )
    RevisionParagraph.objects.bulk_create(
        RevisionParagraph(revision=row, number=place, text=text) for place, text in enumerate(texts, 1)
    )
    return row


def agreed(revision, *, by):
    RecordRevision.objects.filter(pk=revision.pk).update(state="agreed", agreed_at=timezone.now(), agreed_by=by)
    revision.refresh_from_db()
    return revision


def published(revision, *, by):
    """Agreed and published, and its meeting's outcomes with it."""
    agreed(revision, by=by)
    RecordRevision.objects.filter(pk=revision.pk).update(
        state="published", rung=5, published_at=timezone.now(), published_by=by
    )
    Meeting.objects.filter(pk=revision.meeting_id).update(record_reach=5)
    revision.refresh_from_db()
    return revision


def recalled(revision, *, by):
    RecordRevision.objects.filter(pk=revision.pk).update(
        state="recalled", recalled_at=timezone.now(), recalled_by=by, recalled_words="A name was wrong."
    )
    revision.refresh_from_db()
    return revision
