"""The parts of a plan's form: objectives and activities in one row, numbered, moved, read from a text or a form."""

import re
from dataclasses import dataclass, field
from uuid import UUID

from django import forms
from django.core.exceptions import BadRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

OBJECTIVE, ACTIVITY = "objective", "activity"
_NAME = re.compile(r"parts-([0-9]{1,4})-([a-z_]+)")


class MonthField(forms.CharField):
    """A month as text, Gregorian or solar; the form reads its days."""

    def __init__(self, **more):
        super().__init__(
            **{
                "required": False,
                "max_length": 20,
                "widget": forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off", "inputmode": "numeric"}),
                **more,
            }
        )


def _text(label, most, *, rows=0, **attrs):
    attrs |= {"dir": "auto"}
    widget = forms.Textarea(attrs=attrs | {"rows": rows}) if rows else forms.TextInput(attrs=attrs)
    return forms.CharField(label=label, required=False, max_length=most, widget=widget)


# The fields of a part, made once: a form of 300 activities copies them. No text holds more than its column.
FIELDS = {
    OBJECTIVE: {
        "title": _text(gettext_lazy("Objective"), 300),
        "text": _text(gettext_lazy("What it means"), 4000, rows=2),
    },
    ACTIVITY: {
        "title": _text(gettext_lazy("Activity"), 300),
        "text": _text(gettext_lazy("Description"), 4000, rows=2),
        "lead": _text(gettext_lazy("Lead"), 200, list="parties"),
        "partners": _text(gettext_lazy("Partners"), 2000),
        "place": _text(gettext_lazy("Place"), 160),
        "first_month": MonthField(label=gettext_lazy("From month")),
        "last_month": MonthField(label=gettext_lazy("Until month")),
        "funding": _text(gettext_lazy("Funding"), 300),
        "indicator": _text(gettext_lazy("Indicator"), 300),
        "expected_result": _text(gettext_lazy("Expected result"), 2000, rows=2),
    },
}
# Where a field of the plain text (cbms.plans.content) stands in the form.
NAMES = {"from": "first_month", "until": "last_month"}


@dataclass
class Part:
    """An objective or activity as it stands in the form: `place` is its number in the names of its fields."""

    kind: str
    place: int = 0
    key: str = ""
    values: dict = field(default_factory=dict)
    is_out: bool = False
    # "2" or "2.1", given by `numbered`.
    number: str = ""

    @property
    def is_objective(self):
        return self.kind == OBJECTIVE

    @property
    def is_blank(self):
        return not self.key and not any(value.strip() for value in self.values.values())

    @property
    def is_new(self):
        return not self.key

    @property
    def sent_key(self):
        """The key as the form sends it: 32 digits, which packs better than the dashed one."""
        return self.key.replace("-", "")

    @property
    def prefix(self):
        return f"parts-{self.place}-"

    def name(self, column):
        return f"{self.prefix}{column}"


def parts_of_content(content, parties):
    """The parts of a text, to be filled into the form."""
    found = []
    for objective in content["objectives"]:
        values = {name: objective[name] for name in FIELDS[OBJECTIVE]}
        found.append(Part(OBJECTIVE, key=objective["key"], values=values))
        for activity in objective["activities"]:
            values = {name: activity[column_of(name)] for name in FIELDS[ACTIVITY]}
            values["lead"] = parties.called(values["lead"])
            values["partners"] = parties.listed(values["partners"])
            found.append(Part(ACTIVITY, key=activity["key"], values=values))
    return numbered(found)


def places_of(content):
    """{key of a part: its place in the form}."""
    keys = []
    for objective in content["objectives"]:
        keys += [objective["key"], *(activity["key"] for activity in objective["activities"])]
    return {key: place for place, key in enumerate(keys)}


def parts_of_data(data):
    """The parts as they were sent, in their order; BadRequest for what no page of ours sends.

    The field `parts-N-objective` or `parts-N-activity` says what a part is; it holds its key, or nothing for a new one.
    """
    places = {}
    for name in data:
        if (found := _NAME.fullmatch(name)) is not None:
            places.setdefault(int(found[1]), set()).add(found[2])
    parts = []
    for place in sorted(places):
        kind = next((kind for kind in FIELDS if kind in places[place]), None)
        if kind is None:
            raise BadRequest(_("The form did not arrive whole. Open the page again."))
        part = Part(kind, place, key=_key(data[f"parts-{place}-{kind}"]))
        part.values = {name: data.get(part.name(name), "") for name in FIELDS[kind]}
        part.is_out = bool(data.get(part.name("out")))
        parts.append(part)
    return numbered(parts, keep_places=True)


def column_of(name):
    """The field of the plain text that a field of the form holds."""
    return next((column for column, shown in NAMES.items() if shown == name), name)


def _key(text):
    if not text:
        return ""
    try:
        return str(UUID(text))
    except ValueError:
        raise BadRequest(_("The form did not arrive whole. Open the page again.")) from None


def numbered(parts, *, keep_places=False):
    """Give each part its number, and its place in the names of the fields."""
    objective = activity = 0
    for place, part in enumerate(parts):
        if not keep_places:
            part.place = place
        if part.is_objective:
            objective, activity = objective + 1, 0
            part.number = str(objective)
        else:
            activity += 1
            part.number = f"{objective}.{activity}"
    return parts


def rearranged(parts, wish):
    """(parts, place to look at) after "add-objective", "add-activity-N", "up-N" or "down-N"; N is a part's place."""
    word, _dash, place = wish.rpartition("-")
    at = next((index for index, part in enumerate(parts) if str(part.place) == place), None)
    parts = list(parts)
    if wish == "add-objective":
        parts += [looked := Part(OBJECTIVE), Part(ACTIVITY)]
    elif at is None:
        return numbered(parts), None
    elif word == "add-activity":
        end = next((index for index in range(at + 1, len(parts)) if parts[index].is_objective), len(parts))
        parts.insert(end, looked := Part(ACTIVITY))
    else:
        looked = parts[at]
        parts = _moved(parts, at, -1 if word == "up" else 1)
    parts = numbered(parts)
    return parts, looked.place


def _moved(parts, at, step):
    """One part moved; an objective takes its activities along, an activity goes on into the next objective."""
    if parts[at].is_objective:
        blocks, first = _blocks(parts), 0
    else:
        # Nothing stands before the first objective.
        blocks, first = [[part] for part in parts], 1
    index = next(index for index, block in enumerate(blocks) if block[0] is parts[at])
    other = index + step
    if first <= other < len(blocks):
        blocks[index], blocks[other] = blocks[other], blocks[index]
    return [part for block in blocks for part in block]


def _blocks(parts):
    blocks = []
    for part in parts:
        if part.is_objective or not blocks:
            blocks.append([])
        blocks[-1].append(part)
    return blocks
