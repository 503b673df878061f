"""The reference data of the meetings: what was held, what is known without a year, which meeting decided a role."""

from cbms.models import RoleAssignment
from cbms.seeds import role_address
from hoaip.action import action, authorise
from hoaip.audit import record
from hoaip.calendar import parse_period
from hoaip.events import stand_also
from hoaip.imports import CREATED, KEPT, SAME, address, facts, in_hand, write
from hoaip.permissions import Permission
from meetings.actions.imports import import_meeting
from meetings.models import Interest, RegisterNote, RoleDecision

PRECISIONS = {4: "year", 7: "month", 10: "day"}


@action
def seed_meetings(entries, *, processes, cbms, stakeholders, by, tally):
    """Write the known meetings, all of them held. Returns {key of the data: Meeting}."""
    authorise(by, Permission.IMPORT_FACT)
    found = {}
    for entry in entries:
        precision = PRECISIONS[len(entry["on"])]
        starts_on, ends_on = parse_period(entry["on"], precision)
        # Meetings of a process without memberships: who came came as country or as organization.
        named = entry.get("capacity") == "participant"
        attendance = [
            (
                stakeholders[code],
                "present",
                ("participating" if stakeholders[code].kind == "country" else "supporting") if named else None,
            )
            for code in entry.get("attendance", ())
        ]
        outcomes = [
            {**each, "owners": [stakeholders[code] for code in each.get("owners", ())]}
            for each in entry.get("outcomes", ())
        ]
        found[entry["key"]], what = import_meeting(
            processes[entry["process"]],
            uid=address("meeting", entry["key"]),
            type=entry["type"],
            starts_on=starts_on,
            ends_on=ends_on,
            date_precision=precision,
            pairs=[(cbms[code], number) for code, number in entry.get("cbms", {}).items()],
            ordinal=entry.get("ordinal"),
            titles={tongue: entry.get(f"title_{tongue}", "") for tongue in ("en", "fa", "ps")},
            host=stakeholders[entry["host"]] if "host" in entry else None,
            city=entry.get("city", ""),
            mode=entry.get("mode", "in_person"),
            description=entry.get("description", ""),
            attendance=attendance,
            attendance_note=entry.get("attendance_note", ""),
            outcomes=outcomes,
            date_changes=[moved(each) for each in entry.get("moved", ())],
            sources=facts(entry),
            by=by,
        )
        tally.add("meetings", what)
    return found


def moved(entry):
    """{"on", "reason"} of the data as (precision, first day, last day, reason): what a date had been before."""
    precision = PRECISIONS[len(entry["on"])]
    return (precision, *parse_period(entry["on"], precision), entry["reason"])


@action
def seed_notes(entries, *, cbms, by, tally):
    """Write what is known of a CBM's meetings without a year; `entries` are those of the CBMs."""
    authorise(by, Permission.IMPORT_FACT)
    for entry in entries:
        for note in entry.get("notes", ()):
            values = {
                "cbm": cbms[entry["code"]],
                "text": note["text"],
                "reserved_ordinal": note.get("reserved_ordinal"),
                **facts(note),
            }
            _row, what = write(RegisterNote, address("note", note["key"]), values, by=by, event="register_note.import")
            tally.add("notes", what)


@action
def seed_decisions(entries, *, meetings, by, tally):
    """Link the roles that a meeting decided to that meeting; a role that a person has written keeps its own links."""
    authorise(by, Permission.IMPORT_FACT)
    for entry in entries:
        for cited in entry["roles"]:
            if "decided_at" not in cited:
                continue
            role = RoleAssignment.objects.filter(uid=role_address(entry["code"], cited["stakeholder"])).first()
            meeting = meetings[cited["decided_at"]]
            if role is None:
                what = KEPT
            elif RoleDecision.objects.filter(role=role, meeting=meeting).exists():
                what = SAME
            elif in_hand(role, by):
                what = KEPT
            else:
                RoleDecision.objects.create(role=role, meeting=meeting)
                record("role.cite", role, by=by, extra={"decided_at": [None, str(meeting.uid)]})
                what = CREATED
            if what in (CREATED, SAME):
                stand_also("role.start", role, meeting)
            tally.add("decisions", what)


@action
def seed_interest(cbm, *, stakeholder, role, why, proposed_by, on, by):
    """A sample expression of interest, mailed to nobody, unless the stakeholder has asked in this CBM before."""
    authorise(by, Permission.IMPORT_FACT)
    if Interest.objects.filter(cbm=cbm, stakeholder=stakeholder).exists():
        return
    row = Interest.objects.create(
        uid=address("interest", f"{cbm.code}:{stakeholder.code}"),
        cbm=cbm,
        stakeholder=stakeholder,
        stakeholder_kind=stakeholder.kind,
        role=role,
        why=why,
        proposed_by=proposed_by,
        proposed_on=on,
    )
    record("interest.sample", row, by=by)
