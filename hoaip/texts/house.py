"""The texts of the platform's own pages: settings.PUBLIC_TEXTS."""

from django.utils.translation import gettext_lazy as _

from hoaip.texts.registry import Delivered, Room

TEXTS = [
    Room(
        _("Home page, signed out"),
        [
            Delivered("home-notice", _("Notice to readers, above everything; empty: there is none"), "", "/?public"),
            Delivered(
                "home-chair",
                _("Under the first sentence: who chairs the process"),
                _(
                    "Afghanistan is the permanent chair. A participating country co-chairs, and hosts, from one "
                    "ministerial conference to the next."
                ),
                "/?public",
            ),
            Delivered("home-pillar-first", _("First pillar"), _("Political consultation"), "/?public", True),
            Delivered("home-pillar-second", _("Second pillar"), _("Confidence building measures"), "/?public", True),
            Delivered(
                "home-pillar-third",
                _("Third pillar"),
                _("Cooperation with regional organizations, which it complements and never replaces"),
                "/?public",
                True,
            ),
            Delivered(
                "home-decides-ministers",
                _("Who decides: ministers"),
                _("Ministerial Conference, yearly"),
                "/?public",
                True,
            ),
            Delivered(
                "home-decides-officials",
                _("Who decides: senior officials"),
                _("Senior Officials’ Meeting, three a year"),
                "/?public",
                True,
            ),
            Delivered(
                "home-decides-ambassadors", _("Who decides: ambassadors"), _("Ambassadorial Meeting"), "/?public", True
            ),
            Delivered(
                "home-decides-groups",
                _("Who decides: technical groups"),
                _("Regional Technical Group, two meetings a year in each CBM"),
                "/?public",
                True,
            ),
        ],
    ),
    Room(
        _("Foot of public pages"),
        [
            Delivered(
                "foot-keepers",
                _("Who keeps this record"),
                _("The countries and organizations of the process keep this record together."),
                "/?public",
                True,
            ),
        ],
    ),
    Room(
        _("Open data"),
        [
            Delivered(
                "data-about",
                _("Open data: what the files hold"),
                _(
                    "Each file holds the public rows and no other, whoever asks for it, and is as new as the portal. "
                    "The names of columns and codes do not change."
                ),
                "/data/",
            ),
        ],
    ),
]
