"""Bringing a meeting's outcomes in line with a form, so that what follows from one stays with it."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from meetings.actions.details import KEPT
from meetings.models import AgendaItem, Outcome


def write_outcomes(meeting, outcomes, *, old):
    """Write these OutcomeDetails in their order; `old` are the stored rows, each with its item of the agenda. Returns
    what changed, for the audit.

    An outcome of the same words is the stored one, wherever it stands now; of the others each changes the one at whose
    place it was typed. Commitments and actions hang on rows, so one put in front of the others moves no link.
    ValidationError at `outcomes` for one that is taken away although its record was circulated or something follows
    from it, for any change once they are published, and for an item that is not on the agenda of this meeting.
    """
    rows = matched(outcomes, old)
    if meeting.outcomes_are_published and _differ(rows, outcomes, old):
        raise ValidationError(
            {"outcomes": _("The record is published and its outcomes with it: they do not change any more.")}
        )
    gone = [row for row in old if row not in rows]
    if gone and meeting.record_is_frozen:
        raise ValidationError(
            {"outcomes": _("The record was circulated: an outcome can be changed or added, not taken away.")}
        )
    _refuse_items_elsewhere(meeting, outcomes, rows)
    extra, fresh, owned = {}, [], []
    for number, (given, row) in enumerate(zip(outcomes, rows, strict=True), 1):
        before = outcome_words(row) if row else None
        place, row = (row.number, row) if row else (number, Outcome(meeting=meeting))
        row.kind, row.text, row.due_on, row.due_precision = given.kind, given.text, given.due_on, given.due_precision
        row.number = number
        if given.agenda_item is not KEPT:
            row.agenda_item = given.agenda_item
        after = outcome_words(row, owners=given.owners)
        if after != before:
            extra[f"outcome.{number}"] = [before, after]
            owned.append((row, given.owners))
        elif place != number:
            extra[f"outcome.{number}.number"] = [place, number]
        if before is None:
            fresh.append(row)
        elif (before, place) != (after, number):
            row.version += 1
            row.save()
            if before != after:
                row.owners.clear()
    Outcome.objects.bulk_create(fresh)
    through = Outcome.owners.through
    through.objects.bulk_create(
        through(outcome_id=row.pk, stakeholder_id=owner.pk) for row, owners in owned for owner in owners
    )
    for row in gone:
        extra[f"outcome.{row.number}.removed"] = [outcome_words(row), None]
        _remove(row)
    return extra


def stored_outcomes(meeting):
    """The outcomes of a meeting as `write_outcomes` takes them. Two queries."""
    return list(meeting.outcomes.order_by("number").select_related("agenda_item").prefetch_related("owners"))


def _differ(rows, outcomes, old):
    if len(outcomes) != len(old):
        return True
    return any(
        row is None or row.number != number or outcome_words(row) != _words_given(given, row)
        for number, (given, row) in enumerate(zip(outcomes, rows, strict=True), 1)
    )


def _words_given(given, row):
    item = row.agenda_item if given.agenda_item is KEPT else given.agenda_item
    return outcome_words(given, owners=given.owners) | _item_words(item)


def _refuse_items_elsewhere(meeting, outcomes, rows):
    """One query, and that only where an outcome names an item that it did not name before."""
    named = {
        given.agenda_item.pk
        for given, row in zip(outcomes, rows, strict=True)
        if given.agenda_item not in (KEPT, None) and (row is None or row.agenda_item_id != given.agenda_item.pk)
    }
    if named and AgendaItem.objects.filter(meeting=meeting, pk__in=named).count() < len(named):
        raise ValidationError(
            {"outcomes": _("Somebody took an item off the agenda meanwhile. Choose another one for what came of it.")}
        )


def matched(outcomes, old):
    """For each outcome given the stored row that it is, or None for a new one."""
    free = {row.number: row for row in old}
    rows = [None] * len(outcomes)
    for is_same in (
        lambda given, row: (given.kind, given.text, given.place) == (row.kind, row.text, row.number),
        lambda given, row: (given.kind, given.text) == (row.kind, row.text),
        lambda given, row: given.text == row.text,
        lambda given, row: given.place == row.number,
    ):
        for index, given in enumerate(outcomes):
            if rows[index] is None:
                number = next((number for number, row in free.items() if is_same(given, row)), None)
                rows[index] = free.pop(number, None)
    return rows


def _remove(row):
    try:
        row.delete()
    except ProtectedError:
        raise ValidationError(
            {
                "outcomes": _("Something follows from “%(text)s”. Take that away first, or leave the outcome.")
                % {"text": row.text[:80]}
            }
        ) from None


def outcome_words(row, owners=None):
    owned_by = owners if owners is not None else row.owners.all()
    return {
        "kind": str(row.kind),
        "text": row.text,
        "owners": sorted(owner.slug for owner in owned_by),
        "due_on": row.due_on.isoformat() if isinstance(row.due_on, date) else None,
        "due_precision": str(row.due_precision),
        **_item_words(None if row.agenda_item is KEPT else row.agenda_item),
    }


def _item_words(item):
    return {"agenda_item": str(item.uid) if item else None}
