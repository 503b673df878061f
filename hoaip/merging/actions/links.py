"""Every link of a row that stands twice, found from the models, and what becomes of each when it moves.

- moved: it points to the survivor from now on;
- twice: the survivor has the same link already, so the duplicate's stays where it is;
- frozen: what was circulated, adopted or sealed is never rewritten, so it stays where it is;
- in the way: a dated row of both in one period. One such link, and nothing is moved at all.
"""

from collections import Counter
from dataclasses import dataclass, field

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import IntegrityError, models, transaction
from django.db.models import F, Func, Value
from django.db.models.functions import Concat

from hoaip.ladder import anchor_key
from hoaip.models import EventAnchor, Grant, Person, Watch

UNIQUE, OVERLAPS, HELD = "23505", "23P01", "23503"
SHOWN = 20


@dataclass
class Moves:
    """How many links of each kind moved or stayed, by the words of their kind; `in_the_way`: rows in words."""

    moved: Counter = field(default_factory=Counter)
    twice: Counter = field(default_factory=Counter)
    frozen: Counter = field(default_factory=Counter)
    in_the_way: list = field(default_factory=list)
    # Memberships of both that say the same and become one, in words; known to a rehearsal.
    united: list = field(default_factory=list)

    def plain(self):
        """{"moved": {words: number}, ...} for the history."""
        return {name: dict(getattr(self, name)) for name in ("moved", "twice", "frozen")}


def relations_of(model):
    """Foreign keys of any app to the model, joins of many-to-many relations among them; persons first.

    A person's key carries that of its stakeholder along, so that what names both follows it. Grants are derived from
    dated rows and left out, and so is who was merged before: that chain is followed row by row.
    """
    found = [
        relation.field
        for relation in model._meta.get_fields(include_hidden=True)
        if relation.auto_created and not relation.concrete and not relation.many_to_many
        if not issubclass(relation.related_model, Grant) and relation.field.name != "merged_into"
    ]
    return sorted(found, key=lambda each: (each.model is not Person, each.model._meta.label_lower, each.name))


def move_links(duplicate, survivor):
    """Point every link of the duplicate to the survivor; returns Moves. Within the caller's transaction."""
    moves = Moves()
    for column in relations_of(type(survivor)):
        rows = column.model._base_manager.filter(**{column.name: duplicate})
        words = words_of(column)
        for pk in list(rows.order_by("pk").values_list("pk", flat=True)):
            _move(moves, words, column, pk, survivor)
    if hasattr(survivor, "grant_holders"):
        _move_anchors(moves, duplicate, survivor)
    return moves


def words_of(column):
    """What a link is called: the model that holds it; of a join, the one it belongs to."""
    model = column.model
    if model._meta.auto_created:
        model = model._meta.auto_created
    return str(model._meta.verbose_name_plural)


def _move(moves, words, column, pk, survivor):
    row = column.model._base_manager.filter(pk=pk)
    change = {column.name: survivor}
    if any(each.name == "version" for each in column.model._meta.concrete_fields):
        change["version"] = F("version") + 1
    try:
        with transaction.atomic():
            row.update(**change)
    except IntegrityError as error:
        code, name = error.__cause__.pgcode, error.__cause__.diag.constraint_name or ""
        if code == OVERLAPS:
            moves.in_the_way.append(f"{words}: {row.get()}"[:300])
        elif name.endswith("_frozen"):
            moves.frozen[words] += 1
        elif code in (UNIQUE, HELD):
            moves.twice[words] += 1
        else:
            raise
    else:
        moves.moved[words] += 1


def _move_anchors(moves, duplicate, survivor):
    """The keys by which rows of higher floors name an anchor, and the timeline of it."""
    old, new = anchor_key(duplicate), anchor_key(survivor)
    for model in apps.get_models():
        columns = [
            each for each in model._meta.concrete_fields if each.name == "anchors" and isinstance(each, ArrayField)
        ]
        for column in columns:
            rows = model._base_manager.filter(anchors__contains=[old])
            replaced = Func(F("anchors"), Value(old), Value(new), function="array_replace", output_field=column)
            for pk in list(rows.values_list("pk", flat=True)):
                try:
                    with transaction.atomic():
                        model._base_manager.filter(pk=pk).update(anchors=replaced)
                except IntegrityError as error:
                    if not (error.__cause__.diag.constraint_name or "").endswith("_frozen"):
                        raise
                    moves.frozen[str(model._meta.verbose_name_plural)] += 1
    kind = type(survivor)._meta.model_name
    told = EventAnchor.objects.filter(name=f"{kind}:{survivor.slug}").values("event")
    lines = EventAnchor.objects.filter(name=f"{kind}:{duplicate.slug}").exclude(event__in=told)
    lines.update(name=Concat(Value(f"{kind}:"), Value(survivor.slug), output_field=models.CharField()))
    # Whoever watched the one watches the other.
    watched = Watch.objects.filter(name=f"{kind}:{duplicate.slug}")
    of_both = Watch.objects.filter(name=f"{kind}:{survivor.slug}").values("user")
    watched.filter(user__in=of_both).delete()
    watched.update(name=f"{kind}:{survivor.slug}")
