"""What the public page of meetings says of itself: settings.PUBLIC_TEXTS."""

from django.utils.translation import gettext_lazy as _

from hoaip.texts import Delivered, Room
from hoaip.texts.letters import letters

TEXTS = [
    Room(
        _("Meetings"),
        [
            Delivered(
                "meetings-about",
                _("Meetings: which there are"),
                _("Of all bodies and CBMs, newest first."),
                "/meetings/",
            ),
        ],
    ),
]
LETTERS = [
    letters(
        _("A sentence before a letter: meetings, interest in a CBM"),
        {
            "meeting_invite": _("Invitation to a meeting"),
            "meeting_recall": _("An answer has not come yet"),
            "meeting_withdrawn": _("An invitation is withdrawn"),
            "meeting_behalf": _("An answer was entered on behalf"),
            "meeting_moved": _("A meeting has a new date"),
            "meeting_postponed": _("A meeting is postponed"),
            "meeting_cancelled": _("A meeting is cancelled"),
            "meeting_hours": _("Hours and venue of a meeting"),
            "record_circulated": _("A record is circulated for comments"),
            "record_reminder": _("A record is not circulated"),
            "interest_proposed": _("Interest in a CBM is expressed"),
            "interest_decided": _("An expression of interest was decided"),
            "interest_declined": _("An expression of interest was declined"),
        },
    ),
]
