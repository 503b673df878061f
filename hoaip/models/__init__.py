"""The platform's tables."""

from hoaip.models.bases import (
    FIRST_DAY,
    LAST_DAY,
    Addressed,
    Basis,
    Confidence,
    Dated,
    DatedQuerySet,
    InclusiveRange,
    Point,
    Sourced,
    blank_refused,
    confirmed_together,
    days_in_order,
)
from hoaip.models.grants import Grant, ProcessGrant, StakeholderGrant
from hoaip.models.history import AccessEntry, AuditEntry, Event
from hoaip.models.holidays import MONDAY_TO_SUNDAY, Holiday, WorkingWeek
from hoaip.models.house import Draft, Heartbeat, IdempotencyKey, JobRun, KeptForm, OutboxMessage
from hoaip.models.people import SYSTEM_EMAIL, Appointment, Delegate, Invitation, User
from hoaip.models.persons import Person
from hoaip.models.stakeholders import (
    Country,
    Membership,
    Organization,
    Process,
    PublicQuerySet,
    Stakeholder,
    earlier,
)

__all__ = [
    "FIRST_DAY",
    "LAST_DAY",
    "MONDAY_TO_SUNDAY",
    "SYSTEM_EMAIL",
    "AccessEntry",
    "Addressed",
    "Appointment",
    "AuditEntry",
    "Basis",
    "Confidence",
    "Country",
    "Dated",
    "DatedQuerySet",
    "Delegate",
    "Draft",
    "Event",
    "Grant",
    "Heartbeat",
    "Holiday",
    "IdempotencyKey",
    "InclusiveRange",
    "Invitation",
    "JobRun",
    "KeptForm",
    "Membership",
    "Organization",
    "OutboxMessage",
    "Person",
    "Point",
    "Process",
    "ProcessGrant",
    "PublicQuerySet",
    "Sourced",
    "Stakeholder",
    "StakeholderGrant",
    "User",
    "WorkingWeek",
    "blank_refused",
    "confirmed_together",
    "days_in_order",
    "earlier",
]
