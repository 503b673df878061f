"""The history that proves: one chained row per action, written last in the transaction, never changed.

`record` collects; the outermost action (hoaip/action.py) writes what was collected as its very last statement, because
the chain has one lock for everybody and a row lock taken after it deadlocks. A chain alone misses a cut tail and a full
rewrite by the host; its head therefore stands on a public page.
"""

import hashlib
import json
import uuid
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import NamedTuple

from django.db import connection, models
from django.utils import timezone
from structlog.contextvars import get_contextvars

from hoaip.models import AuditEntry

CHAIN_LOCK = 7_201_101_102  # an arbitrary number, the same for every writer
GENESIS = "0" * 64
# Fields that change with every save and say nothing.
UNTOLD = {"id", "uid", "version", "created_at", "changed_at", "password", "last_login", "token_hash"}
HASHED = (
    "sequence",
    "at",
    "group",
    "actor_uid",
    "actor_name",
    "acting_for",
    "request_id",
    "action",
    "object_type",
    "object_uid",
    "object_name",
    "object_version",
    "changes",
    "reason",
)


@dataclass
class Group:
    """The rows of one command, and what it touched."""

    uid: uuid.UUID = field(default_factory=uuid.uuid4)
    entries: list = field(default_factory=list)
    anchors: dict = field(default_factory=dict)
    wake_relay: bool = False


current_group: ContextVar[Group | None] = ContextVar("audit_group", default=None)


def snapshot(obj):
    """{field: plain value} of a row's own columns, to be compared later."""
    return {
        f.attname: _plain(getattr(obj, f.attname))
        for f in obj._meta.concrete_fields
        if f.attname not in UNTOLD and not isinstance(f, models.GeneratedField)
    }


def record(event, target, *, by, before=None, reason="", acting_for="", extra=None):
    """Note that `by` did `event` to `target`; `before` is its snapshot from earlier (None: it is new).

    `extra` adds changes that are not columns of the row: {name: [before, after]}. RuntimeError outside an action.
    """
    group = current_group.get()
    if group is None:
        raise RuntimeError(f"“{event}” was recorded outside an action.")
    after = snapshot(target)
    before = before or {}
    changes = {name: [before.get(name), value] for name, value in after.items() if before.get(name) != value}
    changes.update(_plain(extra or {}))
    group.entries.append(
        AuditEntry(
            group=group.uid,
            actor_uid=by.uid,
            actor_name=by.full_name[:200],
            acting_for=str(acting_for),
            request_id=str(get_contextvars().get("request_id", ""))[:64],
            action=event,
            object_type=target._meta.label_lower,
            object_uid=str(getattr(target, "uid", target.pk)),
            object_name=str(target)[:200],
            object_version=getattr(target, "version", None),
            changes=changes,
            reason=str(reason),
        )
    )


def write(group):
    """Append a group's rows to the chain. The caller commits at once."""
    if not group.entries:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])
    sequence, previous, _at = newest()
    now = timezone.now()
    for entry in group.entries:
        sequence += 1
        entry.sequence, entry.at, entry.previous_hash = sequence, now, previous
        previous = entry.hash = digest(entry)
    AuditEntry.objects.bulk_create(group.entries)


class Head(NamedTuple):
    """The newest row: its number, hash and instant; 0, 64 zeros and None when there is none."""

    sequence: int = 0
    hash: str = GENESIS
    at: datetime | None = None


def newest():
    """The Head of the chain as it stands."""
    row = AuditEntry.objects.order_by("-sequence").values_list("sequence", "hash", "at").first()
    return Head(*row) if row else Head()


def head():
    """The hash of the newest row, 64 hexadecimal digits."""
    return newest().hash


def digest(entry):
    """SHA-256 over the previous hash and the row's own columns as canonical JSON."""
    body = {name: _plain(getattr(entry, name)) for name in HASHED}
    text = json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(f"{entry.previous_hash}\n{text}".encode()).hexdigest()


def verify(*, head=None):
    """Walk the chain. Returns {"ok", "rows", "head", "bad"}; bad is None or {"sequence", "kind"}.

    Kinds: gap (a number is missing), link (does not hold the hash of the row before), hash (a column was changed),
    head (`head`, known from outside, is not in the chain: the tail was cut or everything rewritten).
    """
    rows, previous, bad, head_seen = 0, GENESIS, None, head in (None, GENESIS)
    for entry in AuditEntry.objects.order_by("sequence").iterator(chunk_size=2000):
        rows += 1
        if entry.sequence != rows:
            bad = {"sequence": rows, "kind": "gap"}
        elif entry.previous_hash != previous:
            bad = {"sequence": entry.sequence, "kind": "link"}
        elif entry.hash != digest(entry):
            bad = {"sequence": entry.sequence, "kind": "hash"}
        if bad:
            break
        previous = entry.hash
        head_seen = head_seen or previous == head
    if not bad and not head_seen:
        bad = {"sequence": rows, "kind": "head"}
    return {"ok": bad is None, "rows": rows, "head": previous, "bad": bad}


def _plain(value):
    """A value as JSON keeps it, so that the row read back from the database gives the same hash.

    Numbers that are not whole become text: PostgreSQL writes 1e16 in another way than Python.
    """
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if hasattr(value, "astimezone"):
        # PostgreSQL keeps microseconds and any zone: UTC, one spelling.
        return value.astimezone(UTC).isoformat()
    return str(value)
