"""Documents of meetings: the link down from a meeting to each of its papers."""

from django.db import models

from hoaip.models import DocumentLink
from meetings.models.meetings import Meeting


class MeetingDocument(DocumentLink):
    """A document of a meeting. What the meeting allows is copied to the document by the database at every change."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="document_links")
