"""Notes verbales: drawn up for whom, in which words, with which numbers and files; who finds which; delivery."""

import re
from datetime import date

import pytest
import time_machine
from django.utils import timezone

from hoaip.documents.keeping import place_of
from hoaip.models import AuditEntry, Document, DocumentFile, Event
from meetings.models import Call, Invitee, Note
from tests.meetings.test_calendar_page import make

DAY = date(2027, 3, 8)


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel("2026-11-23T08:00:00Z", tick=False):
        yield


@pytest.fixture
def meeting(cast):
    """A DM meeting on 8 March 2027 in Islamabad to which Pakistan, India and Australia are invited."""
    made = make(cast, DAY, state="invited", host=cast.stakeholders["PK"], city="Islamabad", announced_at=timezone.now())
    made.refresh_from_db()
    Call.objects.create(meeting=made, answer_by=date(2027, 2, 22))
    for code, capacity in (("PK", "lead"), ("IN", "participating"), ("AU", "observer")):
        Invitee.objects.create(
            meeting=made,
            stakeholder=cast.stakeholders[code],
            capacity=capacity,
            invited_at=timezone.now(),
            invited_by=cast.fp_dm,
        )
    return made


def hidden(html):
    found = {}
    form = html[html.rindex("<form", 0, html.index('name="confirm"')) :]
    for name, value in re.findall(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)"', form):
        found.setdefault(name, []).append(value)
    return {name: values for name, values in found.items() if name != "csrfmiddlewaretoken"}


def path(meeting, template="invitation"):
    return f"/meetings/{meeting.uid}/notes/new/?template={template}"


def preview(cast, meeting, *slugs, who="fp_dm", template="invitation", languages="en", **more):
    body = {"addressees": slugs, "languages": languages, **more}
    return cast.client(who).post(path(meeting, template), body)


def confirm(cast, meeting, shown, who="fp_dm", template="invitation"):
    body = hidden(shown.content.decode()) | {"confirm": "1"}
    return cast.client(who).post(path(meeting, template), body)


def make_notes(cast, meeting, *slugs, **more):
    """By the two pages; the notes in the order of their numbers."""
    known = set(Note.objects.values_list("pk", flat=True))
    shown = preview(cast, meeting, *slugs, **more)
    assert shown.status_code == 200, shown.content.decode()
    answer = confirm(cast, meeting, shown, template=more.get("template", "invitation"))
    assert answer.status_code == 302, answer.content.decode()
    return list(Note.objects.exclude(pk__in=known).order_by("pk"))


def test_a_note_is_a_document_with_a_number_and_a_pdf(cast, meeting):
    [note] = make_notes(cast, meeting, "india")

    document = Document.objects.get()
    assert document.reference == "HOAIP/DM/RTGM4/LET/1"
    assert (document.type, document.language, document.dated_on) == ("letter", "en", date(2026, 11, 23))
    assert document.title_en == "Note verbale to the Embassy of India"
    assert note.link.document == document
    assert note.sheet["reference"] == document.reference
    text = note.sheet["columns"][0]["text"]
    assert "presents its compliments to the Embassy of India and has the honour" in text
    assert "Disaster Management, 4th RTGM, Islamabad" in text
    assert "in Islamabad on 8 March 2027, which is 17 Hut 1405." in text
    assert "by 22 February 2027" in text
    assert "{" not in text
    file = DocumentFile.objects.get()
    assert (file.kind, file.name) == ("pdf", "HOAIP-DM-RTGM4-LET-1.pdf")
    assert place_of(file.stored_name).read_bytes().startswith(b"%PDF-")
    assert [entry.action for entry in AuditEntry.objects.order_by("sequence")] == ["document.add", "note.draw_up"]
    assert AuditEntry.objects.last().changes["notes"][1] == ["india HOAIP/DM/RTGM4/LET/1"]
    assert not Event.objects.filter(kind="document.add").exists()
