"""What is filled into the text of a note: one small fixed list, and plain replacement. No template engine reads it."""

import re
from difflib import get_close_matches

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# Name, what stands in its place, and what it means that there is nothing to put there ("" where there always is).
PLACEHOLDERS = {
    "addressee": (gettext_lazy("the embassy of the state, or the organization"), ""),
    "meeting": (gettext_lazy("the name of the meeting"), ""),
    "cbm": (gettext_lazy("its CBM or CBMs"), gettext_lazy("The meeting belongs to no CBM.")),
    "date": (gettext_lazy("its day or days"), gettext_lazy("The meeting has no fixed day yet.")),
    "solar_date": (gettext_lazy("the same in the solar calendar"), gettext_lazy("The meeting has no fixed day yet.")),
    "city": (gettext_lazy("its city"), gettext_lazy("No city of the meeting is written.")),
    "venue": (gettext_lazy("its venue"), gettext_lazy("No venue of the meeting is written.")),
    "hours": (gettext_lazy("its hours, by the clock at the venue"), gettext_lazy("The meeting has no hours yet.")),
    "answer_by": (
        gettext_lazy("the day by which an answer is asked"),
        gettext_lazy("Nobody is invited yet, so no day is set by which an answer is asked. Invite first."),
    ),
    "reference": (gettext_lazy("the reference number of the note"), ""),
    "today": (gettext_lazy("the day on which the note is made"), ""),
}
BRACES = re.compile(r"\{([^{}\n]*)\}|[{}]")
# Around a brace without its partner, so many characters are shown.
AROUND = 12


def problems_of(text):
    """Sentences about braces in a typed text that mean nothing: each unknown name once, each brace left alone."""
    found = []
    for match in BRACES.finditer(text):
        name = match[1]
        if name is None:
            near = text[max(0, match.start() - AROUND) : match.end() + AROUND].replace("\n", " ").strip()
            sentence = _(
                "A brace stands alone at “%(near)s”. A placeholder is a name between two braces, as {date}."
            ) % {"near": near}
        elif name not in PLACEHOLDERS:
            sentence = _("{%(name)s} is not known. Do you mean {%(nearest)s}?") % {
                "name": name[:60],
                "nearest": nearest(name),
            }
        else:
            continue
        if sentence not in found:
            found.append(sentence)
    return found


def nearest(name):
    """The placeholder whose name is most like this one."""
    typed = re.sub(r"[\s-]+", "_", name.strip().lower())
    return get_close_matches(typed, PLACEHOLDERS, n=1, cutoff=0)[0]


def names_in(text):
    """The placeholders in a checked text, each once, in the order of the list."""
    used = {match[1] for match in BRACES.finditer(text)}
    return [name for name in PLACEHOLDERS if name in used]


def filled(text, values):
    """The text with `values[name]` in place of each {name}; what is filled in is not read again."""
    return BRACES.sub(lambda match: values[match[1]], text)
