"""What can be done to documents: add, replace, describe, show, publish at a moment, delete, restore, and destroy."""

from hoaip.documents.actions.documents import (
    DocumentDetails,
    add_document,
    describe_document,
    initials,
    next_number,
    replace_file,
)
from hoaip.documents.actions.publishing import (
    may_be_scheduled,
    may_be_unscheduled,
    needs_word,
    schedule_document,
    set_visibility,
    unschedule_document,
)
from hoaip.documents.actions.removal import delete_document, order_purge, purge_document, restore_document
from hoaip.documents.actions.rows import TITLES, wider_than_parent

__all__ = [
    "TITLES",
    "DocumentDetails",
    "add_document",
    "delete_document",
    "describe_document",
    "initials",
    "may_be_scheduled",
    "may_be_unscheduled",
    "needs_word",
    "next_number",
    "order_purge",
    "purge_document",
    "replace_file",
    "restore_document",
    "schedule_document",
    "set_visibility",
    "unschedule_document",
    "wider_than_parent",
]
