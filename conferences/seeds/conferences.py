"""Known ministerial conferences and who chaired a process, out of the reference data."""

from datetime import date

from django.db.models import Q

from conferences.events import tell_chair, tell_declared
from conferences.models import Chair, Conference
from hoaip.action import action, authorise
from hoaip.audit import record
from hoaip.events import told
from hoaip.imports import CHANGED, KEPT, SAME, address, facts, in_hand, write
from hoaip.permissions import Permission


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
