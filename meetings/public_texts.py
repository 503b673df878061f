"""What the public page of meetings says of itself: settings.PUBLIC_TEXTS."""

from django.utils.translation import gettext_lazy as _

from hoaip.texts import Delivered, Room

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
