"""How the register of commitments is shown to the public, set by the administrator."""

from cbms.actions.roles import check_version
from conferences.models import CommitmentRule
from hoaip.action import action, authorise, need_reason
from hoaip.audit import record, snapshot
from hoaip.permissions import Permission


@action
def set_commitment_rule(*, is_confirmed_only, labels, reason, version, by):
    """Whether the public list holds only what its owners confirmed, and the public words of each state.

    `labels`: {state: {"en": label, "fa": label, "ps": label}}; an empty one is the portal's own word. There is one row.
    """
    authorise(by, Permission.MANAGE_SETTINGS)
    reason = need_reason(reason)
    CommitmentRule.objects.get_or_create(pk=1)
    row = CommitmentRule.objects.select_for_update(no_key=True).get(pk=1)
    check_version(row, version)
    before = snapshot(row)
    row.is_confirmed_only = is_confirmed_only
    written = {state: {tongue: text for tongue, text in words.items() if text} for state, words in labels.items()}
    row.labels = {state: words for state, words in written.items() if words}
    row.version += 1
    row.full_clean()
    row.save()
    record("commitment.rule", row, by=by, before=before, reason=reason)
    return row
