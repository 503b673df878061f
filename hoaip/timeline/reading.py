"""The timeline of an anchor as one reader may see it now: newest first, by keyset, one statement whatever its length.

An event is there only while the row it is about is visible to that reader (`visible_to` of its model, found by its
label, so that nothing is imported from above); the public is told only what may be told to it.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from types import SimpleNamespace

from django.apps import apps
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from hoaip.calendar import parse_period
from hoaip.conditions import kept_condition
from hoaip.decorators import reader
from hoaip.embargo import has_come
from hoaip.grants import NOTHING, anchor_models, holdings, reached, readers
from hoaip.language import localized, page_language
from hoaip.models import EventAnchor
from hoaip.permissions import FRAME, MEMBERS
from hoaip.timeline.kinds import Line, all_kinds
from hoaip.timeline.names import in_order, known_names


@dataclass(frozen=True, slots=True)
class Told:
    """Events of one day that are said in one line, and to whom: what `words` of a kind reads.

    `internal`: the reader reads the ministry's words; `sees_persons`: the names of persons too; `of`: (model name,
    key) of the page's anchor, which its lines need not name.
    """

    events: tuple
    names: dict
    internal: bool
    sees_persons: bool
    of: tuple
    today: date

    @property
    def kind(self):
        return self.events[0].kind

    @property
    def uid(self):
        return self.events[0].object_uid

    @property
    def on(self):
        return self.events[0].on

    @property
    def params(self):
        return self.events[0].params

    def get(self, name):
        return self.params.get(name, "")

    def named(self, label, key=None):
        """The Named of an anchor: by the parameter called like its model, or by `key`; None when it is gone."""
        return self.names.get(label, {}).get(key if key is not None else self.get(label))

    def called(self, label, key=None):
        """What it is called on this page, or its key when it is not in the register any more."""
        found = self.named(label, key)
        return found.called if found else str(key if key is not None else self.get(label))

    def written(self, field):
        """A text that the event keeps in a column per language, as a line on this page shows it."""
        return localized(SimpleNamespace(**self.params), field)[0]

    def who(self):
        """All stakeholders of the line, in protocol order, as a sentence says them."""
        return in_order(
            [self.called("stakeholder", each.params["stakeholder"]) for each in self.events], page_language()
        )


@dataclass(frozen=True, slots=True)
class Shown:
    """A line as components/timeline.html takes it."""

    thing: object
    title: str
    address: str
    text: str
    tongue: str = ""
    pill_kind: str = ""
    pill_text: str = ""
    # On the day of the line before it, which says the day for both.
    goes_on: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """Lines of a timeline, and the token of the rows that follow, "" when there are none."""

    lines: list
    after: str = ""


def timeline(request, name, *, topic="", after=None, until=None, size=60):
    """The newest `size` events of an anchor ("cbm:dm") as lines. `after`: (day, event id); `until`: the last day."""
    user = reader(request)
    rows = events_of(name, user, topic=topic, after=after, until=until)
    found = [row.event for row in rows.select_related("event")[: size + 1]]
    token = ""
    if len(found) > size:
        found = whole_lines(found, size)
        token = f"{found[-1].on.isoformat()}_{found[-1].pk}"
    if not found:
        return Part([])
    return Part(lines_of(request, name, user, found), token)


def whole_lines(events, size):
    """The first `size` events, less those at the end whose line goes on in the next part; never none."""
    following, found = alike(events[size]), events[:size]
    first = next((n for n, each in enumerate(found) if alike(each) == following), size)
    tail_is_one_line = all(alike(each) == following for each in found[first:])
    return found[:first] if 0 < first < size and tail_is_one_line else found


def events_of(name, user, *, topic="", after=None, until=None):
    """EventAnchors of a timeline that this reader may see now, newest first."""
    rows = EventAnchor.objects.filter(name=name)
    if topic:
        rows = rows.filter(topic=topic)
    if until is not None:
        rows = rows.filter(on__lte=until)
    if after is not None:
        day, pk = after
        rows = rows.filter(on__lte=day).filter(Q(on__lt=day) | Q(event__lt=pk))
    every = [holdings(each) for each in readers(user)]
    if any(held is NOTHING for held in every):
        rows = rows.filter(event__is_public=True)
    readable = [
        name
        for name, kind in all_kinds().items()
        if kind.readers is None or all(held.any(kind.readers) for held in every)
    ]
    is_said = Q(event__told_from__isnull=True) | has_come("event__told_from")
    return rows.filter(seen_by(user), is_said, event__kind__in=readable).order_by("-on", "-event_id")


def seen_by(user):
    """The condition that the row an event is about is visible to this reader, for EventAnchors joined to their events.

    It asks every kind of row there is, and composing it took a third of a CBM's page; it says the same for the same
    rights, whatever the rows, so that its SQL is kept (hoaip/conditions.py).
    """
    labels = sorted({kind.of for kind in all_kinds().values()})
    return kept_condition(("timeline", *labels), user, EventAnchor, lambda: composed(labels, user))


def composed(labels, user):
    """`seen_by` as Django's ORM says it, of these labels of models."""
    for_everybody, seen = [], Q()
    for label in labels:
        rows = apps.get_model(label).objects.all()
        if getattr(rows, "is_for_everybody", False) or not hasattr(rows, "visible_to"):
            # Rows without a question of their own are told to named roles alone, which a test holds.
            for_everybody.append(label)
            continue
        of_it = reached(rows, user).filter(uid=OuterRef("event__object_uid"))
        seen |= Q(event__object_type=label) & Exists(of_it)
    return seen | Q(event__object_type__in=for_everybody)


def lines_of(request, name, user, events):
    """Events in words, those that say the same of several as one."""
    every, names, kinds = [holdings(each) for each in readers(user)], known_names(request), all_kinds()
    internal = all(held.any(FRAME) for held in every)
    of = tuple(name.split(":", 1))
    shown = []
    for _key, group in groupby(sorted(events, key=lambda each: (-each.on.toordinal(), alike(each))), key=alike):
        group = tuple(group)
        sees_persons = all(held.any(FRAME) or is_member(held, names, group[0].params) for held in every)
        told = Told(group, names, internal, sees_persons, of, request.today)
        line = as_written(told) or kinds[told.kind].words(told)
        if line is not None:
            thing = period_of(told)
            shown.append(show(told, line, thing, goes_on=bool(shown) and shown[-1].thing == thing))
    return shown


def is_member(held, names, params):
    """Whether the reader is a member of an anchor that the event names: who may read the names of persons."""
    for model in anchor_models():
        named = names[model._meta.model_name].get(params.get(model._meta.model_name))
        if named and held.by_anchor.get((model._meta.label_lower, named.pk), frozenset()) & MEMBERS:
            return True
    return False


def alike(event):
    """Events of one day with the same key are said in one line."""
    bundle = all_kinds()[event.kind].bundle
    if not bundle or "said" in event.params:
        return event.on, -event.pk, "", ""
    rest = {name: value for name, value in event.params.items() if name != bundle}
    return event.on, 0, event.kind, repr(sorted(rest.items()))


def as_written(told):
    """What was told before events were kept without words: an English sentence, shown as it was written."""
    return Line(told.params["said"]) if "said" in told.params else None


def show(told, line, thing, *, goes_on):
    ahead = told.on > told.today
    return Shown(
        thing=thing,
        title=line.title,
        address=line.address,
        text=line.text,
        tongue="en" if "said" in told.params else "",
        pill_kind="plain" if ahead else "",
        pill_text=_("ahead") if ahead else "",
        goes_on=goes_on,
    )


def period_of(told):
    """The day of the line as `period` shows it: a month or a year where no more is known."""
    precision = told.get("precision") or "day"
    if precision == "day":
        return SimpleNamespace(starts_on=told.on, ends_on=told.on, date_precision="day", state="held")
    width = {"year": 4, "month": 7}.get(precision, 10)
    if width == 10:
        last = date.fromisoformat(told.get("until")) if told.get("until") else told.on + timedelta(days=89)
        return SimpleNamespace(starts_on=told.on, ends_on=last, date_precision=precision, state="held")
    first, last = parse_period(told.on.isoformat()[:width], precision)
    return SimpleNamespace(starts_on=first, ends_on=last, date_precision=precision, state="held")
