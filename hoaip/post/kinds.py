"""The kinds of letters: to which group each belongs, what it says, and the page on which its reader acts.

Each app names its own.
"""

from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from hoaip.models import LetterGroup
from hoaip.texts.letters import openings


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter of templates/mail.

    `says`: what it says, lazily translated, for the administrator who writes a sentence before it; "" where its words
    are fixed. `page`: the name of the address on which its reader acts, "" where there is none.
    `of_one`: the page is that of the object which the letter is about, by its `uid`. `is_news`: somebody is to open it;
    what is only kept or points at the first page stands among the letters as read from the start.
    """

    group: LetterGroup
    says: str = ""
    page: str = ""
    of_one: bool = True
    is_news: bool = True

    def address(self, uid):
        """The page in the language of this one, or "" where there is none; `uid` of what the letter is about."""
        if not self.page or (self.of_one and uid is None):
            return ""
        return reverse(self.page, kwargs={"uid": uid}) if self.of_one else reverse(self.page)


@lru_cache(maxsize=1)
def letters():
    """{template: Letter} of the whole house, as settings.LETTERS names them."""
    found = {}
    for path in settings.LETTERS:
        found |= import_string(path)
    return found


def letter_of(template):
    """The Letter of a template; LookupError when no app names it: nobody could choose how it comes."""
    try:
        return letters()[template]
    except KeyError:
        raise LookupError(f"No app says of which kind the letter “{template}” is: see hoaip/post/kinds.py.") from None


def templates_of(group):
    """The names of the letters of a group."""
    return [name for name, letter in letters().items() if letter.group == group]


LETTERS = {
    "audit_head": Letter(LetterGroup.HISTORY, page="hoaip:audit_head", of_one=False, is_news=False),
    "delegate_wanted": Letter(
        LetterGroup.WORK,
        _("A delegation invites somebody who has an account"),
        "accounts:people_invitations",
        of_one=False,
    ),
    "digest": Letter(LetterGroup.WEEKLY, _("Weekly letter: what waits"), "hoaip:home", of_one=False, is_news=False),
    "watch_news": Letter(LetterGroup.WATCHED, _("News of what is watched"), "watching:watch_list", of_one=False),
    "invitation": Letter(LetterGroup.ACCOUNT, _("Invitation to an account")),
    "manager_named": Letter(
        LetterGroup.ASKED, _("Manager of a delegation’s accounts: named"), "delegation:home", of_one=False
    ),
    # They guard an account.
    "email_changed": Letter(LetterGroup.ACCOUNT, page="accounts:people_me", of_one=False),
    "password_changed": Letter(LetterGroup.ACCOUNT, page="accounts:people_me", of_one=False),
    "password_reset": Letter(LetterGroup.ACCOUNT),
    "password_unknown": Letter(LetterGroup.ACCOUNT),
    "second_factor_reset": Letter(LetterGroup.ACCOUNT, page="mfa_index", of_one=False),
}
# What the administrator may say before them: settings.PUBLIC_TEXTS.
OPENINGS = [openings(_("A sentence before a letter: accounts, the weekly letter"), LETTERS)]
