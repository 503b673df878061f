"""Tables of the CBMs."""

from cbms.models.consultations import Asked, Consultation, ConsultationRule, Extension, Position
from cbms.models.contacts import FRESH_DAYS, TechnicalContact
from cbms.models.documents import CbmDocument
from cbms.models.guardian_rows import CbmGrant
from cbms.models.measures import Cbm, Standing
from cbms.models.plan_text import Activity, Objective
from cbms.models.plans import UNDER_WAY, WRITABLE, Plan, PlanEvent, PlanVersion
from cbms.models.progress import Milestone, MilestoneDate, ProgressReport, ReportEvidence, ReportPeriod
from cbms.models.reviews import PlanComment, PlanReading, ReviewDecision, ReviewTask
from cbms.models.roles import FocalInstitution, FocalPoint, RoleAssignment
from cbms.models.targets import Flag, FlagChange, TargetOverride

__all__ = [
    "FRESH_DAYS",
    "UNDER_WAY",
    "WRITABLE",
    "Activity",
    "Asked",
    "Cbm",
    "CbmDocument",
    "CbmGrant",
    "Consultation",
    "ConsultationRule",
    "Extension",
    "Flag",
    "FlagChange",
    "FocalInstitution",
    "FocalPoint",
    "Milestone",
    "MilestoneDate",
    "Objective",
    "Plan",
    "PlanComment",
    "PlanEvent",
    "PlanReading",
    "PlanVersion",
    "Position",
    "ProgressReport",
    "ReportEvidence",
    "ReportPeriod",
    "ReviewDecision",
    "ReviewTask",
    "RoleAssignment",
    "Standing",
    "TargetOverride",
    "TechnicalContact",
]
