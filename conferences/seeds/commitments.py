"""Commitments out of known declarations, in our own words; a paragraph that is not in the register is skipped."""

from calendar import monthrange
from datetime import date

from conferences.actions.commitment_known import import_commitment
from conferences.actions.commitments import CommitmentDetails
from conferences.models import Paragraph
from hoaip.action import action, authorise
from hoaip.imports import address, facts
from hoaip.ladder import Rung
from hoaip.permissions import Permission


@action
def seed_commitments(entries, *, cbms, stakeholders, by, tally):
    """Write known commitments, unconfirmed until their owners and a person confirm them. Nobody is mailed.

    An entry names its `declaration` and `paragraph`, `key`, titles, measure, `owners` or `collective` or `is_goal`,
    `cbms`, pillar, theme and `due` (a month like "2017-12").
    """
    authorise(by, Permission.IMPORT_FACT)
    slugs = {entry["declaration"] for entry in entries}
    rows = Paragraph.objects.filter(declaration__slug__in=slugs).select_related("declaration__process")
    known = {(row.declaration.slug, row.number): row for row in rows}
    for entry in entries:
        paragraph = known.get((entry["declaration"], entry["paragraph"]))
        if paragraph is None:
            continue
        _row, what = import_commitment(
            paragraph,
            uid=address("commitment", f"{entry['declaration']}:{entry['key']}"),
            details=details_of(entry, cbms=cbms, stakeholders=stakeholders),
            rung=Rung.PUBLIC if paragraph.declaration.state == "sealed" else Rung.MINISTRY,
            sources=facts(entry),
            by=by,
        )
        tally.add("commitments", what)


def details_of(entry, *, cbms, stakeholders):
    """The CommitmentDetails of an entry of the data."""
    due_on, precision = None, "ongoing"
    if entry.get("due"):
        year, month = (int(part) for part in entry["due"].split("-"))
        due_on, precision = date(year, month, monthrange(year, month)[1]), "month"
    return CommitmentDetails(
        title_en=entry["title_en"],
        title_fa=entry.get("title_fa", ""),
        title_ps=entry.get("title_ps", ""),
        measure=entry.get("measure", ""),
        is_goal=entry.get("is_goal", False),
        collective=entry.get("collective", ""),
        pillar=entry.get("pillar", ""),
        theme=entry.get("theme", ""),
        due_on=due_on,
        due_precision=precision,
        owners=tuple(stakeholders[code] for code in entry.get("owners", ())),
        cbms=tuple(cbms[code] for code in entry.get("cbms", ())),
    )
