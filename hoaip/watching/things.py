"""What can be watched: whatever has a timeline. Each app names its own in `settings.WATCHED`."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.module_loading import import_string

from hoaip.grants import reached
from hoaip.language import localized


def name_of(row):
    """What most things are called: by their name in this language, or borrowed from another."""
    return localized(row, "name")[0]


@dataclass(frozen=True, slots=True)
class Thing:
    """Rows of one model that can be watched.

    `of`: its label; `key`: the field that names a row in addresses and anchors; `page`: the name of the address of its
    timeline, which takes that key; `called`: what a line of text calls a row in this language; `joined`: what it reads
    for that.
    """

    of: str
    key: str
    page: str
    called: Callable = name_of
    joined: tuple = ()

    def seen(self, reader, keys):
        """[Seen] of these keys, those that the reader may see. One query, and one for each of `joined`."""
        rows = reached(apps.get_model(self.of).objects, reader)
        rows = rows.filter(**{f"{self.key}__in": keys}).prefetch_related(*self.joined)
        return [self._shown(row, str(getattr(row, self.key))) for row in rows]

    def _shown(self, row, key):
        kind = self.of.rpartition(".")[2]
        return Seen(f"{kind}:{key}", self.called(row), reverse(self.page, kwargs={self.key: key}))


class Seen(NamedTuple):
    """A thing as its reader sees it now: the name of its anchor, what it is called, the address of its timeline."""

    name: str
    called: str
    address: str


@lru_cache(maxsize=1)
def things():
    """{kind of anchor: Thing}: "cbm", "stakeholder", "meeting", "process"."""
    every = [import_string(path) for path in settings.WATCHED]
    return {thing.of.rpartition(".")[2]: thing for thing in every}


def seen_among(reader, names):
    """{name: Seen} of these names of anchors ("cbm:dm"), those that the reader may see. One query for each kind."""
    keys = {}
    for name in names:
        kind, _colon, key = name.partition(":")
        keys.setdefault(kind, []).append(key)
    every = [things()[kind].seen(reader, of_kind) for kind, of_kind in keys.items() if kind in things()]
    return {seen.name: seen for of_kind in every for seen in of_kind}


def seen_of(reader, name):
    """The Seen of a name that somebody sent in, or None: it is no anchor, or not one for this reader."""
    try:
        return seen_among(reader, [name]).get(name)
    except ValidationError:
        # Not what a key of that kind looks like.
        return None
