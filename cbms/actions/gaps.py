"""The nightly word to the administrators about what a CBM lacks, once for each gap and not daily (product A8)."""

from functools import partial

from cbms.gaps import gaps
from hoaip.action import action, authorise
from hoaip.audit import record, snapshot
from hoaip.calendar import today_in_kabul
from hoaip.jobs import each
from hoaip.models import Appointment, User
from hoaip.permissions import Permission
from hoaip.post import queue


def report_gaps(as_of):
    """Mail the administrators each gap that is new, as if at the instant `as_of` (aware); each gap its own commit.

    A gap that was closed and opens again is a new one. Returns {"gaps_reported": how many were new}.
    """
    today, by = today_in_kabul(as_of), User.objects.system()
    return {"gaps_reported": each(gaps(today), partial(report_gap, today=today, by=by))}


@action
def report_gap(gap, *, today, by):
    """One mail to each administrator of the CBM's process, by the key of the gap and the day it opened; True if new."""
    authorise(by, Permission.KEEP_HOUSE, gap.cbm)
    appointed = Appointment.objects.as_of(today).filter(
        process=gap.cbm.process_id, role=Appointment.Kind.ADMINISTRATOR, user__is_active=True
    )
    opened_on = gap.since
    is_new = queue(
        "gap",
        to=[row.user for row in appointed.select_related("user")],
        key=f"gap:{gap.cbm.uid}:{gap.missing.value}:{opened_on}",
        context={"cbm": gap.cbm, "missing": gap.missing.value, "opened_on": opened_on},
        about=gap.cbm,
    )
    if is_new:
        extra = {"missing": [None, gap.missing.value], "opened_on": [None, opened_on.isoformat()]}
        record("gap.report", gap.cbm, by=by, before=snapshot(gap.cbm), extra=extra)
    return bool(is_new)
