"""Bringing a meeting's outcomes in line with a form, so that what follows from one stays with it."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from meetings.models import Outcome


def write_outcomes(meeting, outcomes, *, old):
    """Write these OutcomeDetails in their order; `old` are the stored rows. Returns what changed, for the audit.

    An outcome of the same words is the stored one, wherever it stands now; of the others each changes the one at whose
    place it was typed. Commitments and actions hang on rows, so one put in front of the others moves no link.
    ValidationError at `outcomes` for one that is taken away although its record was circulated or something follows
    from it, and for any change once they are published.
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
    extra, fresh, owned = {}, [], []
    for number, (given, row) in enumerate(zip(outcomes, rows, strict=True), 1):
        before = outcome_words(row) if row else None
        place, row = (row.number, row) if row else (number, Outcome(meeting=meeting))
        row.kind, row.text, row.due_on, row.due_precision = given.kind, given.text, given.due_on, given.due_precision
        row.number = number
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


def _differ(rows, outcomes, old):
    if len(outcomes) != len(old):
        return True
    return any(
        row is None or row.number != number or outcome_words(row) != outcome_words(given, owners=given.owners)
        for number, (given, row) in enumerate(zip(outcomes, rows, strict=True), 1)
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
    }
