"""Known history: how an import writes a fact, and when it leaves one alone because a person has written since."""

import uuid
from collections import defaultdict

from django.db.models import Model, Q

from hoaip.audit import record, snapshot
from hoaip.models import AuditEntry, Confidence

# Every imported row has its address from its name in the data, so that it is found again whatever was changed in it.
NAMESPACE = uuid.UUID("6f0d5a0e-3a63-5d0b-9d5e-0f4b1f5a7c11")

CREATED, CHANGED, SAME, KEPT = OUTCOMES = ("created", "changed", "same", "kept")


class Tally:
    """How many rows of each kind were created, changed, found the same, or kept as a person left them."""

    def __init__(self):
        self.kinds = defaultdict(lambda: dict.fromkeys(OUTCOMES, 0))

    def add(self, kind, what):
        self.kinds[kind][what] += 1

    @property
    def written(self):
        return sum(counts[CREATED] + counts[CHANGED] for counts in self.kinds.values())


def address(kind, name):
    """The uid of an imported row: the same in every installation."""
    return uuid.uuid5(NAMESPACE, f"{kind}:{name}")


def facts(entry):
    """The columns of `Sourced` out of an entry of the data; what is missing is empty."""
    return {
        "source": entry.get("source", ""),
        "source_note": entry.get("source_note", ""),
        "confidence": entry.get("confidence", Confidence.HIGH.value),
        "is_disputed": entry.get("is_disputed", False),
        "dispute_note": entry.get("dispute_note", ""),
        "is_imported": True,
    }


def in_hand(row, by):
    """Whether a person has written this row: entered, confirmed, or changed it in any action the audit knows of."""
    return (
        not row.is_imported
        or row.confirmed_at is not None
        or AuditEntry.objects.filter(object_uid=str(row.uid)).exclude(actor_uid=by.uid).exists()
    )


def write(model, uid, values, *, by, event, known=None):
    """Write a row of an import inside an action. Returns (row, outcome).

    - `values` are the columns as the source has them; the row is found by `uid`, else by the condition `known`: a row
      that says the same thing and was entered by a person, which is kept;
    - a row that a person has written is kept as it is; an unchanged one costs no statement but its reading;
    - each created or changed row is recorded in the audit as `event`;
    - columns are checked here, what the database promises by the database: IntegrityError.
    """
    found = model._base_manager.select_for_update(no_key=True).filter(Q(uid=uid) | known if known else Q(uid=uid))
    rows = {each.uid: each for each in found.order_by("pk")}
    row = rows.get(uid)
    if row is None and rows:
        return next(iter(rows.values())), KEPT
    if row is None:
        row = model(uid=uid, **values)
        check_columns(row)
        row.save(force_insert=True)
        record(event, row, by=by)
        return row, CREATED
    if not differs(row, values):
        return row, SAME
    if in_hand(row, by):
        return row, KEPT
    before = snapshot(row)
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1
    check_columns(row)
    row.save(force_update=True)
    record(event, row, by=by, before=before)
    return row, CHANGED


def check_columns(row):
    """ValidationError when a column's value is not one of its kind. Asks the database nothing."""
    foreign = [field.name for field in row._meta.concrete_fields if field.is_relation or field.generated]
    row.clean_fields(exclude=foreign)


def differs(row, values):
    """Whether a stored row has other values in these columns; a related row is compared by its key."""
    return any(
        getattr(row, row._meta.get_field(name).attname) != (value.pk if isinstance(value, Model) else value)
        for name, value in values.items()
    )
