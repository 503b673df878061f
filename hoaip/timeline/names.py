"""What anchors are called: events name them as addresses do, and pages in the language of the reader."""

from functools import partial
from typing import NamedTuple

from django.db.models import CharField, F, Value

from hoaip.grants import anchor_models
from hoaip.language import localized
from hoaip.protocol import protocol_key, together
from hoaip.public_cache import facts

COLUMNS = ("name_en", "name_fa", "name_ps")


class Named(NamedTuple):
    """An anchor of rights by its key in addresses. `short` is its code or short name."""

    label: str
    key: str
    pk: int
    short: str
    kind: str
    name_en: str
    name_fa: str
    name_ps: str

    @property
    def called(self):
        """As a line of text calls it: an organization and a process by their short name, others by their name."""
        return self.short if self.kind in ("organization", "process") else localized(self, "name")[0]


def known_names(request):
    """{"cbm": {"dm": Named}, "stakeholder": ..., "process": ...}: one query, kept for one version of the data."""
    return facts.get(request, "names of anchors", read_names)


def read_names():
    parts = [
        model._base_manager.order_by().values_list(
            Value(model._meta.model_name, output_field=CharField()),
            model.ANCHOR[0],
            "pk",
            F(model.ANCHOR[1]),
            F("kind") if hasattr(model, "kind") else Value(model._meta.model_name, output_field=CharField()),
            *COLUMNS,
        )
        for model in anchor_models()
    ]
    found = {model._meta.model_name: {} for model in anchor_models()}
    for row in parts[0].union(*parts[1:], all=True):
        named = Named(*row)
        found[named.label][named.key] = named
    return found


def in_order(names, language):
    """Names as a sentence says them, in protocol order: "Afghanistan, Iran and Turkey"."""
    return together(sorted(names, key=partial(protocol_key, language=language)))
