"""What the administrator does about mail that could not be sent."""

from django.utils.translation import gettext as _

from hoaip.action import action, authorise
from hoaip.audit import record, snapshot
from hoaip.errors import WrongState
from hoaip.models import OutboxMessage
from hoaip.permissions import Permission
from hoaip.post.outbox import wake_after_commit


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
