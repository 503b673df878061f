"""Somebody who gets a mail and has no account, or whose account has another address by now."""

import uuid
from dataclasses import dataclass, field


@dataclass
class Addressee:
    """What the outbox asks of a recipient."""

    email: str
    language: str
    full_name: str = ""
    uid: uuid.UUID = field(default_factory=uuid.uuid4)
    pk: None = None
    is_active: bool = True
    is_system: bool = False
