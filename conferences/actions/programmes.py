"""Programmes of regional organizations, as the focal points of their CBMs and ministry staff keep them."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from conferences.models import Programme
from hoaip.action import action, authorise, need_reason
from hoaip.audit import record, snapshot
from hoaip.errors import WrongState, same_version
from hoaip.permissions import Permission


@action
def add_programme(organization, *, cbms, states=(), by, **fields):
    """A programme that an organization runs in the field of some CBMs, on each of which `by` keeps programmes.

    It is seen in the process of its CBMs. Returns it; ValidationError, keyed by field.
    """
    cbms = list(cbms)
    _check(organization, cbms)
    authorise(by, Permission.KEEP_PROGRAMMES, every=cbms)
    row = Programme(organization=organization, process=cbms[0].process, **fields)
    row.full_clean()
    row.save(force_insert=True)
    record("programme.add", row, by=by, extra=_set_ground(row, cbms=cbms, states=states))
    return row


@action
def change_programme(programme, *, organization, cbms, states=None, version, reason, by, **fields):
    """Correct a programme; `by` keeps those of every CBM it was and will be in. Stale when somebody saved since."""
    cbms = list(cbms)
    need_reason(reason)
    row = _locked(programme, version=version)
    _check(organization, cbms)
    authorise(by, Permission.KEEP_PROGRAMMES, every={*row.cbms.all(), *cbms})
    before = snapshot(row)
    for name, value in (fields | {"organization": organization}).items():
        setattr(row, name, value)
    row.version += 1
    row.full_clean()
    row.save()
    extra = _set_ground(row, cbms=cbms, states=states)
    record("programme.change", row, by=by, before=before, reason=reason, extra=extra)
    return row


@action
def end_programme(programme, *, ends_on, reason, version, by):
    """It ended on a day. WrongState when it had ended already."""
    need_reason(reason)
    row = _locked(programme, version=version)
    authorise(by, Permission.KEEP_PROGRAMMES, every=list(row.cbms.all()))
    if row.status == Programme.Status.ENDED:
        raise WrongState(_("This programme has ended already. Correct its days in place of a second end."))
    if ends_on is None:
        raise ValidationError({"ends_on": _("Say on which day it ended.")})
    before = snapshot(row)
    row.status, row.ends_on = Programme.Status.ENDED, ends_on
    row.version += 1
    row.full_clean()
    row.save()
    record("programme.end", row, by=by, before=before, reason=reason)
    return row


def _locked(programme, *, version):
    row = Programme.objects.select_for_update(no_key=True, of=("self",)).get(pk=programme.pk)
    same_version(row, version)
    return row


def _check(organization, cbms):
    if organization.kind != organization.Kind.ORGANIZATION:
        raise ValidationError({"organization": _("A programme here is one of an organization. Choose one.")})
    if not cbms:
        raise ValidationError({"cbms": _("Choose at least one CBM in whose field it works.")})


def _set_ground(row, *, cbms, states):
    """Set its CBMs, and its states where given; what changed, as the audit has it."""
    changes = {}
    for name, asked in (("cbms", cbms), ("states", states)):
        if asked is None:
            continue
        relation = getattr(row, name)
        stored = sorted(relation.values_list("code", flat=True))
        codes = sorted(each.code for each in asked)
        if codes != stored:
            relation.set(asked)
            changes[name] = [stored, codes]
    return changes or None
