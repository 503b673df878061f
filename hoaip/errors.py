"""The three ways in which the portal says no to somebody who may see the thing."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _


class Refused(PermissionDenied):
    """Seen, but not allowed: answered 403 with the sentence."""


class WrongState(Exception):
    """The thing is not in the state this step begins from: answered 409 with the sentence."""


class Stale(WrongState):
    """Somebody saved first. `current` is the stored row, so that both texts can be shown and merged."""

    def __init__(self, message, *, current=None):
        super().__init__(message)
        self.current = current


def same_version(row, version):
    """Stale, carrying the stored row, when somebody saved since the form was opened in `version`."""
    if version != row.version:
        raise Stale(_("Somebody changed it in the meantime. Compare both, then save again."), current=row)
