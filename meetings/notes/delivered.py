"""The templates of notes that the portal comes with, in its three languages. The administrator may edit each."""

from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from meetings.models import NoteTemplate

Kind = NoteTemplate.Kind


class DeliveredNote(NamedTuple):
    """A template: its key in addresses, its kind, its name and its words, both lazily translated."""

    key: str
    kind: str
    name: str
    words: str


DELIVERED = (
    DeliveredNote(
        "invitation",
        Kind.INVITATION,
        _("Invitation to a meeting"),
        _(
            "The Ministry of Foreign Affairs of Afghanistan presents its compliments to {addressee} and has the honour "
            "to invite its authorities to the following meeting of the Heart of Asia – Istanbul Process: {meeting}. It "
            "will be held in {city} on {date}, which is {solar_date}.\n\nThe Ministry would be grateful to learn by "
            "{answer_by} whether a delegation will attend, and who will lead it.\n\nThe Ministry of Foreign Affairs "
            "avails itself of this opportunity to renew to {addressee} the assurances of its highest consideration."
        ),
    ),
    DeliveredNote(
        "record",
        Kind.RECORD,
        _("Note with the record of a meeting"),
        _(
            "The Ministry of Foreign Affairs of Afghanistan presents its compliments to {addressee} and has the honour "
            "to transmit herewith the record of the following meeting of the Heart of Asia – Istanbul Process, held on "
            "{date}: {meeting}.\n\nThe Ministry would be grateful if the record were brought to the attention of the "
            "competent authorities.\n\nThe Ministry of Foreign Affairs avails itself of this opportunity to renew to "
            "{addressee} the assurances of its highest consideration."
        ),
    ),
    DeliveredNote(
        "new-date",
        Kind.FREE,
        _("Note on the date of a meeting"),
        _(
            "The Ministry of Foreign Affairs of Afghanistan presents its compliments to {addressee} and has the honour "
            "to inform it of the date now set for the following meeting of the Heart of Asia – Istanbul Process: "
            "{meeting}. It will be held on {date}, which is {solar_date}.\n\nThe Ministry of Foreign Affairs avails "
            "itself of this opportunity to renew to {addressee} the assurances of its highest consideration."
        ),
    ),
)
BY_KEY = {each.key: each for each in DELIVERED}
