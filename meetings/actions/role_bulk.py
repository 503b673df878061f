"""One stakeholder joins or leaves several CBMs by one decision: all of it is written, or nothing."""

import hashlib
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cbms.actions.roles import lock
from cbms.models import Cbm
from cbms.role_rules import check_ending, check_role, day_before, held_on, name_of
from hoaip.action import action
from meetings.actions.roles import change_role_by_decision, end_role_by_decision


@dataclass
class RoleChange:
    """What is to become of a stakeholder in one CBM: a role from a day on, or (`role` empty) the end on `until_on`.

    `ending`: the roles that end by it, found by `look`.
    """

    cbm: Cbm
    role: str = ""
    from_on: date | None = None
    until_on: date | None = None
    basis: str = ""
    ending: list = field(default_factory=list)

    def look(self, stakeholder):
        """Find what ends, and ask what the actions will ask; ValidationError with the sentence of what stands in it."""
        if self.role:
            held = held_on(self.cbm, stakeholder, day_before(self.from_on))
            self.ending = [held] if held is not None else []
            check_role(
                self.cbm,
                stakeholder=stakeholder,
                role=self.role,
                from_on=self.from_on,
                until_on=self.until_on,
                ending=self.ending,
            )
            return
        held = held_on(self.cbm, stakeholder, self.until_on)
        if held is None:
            raise ValidationError(
                _("%(stakeholder)s holds no role in %(cbm)s on that day.")
                % {"stakeholder": name_of(stakeholder), "cbm": name_of(self.cbm)}
            )
        check_ending(held, until_on=self.until_on)
        self.ending = [held]


def standing_of(changes):
    """What the roles that end looked like, as 16 hexadecimal digits: the same until somebody changes one of them."""
    rows = sorted(f"{row.pk}:{row.version}" for change in changes for row in change.ending)
    return hashlib.sha256(" ".join(rows).encode()).hexdigest()[:16]


@action
def change_roles(stakeholder, *, changes, standing, meeting=None, reason, by):
    """Every change of the list, in one transaction and one audit group; returns how many rows began or ended.

    `standing`: what was shown before (`standing_of`); ValidationError when the roles are others by now, or when one of
    the changes cannot be: then none is written.
    """
    changes = sorted(changes, key=lambda change: change.cbm.pk)
    for change in changes:
        lock(change.cbm)
        change.look(stakeholder)
    if standing_of(changes) != standing:
        raise ValidationError(_("Somebody changed these roles in the meantime. Look at the changes once more."))
    for change in changes:
        if change.role:
            change_role_by_decision(
                change.cbm,
                stakeholder=stakeholder,
                role=change.role,
                from_on=change.from_on,
                until_on=change.until_on,
                basis=change.basis,
                ending=change.ending,
                meeting=meeting,
                reason=reason,
                by=by,
            )
        else:
            end_role_by_decision(change.ending[0], until_on=change.until_on, meeting=meeting, reason=reason, by=by)
    return sum(bool(change.role) + len(change.ending) for change in changes)
