"""A person begins to watch, and stops: each alone for oneself."""

from django.utils.translation import gettext as _

from hoaip.action import action
from hoaip.audit import record, snapshot
from hoaip.errors import Refused, WrongState
from hoaip.models import User, Watch

# Whoever watched everything would get a letter of everything.
MOST = 100


@action
def watch(user, *, name, now, by):
    """Watch the timeline of that anchor from the instant `now` on; once more changes nothing. Returns the Watch.

    Whether this person may know of it is asked before, and again for each letter. WrongState beyond MOST of them.
    """
    _only_oneself(user, by)
    # The person's row stands for the watch that is not there yet: of two at once the second waits.
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    mine = Watch.objects.filter(user=user)
    if (known := mine.filter(name=name).first()) is not None:
        return known
    if mine.count() >= MOST:
        raise WrongState(_("You watch as much as is kept for one person. Stop watching something else before."))
    row = Watch(user=user, name=name, told_at=now)
    row.full_clean()
    row.save()
    record("watch.start", row, by=by)
    return row


@action
def stop(user, *, name, by):
    """Stop watching it; where it is not watched nothing changes."""
    _only_oneself(user, by)
    _end(Watch.objects.filter(user=user, name=name), by=by)


@action
def stop_of_the_deactivated(user, *, today, reason, by):
    """What settings.ON_DEACTIVATION asks for: with the account all that it watches ends, and does not come back."""
    _end(Watch.objects.filter(user=user), by=by, reason=reason)


def end_unseen(row, *, by):
    """Within an action: what a person may not see any more is watched no more."""
    _end(Watch.objects.filter(pk=row.pk), by=by)


def note_told(user, until):
    """Within an action: what was told up to that instant is in a letter to this person."""
    Watch.objects.filter(user=user, told_at__lt=until).update(told_at=until)


def _only_oneself(user, by):
    if by.pk != user.pk:
        raise Refused(_("What somebody watches is chosen by that person alone."))


def _end(rows, *, by, reason=""):
    for row in rows.select_for_update():
        before = snapshot(row)
        Watch.objects.filter(pk=row.pk).delete()
        record("watch.stop", row, by=by, before=before, reason=reason)
