"""Passwords: set by their owner alone, and the link with which a forgotten one is replaced."""

import uuid

from hoaip import post
from hoaip.accounts.actions.addressee import Addressee
from hoaip.action import action
from hoaip.audit import record
from hoaip.models import User


@action
def set_password(user, password, *, by):
    """The owner's new password, already validated.

    - every other session of the account ends with its next request, because the session holds a hash of the password;
    - the owner is told by mail.
    """
    user = _locked(user)
    user.set_password(password)
    user.version += 1
    user.save(update_fields=["password", "version", "changed_at"])
    post.queue("password_changed", to=[user], key=f"password-changed:{user.uid}:{user.version}", context={})
    record("account.password", user, by=by, extra={"password": [None, "changed"]})
    return user


@action
def send_reset_link(email, *, user, link, language):
    """A mail to an address from which a new password was asked for.

    One with the `link` when `user` is its account; one that says there is no account when `user` is None. Both cost
    the same, so that neither answer nor time tells them apart. Nothing of the domain changes: no audit row.
    """
    to = user or Addressee(email=email, language=language)
    template = "password_reset" if user else "password_unknown"
    post.queue(template, to=[to], key=f"password-reset:{uuid.uuid4()}", context={"link": link})


def _locked(user):
    stored = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    # The caller keeps its own instance: the session is renewed with the hash it carries.
    user.version = stored.version
    return user
