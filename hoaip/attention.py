"""What waits for a person: tasks that every app hands over, in the order in which somebody in a hurry takes them."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from hoaip.calendar import whole
from hoaip.language import page_language

# As far ahead as the first reminder of what is due.
SOON = timedelta(days=14)
# Of one kind so many stand on the first page; whoever has more works in its list. A panel hands over one more, so
# that the page can say so.
MOST = 10
HANDED_OVER = MOST + 1
# So few are read at a glance: no headings.
FEW = 5


@dataclass(frozen=True, slots=True)
class Task:
    """One thing that waits for a person, with one step.

    `template` extends hoaip/_task.html and reads `values`. `due`: the day in Kabul by which the step is asked for;
    `since`: where no rule sets such a day, the day from which on it waits; neither where that is not known.
    """

    template: str
    values: dict
    due: date | None = None
    since: date | None = None

    def days_over(self, today):
        """Whole days since it was due; 0 while its day has not passed, and for what has none."""
        return max(0, (today - self.due).days) if self.due else 0


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits: `groups` of (heading, tasks), none of them empty; `is_cut` when of some kind not all stand there.

    With few tasks there is one group, without a heading.
    """

    groups: list
    is_cut: bool


def in_order(tasks, today):
    """The `Waiting` of tasks on a day: by the day they are due, then those without one, the longest wait first."""
    kept, counted = [], Counter()
    for task in sorted(tasks, key=_place):
        counted[task.template] += 1
        if counted[task.template] <= MOST:
            kept.append(task)
    is_cut = any(count > MOST for count in counted.values())
    if len(kept) <= FEW:
        return Waiting([("", kept)] if kept else [], is_cut)
    parts = {heading: [] for heading in ("over", "soon", "rest")}
    for task in kept:
        parts[_part(task, today)].append(task)
    return Waiting([(_heading(part), found) for part, found in parts.items() if found], is_cut)


def _place(task):
    """Sorts by day; of one day, and of what has none, the panels' own order stays."""
    return task.due is None, task.due or task.since or date.max


def _part(task, today):
    if task.due is None or task.due > today + SOON:
        return "rest"
    return "over" if task.due < today else "soon"


def _heading(part):
    if part == "over":
        return _("Past due")
    if part == "soon":
        return _("Due within %(days)s days") % {"days": whole(SOON.days, page_language())}
    return _("Later, or without a day")
