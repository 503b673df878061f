"""Reference data of the CBMs: the six, their roles, institutions; and sample focal points, contacts and plans."""

from datetime import date

from django.db.models import Q

from cbms.actions import focal_points, institutions
from cbms.actions import roles as role_actions
from cbms.models import (
    Activity,
    Cbm,
    FocalInstitution,
    FocalPoint,
    Objective,
    Plan,
    PlanVersion,
    RoleAssignment,
    TechnicalContact,
)
from cbms.plans.content import content_of, digest_of
from hoaip.action import action, authorise, touched
from hoaip.audit import record
from hoaip.events import retell, tell, told
from hoaip.imports import CHANGED, CREATED, address, facts, write
from hoaip.permissions import Permission
from hoaip.seeds import days, in_tongues


@action
def seed_cbms(entries, *, processes, stakeholders, by, tally):
    """Write the CBMs with their roles and institutions. Returns {code: Cbm}."""
    authorise(by, Permission.IMPORT_FACT)
    found = {}
    standing = told("role.start", "institution.start")
    for entry in entries:
        values = {
            "process": processes[entry["process"]],
            "code": entry["code"],
            "position": entry["position"],
            "founded_on": date.fromisoformat(entry["founded_on"]),
            "objectives_en": "\n".join(entry["objectives_en"]),
            **in_tongues(entry, "name"),
            **facts(entry),
        }
        known = Q(code=entry["code"])
        cbm, what = write(Cbm, address("cbm", entry["code"]), values, by=by, event="cbm.import", known=known)
        tally.add("cbms", what)
        found[entry["code"]] = cbm
        for role in entry["roles"]:
            _seed_role(
                cbm, entry=role, stakeholder=stakeholders[role["stakeholder"]], standing=standing, by=by, tally=tally
            )
        if "institution" in entry:
            _seed_institution(cbm, entry=entry["institution"], standing=standing, by=by, tally=tally)
    return found


def _seed_role(cbm, *, entry, stakeholder, standing, by, tally):
    """One role; when a person has entered any role of that stakeholder in the CBM, that one is kept.

    `standing`: uids of what is told already; history that came in before it was told is told now.
    """
    values = {
        "cbm": cbm,
        "stakeholder": stakeholder,
        "stakeholder_kind": stakeholder.kind,
        "role": entry["role"],
        "basis": entry["basis"],
        **days(entry),
        **facts(entry),
    }
    role, what = write(
        RoleAssignment,
        role_address(cbm.code, stakeholder.code),
        values,
        by=by,
        event="role.import",
        known=Q(cbm=cbm, stakeholder=stakeholder),
    )
    tally.add("roles", what)
    if what in (CREATED, CHANGED):
        touched(cbm)
    if what == CHANGED or role.uid not in standing:
        retell("role.start", role, **role_actions.telling_of(role, cbm))


def _seed_institution(cbm, *, entry, standing, by, tally):
    values = {"cbm": cbm, **in_tongues(entry, "name"), **days(entry), **facts(entry)}
    row, what = write(
        FocalInstitution,
        address("institution", cbm.code),
        values,
        by=by,
        event="institution.import",
        known=Q(cbm=cbm),
    )
    tally.add("institutions", what)
    if what == CHANGED or row.uid not in standing:
        retell("institution.start", row, on=row.from_on, **institutions.telling_of(row, cbm), basis=row.from_basis)


def role_address(cbm, stakeholder):
    """The uid of the imported role of a stakeholder (its code) in a CBM (its code)."""
    return address("role", f"{cbm}:{stakeholder}")


@action
def seed_focal_point(cbm, *, user, kind, from_on, by):
    """A sample person looks after a CBM, unless that person does already or a primary stands in the way."""
    authorise(by, Permission.IMPORT_FACT)
    standing = FocalPoint.objects.filter(cbm=cbm)
    if standing.filter(user=user).exists() or (kind == "primary" and standing.filter(kind="primary").exists()):
        return
    row = FocalPoint.objects.create(cbm=cbm, user=user, kind=kind, from_on=from_on)
    touched(cbm)
    tell("focal_point.start", row, on=from_on, **focal_points.telling_of(row, cbm))
    record("focal_point.sample", row, by=by)


@action
def seed_contact(cbm, *, person, from_on, confirmed_on=None, confirmed_by=None, by):
    """A sample person is the technical focal point of a CBM, unless named for it before."""
    authorise(by, Permission.IMPORT_FACT)
    if TechnicalContact.objects.filter(cbm=cbm, person=person).exists():
        return
    row = TechnicalContact.objects.create(
        cbm=cbm,
        person=person,
        stakeholder=person.stakeholder,
        from_on=from_on,
        last_confirmed_on=confirmed_on,
        confirmed_by=confirmed_by,
    )
    record("contact.sample", row, by=by)


@action
def seed_plan(cbm, *, key, state, text, stakeholders, created_by, at, by):
    """A sample plan, unless the CBM has one already; submitted as version 1 unless it is a draft.

    `text` is {"title", "summary", "starts_on", "ends_on", "objectives": [(title, [activity])]}, an activity the columns
    of its row, its `lead` and `partners` by code.
    """
    authorise(by, Permission.IMPORT_FACT)
    if Plan.objects.filter(cbm=cbm).exists():
        return
    plan = Plan.objects.create(
        uid=address("sample plan", key),
        cbm=cbm,
        number=1,
        title_en=text["title"],
        summary=text["summary"],
        starts_on=text["starts_on"],
        ends_on=text["ends_on"],
        created_by=created_by,
        **facts({"source_note": "Sample, not a fact."}) | {"is_imported": False},
    )
    for position, (title, activities) in enumerate(text["objectives"], 1):
        objective = Objective.objects.create(plan=plan, position=position, title=title)
        for place, columns in enumerate(activities, 1):
            named = {"lead": stakeholders[columns["lead"]]} if columns.get("lead") else {}
            plain = {name: value for name, value in columns.items() if name not in ("lead", "partners")}
            row = Activity.objects.create(plan=plan, objective=objective, position=place, **plain, **named)
            row.partners.set([stakeholders[code] for code in columns.get("partners", ())])
    if state != Plan.State.DRAFT:
        content = content_of(plan)
        PlanVersion.objects.create(
            plan=plan,
            number=1,
            content=content,
            digest=digest_of(content),
            note="Sample: the first version.",
            submitted_at=at,
            submitted_by=created_by,
        )
        Plan.objects.filter(pk=plan.pk).update(state=state)
    record("plan.sample", plan, by=by)
