"""The kinds of events: to which group each belongs, which rows it is about, how it is said. Each app adds its own."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.db.models import TextChoices
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from hoaip.permissions import Role


class Topic(TextChoices):
    """The groups by which a timeline is narrowed in the address (`?kind=`)."""

    ROLES = "roles", _("Roles and members")
    MEETINGS = "meetings", _("Meetings")
    PLANS = "plans", _("Plans and decisions")
    COMMITMENTS = "commitments", _("Commitments")
    INTEREST = "interest", _("Interest in a role")
    DOCUMENTS = "documents", _("Documents")


@dataclass(frozen=True, slots=True)
class Line:
    """An event in words: its title, where it leads, and a second sentence."""

    title: str
    address: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of event. `of` is the label of the rows it is about; `words(told)` gives its Line.

    `readers`: the roles that may read it; None leaves that to the object alone. Events of one day that differ only in
    the parameter `bundle` are one line.
    """

    topic: Topic
    of: str
    words: Callable
    readers: frozenset[Role] | None = None
    bundle: str = ""


class Kinds(dict):
    """{name: Kind} of one app, filled by `@kinds.of(...)` above the function that says them."""

    def of(self, label, topic, *names, readers=None, bundle=""):
        def take(words):
            self.update({name: Kind(topic, label, words, readers, bundle) for name in names})
            return words

        return take


@lru_cache(maxsize=1)
def all_kinds():
    """{name: Kind} of the whole house, as settings.TIMELINES names them."""
    found = {}
    for path in settings.TIMELINES:
        found |= import_string(path)
    return found
