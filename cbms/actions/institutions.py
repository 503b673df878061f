"""The national focal institution behind a CBM, and the names and objectives of a CBM itself."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cbms.actions.roles import check_version, lock
from cbms.models import FocalInstitution
from cbms.role_rules import check_days, day_before, days_of
from hoaip.action import action, authorise, need_reason
from hoaip.audit import record, snapshot
from hoaip.events import amend, retell, tell
from hoaip.permissions import Permission
from hoaip.register.actions import save_texts

INSTITUTION_NAMES = ("name_en", "name_fa", "name_ps")
CBM_TEXTS = ("name_en", "name_fa", "name_ps", "objectives_en", "objectives_fa", "objectives_ps")


@action
def name_institution(cbm, *, names, from_on, until_on=None, source="", reason, by):
    """An institution stands behind a CBM from a day on; the one before ends on the day before.

    `names`: {"name_en": ..., "name_fa": ..., "name_ps": ...}, English needed.
    """
    authorise(by, Permission.MANAGE_ROLES, cbm)
    need_reason(reason)
    cbm = lock(cbm)
    check_days(from_on, until_on)
    for old in FocalInstitution.objects.filter(cbm=cbm).order_by("from_on"):
        if (until_on is not None and old.from_on > until_on) or (old.until_on and old.until_on < from_on):
            continue
        if old.from_on >= from_on:
            raise ValidationError(
                {
                    "from_on": _("%(name)s is the institution %(days)s. Choose a first day after that.")
                    % {"name": old.name_en, "days": days_of(old)}
                }
            )
        end_institution(old, until_on=day_before(from_on), reason=reason, by=by)
    row = FocalInstitution(cbm=cbm, from_on=from_on, until_on=until_on, source=source, **names)
    row.full_clean()
    row.save()
    tell("institution.start", row, on=from_on, **telling_of(row, cbm))
    if until_on is not None:
        tell("institution.end", row, on=until_on, **telling_of(row, cbm))
    record("institution.name", row, by=by, reason=reason)
    return row


@action
def change_institution(institution, *, names, version, reason, by):
    """Correct the names of an institution. Stale when somebody saved first."""
    authorise(by, Permission.MANAGE_ROLES, institution)
    need_reason(reason)
    lock(institution.cbm)
    row = FocalInstitution.objects.select_for_update().get(pk=institution.pk)
    check_version(row, version)
    saved = save_texts(row, names, "institution.change", reason=reason, by=by)
    amend(saved, **names)
    return saved


@action
def end_institution(institution, *, until_on, reason, version=None, by):
    """The institution stands behind the CBM to the end of `until_on`; the row stays."""
    authorise(by, Permission.MANAGE_ROLES, institution)
    need_reason(reason)
    cbm = lock(institution.cbm)
    row = FocalInstitution.objects.select_for_update().get(pk=institution.pk)
    check_version(row, version)
    check_days(row.from_on, until_on)
    before = snapshot(row)
    row.until_on = until_on
    row.version += 1
    row.full_clean()
    row.save()
    retell("institution.end", row, on=until_on, **telling_of(row, cbm))
    record("institution.end", row, by=by, before=before, reason=reason)
    return row


@action
def change_cbm(cbm, *, texts, version, reason, by):
    """Change names and objectives of a CBM in three languages. Stale when somebody saved first."""
    authorise(by, Permission.MANAGE_SETTINGS, cbm)
    need_reason(reason)
    row = lock(cbm)
    check_version(row, version)
    return save_texts(row, texts, "cbm.change", reason=reason, by=by)


def telling_of(row, cbm):
    """What is told of an institution: its names as they are in the three languages."""
    names = {name: getattr(row, name) for name in INSTITUTION_NAMES}
    return {"anchors": [cbm, cbm.process], "is_public": True, "cbm": cbm.code, **names}
