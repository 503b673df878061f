"""The text of a mail: plain, in the recipient's language, out of templates/mail."""

from functools import lru_cache

from django.conf import settings
from django.template.backends.django import DjangoTemplates
from django.utils import translation

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


def write(template, *, recipient, context):
    """(subject, body) of templates/mail/<template>.{subject,body}.txt in the recipient's language.

    The context gains `recipient` and `origin`; `{{ origin }}{% url … %}` is an address with the prefix of that
    language. The subject is one line of at most 200 characters. TemplateDoesNotExist when a file is missing.
    """
    filled = {**context, "recipient": recipient, "origin": settings.PUBLIC_ORIGIN}
    with translation.override(recipient.language):
        subject = engine().get_template(f"{template}.subject.txt").render(filled)
        body = engine().get_template(f"{template}.body.txt").render(filled)
    return " ".join(subject.split())[:LONGEST_SUBJECT], body.strip() + "\n"
