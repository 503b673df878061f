"""Watching a meeting: settings.WATCHED."""

from hoaip.watching.things import Thing
from meetings.names import headline

MEETING = Thing(
    "meetings.meeting", key="uid", page="meetings:meeting_timeline", called=headline, joined=("pairs__cbm",)
)
