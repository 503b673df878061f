"""A sentence of the administrator before the text of a letter: empty as delivered, plain, with nothing filled in.

Letters that guard an account (a password, an address, a second factor) have none: their words are fixed.
"""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hoaip.language import TONGUES
from hoaip.texts.reading import edited_words
from hoaip.texts.registry import Delivered, Room


def key_of_letter(template):
    """The key of the text that stands before the letters of a template: "letter-meeting-invite"."""
    return f"letter-{template.replace('_', '-')}"


def letters(heading, places):
    """The Room of an app's letters; `places` is {template: what the letter says, lazily translated}."""
    return Room(heading, [Delivered(key_of_letter(template), place, "", "") for template, place in places.items()])


def opening(texts, language):
    """What stands before a letter in this language, of the stored [English, Dari, Pashto] or None; "" for nothing.

    A sentence that is borrowed says which language it is in.
    """
    found = edited_words(texts)
    if found is None:
        return ""
    words, code = found
    if code == language:
        return words
    return _("%(text)s (in %(language)s)") % {"text": words, "language": TONGUES[code]["name"]}


LETTERS = [
    letters(
        gettext_lazy("A sentence before a letter: accounts, the weekly letter"),
        {
            "invitation": gettext_lazy("Invitation to an account"),
            "manager_named": gettext_lazy("Manager of a delegation’s accounts: named"),
            "delegate_wanted": gettext_lazy("A delegation invites somebody who has an account"),
            "digest": gettext_lazy("Weekly letter: what waits"),
        },
    )
]
