"""One's own calendar address: made, made anew, ended, by its person alone."""

from django.utils import timezone
from django.utils.translation import gettext as _

from hoaip.action import action
from hoaip.audit import record, snapshot
from hoaip.errors import Refused, WrongState
from hoaip.models import User
from meetings.calendar.own_feeds import open_feed_of
from meetings.models import OwnFeed


@action
def open_own_feed(user, *, by):
    """Give a person a calendar address; the one they had stops. Returns the new OwnFeed.

    Refused for somebody else: whoever knows the address reads what its person may read.
    """
    _only_ones_own(user, by)
    if (former := _lock_open_one(user)) is not None:
        _end(former, by=by)
    feed = OwnFeed.objects.create(user=user)
    record("own_feed.open", feed, by=by)
    return feed


@action
def end_own_feed(user, *, by):
    """Stop a person's calendar address: it is answered as one that never was. WrongState when there is none."""
    _only_ones_own(user, by)
    feed = _lock_open_one(user)
    if feed is None:
        raise WrongState(_("You have no calendar address. Nothing was changed."))
    return _end(feed, by=by)


@action
def end_feed_of_the_deactivated(user, *, today, reason, by):
    """What settings.ON_DEACTIVATION asks for: with the account its calendar address ends, and does not come back."""
    feed = _lock_open_one(user)
    return None if feed is None else _end(feed, by=by, reason=reason)


def _only_ones_own(user, by):
    if by.pk != user.pk:
        raise Refused(_("A calendar address is made and ended by its person alone."))


def _lock_open_one(user):
    # The person's row stands for the address that may not be there yet: of two at once the second waits.
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    return open_feed_of(user)


def _end(feed, *, by, reason=""):
    before = snapshot(feed)
    feed.ended_at = timezone.now()
    feed.version += 1
    feed.save(update_fields=["ended_at", "version", "changed_at"])
    record("own_feed.end", feed, by=by, before=before, reason=reason)
    return feed
