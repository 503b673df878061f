"""The reference data: everything that is publicly known, floor by floor, as one group of the audit."""

import json
from datetime import date
from pathlib import Path

from django.db.models import Q

from cbms.seeds import seed_cbms
from conferences.events import tell_chair, tell_declared
from conferences.models import Chair, Conference
from hoaip.action import action, authorise
from hoaip.audit import record
from hoaip.events import told
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
    conferences = seed_conferences(data["conferences"], meetings=meetings, **common)
    seed_chairs(data["chairs"], conferences=conferences, **common)
    return tally


@action
def seed_conferences(entries, *, processes, stakeholders, meetings, by, tally):
    """Write the ministerial conferences on top of their meetings. Returns {(slug of process, number): Conference}."""
    authorise(by, Permission.IMPORT_FACT)
    found, standing = {}, told("conference.declared")
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
        found[process.slug, entry["ordinal"]] = conference
        if what == CHANGED or conference.uid not in standing:
            tell_declared(conference)
    return found


@action
def seed_chairs(entries, *, processes, stakeholders, conferences, by, tally):
    """Write who chaired a process: a co-chair's first and last day are those of the two conferences of its term."""
    authorise(by, Permission.IMPORT_FACT)
    standing = told("chair.start")
    for entry in entries:
        process, stakeholder = processes[entry["process"]], stakeholders[entry["stakeholder"]]
        first, last = (conferences.get((process.slug, entry.get(f"{end}_conference"))) for end in ("from", "until"))
        from_on = date.fromisoformat(entry["from_on"]) if first is None else first.meeting.starts_on
        values = {
            "process": process,
            "stakeholder": stakeholder,
            "stakeholder_kind": stakeholder.kind,
            "standing": entry["standing"],
            "from_conference": first,
            "until_conference": last,
            "from_on": from_on,
            "until_on": None if last is None else last.meeting.ends_on,
            "from_basis": entry.get("from_basis", "exact"),
            **facts(entry),
        }
        chair, what = write(
            Chair,
            address("chair", f"{process.slug}:{stakeholder.code}:{entry.get('from_conference', '')}"),
            values,
            by=by,
            event="chair.import",
            known=Q(process=process, stakeholder=stakeholder, from_on=from_on),
        )
        tally.add("chairs", what)
        if what == CHANGED or chair.uid not in standing:
            tell_chair(chair)


def seed_co_chairs(conference, *, what, codes, stakeholders, by):
    """Set who co-chaired. Returns what became of the conference as a whole."""
    stored = sorted(conference.co_chairs.values_list("code", flat=True))
    if stored == sorted(codes) or (what == SAME and in_hand(conference, by)):
        return what
    conference.co_chairs.set([stakeholders[code] for code in codes])
    record("conference.import", conference, by=by, extra={"co_chairs": [stored, sorted(codes)]})
    return CHANGED if what == SAME else what
