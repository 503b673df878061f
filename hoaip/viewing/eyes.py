"""Who reads while somebody views as another: one reader of whom nothing holds that does not hold of both.

`hoaip.grants.readers` gives the two; `can`, `roles_on` and every `visible_to` ask both. What asks `holdings` of such a
reader by itself gets nothing, so that what forgets shows what everybody sees, and never more.
"""

import copy
from dataclasses import dataclass
from types import SimpleNamespace

from django.contrib.auth.models import AnonymousUser

from hoaip.language import localized
from hoaip.models import User

# The columns of a stakeholder's name that the session keeps, so that the banner reads no row.
NAMES = ("name_en", "name_fa", "name_ps")
# A key that no account has: what is kept for a person is found for nobody, and cannot be written.
NOBODY = 0


@dataclass(frozen=True)
class Viewing:
    """What the session says: who views, as whom (the key of a stakeholder, None: the public), until when."""

    viewer: User
    stakeholder: int | None
    names: dict
    until: int

    @property
    def is_public(self):
        return self.stakeholder is None

    @property
    def name(self):
        """What the stakeholder is called on this page; "" for the public."""
        return "" if self.is_public else localized(SimpleNamespace(**self.names), "name")[0]

    def eyes(self):
        """The reader of the pages: the public, or a delegate that no account stands for; never more than the viewer."""
        if self.is_public:
            alone, both = AnonymousUser(), AnonymousUser()
        else:
            alone = _delegate(self.viewer, self.stakeholder)
            both = copy.copy(alone)
        both._readers = (alone, self.viewer)
        return both


def _delegate(viewer, stakeholder):
    """Somebody who holds today what every delegate of the stakeholder holds; the logs name the viewer."""
    found = User(
        pk=NOBODY,
        uid=viewer.uid,
        full_name=viewer.full_name,
        language=viewer.language,
        calendar=viewer.calendar,
        time_zone=viewer.time_zone,
    )
    found.speaks_for = stakeholder
    return found
