"""The text of a mail: plain, in the recipient's language, out of templates/mail."""

import unicodedata
from functools import lru_cache

from django.conf import settings
from django.template.backends.django import DjangoTemplates
from django.utils import translation

from hoaip.language import TONGUES
from hoaip.post.kinds import letters
from hoaip.texts.letters import opening

# Said to whoever lays plain text out: this line runs from right to left, whatever it begins with.
RIGHT_TO_LEFT = "\u200f"
LONGEST_SUBJECT = 200
# Letters that carry a key. The outbox keeps their text no longer than it has to: the key itself is stored hashed.
WITH_A_KEY = frozenset({"invitation", "password_reset"})


@lru_cache(maxsize=1)
def engine():
    # A letter is plain text: escaped for a page, an ampersand in a title would reach the reader as "&amp;".
    return DjangoTemplates(
        {
            "NAME": "mail",
            "DIRS": [settings.BASE_DIR / "templates" / "mail"],
            "APP_DIRS": False,
            "OPTIONS": {"autoescape": False, "builtins": settings.TEMPLATES[0]["OPTIONS"]["builtins"]},
        }
    )


def write(template, *, recipient, context, before=None):
    """(subject, body) of templates/mail/<template>.{subject,body}.txt in the recipient's language.

    `before` is the administrator's sentence for it, as stored in each language (hoaip/texts/letters.py), or None. The
    foot says of which kind it is (hoaip/post/kinds.py), and to whoever has an account where that is chosen.

    The context gains `recipient` and `origin`; `{{ origin }}{% url … %}` is an address with the prefix of that
    language. The subject is one line of at most 200 characters. In Dari and Pashto the subject and each line of their
    letters begin with a mark of direction. TemplateDoesNotExist when a file is missing.
    """
    filled = {**context, "recipient": recipient, "origin": settings.PUBLIC_ORIGIN}
    with translation.override(recipient.language):
        subject = engine().get_template(f"{template}.subject.txt").render(filled)
        parts = [opening(before, recipient.language), engine().get_template(f"{template}.body.txt").render(filled)]
        if (letter := letters().get(template)) is not None:
            parts.append(engine().get_template("_foot.txt").render(filled | {"group": letter.group}))
    subject, body = " ".join(subject.split()), "\n\n".join(filter(None, map(str.strip, parts)))
    if TONGUES[recipient.language]["dir"] == "rtl":
        subject, body = _directed(subject), "\n".join(map(_directed, body.split("\n")))
    return subject[:LONGEST_SUBJECT], body + "\n"


def _directed(line):
    """A line with its mark; an address or a hash, which has no letter from the right, stays as it is."""
    is_from_right = any(unicodedata.bidirectional(each) in ("R", "AL") for each in line)
    return RIGHT_TO_LEFT + line if is_from_right else line
