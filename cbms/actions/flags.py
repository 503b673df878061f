"""Flags of the two-a-year rule: the job raises and resolves them, people acknowledge, waive and lift."""

from django.utils import timezone
from django.utils.translation import gettext as _

from cbms.models import Cbm, Flag, FlagChange, FocalPoint
from hoaip.action import action, authorise, need_reason
from hoaip.audit import record, snapshot
from hoaip.calendar import today_in_kabul
from hoaip.errors import Stale, WrongState
from hoaip.permissions import Permission
from hoaip.post import queue

MAIL = {Flag.Level.AT_RISK.value: "flag_at_risk", Flag.Level.MISSED.value: "flag_missed"}
RANK = {Flag.Level.AT_RISK.value: 1, Flag.Level.MISSED.value: 2}


@action
def raise_flag(cbm, *, year, level, on, by, mail=True, latest_invitation_on=None):
    """The CBM is at risk of missing, or missed, its target of the year. Returns "opened", "escalated" or None.

    - a row that is not there is opened, a resolved one opened again with the next `opening`;
    - an open one of another level changes its level, up or down (both are "escalated": the level moved);
    - an open one of the same level and a waived one stay as they are, so that a second run is silent;
    - each change is told once to every focal point of the CBM on the day `on`, unless `mail` is false.

    What was acknowledged was the flag as it stood: opening it again and a step up to "missed" ask anew, and the
    explanation given stays in the flag's history. A step down keeps the acknowledgement.
    """
    authorise(by, Permission.MOVE_FLAG, cbm)
    # The CBM's row is the root: two runs at once take turns here, also before there is a flag to lock.
    Cbm.objects.select_for_update(no_key=True).get(pk=cbm.pk)
    flag = Flag.objects.filter(cbm=cbm, year=year, kind=Flag.Kind.RTGM_TARGET).first()
    if flag is None:
        flag = Flag(cbm=cbm, year=year, level=level, opened_on=on)
        flag.full_clean()
        flag.save()
        _keep(flag, "flag.open", on=on, by=by)
        change = "opened"
    elif flag.state == Flag.State.RESOLVED:
        before = snapshot(flag)
        note = _forget_acknowledgement(flag)
        flag.state, flag.level, flag.opened_on, flag.opening = Flag.State.OPEN, level, on, flag.opening + 1
        _save(flag)
        _keep(flag, "flag.reopen", on=on, by=by, before=before, note=note)
        change = "opened"
    elif flag.state == Flag.State.OPEN and flag.level != level:
        before = snapshot(flag)
        note = _forget_acknowledgement(flag) if RANK[level] > RANK[flag.level] else ""
        flag.level = level
        _save(flag)
        _keep(flag, "flag.level", on=on, by=by, before=before, note=note)
        change = "escalated"
    else:
        return None
    if mail:
        _tell_focal_points(flag, on=on, latest_invitation_on=latest_invitation_on)
    return change


@action
def resolve_flag(flag, *, on, by, note=""):
    """The flag stands no more; only an open one is resolved. Returns whether it was."""
    authorise(by, Permission.MOVE_FLAG, flag)
    flag = _locked(flag)
    if flag.state != Flag.State.OPEN:
        return False
    before = snapshot(flag)
    flag.state = Flag.State.RESOLVED
    _save(flag)
    _keep(flag, "flag.resolve", on=on, by=by, before=before, note=note)
    return True


@action
def acknowledge_flag(flag, *, explanation, by, version=None):
    """A focal point or the ministry's staff has seen an open flag, and says why it stands if they can.

    Saying it again replaces the explanation; the former one stays in the history. WrongState unless it is open,
    Stale when `version` is not the stored one.
    """
    authorise(by, Permission.ACKNOWLEDGE_FLAG, flag)
    flag = _locked(flag, version)
    if flag.state != Flag.State.OPEN:
        raise WrongState(
            _("This flag is %(state)s, and only an open flag is acknowledged. Reload the board to see it.")
            % {"state": flag.get_state_display()}
        )
    before = snapshot(flag)
    flag.acknowledged_at, flag.acknowledged_by, flag.explanation = timezone.now(), by, explanation.strip()
    _save(flag)
    _keep(
        flag, "flag.acknowledge", on=today_in_kabul(flag.acknowledged_at), by=by, before=before, note=flag.explanation
    )
    return flag


@action
def waive_flag(flag, *, reason, by, version=None):
    """The director lets an open flag rest, with a reason; it stays so until the waiver is lifted."""
    authorise(by, Permission.WAIVE_FLAG, flag)
    flag = _locked(flag, version)
    if flag.state != Flag.State.OPEN:
        raise WrongState(
            _("This flag is %(state)s, and only an open flag is waived. Reload the board to see it.")
            % {"state": flag.get_state_display()}
        )
    reason = need_reason(reason, _("A waiver needs its reason: write in a sentence why the flag rests."))
    before = snapshot(flag)
    flag.state, flag.waived_at, flag.waived_by = Flag.State.WAIVED, timezone.now(), by
    flag.waiver_reason = reason
    _save(flag)
    _keep(flag, "flag.waive", on=today_in_kabul(flag.waived_at), by=by, before=before, note=flag.waiver_reason)
    return flag


@action
def lift_waiver(flag, *, by, reason="", version=None):
    """The director lifts a waiver: the flag is open again as it was, and the next run moves it where the rule says.

    It is the same opening, so nobody is mailed again for what they were told before.
    """
    authorise(by, Permission.WAIVE_FLAG, flag)
    flag = _locked(flag, version)
    if flag.state != Flag.State.WAIVED:
        raise WrongState(
            _("This flag is %(state)s, so there is no waiver to lift. Reload the board to see it.")
            % {"state": flag.get_state_display()}
        )
    before = snapshot(flag)
    flag.state, flag.waived_at, flag.waived_by, flag.waiver_reason = Flag.State.OPEN, None, None, ""
    _save(flag)
    _keep(flag, "flag.lift", on=today_in_kabul(timezone.now()), by=by, before=before, note=reason.strip())
    return flag


def _locked(flag, version=None):
    """The stored flag, its CBM's row locked first, as every action on flags does. Stale when another version."""
    Cbm.objects.select_for_update(no_key=True).get(pk=flag.cbm_id)
    stored = Flag.objects.select_related("cbm__process").get(pk=flag.pk)
    if version is not None and stored.version != version:
        raise Stale(
            _("This flag changed at %(time)s, after you opened the form. Look at what it says now, then send yours.")
            % {"time": timezone.localtime(stored.changed_at).strftime("%H:%M")},
            current=stored,
        )
    return stored


def _save(flag):
    flag.version += 1
    flag.full_clean(validate_unique=False)
    flag.save()


def _keep(flag, event, *, on, by, before=None, note=""):
    """One step in the flag's own history, and its row in the audit."""
    FlagChange.objects.create(flag=flag, on=on, level=flag.level, state=flag.state, by=by, note=note)
    record(event, flag, by=by, before=before, reason=note)


def _forget_acknowledgement(flag):
    """Clear it; returns what the history keeps of it."""
    if flag.acknowledged_at is None:
        return ""
    said = flag.explanation
    flag.acknowledged_at = flag.acknowledged_by = None
    flag.explanation = ""
    return (
        _("It had been acknowledged: %(explanation)s") % {"explanation": said}
        if said
        else _("It had been acknowledged.")
    )


def _tell_focal_points(flag, *, on, latest_invitation_on):
    """One mail per (flag, level, opening) to each focal point of that day."""
    focal_points = FocalPoint.objects.filter(cbm=flag.cbm_id).as_of(on).select_related("user")
    queue(
        MAIL[flag.level],
        to=[row.user for row in focal_points],
        key=f"flag:{flag.uid}:{flag.level}:{flag.opening}",
        context={"flag": flag, "cbm": flag.cbm, "year": flag.year, "latest_invitation_on": latest_invitation_on},
        about=flag,
    )
