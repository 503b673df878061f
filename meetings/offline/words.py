"""The names of a form's rows and the words of its choices: written in one language, read in all three."""

import re
from functools import cache

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from cbms.plans.parties import folded
from hoaip.language import TONGUES
from meetings.models import Attendance, Meeting, Outcome

FORM, ATTENDANCE, OUTCOME, PARAGRAPH = "form", "attendance", "outcome", "paragraph"
# Rows that stand once, each with the field of the logging form that it fills in.
SINGLE = {
    "title": "title",
    "first_day": "starts_on",
    "last_day": "ends_on",
    "host": "host",
    "city": "city",
    "mode": "mode",
}
LABELS = {
    FORM: _("Form"),
    "title": _("Title"),
    "first_day": _("First day"),
    "last_day": _("Last day"),
    "host": _("Host"),
    "city": _("City"),
    "mode": _("Held"),
    ATTENDANCE: _("Who came"),
    OUTCOME: _("What came of it"),
    PARAGRAPH: _("Paragraph"),
}
HEAD = _("Field")
CAME = (("", _("did not come")), *Attendance.Answer.choices)
CHOICES = {"mode": Meeting.Mode.choices, ATTENDANCE: CAME, OUTCOME: Outcome.Kind.choices}
# Marks that nobody sees, which copied text and keyboards put around words.
_UNSEEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
# A row's name is shorter in every language. In a longer text the number behind it would be sought from each digit on.
LONGEST_NAME = 60


def plain_word(text):
    """A name or a choice without what typing changes: case, spaces, underscores, marks, kinds of letters."""
    return folded(_UNSEEN.sub("", text.replace("_", " ")))


def key_of(name):
    """The row that a name in the first column means, with or without a number behind it; None for none."""
    word = plain_word(name)
    return _keys().get(re.sub(r"[\s\d.]+$", "", word)) if len(word) <= LONGEST_NAME else None


def is_head(name):
    """Whether the first cell of a row is that of the head."""
    return plain_word(name) in _heads()


def code_of(kind, text):
    """The code of a choice of CHOICES that was written as its code or in words of any language; None for none."""
    return _codes(kind).get(plain_word(text))


def is_told(kind):
    """The words of a choice as a list for people, in the language at hand."""
    return "; ".join(str(label) for code, label in CHOICES[kind] if code)


@cache
def _keys():
    return {plain_word(word): key for key, label in LABELS.items() for word in (key, *_in_all(label))}


@cache
def _heads():
    return {plain_word(word) for word in ("field", *_in_all(HEAD))}


@cache
def _codes(kind):
    return {plain_word(word): str(code) for code, label in CHOICES[kind] for word in (str(code), *_in_all(label))}


def _in_all(label):
    for tongue in TONGUES:
        with override(tongue):
            yield str(label)
