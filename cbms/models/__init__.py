"""Tables of the CBMs."""

from cbms.models.contacts import FRESH_DAYS, TechnicalContact
from cbms.models.documents import CbmDocument
from cbms.models.guardian_rows import CbmGrant
from cbms.models.measures import Cbm, Standing
from cbms.models.roles import FocalInstitution, FocalPoint, RoleAssignment
from cbms.models.targets import DEFAULT_TARGET, Flag, FlagChange, TargetOverride

__all__ = [
    "DEFAULT_TARGET",
    "FRESH_DAYS",
    "Cbm",
    "CbmDocument",
    "CbmGrant",
    "Flag",
    "FlagChange",
    "FocalInstitution",
    "FocalPoint",
    "RoleAssignment",
    "Standing",
    "TargetOverride",
    "TechnicalContact",
]
