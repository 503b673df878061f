"""How many RTGMs a CBM should hold in a year: two, unless it was decided otherwise, with a reason."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cbms.models import Cbm, TargetOverride
from hoaip.action import action, authorise
from hoaip.audit import record, snapshot
from hoaip.calendar import YearError, year_range
from hoaip.errors import Stale
from hoaip.events import tell
from hoaip.permissions import Permission


@action
def set_target(cbm, *, year, target, reason, by, today, version=None):
    """The CBM's target for one year, Gregorian or (below 1500) solar; replaces an earlier one, the history keeps it.

    A year that was over on `today` (a day in Kabul) is the director's to change. ValidationError for a year, a target
    or a reason that cannot be; Stale when `version` is not that of the stored target (0: there was none).
    """
    try:
        period = year_range(year)
    except YearError as error:
        raise ValidationError({"year": str(error)}) from error
    authorise(by, target_permission(period.last, today), cbm)
    cbm = Cbm.objects.select_for_update(no_key=True, of=("self",)).select_related("process").get(pk=cbm.pk)
    override = TargetOverride.objects.filter(cbm=cbm, year=year).first()
    if version is not None and version != (override.version if override else 0):
        raise Stale(
            _("The target of this year was changed after you opened the form. Look at it, then send yours."),
            current=override or TargetOverride(cbm=cbm, year=year),
        )
    before = snapshot(override) if override else None
    if override is None:
        override = TargetOverride(cbm=cbm, year=year)
    else:
        override.version += 1
    override.target, override.reason = target, reason.strip()
    override.full_clean()
    override.save()
    record("target.change", override, by=by, before=before, reason=override.reason)
    tell(
        "target.change",
        override,
        on=today,
        anchors=[cbm, cbm.process],
        cbm=cbm.code,
        year=year,
        target=target,
        reason=override.reason,
    )
    return override


def target_permission(last, today):
    """What changing the target of a year that ends on `last` asks for."""
    return Permission.CHANGE_PAST_TARGET if last < today else Permission.CHANGE_TARGET
