"""How two texts of a plan differ: by objective, activity and field, and in the words of each. Pure: two texts in."""

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property

from cbms.plans.content import ACTIVITY_FIELDS, OBJECTIVE_FIELDS, activities_of
from hoaip.saving.answers import changes

ADDED, REMOVED, MOVED, CHANGED, SAME = ("added", "removed", "moved", "changed", "same")
PLAN_FIELDS = ("title_en", "title_fa", "title_ps", "language", "summary", "from", "until")


@dataclass(frozen=True)
class FieldChange:
    """A field whose value differs, before and after as people read it."""

    field: str
    before: str
    after: str

    @property
    def is_text(self):
        """Whether it is written in the language of its plan; names, months and languages are in the page's."""
        return self.field not in ("lead", "partners", "from", "until", "language")

    @cached_property
    def _changes(self):
        return changes(self.before, self.after)

    @property
    def inline(self):
        """[(kind, words)] of both in one line of text: "same", "del" (only before) or "ins" (only after)."""
        found = []
        for kind, old, new in self._changes:
            if kind:
                found.append((kind, old))
            else:
                found += [(mark, words) for mark, words in (("del", old), ("ins", new)) if words]
        return found

    @property
    def old(self):
        """[(kind, words)] of the text before: "same" or "del"."""
        return [(kind or "del", old) for kind, old, _new in self._changes if old]

    @property
    def new(self):
        """[(kind, words)] of the text after: "same" or "ins"."""
        return [(kind or "ins", new) for kind, _old, new in self._changes if new]


@dataclass(slots=True)
class PartChange:
    """An objective or activity of either text. `before` and `after` are its values there, or None where it is not."""

    key: str
    before: dict | None
    after: dict | None
    is_moved: bool = False
    fields: list = field(default_factory=list)
    # Of an objective: its activities, those that were taken out at their old place.
    activities: list = field(default_factory=list)

    @property
    def part(self):
        return self.after or self.before

    @property
    def status(self):
        if self.before is None:
            return ADDED
        if self.after is None:
            return REMOVED
        if self.is_moved:
            return MOVED
        return CHANGED if self.fields else SAME

    @property
    def differs(self):
        return self.status != SAME

    @property
    def is_one_sided(self):
        """Whether it stands in one of the two texts alone."""
        return self.before is None or self.after is None

    @property
    def changed_activities(self):
        return [each for each in self.activities if each.differs]

    @property
    def is_shown(self):
        """Whether anything of it, or under it, differs."""
        return self.differs or bool(self.changed_activities)


@dataclass(frozen=True)
class Comparison:
    """What differs between two texts of a plan."""

    fields: list
    objectives: list

    @property
    def is_empty(self):
        return not self.fields and not self.shown

    @property
    def shown(self):
        return [each for each in self.objectives if each.is_shown]

    @property
    def counts(self):
        """{status: number of activities}, moved ones whose words changed too among the moved."""
        return Counter(each.status for objective in self.objectives for each in objective.activities)


def plain(name, value):
    """A value as text, where nobody says it better."""
    return "; ".join(value) if isinstance(value, list) else value


def compare(before, after, said=plain):
    """The Comparison of two texts; `said(field, value)` gives a value as people read it.

    An objective or activity is known by its key, whatever its number: numbers that shift because something was put in
    before are no change. Moved is one that stands under another objective, or before another that it stood behind.
    """
    old, new = _by_key(before["objectives"]), _by_key(after["objectives"])
    old_home = {each["key"]: objective["key"] for objective in before["objectives"] for each in objective["activities"]}
    new_home = {each["key"]: objective["key"] for objective in after["objectives"] for each in objective["activities"]}
    old_activities, new_activities = _by_key(activities_of(before)), _by_key(activities_of(after))
    moved = _moved([*old], [*new])
    objectives = []
    for key in _woven([*old], [*new]):
        was, now = old.get(key), new.get(key)
        part = PartChange(key, was, now, key in moved, _fields(OBJECTIVE_FIELDS, was, now, said))
        left = [each["key"] for each in was["activities"]] if was else []
        right = [each["key"] for each in now["activities"]] if now else []
        # What went to another objective is told there.
        left = [each for each in left if new_home.get(each, key) == key]
        shifted = _moved(left, right)
        for each in _woven(left, right):
            is_moved = each in shifted or each in old_home and each in new_home and old_home[each] != new_home[each]
            one, other = old_activities.get(each), new_activities.get(each)
            part.activities.append(PartChange(each, one, other, is_moved, _fields(ACTIVITY_FIELDS, one, other, said)))
        objectives.append(part)
    return Comparison(_fields(PLAN_FIELDS, _frame(before), _frame(after), said), objectives)


def _frame(content):
    """The values of a plan itself, its titles side by side."""
    return content | {f"title_{tongue}": content["title"][tongue] for tongue in ("en", "fa", "ps")}


def _by_key(parts):
    return {part["key"]: part for part in parts}


def _fields(names, before, after, said):
    """The fields that differ; of a part that is in one text alone those that say anything."""
    empty = dict.fromkeys(names, "")
    before, after = before or empty, after or empty
    # What is stored alike is said alike: of a long plan most is, and months take time to say.
    names = [name for name in names if before[name] != after[name]]
    pairs = ((name, said(name, before[name]), said(name, after[name])) for name in names)
    return [FieldChange(name, old, new) for name, old, new in pairs if _tidy(old) != _tidy(new)]


def _tidy(text):
    return text.replace("\r\n", "\n").strip()


def _woven(old, new):
    """The keys of the new order, and those that are gone each behind the one it stood behind."""
    found, gone = [], {}
    last = None
    for key in old:
        if key in new:
            last = key
        else:
            gone.setdefault(last, []).append(key)
    found += gone.get(None, [])
    for key in new:
        found += [key, *gone.get(key, [])]
    return found


def _moved(old, new):
    """The keys of both that do not stand in the longest run which kept its order: as few as possible."""
    places = {key: place for place, key in enumerate(old)}
    common = [key for key in new if key in places]
    tails, ends, before = [], [], {}
    for key in common:
        place = places[key]
        at = bisect_left(tails, place)
        before[key] = ends[at - 1] if at else None
        tails[at : at + 1], ends[at : at + 1] = [place], [key]
    kept, key = set(), ends[-1] if ends else None
    while key is not None:
        kept.add(key)
        key = before[key]
    return {key for key in common if key not in kept}
