"""Who a session belongs to: django-allauth's backend, which reads the account and with it how many letters are new."""

from allauth.account.auth_backends import AuthenticationBackend

from hoaip.models import User
from hoaip.post.reading import unread_number


class Backend(AuthenticationBackend):
    """Every page of a signed-in person reads the account: what the letterhead counts costs no statement of its own."""

    def get_user(self, user_id):
        """The account with `unread_letters`, or None where it is gone or may not sign in any more."""
        user = User.objects.annotate(unread_letters=unread_number()).filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
