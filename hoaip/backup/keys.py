"""Whether two portals hold the same secret, told without it."""

from django.conf import settings
from django.utils.crypto import salted_hmac

SALT = "hoaip.backup.key"


def mark_of(secret):
    """A mark of a secret: the same for the same one, and of no use to find it."""
    return salted_hmac(SALT, "mark", secret=secret, algorithm="sha256").hexdigest()[:16]


def marks():
    """The marks of the present secret and of the ones before it that are still known."""
    return [mark_of(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
