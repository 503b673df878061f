"""What can be done to CBMs, their roles, focal points and flags."""

from cbms.actions.contacts import confirm_contact, end_contact, name_contact
from cbms.actions.flags import acknowledge_flag, lift_waiver, raise_flag, resolve_flag, waive_flag
from cbms.actions.focal_points import end_focal_point, name_focal_point
from cbms.actions.institutions import change_cbm, change_institution, end_institution, name_institution
from cbms.actions.roles import assign_role, change_role, end_role
from cbms.actions.standing import change_standing, standing_on
from cbms.actions.targets import set_target, target_permission

__all__ = [
    "acknowledge_flag",
    "assign_role",
    "change_cbm",
    "change_institution",
    "change_role",
    "change_standing",
    "confirm_contact",
    "end_contact",
    "end_focal_point",
    "end_institution",
    "end_role",
    "lift_waiver",
    "name_contact",
    "name_focal_point",
    "name_institution",
    "raise_flag",
    "resolve_flag",
    "set_target",
    "standing_on",
    "target_permission",
    "waive_flag",
]
