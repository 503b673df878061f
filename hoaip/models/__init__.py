"""The platform's tables."""

from hoaip.models.bases import (
    EARLIEST,
    LATEST,
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
from hoaip.models.document_files import LARGEST, DocumentFile, DocumentLink
from hoaip.models.documents import Document, DocumentReader, Tongue
from hoaip.models.filters import SavedFilter
from hoaip.models.guardian_rows import Grant, ProcessGrant, StakeholderGrant
from hoaip.models.history import AccessEntry, AuditEntry, Event, EventAnchor
from hoaip.models.holidays import MONDAY_TO_SUNDAY, Holiday, WorkingWeek
from hoaip.models.house import Draft, Heartbeat, IdempotencyKey, JobRun, KeptForm, OutboxMessage
from hoaip.models.letters import SILENCEABLE, LetterGroup, Preference, Wish
from hoaip.models.people import SYSTEM_EMAIL, Appointment, Delegate, DelegationManager, Invitation, User
from hoaip.models.persons import Person
from hoaip.models.stakeholders import (
    Country,
    Membership,
    Organization,
    Process,
    PublicDatedQuerySet,
    PublicQuerySet,
    Stakeholder,
    earlier,
)
from hoaip.models.texts import LONGEST_TEXT, UNSEEN, PublicText
from hoaip.models.watches import Watch

__all__ = [
    "EARLIEST",
    "LARGEST",
    "LATEST",
    "LONGEST_TEXT",
    "MONDAY_TO_SUNDAY",
    "SILENCEABLE",
    "SYSTEM_EMAIL",
    "UNSEEN",
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
    "DelegationManager",
    "Document",
    "DocumentFile",
    "DocumentLink",
    "DocumentReader",
    "Draft",
    "Event",
    "EventAnchor",
    "Grant",
    "Heartbeat",
    "Holiday",
    "IdempotencyKey",
    "InclusiveRange",
    "Invitation",
    "JobRun",
    "KeptForm",
    "LetterGroup",
    "Membership",
    "Organization",
    "OutboxMessage",
    "Person",
    "Preference",
    "Point",
    "Process",
    "ProcessGrant",
    "PublicDatedQuerySet",
    "PublicQuerySet",
    "PublicText",
    "SavedFilter",
    "Sourced",
    "Stakeholder",
    "StakeholderGrant",
    "Tongue",
    "User",
    "Watch",
    "Wish",
    "WorkingWeek",
    "blank_refused",
    "confirmed_together",
    "days_in_order",
    "earlier",
]
