"""Who holds which role in a CBM from which day on."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import override

from cbms.models import Cbm, RoleAssignment
from cbms.roles import check_ending, check_role, day_before
from hoaip.action import action, authorise, touched
from hoaip.audit import record, snapshot
from hoaip.errors import Stale
from hoaip.events import tell
from hoaip.models import Event
from hoaip.permissions import Permission


def lock(cbm):
    """The CBM, locked until commit: roles, focal points and institutions of one CBM change one after another."""
    return Cbm.objects.select_for_update(no_key=True).select_related(None).get(pk=cbm.pk)


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
    with override("en"):
        tell(
            "role.start",
            assigned,
            on=from_on,
            anchors=[cbm, stakeholder],
            public_text=f"{stakeholder.name_en}: {assigned.get_role_display().lower()} in {cbm.name_en} from this day.",
            is_public=True,
        )
        if until_on is not None:
            tell_end(assigned, cbm)
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
    with override("en"):
        # Ended again on another day: the timeline tells the day that counts, the audit both.
        Event.objects.filter(kind="role.end", object_uid=role.uid).delete()
        tell_end(role, cbm)
    record("role.end", role, by=by, before=before, reason=reason)
    return role


def tell_end(role, cbm):
    tell(
        "role.end",
        role,
        on=role.until_on,
        anchors=[cbm, role.stakeholder],
        public_text=f"{role.stakeholder.name_en}: last day as {role.get_role_display().lower()} in {cbm.name_en}.",
        is_public=True,
    )


def check_version(row, version):
    """Stale, carrying the stored row, when it was opened in another version."""
    if version is not None and version != row.version:
        raise Stale(_("Somebody changed it in the meantime. Compare both, then save again."), current=row)


def need_reason(reason):
    if not reason.strip():
        raise ValidationError({"reason": _("Say why: the reason stands in the history beside the change.")})
