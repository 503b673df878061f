"""A new document of a meeting."""

from hoaip.documents.views.new import new_view
from meetings.documents import MeetingHome

document_new = new_view(MeetingHome())
