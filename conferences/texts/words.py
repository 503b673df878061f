"""What declarations are called, and what is said of their kind."""

from django.utils.translation import gettext as _

from hoaip.language import TONGUES

# A text that its participants agreed on; any other is the chair's alone.
AGREED = ("declaration", "communique")


def agreed_words(kind):
    """ "Declaration agreed", for a timeline."""
    return {
        "declaration": _("Declaration agreed"),
        "communique": _("Communiqué agreed"),
        "chair_statement": _("Chair’s statement given"),
    }[kind]


def who_answers(kind):
    """Who stands behind a text, as a sentence."""
    if kind in AGREED:
        return _("A text on which the participants agreed.")
    return _("A statement of the chair: the chair alone answers for it, and nobody agreed on its words.")


def columns_of_language(code):
    """ "fa" of "fa-af": how columns and addresses name a language; None for none of the portal's."""
    found = {each["column"]: each["column"] for each in TONGUES.values()}
    found |= {tongue: each["column"] for tongue, each in TONGUES.items()}
    return found.get(code)
