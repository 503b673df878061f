"""How a document goes: deleted and restored, and its files destroyed by two people."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hoaip.action import action, authorise, need_reason
from hoaip.audit import record, snapshot
from hoaip.documents import keeping
from hoaip.documents.actions.rows import locked, opened, save
from hoaip.errors import WrongState
from hoaip.events import untell
from hoaip.models import DocumentFile
from hoaip.permissions import Permission


@action
def delete_document(document, *, reason, version, by):
    """Delete a document: its tombstone with the reason stays for those who could see it, its files are kept.

    A moment of publishing that is still ahead is withdrawn with it.
    """
    authorise(by, Permission.DELETE_DOCUMENT, document)
    document = opened(document, version)
    reason = need_reason(reason)
    before = snapshot(document)
    if document.is_scheduled:
        # Nobody else reads of a paper that was withdrawn before its moment: its tombstone is not published.
        document.public_from = None
        untell(document, "document.publish")
    document.deleted_at, document.deleted_by, document.deletion_reason = timezone.now(), by, reason
    save(document)
    record("document.delete", document, by=by, before=before, reason=reason)
    return document


@action
def restore_document(document, *, reason, version, by):
    """Bring a deleted document back, with every version. Not once its files are destroyed."""
    authorise(by, Permission.DELETE_DOCUMENT, document)
    document = locked(document, version)
    if not document.is_deleted:
        raise WrongState(_("This document is not deleted."))
    if document.purged_at is not None:
        raise WrongState(_("The files of this document were destroyed. Add it anew when you have them."))
    reason = need_reason(reason)
    before = snapshot(document)
    document.deleted_at, document.deleted_by, document.deletion_reason = None, None, ""
    document.purge_ordered_at, document.purge_ordered_by, document.purge_reason = None, None, ""
    save(document)
    record("document.restore", document, by=by, before=before, reason=reason)
    return document


@action
def order_purge(document, *, reason, version, by):
    """The director orders, with a reason, that the files of a deleted document are destroyed. Nothing is, yet."""
    authorise(by, Permission.ORDER_PURGE, document)
    document = locked(document, version)
    if not document.is_deleted:
        raise WrongState(_("Only files of a deleted document are destroyed. Delete it first."))
    if document.purge_ordered_at is not None:
        raise WrongState(_("That was ordered before. The administrator carries it out."))
    reason = need_reason(reason)
    before = snapshot(document)
    document.purge_ordered_at, document.purge_ordered_by = timezone.now(), by
    document.purge_reason = reason
    save(document)
    record("document.order_purge", document, by=by, before=before, reason=reason)
    return document


@action
def purge_document(document, *, version, by):
    """Destroy the bytes of every version, as the director ordered; rows, names and hashes stay.

    The bytes go after the commit; should that be cut short, the sweeper does it.
    """
    authorise(by, Permission.PURGE_DOCUMENT, document)
    document = locked(document, version)
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
    save(document)
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
