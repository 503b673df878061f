"""What can be done to the register: stakeholders, memberships, and how well a fact is known."""

from hoaip.register.actions.entries import (
    STAKEHOLDER_FIELDS,
    InUse,
    add_membership,
    change_stakeholder,
    create_stakeholder,
    delete_stakeholder,
    end_membership,
    uses_of,
)
from hoaip.register.actions.facts import confirm_fact, dispute_fact
from hoaip.register.actions.texts import change_process, save_texts

__all__ = [
    "STAKEHOLDER_FIELDS",
    "InUse",
    "add_membership",
    "change_process",
    "change_stakeholder",
    "confirm_fact",
    "create_stakeholder",
    "delete_stakeholder",
    "dispute_fact",
    "end_membership",
    "save_texts",
    "uses_of",
]
