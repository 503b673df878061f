"""What is told of a meeting: its steps on the day they were taken, and that it was held on the day it was."""

from django.utils import timezone

from hoaip.calendar import today_in_kabul
from hoaip.events import amend, retell, tell
from meetings.models import CIRCULATED, Attendance

TITLES = ("title_en", "title_fa", "title_ps")


def tell_step(meeting, name, *, at, pairs, is_public, **params):
    """A step taken at the instant `at`: on its CBMs or, without any, on its process alone; and on the meeting."""
    anchors = [*(pair.cbm for pair in pairs), meeting.process, meeting]
    telling = {"on": today_in_kabul(at), "anchors": anchors, "is_public": is_public, **called(meeting, pairs), **params}
    tell(f"meeting.{name}", meeting, **telling)


def tell_record(kind, revision, *, is_public=False, told_from=None, reason=""):
    """What became of a revision of a record, on the day in Kabul on which it is said, where its meeting stands.

    `told_from`: it becomes so at that moment, on its day, and is said from then on.
    """
    meeting = revision.meeting
    pairs = list(meeting.pairs.select_related("cbm"))
    anchors = [*(pair.cbm for pair in pairs), meeting.process, meeting]
    told = {"is_public": is_public, "told_from": told_from, "reason": reason[:500], **called(meeting, pairs)}
    tell(kind, revision, on=today_in_kabul(told_from or timezone.now()), anchors=anchors, **told)


def tell_held(meeting, pairs, *, came=None):
    """That it was held, on its own day: also on the host and on those who came.

    Said again in place of before, unless `came` gives the stakeholders that came to a meeting that is new.
    """
    is_new = came is not None
    if came is None:
        rows = meeting.attendance.filter(answer__in=Attendance.CAME).select_related("stakeholder")
        came = [row.stakeholder for row in rows]
    present = [*came, *([meeting.host] if meeting.host is not None else [])]
    is_period = meeting.date_precision != "day"
    (tell if is_new else retell)(
        "meeting.held",
        meeting,
        on=meeting.starts_on,
        anchors=[*(pair.cbm for pair in pairs), meeting.process, meeting, *present],
        is_public=True,
        **called(meeting, pairs),
        precision=str(meeting.date_precision) if is_period else "",
        until=meeting.ends_on.isoformat() if is_period else "",
    )


def called_otherwise(meeting, pairs):
    """Its name or number changed: every event about it is said so from now on."""
    name = called(meeting, pairs)
    amend(meeting, **name)
    if meeting.state in CIRCULATED or meeting.circulated_at is not None:
        for revision in meeting.revisions.all():
            amend(revision, **name)


def called(meeting, pairs):
    """What a meeting's name is made of, in no language; see `told_meeting` in meetings/sentences.py."""
    return {
        "type": str(meeting.type),
        "ordinal": meeting.ordinal,
        "city": meeting.city,
        "mode": str(meeting.mode),
        "pairs": [[pair.cbm.code, pair.ordinal] for pair in pairs],
        **{name: getattr(meeting, name) for name in TITLES},
    }


def period_of(meeting, prefix):
    """The days of a meeting as parameters of an event: prefix_from, prefix_until, prefix_precision."""
    return {
        f"{prefix}_from": meeting.starts_on.isoformat(),
        f"{prefix}_until": meeting.ends_on.isoformat(),
        f"{prefix}_precision": str(meeting.date_precision),
    }
