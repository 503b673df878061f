"""A meeting that is still ahead moves to another day or period: its old date is kept, and told (product C19)."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from hoaip.action import need_reason
from meetings.actions.guards import may_be_invited
from meetings.actions.telling import ask_anew
from meetings.events import period_of, tell_step
from meetings.models import AHEAD, DateChange


@dataclass(frozen=True)
class OldDate:
    """What a meeting's date is before it moves, and whether the public knows of it."""

    date_precision: str
    starts_on: object
    ends_on: object
    was_public: bool
    told: dict

    @classmethod
    def of(cls, meeting):
        return cls(*period(meeting), meeting.is_public, period_of(meeting, "was"))

    @property
    def period(self):
        return self.date_precision, self.starts_on, self.ends_on


def period(row):
    """(precision, first day, last day) of a meeting, of what a form gives of one, or of what its date had been."""
    return str(row.date_precision), row.starts_on, row.ends_on


def date_before(meeting, details, *, reason="", hold_it=False):
    """The OldDate of a meeting that an edit moves, None when it stays where it is or has happened.

    ValidationError by field: a postponed meeting is planned again, an invited one keeps what its invitation names
    (unless it is held by the same edit), and a move out of the announced period says why, as postponing does.
    """
    moves = period(meeting) != period(details)
    if meeting.state == "postponed" and moves:
        raise ValidationError(
            {"starts_on": _("This meeting is postponed. “Plan again” on its page gives it a new day or period.")}
        )
    if meeting.state not in AHEAD:
        return None
    if meeting.state == "invited" and not hold_it:
        problems = may_be_invited(details)
        if "date_precision" in problems:
            problems["date_precision"] = _(
                "It was invited for a day. Give the new day; while none is known, “Postpone” on its page is the way."
            )
        if problems:
            raise ValidationError(problems)
    if not moves:
        return None
    leaves = details.starts_on < meeting.starts_on or details.ends_on > meeting.ends_on
    if meeting.is_public and leaves:
        need_reason(reason, _("Others know of the date that it had. Say why it moves."))
    return OldDate.of(meeting)


def keep_date(meeting, old, *, by, reason=""):
    """Keep what the date of a meeting had been."""
    DateChange.objects.create(
        meeting=meeting,
        date_precision=old.date_precision,
        starts_on=old.starts_on,
        ends_on=old.ends_on,
        was_public=old.was_public,
        reason=reason.strip(),
        at=timezone.now(),
        by=by,
    )


def tell_move(meeting, old, pairs, *, reason=""):
    """That it was moved, from which days to which; the public is told where it knew the old ones.

    Who is invited to it is told by mail, and asked anew.
    """
    days = old.told | period_of(meeting, "now")
    tell_step(meeting, "move", at=timezone.now(), pairs=pairs, is_public=old.was_public, reason=reason.strip(), **days)
    if meeting.state == "invited":
        ask_anew(meeting, old)
