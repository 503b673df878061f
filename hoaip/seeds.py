"""Reference data of the platform: processes, countries and organizations, who belongs to what; and sample people."""

import hashlib
from datetime import date

from allauth.account.models import EmailAddress
from django.db.models import Q

from hoaip.accounts.actions.holdings import telling_of_delegation, telling_of_office
from hoaip.action import action, authorise, touched
from hoaip.audit import record
from hoaip.events import retell, tell, told
from hoaip.imports import CHANGED, CREATED, address, facts, write
from hoaip.models import (
    Appointment,
    AuditEntry,
    Delegate,
    DelegationManager,
    Membership,
    Person,
    Process,
    Stakeholder,
    User,
)
from hoaip.permissions import Permission
from hoaip.register.actions.entries import telling_of

TONGUES = ("en", "fa", "ps")
PASSWORD_WORDS = (
    *("almond", "apricot", "caravan", "cedar", "copper", "garnet", "harvest", "lantern", "lapis", "madder", "mulberry"),
    *(
        "orchard",
        "pistachio",
        "quince",
        "river",
        "saffron",
        "spinel",
        "summit",
        "tulip",
        "turquoise",
        "valley",
        "walnut",
    ),
)


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
            **{f"themes_{tongue}": "\n".join(entry.get(f"themes_{tongue}", ())) for tongue in TONGUES},
            "stated_counts": entry.get("stated_counts", []),
            **facts(entry),
        }
        known = Q(slug=entry["slug"])
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
        known = Q(code=entry["code"])
        found[entry["code"]], what = write(
            Stakeholder, address("stakeholder", entry["code"]), values, by=by, event="stakeholder.import", known=known
        )
        tally.add("stakeholders", what)
    return found


@action
def seed_memberships(entries, *, processes, stakeholders, by, tally):
    """Write who belongs to which process from which day; a membership that a person entered for it is kept."""
    authorise(by, Permission.IMPORT_FACT)
    standing = told("membership.start")
    for entry in entries:
        process, stakeholder = processes[entry["process"]], stakeholders[entry["stakeholder"]]
        values = {
            "process": process,
            "stakeholder": stakeholder,
            "stakeholder_kind": stakeholder.kind,
            "category": entry["category"],
            "basis": entry.get("basis", ""),
            **days(entry),
            **facts(entry),
        }
        row, what = write(
            Membership,
            address("membership", f"{process.slug}:{stakeholder.code}"),
            values,
            by=by,
            event="membership.import",
            known=Q(process=process, stakeholder=stakeholder),
        )
        tally.add("memberships", what)
        if what in (CREATED, CHANGED):
            touched(process)
        if what == CHANGED or row.uid not in standing:
            # Also what came in before it was told.
            retell("membership.start", row, **telling_of(row))


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


@action
def seed_person(key, *, full_name, seed, is_active=True, deactivated_at=None, by):
    """A sample person who can sign in with `sample_password(seed, key)`; the same again for the same seed."""
    authorise(by, Permission.IMPORT_FACT)
    email = sample_email(key)
    user = User.objects.filter(email=email).first()
    if user is not None and sample_stands(user, seed):
        return user
    user = user or User(uid=address("person", key), email=email)
    user.full_name, user.is_active, user.deactivated_at = full_name, is_active, deactivated_at
    user.set_password(sample_password(seed, key))
    user.full_clean()
    user.save()
    EmailAddress.objects.update_or_create(user=user, email=email, defaults={"verified": True, "primary": True})
    record("person.sample", user, by=by, extra={"sample": [None, fingerprint(user, seed)]})
    return user


@action
def seed_appointment(user, *, process, role, from_on, by):
    """A sample person is staff, director or administrator of the process, unless appointed in it already."""
    authorise(by, Permission.IMPORT_FACT)
    if not Appointment.objects.filter(user=user, process=process).exists():
        row = Appointment.objects.create(process=process, user=user, role=role, from_on=from_on)
        touched(process)
        tell("appointment.start", row, on=from_on, **telling_of_office(row))
        record("appointment.sample", row, by=by)


@action
def seed_delegate(user, *, stakeholder, from_on, by):
    """A sample person speaks for a stakeholder, unless for one already. Returns whether a row was written."""
    authorise(by, Permission.IMPORT_FACT)
    if Delegate.objects.filter(user=user).exists():
        return False
    row = Delegate.objects.create(stakeholder=stakeholder, user=user, from_on=from_on)
    touched(stakeholder)
    tell("delegation.start", row, on=from_on, **telling_of_delegation(row))
    record("delegate.sample", row, by=by)
    return True


@action
def seed_manager(user, *, stakeholder, from_on, by):
    """A sample person manages the accounts of a delegation, unless that was ever said of somebody."""
    authorise(by, Permission.IMPORT_FACT)
    if not stakeholder.managers.exists():
        row = DelegationManager.objects.create(stakeholder=stakeholder, user=user, from_on=from_on)
        touched(stakeholder)
        tell("manager.start", row, on=from_on, **telling_of_delegation(row))
        record("manager.sample", row, by=by)


@action
def seed_entry(key, *, stakeholder, by, **names):
    """A sample entry of the list of persons, who has no account; one that stands is left alone. Returns the Person."""
    authorise(by, Permission.IMPORT_FACT)
    row = Person.objects.filter(uid=address("entry", key)).first()
    if row is None:
        row = Person.objects.create(
            uid=address("entry", key), stakeholder=stakeholder, email=f"{key}@example.org", **names
        )
        record("person.sample_entry", row, by=by)
    return row


def sample_email(key):
    """fp_dm is fp.dm@example.org."""
    return f"{key.replace('_', '.')}@example.org"


def sample_password(seed, key):
    """Three words and four digits that follow from the seed and the person."""
    number = int.from_bytes(hashlib.sha256(f"sample:{seed}:{key}".encode()).digest())
    parts = []
    for _word in range(3):
        number, which = divmod(number, len(PASSWORD_WORDS))
        parts.append(PASSWORD_WORDS[which])
    return "-".join([*parts, f"{number % 10_000:04}"])


def fingerprint(user, seed):
    """What shows that a stored password is still the one written for this seed, without computing its hash again."""
    return hashlib.sha256(f"{seed}:{user.password}".encode()).hexdigest()[:16]


def sample_stands(user, seed):
    """Whether the person's stored password is the one that the last run wrote for this seed."""
    entry = AuditEntry.objects.filter(object_uid=str(user.uid), action="person.sample").order_by("-sequence").first()
    return entry is not None and entry.changes["sample"][1] == fingerprint(user, seed)
