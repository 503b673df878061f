"""Commitments that come in as known: out of the reference data, and made-up ones of a portal that is tried out."""

from django.db.models import Max, Q

from conferences.actions.commitments import anchors_of, set_owners
from conferences.commitments.sources import kind_of, process_of
from conferences.models import Commitment, CommitmentOwner
from hoaip.action import action, authorise
from hoaip.audit import record
from hoaip.imports import CHANGED, CREATED, write
from hoaip.models import Process
from hoaip.permissions import Permission


@action
def import_commitment(source, *, uid, details, rung, state="registered", answers=None, sources, by, **columns):
    """Write a known commitment as it stands; nobody is mailed. Returns (Commitment, outcome of hoaip.imports).

    - one that a person has written since is kept; a known one keeps the number it got;
    - `answers`: {code of an owner: columns of its CommitmentOwner}, for a new one; `sources`: the columns of Sourced.
    """
    authorise(by, Permission.IMPORT_FACT)
    process = Process.objects.select_for_update(no_key=True).get(pk=process_of(source).pk)
    stored = Commitment.objects.filter(uid=uid).first()
    values = {
        "process": process,
        kind_of(source): source,
        "rung": rung,
        "anchors": anchors_of(details),
        **details.columns,
        **sources,
    }
    if stored is None:
        last = Commitment.objects.filter(process=process).aggregate(last=Max("number"))["last"] or 0
        values |= {"number": None if state == "draft" else last + 1, "state": state, "created_by": by, **columns}
    same = Q(**{kind_of(source): source}, title_en=details.title_en)
    row, what = write(Commitment, uid, values, by=by, event="commitment.import", known=same)
    if what in (CREATED, CHANGED):
        row.cbms.set(details.cbms)
        set_owners(row, details.owners)
    if what == CREATED:
        for code, answer in (answers or {}).items():
            own = row.ownership.get(stakeholder__code=code)
            CommitmentOwner.objects.filter(pk=own.pk).update(**answer)
            own.refresh_from_db()
            record("commitment.import", own, by=by)
    return row, what
