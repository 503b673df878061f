"""What makes a form the portal's own: an identity of its own, what it is for, and a signature."""

import re
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.core.signing import BadSignature, dumps, loads

SALT = "meetings.offline"


class Forged(ValueError):
    """A ticket that this portal did not give out, or that was changed on the way."""


@dataclass(frozen=True)
class Ticket:
    """A form that was given out: for a new RTGM of the CBM, or for the meeting of that uid in that version."""

    uid: UUID
    cbm: str = ""
    meeting: UUID | None = None
    version: int = 0


def new_ticket(*, cbm="", meeting=None):
    """A fresh Ticket for a new RTGM of the CBM of that code, or for a meeting that stands in the register."""
    if meeting is None:
        return Ticket(uuid4(), cbm=cbm)
    return Ticket(uuid4(), meeting=meeting.uid, version=meeting.version)


def written(ticket):
    """The ticket as one signed word of letters, digits, hyphens, underscores and colons."""
    meeting = ticket.meeting.hex if ticket.meeting else ""
    return dumps({"f": ticket.uid.hex, "c": ticket.cbm, "m": meeting, "v": ticket.version}, salt=SALT)


def read(word):
    """The Ticket of a signed word, whatever spaces or marks a mail put into it. Forged for anything else."""
    try:
        said = loads(re.sub(r"[^A-Za-z0-9_:.=-]", "", word), salt=SALT)
    except BadSignature:
        raise Forged from None
    return Ticket(UUID(said["f"]), said["c"], UUID(said["m"]) if said["m"] else None, said["v"])
