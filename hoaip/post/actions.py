"""What a person chooses of letters, and what the administrator does about mail that could not be sent."""

from django.utils.translation import gettext as _

from hoaip.accounts.actions.checks import same_version
from hoaip.action import action, authorise
from hoaip.audit import record, snapshot
from hoaip.errors import Refused, WrongState
from hoaip.models import SILENCEABLE, OutboxMessage, Preference, User, Wish
from hoaip.permissions import Permission
from hoaip.post.outbox import wake_after_commit


@action
def choose_mail(user, *, wishes, version=None, by):
    """A person's own choices: `wishes` is {group that may be silenced: Wish}; a group that is not named stays as it is.

    Counts for what is written from then on. Returns the account; its version is that of the choices, so that two
    browsers do not undo each other. Refused for somebody else's; ValueError for a group that cannot be off.
    """
    if by.pk != user.pk:
        raise Refused(_("Only your own letters are yours to choose."))
    if strange := set(wishes) - set(SILENCEABLE):
        raise ValueError(f"Letters of these kinds come at once: {sorted(strange)}.")
    row = User.objects.select_for_update(no_key=True).get(pk=user.pk, is_system=False)
    same_version(row, version)
    stored = {each.group: each for each in Preference.objects.filter(user=row)}
    changes = {}
    for group, wish in sorted(wishes.items()):
        kept = stored.get(group)
        before = kept.choice if kept else Wish.AT_ONCE
        if before == wish:
            continue
        changes[group] = [str(before), str(wish)]
        if wish == Wish.AT_ONCE:
            Preference.objects.filter(pk=kept.pk).delete()
            continue
        kept = kept or Preference(user=row, group=group)
        kept.choice = wish
        kept.version += 1 if kept.pk else 0
        kept.full_clean()
        kept.save()
    if changes:
        row.version += 1
        row.save(update_fields=["version", "changed_at"])
        record("account.letters", row, by=by, before=snapshot(row), extra=changes)
    return row


@action
def retry_mail(message, *, now, by):
    """Put a failed mail back into the outbox, to be tried eight times more; it is due at the instant `now`.

    WrongState when it is not among the failed ones any more.
    """
    authorise(by, Permission.MANAGE_SETTINGS)
    row = OutboxMessage.objects.select_for_update(no_key=True, of=("self",)).get(pk=message.pk)
    if row.state != OutboxMessage.State.FAILED:
        raise WrongState(_("This mail is not among the failed ones any more. Reload the list to see where it stands."))
    before = snapshot(row)
    row.state, row.attempts, row.next_try_at, row.error = OutboxMessage.State.QUEUED, 0, now, ""
    row.version += 1
    row.save()
    record("mail.retry", row, by=by, before=before)
    wake_after_commit()
    return row
