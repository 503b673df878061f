"""Many commitments changed at once: one transaction, one group of the audit, the rights asked of each."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from conferences.actions.commitments import add_commitment, change_commitment, show_to, stored_details
from hoaip.action import action, authorise, need_reason
from hoaip.permissions import Permission


@action
def change_many(rows, *, change, reason, today, by):
    """The same change (conferences.commitments.many.Change) to each of these commitments. Returns how many changed.

    All or nothing: who may not change one of them, or finds it moved, changes none.
    """
    authorise(by, Permission.KEEP_COMMITMENTS)
    reason = need_reason(reason)
    if change.is_empty:
        raise ValidationError(_("Say what is to change."))
    for row in rows:
        stored = stored_details(row)
        after, version = change.details(stored), row.version
        if after != stored:
            version = change_commitment(row, details=after, reason=reason, version=version, today=today, by=by).version
        if change.rung is not None and change.rung != row.rung:
            show_to(row, rung=change.rung, reason=reason, is_confirmed=True, version=version, by=by)
    return len(rows)


@action
def take_table(entries, *, reason, today, by):
    """A table that was read (conferences.commitments.table) is written: drafts added, commitments corrected.

    All or nothing, in one group of the audit. Returns how many rows were written.
    """
    authorise(by, Permission.JUDGE_COMMITMENT)
    reason = need_reason(reason)
    for entry in entries:
        if entry.row is None:
            add_commitment(entry.source, details=entry.details, rung=entry.rung, by=by)
            continue
        version = entry.row.version
        if entry.is_reworded:
            version = change_commitment(
                entry.row, details=entry.details, reason=reason, version=version, today=today, by=by
            ).version
        if entry.rung != entry.row.rung:
            show_to(entry.row, rung=entry.rung, reason=reason, is_confirmed=True, version=version, by=by)
    return len(entries)
