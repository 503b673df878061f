"""Known initiatives, what they brought, themes of the umbrella's meetings, and programmes of organizations."""

from datetime import date

from django.db.models import Q

from conferences.actions.initiatives import import_themes
from conferences.events import tell_arrived
from conferences.models import Contribution, Initiative, MeetingTheme, Programme
from hoaip.action import action, authorise
from hoaip.audit import record
from hoaip.events import told
from hoaip.imports import CHANGED, CREATED, KEPT, SAME, address, facts, in_hand, write
from hoaip.models import AuditEntry
from hoaip.permissions import Permission


@action
def seed_initiatives(entries, *, processes, stakeholders, cbms, by, tally):
    """Write the initiatives, each with who takes part and the CBMs it feeds. Returns {slug: Initiative}."""
    authorise(by, Permission.IMPORT_FACT)
    found = {}
    for entry in entries:
        values = {
            **{
                name: entry.get(name, "") for name in ("acronym", "name_en", "name_fa", "name_ps", "about_en", "status")
            },
            "slug": entry["slug"],
            "process": processes[entry["process"]],
            "is_process": processes[entry["is_process"]] if "is_process" in entry else None,
            "organiser": stakeholders[entry["organiser"]] if "organiser" in entry else None,
            "themes": entry["themes"],
            "pillars": entry["pillars"],
            **facts(entry),
        }
        known = Q(slug=entry["slug"])
        row, what = write(
            Initiative, address("initiative", entry["slug"]), values, by=by, event="initiative.import", known=known
        )
        circle = {
            "members": [stakeholders[code] for code in entry.get("members", ())],
            "cbms": [cbms[code] for code in entry["cbms"]],
        }
        tally.add("initiatives", seed_circle(row, circle, what=what, event="initiative.import", by=by))
        found[entry["slug"]] = row
    return found


@action
def seed_contributions(entries, *, initiatives, cbms, by, tally):
    """Write what sources say that initiatives brought."""
    authorise(by, Permission.IMPORT_FACT)
    standing = told("contribution.arrive")
    for entry in entries:
        values = {
            "initiative": initiatives[entry["initiative"]],
            "theme": entry["theme"],
            "cbm": cbms[entry["cbm"]] if "cbm" in entry else None,
            "promised": entry.get("promised", ""),
            "promised_on": day_of(entry, "promised_on"),
            "arrived": entry.get("arrived", ""),
            "arrived_on": day_of(entry, "arrived_on"),
            **facts(entry),
        }
        row, what = write(
            Contribution, address("contribution", entry["key"]), values, by=by, event="contribution.import"
        )
        tally.add("contributions", what)
        if what == CHANGED or (row.arrived and row.uid not in standing):
            tell_arrived(row)


@action
def seed_themes(entries, *, meetings, by, tally):
    """Write the themes of meetings of the umbrella, unless a person has set them."""
    authorise(by, Permission.IMPORT_FACT)
    for entry in entries:
        meeting = meetings[entry["meeting"]]
        stored = sorted(MeetingTheme.objects.filter(meeting=meeting).values_list("theme", flat=True))
        what = SAME
        if stored != sorted(entry["themes"]):
            set_by_person = AuditEntry.objects.filter(action="meeting.themes", object_uid=str(meeting.uid)).exclude(
                actor_uid=by.uid
            )
            what = KEPT if stored or set_by_person.exists() else CREATED
        if what == CREATED:
            import_themes(meeting, themes=entry["themes"], by=by)
        tally.add("themes", what)


@action
def seed_programmes(entries, *, stakeholders, cbms, by, tally):
    """Write programmes of organizations, each with its CBMs and states; they are seen in the process of the CBMs."""
    authorise(by, Permission.IMPORT_FACT)
    for entry in entries:
        own = [cbms[code] for code in entry["cbms"]]
        names = ("title_en", "title_fa", "title_ps", "about", "url", "status")
        values = {
            **{name: entry.get(name, "") for name in names},
            "organization": stakeholders[entry["organization"]],
            "process": own[0].process,
            "starts_on": day_of(entry, "starts_on"),
            "ends_on": day_of(entry, "ends_on"),
            **facts(entry),
        }
        row, what = write(Programme, address("programme", entry["key"]), values, by=by, event="programme.import")
        circle = {"cbms": own, "states": [stakeholders[code] for code in entry["states"]]}
        tally.add("programmes", seed_circle(row, circle, what=what, event="programme.import", by=by))


def seed_circle(row, circle, *, what, event, by):
    """Set the relations of a row that no person has written. Returns what became of it as a whole."""
    if what == KEPT:
        return what
    changes = {}
    for name, asked in circle.items():
        relation = getattr(row, name)
        stored, codes = sorted(relation.values_list("code", flat=True)), sorted(each.code for each in asked)
        if stored != codes:
            changes[name] = [stored, codes]
    if not changes or (what == SAME and in_hand(row, by)):
        return what
    for name in changes:
        getattr(row, name).set(circle[name])
    record(event, row, by=by, extra=changes)
    return CHANGED if what == SAME else what


def day_of(entry, name):
    return date.fromisoformat(entry[name]) if entry.get(name) else None
