"""What can be done to documents: add, replace, describe, show, delete, restore, and destroy by two people."""

import re
from dataclasses import dataclass, field
from datetime import date
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from hoaip.action import action, authorise, need_reason
from hoaip.audit import record, snapshot
from hoaip.documents import keeping
from hoaip.documents.homes import keeps_files
from hoaip.errors import Stale, WrongState
from hoaip.events import amend, happened_on, tell
from hoaip.ladder import Rung, anchor_key
from hoaip.models import Document, DocumentFile, DocumentReader
from hoaip.permissions import Permission

# The first key of the advisory locks of reference numbers; the second is made of the stem.
NUMBER_LOCKS = 7_202
TITLES = ("title_en", "title_fa", "title_ps")


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
        _write_readers(document, {*details.readers, by})
    stored = _store(document, file, language=details.language, number=1, by=by)
    record("document.add", document, by=by, extra=_told(stored))
    if home.is_told:
        own = [anchor for anchor in parent.permission_anchors() if anchor != process]
        tell(
            "document.add",
            document,
            on=details.dated_on,
            anchors=[*(own or [process]), parent],
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
    document = _open(document, version)
    files = DocumentFile.objects.filter(document=document, language=language)
    last = files.aggregate(Max("number"))["number__max"] or 0
    if last and keeps_files(document):
        raise ValidationError({"language": _("This document is evidence: its file stays. Add new evidence beside it.")})
    before = snapshot(document)
    files.filter(is_current=True).update(is_current=False)
    stored = _store(document, file, language=language, number=last + 1, by=by)
    _save(document)
    record("document.replace", document, by=by, before=before, extra=_told(stored))
    return document


@action
def describe_document(document, *, titles, dated_on, language, version, by):
    """Correct titles, date, and which language version counts. Type and reference number stay."""
    authorise(by, Permission.ADD_DOCUMENT, document)
    document = _open(document, version)
    if not DocumentFile.objects.filter(document=document, language=language, is_current=True).exists():
        raise ValidationError(
            {"language": _("There is no file in that language. Add it first, then say that it is the one that counts.")}
        )
    before = snapshot(document)
    for name in TITLES:
        setattr(document, name, titles.get(name, ""))
    document.dated_on, document.language = dated_on, language
    _save(document)
    amend(document, **{name: getattr(document, name) for name in TITLES})
    happened_on("document.add", document, dated_on)
    record("document.describe", document, by=by, before=before)
    return document


@action
def set_visibility(document, *, rung, readers=(), confirmed=False, version, by):
    """Who can see a document: a rung, or None for as far as its parent allows.

    - wider than the parent needs `confirmed`, which holds for the parent as it stands today: when the parent narrows
      further, the document does too;
    - restricted: the people in `readers` and whoever restricts it, of those who could see the parent.
    """
    authorise(by, Permission.ADD_DOCUMENT, document)
    document = _open(document, version)
    wider = rung is not None and rung > document.ceiling
    if wider and not confirmed:
        raise ValidationError({"rung": wider_than_parent(rung, document.ceiling)})
    before = snapshot(document)
    document.rung = rung
    document.confirmed_ceiling = document.ceiling if wider else None
    document.confirmed_at = timezone.now() if wider else None
    document.confirmed_by = by if wider else None
    _save(document)
    listed = _write_readers(document, {*readers, by} if rung == Rung.RESTRICTED else ())
    record("document.visibility", document, by=by, before=before, extra=listed)
    return document


@action
def delete_document(document, *, reason, version, by):
    """Delete a document: its tombstone with the reason stays for those who could see it, its files are kept."""
    authorise(by, Permission.DELETE_DOCUMENT, document)
    document = _open(document, version)
    reason = need_reason(reason)
    before = snapshot(document)
    document.deleted_at, document.deleted_by, document.deletion_reason = timezone.now(), by, reason
    _save(document)
    record("document.delete", document, by=by, before=before, reason=reason)
    return document


@action
def restore_document(document, *, reason, version, by):
    """Bring a deleted document back, with every version. Not once its files are destroyed."""
    authorise(by, Permission.DELETE_DOCUMENT, document)
    document = _locked(document, version)
    if not document.is_deleted:
        raise WrongState(_("This document is not deleted."))
    if document.purged_at is not None:
        raise WrongState(_("The files of this document were destroyed. Add it anew when you have them."))
    reason = need_reason(reason)
    before = snapshot(document)
    document.deleted_at, document.deleted_by, document.deletion_reason = None, None, ""
    document.purge_ordered_at, document.purge_ordered_by, document.purge_reason = None, None, ""
    _save(document)
    record("document.restore", document, by=by, before=before, reason=reason)
    return document


@action
def order_purge(document, *, reason, version, by):
    """The director orders, with a reason, that the files of a deleted document are destroyed. Nothing is, yet."""
    authorise(by, Permission.ORDER_PURGE, document)
    document = _locked(document, version)
    if not document.is_deleted:
        raise WrongState(_("Only files of a deleted document are destroyed. Delete it first."))
    if document.purge_ordered_at is not None:
        raise WrongState(_("That was ordered before. The administrator carries it out."))
    reason = need_reason(reason)
    before = snapshot(document)
    document.purge_ordered_at, document.purge_ordered_by = timezone.now(), by
    document.purge_reason = reason
    _save(document)
    record("document.order_purge", document, by=by, before=before, reason=reason)
    return document


@action
def purge_document(document, *, version, by):
    """Destroy the bytes of every version, as the director ordered; rows, names and hashes stay.

    The bytes go after the commit; should that be cut short, the sweeper does it.
    """
    authorise(by, Permission.PURGE_DOCUMENT, document)
    document = _locked(document, version)
    if document.purge_ordered_at is None:
        raise WrongState(_("The director has not ordered this. Files are destroyed on an order with its reason alone."))
    if document.purged_at is not None:
        raise WrongState(_("The files of this document were destroyed before."))
    if document.purge_ordered_by_id == by.pk:
        raise WrongState(_("Who ordered it does not carry it out. Another administrator does."))
    before = snapshot(document)
    document.purged_at, document.purged_by = timezone.now(), by
    files = DocumentFile.objects.filter(document=document, purged_at__isnull=True)
    gone = {row.stored_name: row.sha256 for row in files}
    files.update(purged_at=document.purged_at)
    _save(document)
    transaction.on_commit(lambda: keeping.destroy(gone))
    record(
        "document.purge",
        document,
        by=by,
        before=before,
        reason=document.purge_reason,
        extra={"files": [sorted(gone.values()), []]},
    )
    return document


def initials(process):
    """The first part of a reference number: HOAIP for the Heart of Asia – Istanbul Process."""
    return re.sub(r"[^A-Z0-9]", "", process.short_name.upper())[:16] or "PROCESS"


def next_number(stem):
    """One more than the highest number of a stem; who asks at the same time waits until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [NUMBER_LOCKS, stem])
    return (Document.objects.filter(stem=stem).aggregate(Max("number"))["number__max"] or 0) + 1


def wider_than_parent(rung, ceiling):
    return _(
        "That is wider than what it belongs to, which is seen by %(ceiling)s. Choose that or narrower; wider is a step "
        "of its own on the page of the document, with a confirmation."
    ) % {"ceiling": Rung(ceiling).label}


def _locked(document, version):
    """The document, locked until commit; Stale when somebody saved since `version`."""
    stored = Document.objects.select_for_update(no_key=True).get(pk=document.pk)
    if stored.version != version:
        raise Stale(_("Somebody changed this document in the meantime. Reload the page to see how."), current=stored)
    return stored


def _open(document, version):
    stored = _locked(document, version)
    if stored.is_deleted:
        raise WrongState(_("This document was deleted. Restore it first."))
    return stored


def _save(document):
    document.version += 1
    document.save()
    document.refresh_from_db()


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


def _write_readers(document, people):
    """Bring the list in line. Returns what changed, for the audit."""
    old = {row.user_id: row for row in document.readers.select_related("user")}
    new = {person.pk: person for person in people}
    for pk in set(old) - set(new):
        old[pk].delete()
    DocumentReader.objects.bulk_create(
        DocumentReader(document=document, user=person) for pk, person in new.items() if pk not in old
    )
    if set(old) == set(new):
        return {}
    names = [sorted(row.user.full_name for row in old.values()), sorted(person.full_name for person in new.values())]
    return {"readers": names}
