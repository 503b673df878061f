"""The reference data: everything that is publicly known, floor by floor, as one group of the audit."""

import json
from pathlib import Path

from django.db.models import Q

from cbms.seeds import seed_cbms
from conferences.models import Conference
from hoaip.action import action, authorise
from hoaip.audit import record
from hoaip.imports import CHANGED, KEPT, SAME, Tally, address, facts, in_hand, write
from hoaip.permissions import Permission
from hoaip.seeds import seed_memberships, seed_processes, seed_stakeholders
from meetings.seeds import seed_decisions, seed_meetings, seed_notes

FILE = Path(__file__).parent / "reference" / "process.json"


def reference():
    """The data file as a dict."""
    return json.loads(FILE.read_text(encoding="utf-8"))


@action
def seed_reference(data, *, by):
    """Write the reference data. Returns the Tally.

    - run again it changes nothing; a changed data file corrects what no person has written since;
    - every row says where it was read and is unconfirmed until a person confirms it.
    """
    authorise(by, Permission.IMPORT_FACT)
    tally = Tally()
    processes = seed_processes(data["processes"], by=by, tally=tally)
    stakeholders = seed_stakeholders(data["stakeholders"], by=by, tally=tally)
    common = {"processes": processes, "stakeholders": stakeholders, "by": by, "tally": tally}
    seed_memberships(data["memberships"], **common)
    cbms = seed_cbms(data["cbms"], **common)
    meetings = seed_meetings(data["meetings"], cbms=cbms, **common)
    seed_notes(data["cbms"], cbms=cbms, by=by, tally=tally)
    seed_decisions(data["cbms"], meetings=meetings, by=by, tally=tally)
    seed_conferences(data["conferences"], meetings=meetings, **common)
    return tally


@action
def seed_conferences(entries, *, processes, stakeholders, meetings, by, tally):
    """Write the ministerial conferences on top of their meetings."""
    authorise(by, Permission.IMPORT_FACT)
    for entry in entries:
        process = processes[entry["process"]]
        values = {
            "process": process,
            "meeting": meetings[entry["meeting"]],
            "ordinal": entry["ordinal"],
            "co_chair_persons": entry["co_chair_persons"],
            "theme": entry["theme"],
            "declaration": entry["declaration"],
            "stated_participants": entry["stated_participants"],
            **facts(entry),
        }
        conference, what = write(
            Conference,
            address("conference", f"{process.slug}:{entry['ordinal']}"),
            values,
            by=by,
            event="conference.import",
            known=Q(process=process, ordinal=entry["ordinal"]),
        )
        if what != KEPT:
            what = seed_co_chairs(conference, what=what, codes=entry["co_chairs"], stakeholders=stakeholders, by=by)
        tally.add("conferences", what)


def seed_co_chairs(conference, *, what, codes, stakeholders, by):
    """Set who co-chaired. Returns what became of the conference as a whole."""
    stored = sorted(conference.co_chairs.values_list("code", flat=True))
    if stored == sorted(codes) or (what == SAME and in_hand(conference, by)):
        return what
    conference.co_chairs.set([stakeholders[code] for code in codes])
    record("conference.import", conference, by=by, extra={"co_chairs": [stored, sorted(codes)]})
    return CHANGED if what == SAME else what
