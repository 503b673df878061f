"""Which parts of a conference a reader may read beyond what everybody does."""

from hoaip.grants import holdings, readers
from hoaip.ladder import is_ministry
from hoaip.permissions import FRAME, Role


def may_know_delegations(user, conference):
    """Who comes is known beforehand to the ministry, the administrator and the delegates of the process.

    The same as `Delegation.objects.visible_to`, asked of the conference, so that an empty list is no refusal.
    """

    def may(held):
        return is_ministry(held) or conference.process_id in held.ids("hoaip.process", {*FRAME, Role.PARTICIPANT})

    return all(may(holdings(each)) for each in readers(user))
