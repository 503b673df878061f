"""The hours of a meeting, its venue and the way to join it: apart from its facts, which they never touch."""

from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from hoaip.action import action, authorise
from hoaip.audit import record, snapshot
from hoaip.errors import Stale
from hoaip.permissions import Permission
from meetings.actions.guards import refuse_frozen
from meetings.actions.telling import tell_hours
from meetings.calendar.hours import HOURS
from meetings.models import Meeting

# What the invitation said, and a letter says anew; the way to join stands on the page alone.
TOLD = (*HOURS, "venue")


@action
def set_hours(meeting, *, opens_at, closes_at, zone, venue, joining_url, version, by):
    """Say when a meeting opens and closes by the clock at its venue, where that is, and how to join online.

    Those who are invited already are told by mail of other hours and another venue.
    - `opens_at` and `closes_at` are times of the first and the last day, both or none; `zone` is an IANA name;
    - raises Stale when somebody saved the meeting since `version`, WrongState once it is closed, cancelled or annulled;
    - ValidationError by field: an hour of a meeting whose day is not fixed, one without the other, a closing that is
      not after the opening of the same day.
    """
    locked = Meeting.objects.select_for_update(no_key=True).get(pk=meeting.pk)
    authorise(by, Permission.EDIT_MEETING, locked)
    refuse_frozen(locked, locked.facts_are_frozen)
    if locked.version != version:
        raise Stale(_("Somebody saved this meeting while you were typing."), current=locked)
    if problems := _problems(locked, opens_at, closes_at, zone):
        raise ValidationError(problems)
    before = snapshot(locked)
    locked.opens_at, locked.closes_at = opens_at, closes_at
    locked.venue_time_zone = zone if opens_at else ""
    locked.venue, locked.joining_url = venue.strip(), joining_url
    after = snapshot(locked)
    if after != before:
        locked.version += 1
        locked.full_clean()
        locked.save()
        if {name: after[name] for name in TOLD} != {name: before[name] for name in TOLD}:
            tell_hours(locked)
        record("meeting.hours", locked, by=by, before=before)
    return locked


def _problems(meeting, opens_at, closes_at, zone):
    if (opens_at is None) != (closes_at is None):
        missing = "closes_at" if closes_at is None else "opens_at"
        return {missing: _("Give both hours, or none: a program writes a meeting from one to the other.")}
    if opens_at is None:
        return {}
    if zone not in available_timezones():
        return {"zone": _("“%(zone)s” is no time zone. Choose the one of the venue.") % {"zone": zone}}
    if meeting.date_precision != "day":
        return {"opens_at": _("An hour is of a day. Give the day of the meeting first.")}
    if meeting.starts_on == meeting.ends_on and closes_at <= opens_at:
        return {"closes_at": _("It closes after it opens, on the same day.")}
    return {}
