"""What can be done to CBMs, their roles, focal points and flags."""

from cbms.actions.flags import acknowledge_flag, lift_waiver, raise_flag, resolve_flag, waive_flag
from cbms.actions.standing import change_standing, standing_on
from cbms.actions.targets import set_target, target_permission

__all__ = [
    "acknowledge_flag",
    "change_standing",
    "lift_waiver",
    "raise_flag",
    "resolve_flag",
    "set_target",
    "standing_on",
    "target_permission",
    "waive_flag",
]
