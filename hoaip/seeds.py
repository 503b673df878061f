"""The reference data of the platform: processes, countries and organizations, and who belongs to what."""

from datetime import date

from hoaip.action import action, authorise, touched
from hoaip.imports import CHANGED, CREATED, address, facts, write
from hoaip.models import Membership, Process, Stakeholder
from hoaip.permissions import Permission

TONGUES = ("en", "fa", "ps")


@action
def seed_processes(entries, *, by, tally):
    """Write the processes. Returns {slug: Process}."""
    authorise(by, Permission.IMPORT_FACT)
    found = {}
    for entry in entries:
        values = {
            "slug": entry["slug"],
            "short_name": entry["short_name"],
            "launched_on": date.fromisoformat(entry["launched_on"]),
            **in_tongues(entry, "name"),
            **in_tongues(entry, "description"),
            **facts(entry),
        }
        known = Process.objects.filter(slug=entry["slug"])
        found[entry["slug"]], what = write(
            Process, address("process", entry["slug"]), values, by=by, event="process.import", known=known
        )
        tally.add("processes", what)
    return found


@action
def seed_stakeholders(entries, *, by, tally):
    """Write countries and organizations. Returns {code: Stakeholder}."""
    authorise(by, Permission.IMPORT_FACT)
    found = {}
    for entry in entries:
        values = {
            "kind": entry["kind"],
            "code": entry["code"],
            "slug": entry["slug"],
            "scope": entry.get("scope", ""),
            **in_tongues(entry, "name"),
            **facts(entry),
        }
        known = Stakeholder.objects.filter(code=entry["code"])
        found[entry["code"]], what = write(
            Stakeholder, address("stakeholder", entry["code"]), values, by=by, event="stakeholder.import", known=known
        )
        tally.add("stakeholders", what)
    return found


@action
def seed_memberships(entries, *, processes, stakeholders, by, tally):
    """Write who belongs to which process from which day; a membership that a person entered for it is kept."""
    authorise(by, Permission.IMPORT_FACT)
    for entry in entries:
        process, stakeholder = processes[entry["process"]], stakeholders[entry["stakeholder"]]
        values = {
            "process_id": process.pk,
            "stakeholder_id": stakeholder.pk,
            "stakeholder_kind": stakeholder.kind,
            "category": entry["category"],
            "basis": entry.get("basis", ""),
            **days(entry),
            **facts(entry),
        }
        _row, what = write(
            Membership,
            address("membership", f"{process.slug}:{stakeholder.code}"),
            values,
            by=by,
            event="membership.import",
            known=Membership.objects.filter(process=process, stakeholder=stakeholder),
        )
        tally.add("memberships", what)
        if what in (CREATED, CHANGED):
            touched(process)


def in_tongues(entry, name):
    """The columns of a text in the three languages; what is missing is empty."""
    return {f"{name}_{tongue}": entry.get(f"{name}_{tongue}", "") for tongue in TONGUES}


def days(entry):
    """The columns of `Dated` out of an entry of the data."""
    until_on = entry.get("until_on")
    return {
        "from_on": date.fromisoformat(entry["from_on"]),
        "until_on": date.fromisoformat(until_on) if until_on else None,
        "from_basis": entry["from_basis"],
    }
