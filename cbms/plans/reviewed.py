"""The text of a version as its reviewers read it: part by part, with what changed and what was said about it."""

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from cbms.models import Activity, Objective, Plan, PlanComment
from cbms.plans.content import ACTIVITY_FIELDS, OBJECTIVE_FIELDS
from hoaip.calendar import GREGORIAN, SOLAR, period_text
from hoaip.language import localized, page_language
from hoaip.models import Stakeholder
from hoaip.saving.answers import sides

# What a field of the text is called: by the column it was frozen from.
COLUMNS = {"from": "starts_on", "until": "ends_on"}
MONTHS = ("from", "until")


@dataclass
class Thread:
    """A comment, its answers in order, the number of the version it was made on, and what its part says otherwise now.

    `changes`: [(label, stored, typed)] as `hoaip.saving.answers.sides` gives them.
    """

    comment: PlanComment
    number: int
    answers: list = field(default_factory=list)
    changes: list = field(default_factory=list)
    # What this reader may do with it.
    may_answer: bool = False
    may_resolve: bool = False
    may_withdraw: bool = False
    may_reopen: bool = False

    @property
    def is_addressed(self):
        """Whether the drafters say so, and nobody else has answered since."""
        said = [place for place, answer in enumerate(self.answers) if answer.says_addressed]
        if not said:
            return False
        last = self.answers[said[-1]]
        return all(answer.author_id == last.author_id for answer in self.answers[said[-1] :])


@dataclass
class Part:
    """The plan as a whole (`key` empty), an objective or an activity; `lines`: [(label, words)], without empty ones.

    `changes` is what differs from the version before; `is_new` when that had no such part.
    """

    key: str
    number: str
    title: str
    lines: list
    is_objective: bool = False
    is_new: bool = False
    changes: list = field(default_factory=list)
    threads: list = field(default_factory=list)


class Reviewed:
    """A version with the comments on its plan. `before` is the content of the version before it, or None.

    Four statements, whatever the number of parts and comments: comments, earlier texts, names, and the version itself.
    """

    def __init__(self, version, before=None, *, comments=(), earlier=None):
        """`comments`: of the plan, in order, with author and version; `earlier`: {version number: content}."""
        self.version, self.content = version, version.content
        self.before = before
        self.earlier = earlier or {}
        texts = [self.content, *([before] if before else []), *self.earlier.values()]
        self.names = names_in(texts)
        self.parts = self._parts()
        self.by_key = {part.key: part for part in self.parts}
        self.gone, self.settled = [], []
        self._place(comments)

    def _parts(self):
        whole = Part("", "", "", lines_of(self.whole(self.content), ("summary", *MONTHS), Plan, self.names))
        parts = [whole]
        if self.before:
            whole.changes = self._changes(
                self.whole(self.before), self.whole(self.content), ("title", "summary", *MONTHS), Plan
            )
        old = parts_with_fields(self.before) if self.before else {}
        for objective in self.content["objectives"]:
            parts.append(self._part(objective, OBJECTIVE_FIELDS, Objective, old, is_objective=True))
            parts += [self._part(each, ACTIVITY_FIELDS, Activity, old) for each in objective["activities"]]
        return parts

    def _part(self, given, fields, model, old, *, is_objective=False):
        shown = [name for name in fields if name != "title"]
        part = Part(
            given["key"],
            given["number"],
            given["title"],
            lines_of(given, shown, model, self.names),
            is_objective,
        )
        if self.before:
            earlier = old.get(given["key"])
            part.is_new = earlier is None
            part.changes = [] if earlier is None else self._changes(earlier[0], given, fields, model)
        return part

    @staticmethod
    def whole(content):
        return content | {"title": content["title"]["en"]}

    def _changes(self, old, new, fields, model):
        return [
            (label_of(name, model), *sides(self.say(name, old), self.say(name, new)).values())
            for name in fields
            if old[name] != new[name]
        ]

    def say(self, name, given):
        return words_of(name, given[name], self.names)

    def _place(self, comments):
        threads = {}
        for comment in comments:
            if comment.parent_id is None:
                threads[comment.pk] = Thread(comment, comment.plan_version.number)
            elif comment.parent_id in threads:
                threads[comment.parent_id].answers.append(comment)
        for thread in threads.values():
            if thread.comment.state != PlanComment.State.OPEN:
                self.settled.append(thread)
                continue
            key = str(thread.comment.about) if thread.comment.about else ""
            part = self.by_key.get(key)
            if part is None:
                self.gone.append(thread)
            else:
                thread.changes = self._since(thread.number, key)
                part.threads.append(thread)

    def _since(self, number, key):
        """What the part says otherwise in this version than in that one."""
        content = self.earlier.get(number)
        if content is None:
            return []
        if not key:
            return self._changes(self.whole(content), self.whole(self.content), ("title", "summary", *MONTHS), Plan)
        old, new = parts_with_fields(content).get(key), parts_with_fields(self.content)[key]
        return self._changes(old[0], new[0], new[1], new[2]) if old else []

    @property
    def threads(self):
        """Every open one."""
        return [thread for part in self.parts for thread in part.threads] + self.gone

    def choices(self):
        """[(key, words)]: what a comment may be about."""
        named = [(part.key, f"{part.number} {part.title}"[:120]) for part in self.parts if part.key]
        return [("", _("the whole plan")), *named]


def parts_with_fields(content):
    """{key: (part, its fields, its model)}."""
    found = {}
    for objective in content["objectives"]:
        found[objective["key"]] = (objective, OBJECTIVE_FIELDS, Objective)
        found |= {each["key"]: (each, ACTIVITY_FIELDS, Activity) for each in objective["activities"]}
    return found


def lines_of(given, fields, model, names):
    """[(label, words)] of the fields that say something; the two months are one line."""
    lines = []
    for name in fields:
        if name == "until":
            continue
        if name == "from":
            label, words = _("months"), months_text(given["from"], given["until"])
        else:
            label, words = label_of(name, model), words_of(name, given[name], names)
        if words:
            lines.append((label, words))
    return lines


def label_of(name, model):
    if name == "title":
        return _("title")
    return model._meta.get_field(COLUMNS.get(name, name)).verbose_name


def words_of(name, value, names):
    """A value of the text in words: stakeholders by name, months in the calendar of the page."""
    if name == "lead":
        return names.get(value, value)
    if name == "partners":
        return _(", ").join(names.get(slug, slug) for slug in value)
    return months_text(value, value) if name in MONTHS else value


def months_text(first, last):
    """ "January to June 2026" of "2026-01" and "2026-06"; "" of two empty ones."""
    first, last = first or last, last or first
    if not first:
        return ""
    language = page_language()
    calendar = GREGORIAN if language == "en" else SOLAR
    year, month = map(int, last.split("-"))
    end = date(year, month, monthrange(year, month)[1])
    return period_text(date(*map(int, first.split("-")), 1), end, "month", language, calendar=calendar, fixed=True)


def names_in(contents):
    """{slug: name on this page} of every stakeholder that these texts name. One statement."""
    slugs = set()
    for content in contents:
        for objective in content["objectives"]:
            for activity in objective["activities"]:
                slugs |= {activity["lead"], *activity["partners"]}
    rows = Stakeholder.objects.filter(slug__in=slugs - {""})
    return {row.slug: localized(row, "name")[0] for row in rows}
