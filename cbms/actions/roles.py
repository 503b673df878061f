"""Who holds which role in a CBM from which day on."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cbms.models import Cbm, RoleAssignment
from cbms.role_rules import check_ending, check_role, day_before
from hoaip.action import action, authorise, need_reason, touched
from hoaip.audit import record, snapshot
from hoaip.errors import same_version
from hoaip.events import retell, tell
from hoaip.permissions import Permission


def lock(cbm):
    """The CBM, locked until commit: roles, focal points and institutions of one CBM change one after another."""
    return Cbm.objects.select_for_update(no_key=True, of=("self",)).select_related("process").get(pk=cbm.pk)


@action
def change_role(cbm, *, stakeholder, role, from_on, until_on=None, basis="", from_basis="exact", ending=(), reason, by):
    """One decision: the roles in `ending` end on the day before `from_on`, and the new one begins.

    Days are local days, both inclusive. Returns the new RoleAssignment. ValidationError keyed by field.
    """
    authorise(by, Permission.MANAGE_ROLES, cbm)
    lock(cbm)
    for old in ending:
        if old.cbm_id != cbm.pk:
            raise ValidationError(_("A change concerns the roles of one CBM."))
    check_role(cbm, stakeholder=stakeholder, role=role, from_on=from_on, until_on=until_on, ending=ending)
    for old in ending:
        end_role(old, until_on=day_before(from_on), reason=reason, by=by)
    return assign_role(
        cbm,
        stakeholder=stakeholder,
        role=role,
        from_on=from_on,
        until_on=until_on,
        basis=basis,
        from_basis=from_basis,
        reason=reason,
        by=by,
    )


@action
def assign_role(cbm, *, stakeholder, role, from_on, until_on=None, basis="", from_basis="exact", reason, by):
    """A stakeholder holds a role in a CBM from a day on.

    - refused at its field when it overlaps another role of the stakeholder here, or makes an organization lead;
    - the rights of its delegates follow at once when the day is today or earlier, else at midnight of that day.
    """
    authorise(by, Permission.MANAGE_ROLES, cbm)
    need_reason(reason)
    cbm = lock(cbm)
    check_role(cbm, stakeholder=stakeholder, role=role, from_on=from_on, until_on=until_on)
    assigned = RoleAssignment(
        cbm=cbm,
        stakeholder=stakeholder,
        stakeholder_kind=stakeholder.kind,
        role=role,
        from_on=from_on,
        until_on=until_on,
        from_basis=from_basis,
        basis=basis,
    )
    assigned.full_clean()
    assigned.save()
    touched(cbm)
    tell("role.start", assigned, **telling_of(assigned, cbm))
    if until_on is not None:
        tell("role.end", assigned, **telling_of(assigned, cbm, ends=True))
    record("role.assign", assigned, by=by, reason=reason)
    return assigned


@action
def end_role(role, *, until_on, reason, version=None, by):
    """The role ends with the day `until_on`, inclusive; the row stays. Stale when `version` is given and passed."""
    authorise(by, Permission.MANAGE_ROLES, role)
    need_reason(reason)
    cbm = lock(role.cbm)
    role = RoleAssignment.objects.select_for_update().select_related("cbm", "stakeholder").get(pk=role.pk)
    check_version(role, version)
    check_ending(role, until_on=until_on)
    before = snapshot(role)
    role.until_on = until_on
    role.version += 1
    role.full_clean()
    role.save()
    touched(cbm)
    retell("role.end", role, **telling_of(role, cbm, ends=True))
    record("role.end", role, by=by, before=before, reason=reason)
    return role


def telling_of(role, cbm, *, ends=False):
    """What is told of a role's beginning or end: on its CBM, its stakeholder and its process."""
    basis = {} if ends else {"basis": role.from_basis, "precision": known_to(role.from_basis)}
    return {
        "on": role.until_on if ends else role.from_on,
        "anchors": [cbm, role.stakeholder, cbm.process],
        "is_public": True,
        "stakeholder": role.stakeholder.slug,
        "cbm": cbm.code,
        "role": role.role,
        **basis,
    }


def known_to(basis):
    """The precision of a first day: the day itself, unless only its month or year is known."""
    return basis if basis in ("month", "year") else ""


def check_version(row, version):
    """Stale, carrying the stored row, when it was opened in another version."""
    if version is not None:
        same_version(row, version)
