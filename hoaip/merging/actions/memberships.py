"""Memberships of two organizations in the same days: those that say the same become one, over the days of both."""

from typing import NamedTuple

from hoaip.audit import record, snapshot
from hoaip.events import retell, untell
from hoaip.models import Membership
from hoaip.register.actions.entries import telling_of

# What makes two memberships say the same, beside their days.
MEANING = ("process_id", "category")
TOLD = ("membership.start", "membership.end")


class United(NamedTuple):
    """A membership of the survivor that covers both now: how it stood before, and the rows that became part of it."""

    row: Membership
    before: dict
    gone: list


def unite(duplicate, survivor):
    """Unite what says the same and overlaps. Returns [United]; memberships that contradict are left as they are.

    The days are those from the earliest to the latest of both; the first day brings along how exactly it is known.
    """
    done = []
    rows = Membership.objects.select_for_update().select_related("process", "stakeholder").order_by("from_on", "pk")
    for other in rows.filter(stakeholder=duplicate):
        own = [row for row in rows.filter(stakeholder=survivor, process=other.process_id) if overlap(row, other)]
        if not own or any(meaning(row) != meaning(other) for row in own):
            continue
        kept, before, together = own[0], snapshot(own[0]), [*own, other]
        first = min(together, key=lambda row: row.from_on)
        is_open = any(row.until_on is None for row in together)
        kept.from_on, kept.from_basis = first.from_on, first.from_basis
        kept.until_on = None if is_open else max(row.until_on for row in together)
        kept.version += 1
        gone = [row for row in together if row.pk != kept.pk]
        told = [(row, snapshot(row)) for row in gone]
        for row in gone:
            untell(row, *TOLD)
            row.delete()
        kept.save()
        retell("membership.start", kept, **telling_of(kept))
        if is_open:
            untell(kept, "membership.end")
        else:
            retell("membership.end", kept, **telling_of(kept, ends=True))
        done.append(United(kept, before, told))
    return done


def record_united(united, *, reason, by):
    """What became one, and each row that went into it as it stood, in the history."""
    for each in united:
        gone = [f"{stood}" for _row, stood in each.gone]
        record("membership.unite", each.row, by=by, before=each.before, reason=reason, extra={"united": [gone, None]})


def meaning(row):
    return [getattr(row, name) for name in MEANING]


def overlap(one, other):
    """Whether two dated rows have a day in common."""
    return (one.until_on is None or one.until_on >= other.from_on) and (
        other.until_on is None or other.until_on >= one.from_on
    )
