"""Documents for tests, written directly and not through actions, with a file that lies where files lie."""

import hashlib
import io
from datetime import date

from django.utils import timezone

from cbms.models import CbmDocument
from hoaip.documents.keeping import store
from hoaip.models import Document, DocumentFile, DocumentReader
from meetings.models import MeetingDocument

# key: (parent: a CBM's code or a meeting's key in the world, type, rung or None for as far as the parent allows)
DOCUMENTS = {
    "open": ("dm", "other", None),
    "paper": ("dm", "letter", None),
    "delegations": ("dm", "other", 4),
    "ministry": ("dm", "other", 2),
    "listed": ("dm", "other", 0),
    "evidence": ("held", "evidence", None),
    "circulated": ("reported", "record", None),
    "agenda": ("planned", "agenda", None),
    "senior": ("senior", "agenda", None),
    "annulled": ("annulled", "declaration", None),
    "wider": ("planned", "concept", 5),
    "deleted": ("dm", "other", None),
    "ordered": ("dm", "other", None),
}


def paper(parent, *, by, type="other", rung=None, content=b"Secret words.", name="words.txt", language="en", **columns):
    """A document of a CBM or a meeting with one file. The database places what belongs to a meeting."""
    is_cbm = parent._meta.model_name == "cbm"
    follows = Document.follows_of(type)
    number = Document.objects.count() + 1
    document = Document.objects.create(
        process=parent.process,
        anchors=[f"cbms.cbm:{parent.pk}"] if is_cbm else [],
        type=type,
        stem="HOAIP/TEST",
        number=number,
        reference=f"HOAIP/TEST/{number}",
        title_en=columns.pop("title_en", f"Sample {type} {number}"),
        dated_on=columns.pop("dated_on", date(2026, 3, 3)),
        rung=rung,
        ceiling=(5 if follows == "frame" else 3) if is_cbm else 1,
        created_by=by,
        language=language,
        **columns,
    )
    if is_cbm:
        CbmDocument.objects.create(document=document, cbm=parent)
    else:
        MeetingDocument.objects.create(document=document, meeting=parent)
    DocumentFile.objects.create(
        document=document,
        language=language,
        number=1,
        name=name,
        kind=name.rsplit(".", 1)[-1],
        stored_name=store(io.BytesIO(content)),
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        uploaded_by=by,
    )
    document.refresh_from_db()
    return document


def fill_shelf(world):
    """Add `documents[key]` and `files[key]` to a world with meetings."""
    world.documents = {}
    for key, (parent, type, rung) in DOCUMENTS.items():
        thing = world.cbms.get(parent) or world.meetings[parent]
        confirmed = (
            {"confirmed_ceiling": 3, "confirmed_at": timezone.now(), "confirmed_by": world.rev}
            if key == "wider"
            else {}
        )
        made = paper(
            thing,
            by=world.rev,
            type=type,
            rung=rung,
            title_en=f"Sample document {key}",
            content=f"Secret words of {key}.".encode(),
            **confirmed,
        )
        world.documents[key] = made
    for reader in (world.fp_dm, world.del_pk, world.del_au):
        DocumentReader.objects.create(document=world.documents["listed"], user=reader)
    gone = {"deleted_at": timezone.now(), "deleted_by": world.rev, "deletion_reason": "Sent by mistake."}
    order = {"purge_ordered_at": timezone.now(), "purge_ordered_by": world.dir, "purge_reason": "Names of persons."}
    Document.objects.filter(pk=world.documents["deleted"].pk).update(**gone)
    Document.objects.filter(pk=world.documents["ordered"].pk).update(**gone, **order)
    world.files = {key: document.files.get() for key, document in world.documents.items()}
    return world
