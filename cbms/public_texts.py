"""What the public pages of the CBMs, plans and documents say of themselves: settings.PUBLIC_TEXTS."""

from django.utils.translation import gettext_lazy as _

from hoaip.texts import Delivered, Room

TEXTS = [
    Room(
        _("Measures, plans, documents"),
        [
            Delivered(
                "cbms-about",
                _("Confidence building measures: what they are"),
                _(
                    "States volunteer to lead a measure; others take part or support it. Each should hold two "
                    "technical meetings a year."
                ),
                "/cbms/",
            ),
            Delivered(
                "plans-about",
                _("Implementation Plans: what they are"),
                _("What the CBMs have agreed to do, by whom and until when."),
                "/plans/",
            ),
            Delivered(
                "documents-about",
                _("Documents: which there are"),
                _("Of all CBMs and meetings, newest first; those you may see."),
                "/documents/",
            ),
        ],
    ),
]
