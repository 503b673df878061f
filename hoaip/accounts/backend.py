"""Who a session belongs to: django-allauth's backend, which reads the account and with it how many letters are new."""

from allauth.account.auth_backends import AuthenticationBackend

from hoaip.models import User
from hoaip.post.reading import accounts_with_unread


class Backend(AuthenticationBackend):
    """Every page of a signed-in person reads the account: what the letterhead counts costs no statement of its own."""

    def get_user(self, user_id):
        """The account with `unread_letters`, or None where it is gone or may not sign in any more."""
        try:
            user = accounts_with_unread().get(pk=user_id)
        except User.DoesNotExist:
            return None
        return user if self.user_can_authenticate(user) else None
