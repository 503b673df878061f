"""What the actions of documents share: a row locked and saved, its list, and where it is told."""

from django.utils.translation import gettext as _

from hoaip.errors import Stale, WrongState
from hoaip.ladder import Rung
from hoaip.models import Document, DocumentReader

TITLES = ("title_en", "title_fa", "title_ps")


def locked(document, version):
    """The document, locked until commit; Stale when somebody saved since `version`."""
    stored = Document.objects.select_for_update(no_key=True).get(pk=document.pk)
    if stored.version != version:
        raise Stale(_("Somebody changed this document in the meantime. Reload the page to see how."), current=stored)
    return stored


def opened(document, version):
    """The same of one that is not deleted; WrongState for one that is."""
    stored = locked(document, version)
    if stored.is_deleted:
        raise WrongState(_("This document was deleted. Restore it first."))
    return stored


def save(document):
    """Save its next version, with what the database makes of it."""
    document.version += 1
    document.save()
    document.refresh_from_db()


def told_on(parent, process):
    """The anchors in whose timelines a document of a parent is told: its own and itself, else its process."""
    own = [anchor for anchor in parent.permission_anchors() if anchor != process]
    return [*(own or [process]), parent]


def wider_than_parent(rung, ceiling):
    """Why a rung is refused, as a sentence."""
    return _(
        "That is wider than what it belongs to, which is seen by %(ceiling)s. Choose that or narrower; wider is a step "
        "of its own on the page of the document, with a confirmation."
    ) % {"ceiling": Rung(ceiling).label}


def write_readers(document, people):
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
