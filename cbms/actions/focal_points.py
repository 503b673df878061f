"""Who in the ministry looks after a CBM, from which day on."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cbms.actions.roles import check_version, lock
from cbms.models import FocalPoint
from cbms.role_rules import check_days, day_before, days_of, name_of
from hoaip.action import action, authorise, need_reason, touched
from hoaip.audit import record, snapshot
from hoaip.events import retell, tell
from hoaip.permissions import Permission

PRIMARY = FocalPoint.Kind.PRIMARY


def in_the_way(cbm, *, user, kind, from_on, until_on=None):
    """(rows that end on the day before `from_on`, ValidationError or None) of naming a focal point.

    A new primary ends the old one, and its own deputy row when it is promoted; what begins on that day or later
    cannot be ended before it begins and is refused.
    """
    rows = FocalPoint.objects.filter(cbm=cbm).select_related("user").order_by("from_on", "pk")
    rows = [row for row in rows if overlaps(row, from_on, until_on)]
    same_person = [row for row in rows if row.user_id == user.pk]
    if kind != PRIMARY:
        return [], ValidationError({"user": already(same_person[0], cbm)}) if same_person else None
    concerned = [row for row in rows if row.kind == PRIMARY or row.user_id == user.pk]
    for row in concerned:
        if row.kind == PRIMARY and row.user_id == user.pk:
            return [], ValidationError({"user": already(row, cbm)})
        if row.from_on >= from_on:
            sentence = _(
                "%(person)s is named %(kind)s of %(cbm)s %(days)s. Choose a first day after that, or a last day "
                "before it."
            ) % {
                "person": row.user.full_name,
                "kind": row.get_kind_display().lower(),
                "cbm": name_of(cbm),
                "days": days_of(row),
            }
            return [], ValidationError({"from_on": sentence})
    return concerned, None


def overlaps(row, from_on, until_on):
    return (row.until_on is None or row.until_on >= from_on) and (until_on is None or row.from_on <= until_on)


def already(row, cbm):
    return _("%(person)s is already %(kind)s of %(cbm)s, %(days)s. End that first.") % {
        "person": row.user.full_name,
        "kind": row.get_kind_display().lower(),
        "cbm": name_of(cbm),
        "days": days_of(row),
    }


@action
def name_focal_point(cbm, *, user, kind=PRIMARY, from_on, until_on=None, unit="", reason, by):
    """A person of the ministry becomes focal point or deputy of a CBM from a day on.

    - a new primary ends the old one on the day before (product A3), and the person's own deputy row;
    - rights move at once when the first day is today or earlier, else at midnight of that day.
    """
    authorise(by, Permission.MANAGE_ROLES, cbm)
    need_reason(reason)
    cbm = lock(cbm)
    check_days(from_on, until_on)
    if not user.is_active or user.is_system:
        raise ValidationError({"user": _("Only a person with an active account can be a focal point.")})
    old_rows, refusal = in_the_way(cbm, user=user, kind=kind, from_on=from_on, until_on=until_on)
    if refusal:
        raise refusal
    for old in old_rows:
        end_focal_point(old, until_on=day_before(from_on), reason=reason, by=by)
    named = FocalPoint(cbm=cbm, user=user, kind=kind, from_on=from_on, until_on=until_on)
    named.unit = unit.strip() or named.unit
    named.full_clean()
    named.save()
    touched(cbm)
    tell("focal_point.start", named, on=from_on, **telling_of(named, cbm))
    if until_on is not None:
        tell("focal_point.end", named, on=until_on, **telling_of(named, cbm))
    record("focal_point.name", named, by=by, reason=reason)
    return named


@action
def end_focal_point(focal_point, *, until_on, reason, version=None, by):
    """The person is focal point to the end of `until_on`; the row stays."""
    authorise(by, Permission.MANAGE_ROLES, focal_point)
    need_reason(reason)
    cbm = lock(focal_point.cbm)
    row = FocalPoint.objects.select_for_update().select_related("cbm", "user").get(pk=focal_point.pk)
    check_version(row, version)
    check_days(row.from_on, until_on)
    before = snapshot(row)
    row.until_on = until_on
    row.version += 1
    row.full_clean()
    row.save()
    touched(cbm)
    retell("focal_point.end", row, on=until_on, **telling_of(row, cbm))
    record("focal_point.end", row, by=by, before=before, reason=reason)
    return row


def telling_of(row, cbm):
    """What is told of a focal point; the name of the person is shown to members of the CBM alone."""
    return {
        "anchors": [cbm, cbm.process],
        "is_public": True,
        "cbm": cbm.code,
        "role": row.kind,
        "person": row.user.full_name,
        "unit": row.unit,
    }
