"""What can be done to documents: add, replace, describe."""

import re
from dataclasses import dataclass, field
from datetime import date
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Max
from django.utils.translation import gettext as _

from hoaip.action import action, authorise
from hoaip.audit import record, snapshot
from hoaip.documents import keeping
from hoaip.documents.actions.rows import TITLES, opened, save, told_on, wider_than_parent, write_readers
from hoaip.documents.homes import keeps_files
from hoaip.events import amend, happened_on, tell
from hoaip.ladder import Rung, anchor_key
from hoaip.models import Document, DocumentFile
from hoaip.permissions import Permission

# The first key of the advisory locks of reference numbers; the second is made of the stem.
NUMBER_LOCKS = 7_202


@dataclass(frozen=True)
class DocumentDetails:
    """What a person says of a document: `titles` by column; `rung` None is as far as the parent allows."""

    type: str
    titles: dict
    dated_on: date
    language: str = "en"
    rung: int | None = None
    readers: tuple = field(default=())


@action
def add_document(home, parent, *, details, file, by, uid=None, under=Permission.ADD_DOCUMENT):
    """A new document of a parent, with its first file (`Examined`). Returns it.

    - the parent is locked, and the document takes over what it allows today; wider than that is refused, since a
      wider reach is a step of its own (`set_visibility`);
    - the next reference number of its stem, which no other document ever gets;
    - the bytes are written before the row; when the row fails, the sweeper takes them away;
    - `under`: the permission of the step that brings it along, as the signed text comes with an adoption.
    """
    authorise(by, under, parent)
    parent = home.locked(parent)
    follows = Document.follows_of(details.type)
    ceiling = home.ceilings(parent)[follows]
    if details.rung is not None and details.rung > ceiling:
        raise ValidationError({"rung": wider_than_parent(details.rung, ceiling)})
    process = home.process(parent)
    stem = f"{initials(process)}/{home.stem(parent)}/{Document.CODES[details.type]}"
    number = next_number(stem)
    document = Document(
        uid=uid or uuid4(),
        process=process,
        anchors=sorted(anchor_key(anchor) for anchor in home.anchors(parent, follows)),
        type=details.type,
        stem=stem,
        number=number,
        reference=f"{stem}/{number}",
        dated_on=details.dated_on,
        language=details.language,
        rung=details.rung,
        ceiling=ceiling,
        created_by=by,
        **{name: details.titles.get(name, "") for name in TITLES},
    )
    document.save(force_insert=True)
    home.links.objects.create(document=document, **{home.parent: parent})
    # The database has placed it by the same rule; what it says counts.
    document.refresh_from_db()
    if details.rung == Rung.RESTRICTED:
        write_readers(document, {*details.readers, by})
    stored = _store(document, file, language=details.language, number=1, by=by)
    record("document.add", document, by=by, extra=_told(stored))
    if home.is_told:
        tell(
            "document.add",
            document,
            on=details.dated_on,
            anchors=told_on(parent, process),
            # Who is told is who may see it at that moment: its reach moves with its parent.
            is_public=True,
            type=document.type,
            reference=document.reference,
            **{name: getattr(document, name) for name in TITLES},
        )
    return document


@action
def replace_file(document, *, file, language, version, by):
    """A new version of the file in a language, or the first in that language; the old one is kept.

    ValidationError at language where the document is evidence of an action and has a file in that language.
    """
    authorise(by, Permission.ADD_DOCUMENT, document)
    document = opened(document, version)
    files = DocumentFile.objects.filter(document=document, language=language)
    last = files.aggregate(Max("number"))["number__max"] or 0
    if last and keeps_files(document):
        raise ValidationError({"language": _("This document is evidence: its file stays. Add new evidence beside it.")})
    before = snapshot(document)
    files.filter(is_current=True).update(is_current=False)
    stored = _store(document, file, language=language, number=last + 1, by=by)
    save(document)
    record("document.replace", document, by=by, before=before, extra=_told(stored))
    return document


@action
def describe_document(document, *, titles, dated_on, language, version, by):
    """Correct titles, date, and which language version counts. Type and reference number stay."""
    authorise(by, Permission.ADD_DOCUMENT, document)
    document = opened(document, version)
    if not DocumentFile.objects.filter(document=document, language=language, is_current=True).exists():
        raise ValidationError(
            {"language": _("There is no file in that language. Add it first, then say that it is the one that counts.")}
        )
    before = snapshot(document)
    for name in TITLES:
        setattr(document, name, titles.get(name, ""))
    document.dated_on, document.language = dated_on, language
    save(document)
    amend(document, **{name: getattr(document, name) for name in TITLES})
    happened_on("document.add", document, dated_on)
    record("document.describe", document, by=by, before=before)
    return document


def initials(process):
    """The first part of a reference number: HOAIP for the Heart of Asia – Istanbul Process."""
    return re.sub(r"[^A-Z0-9]", "", process.short_name.upper())[:16] or "PROCESS"


def next_number(stem):
    """One more than the highest number of a stem; who asks at the same time waits until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [NUMBER_LOCKS, stem])
    return (Document.objects.filter(stem=stem).aggregate(Max("number"))["number__max"] or 0) + 1


def _store(document, file, *, language, number, by):
    return DocumentFile.objects.create(
        document=document,
        language=language,
        number=number,
        name=file.name,
        kind=file.kind,
        stored_name=keeping.store(file.body),
        size=file.size,
        sha256=file.sha256,
        uploaded_by=by,
    )


def _told(stored):
    return {f"file.{stored.language}.{stored.number}": [None, f"{stored.kind} {stored.size} {stored.sha256}"]}
