"""Notes verbales for tests, written directly and not through actions, with a file that lies where files lie."""

import hashlib
import io
from datetime import date
from uuid import uuid4

from hoaip.documents.keeping import store
from hoaip.models import Document, DocumentFile
from meetings.models import Note, NoteDocument


def a_note(meeting, stakeholder, *, by, words="Secret words of a note.", dated_on=date(2026, 11, 1), **columns):
    """A note to that stakeholder with one file of these words, as if it were its PDF. The database places it."""
    number = Document.objects.filter(stem="HOAIP/TEST/LET").count() + 1
    reference = f"HOAIP/TEST/LET/{number}"
    column = {"code": "en", "text": words, "addressee": f"the Embassy of {stakeholder}", "dated": "1 November 2026"}
    note = Note.objects.create(
        meeting=meeting,
        stakeholder=stakeholder,
        batch=columns.pop("batch", None) or uuid4(),
        template_key="invitation",
        kind=columns.pop("kind", "invitation"),
        sheet={"reference": reference, "columns": [column]},
        dated_on=dated_on,
        created_by=by,
        **columns,
    )
    document = Document.objects.create(
        process=meeting.process,
        type="letter",
        stem="HOAIP/TEST/LET",
        number=number,
        reference=reference,
        title_en=f"Note verbale to the Embassy of {stakeholder}",
        dated_on=dated_on,
        ceiling=1,
        created_by=by,
    )
    NoteDocument.objects.create(document=document, note=note)
    content = words.encode()
    DocumentFile.objects.create(
        document=document,
        language="en",
        number=1,
        name="note.pdf",
        kind="pdf",
        stored_name=store(io.BytesIO(content)),
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        uploaded_by=by,
    )
    document.refresh_from_db()
    return note


def fill_notes(world):
    """Add `notes[key]`, to India: about the invited meeting, about one that is not announced, and an annulled one."""
    world.notes = {
        "known": a_note(world.meetings["invited"], world.stakeholders["IN"], by=world.fp_dm),
        "unseen": a_note(world.meetings["planned"], world.stakeholders["IN"], by=world.fp_dm),
        "annulled": a_note(world.meetings["annulled"], world.stakeholders["IN"], by=world.fp_dm),
    }
    return world
