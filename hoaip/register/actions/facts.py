"""How well a fact is known: a person vouches for it, or says that sources differ (product section 3, rule 12)."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from hoaip.action import action, authorise
from hoaip.audit import record, snapshot
from hoaip.permissions import Permission


@action
def confirm_fact(fact, *, at, by):
    """A person vouches for a fact at the instant `at` (UTC); a dispute is settled by it.

    `fact` is any `Sourced` row that has permission anchors. Confirmed again, it keeps the first person and instant.
    """
    authorise(by, Permission.CONFIRM_FACT, fact)
    row = locked(fact)
    if row.confirmed_at is not None and not row.is_disputed:
        return row
    before = snapshot(row)
    row.confirmed_at, row.confirmed_by = at, by
    row.is_disputed, row.dispute_note = False, ""
    return saved(row, "fact.confirm", before=before, by=by)


@action
def dispute_fact(fact, *, note, by):
    """Sources differ: the note says which and how, and everybody reads it. A confirmation is taken back by it."""
    authorise(by, Permission.CONFIRM_FACT, fact)
    if not note.strip():
        raise ValidationError({"note": _("Say what differs and where it stands: everybody reads it beside the fact.")})
    row = locked(fact)
    before = snapshot(row)
    row.is_disputed, row.dispute_note = True, note.strip()
    row.confirmed_at = row.confirmed_by = None
    return saved(row, "fact.dispute", before=before, by=by)


def locked(fact):
    return type(fact)._base_manager.select_for_update().get(pk=fact.pk)


def saved(row, event, *, before, by):
    row.version += 1
    row.save()
    record(event, row, by=by, before=before)
    return row
