"""What feeds the umbrella, as a table: initiative by theme and CBM, what each said and what arrived, gaps, overlaps."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cbms.models import Cbm
from conferences.models import Contribution, Initiative, Theme
from hoaip.language import localized, page_language
from hoaip.protocol import together
from hoaip.templatetags.ui import number

# What counts as having arrived lately.
LATELY = 365


@dataclass(frozen=True, slots=True)
class Field:
    """A column of the table: a theme, or a CBM."""

    key: str
    short: str
    name: str


@dataclass(frozen=True, slots=True)
class Fed:
    """A cell: whether the initiative says that it feeds this, and how often something of it arrived there."""

    is_said: bool
    arrived: int

    @property
    def is_empty(self):
        return not self.is_said and not self.arrived

    @property
    def words(self):
        """ "says so", "2 arrived", "says so, 1 arrived", or a dash."""
        if self.is_empty:
            return "–"
        counted = ngettext("%(count)s arrived", "%(count)s arrived", self.arrived) % {"count": number(self.arrived)}
        if not self.is_said:
            return counted
        return _("%(first)s, %(second)s") % {"first": _("says so"), "second": counted} if self.arrived else _("says so")


@dataclass(frozen=True, slots=True)
class Line:
    """A row: an initiative, its cells in the order of the fields, and what arrived of it lately."""

    initiative: Initiative
    cells: tuple
    lately: tuple
    arrived: tuple


@dataclass(frozen=True)
class Matrix:
    """The whole table on `day`."""

    day: date
    fields: tuple
    lines: tuple

    @property
    def gaps(self):
        """Fields that no initiative feeds, nor says that it does."""
        return [
            field for place, field in enumerate(self.fields) if all(line.cells[place].is_empty for line in self.lines)
        ]

    @property
    def awaited(self):
        """Fields that some say they feed, and where nothing has arrived."""
        return [
            field
            for place, field in enumerate(self.fields)
            if any(line.cells[place].is_said for line in self.lines)
            and not any(line.cells[place].arrived for line in self.lines)
        ]

    @property
    def overlaps(self):
        """[(field, "QCCM and QCG")] of the fields that several initiatives feed, or say they do."""
        found = []
        for place, field in enumerate(self.fields):
            names = [line.initiative.acronym for line in self.lines if not line.cells[place].is_empty]
            if len(names) > 1:
                found.append((field, together(names)))
        return found

    @property
    def silent(self):
        """Initiatives of which nothing has arrived in the last twelve months: the ministry's to read."""
        return [line.initiative for line in self.lines if not line.lately]


def fields(language=None):
    """The themes, then the six CBMs in the order of the house. One statement."""
    language = language or page_language()
    themes = [Field(f"theme:{value}", str(label), str(label)) for value, label in Theme.choices]
    cbms = Cbm.objects.order_by("position")
    return (*themes, *(Field(f"cbm:{cbm.code}", cbm.short, localized(cbm, "name", language)[0]) for cbm in cbms))


def matrix(initiatives, day):
    """The Matrix of a queryset of initiatives. Four statements, however many there are."""
    rows = list(initiatives.select_related("process", "organiser").prefetch_related("cbms").order_by("acronym", "pk"))
    brought = {}
    found = Contribution.objects.filter(initiative__in=rows).select_related("cbm").order_by("-arrived_on", "pk")
    for each in found if rows else ():
        brought.setdefault(each.initiative_id, []).append(each)
    columns = fields()
    return Matrix(day, columns, tuple(_line(row, brought.get(row.pk, ()), columns, day) for row in rows))


def _line(initiative, contributions, columns, day):
    said = {f"theme:{theme}" for theme in initiative.themes} | {f"cbm:{cbm.code}" for cbm in initiative.cbms.all()}
    arrived = [each for each in contributions if each.arrived]
    counts = {}
    for each in contributions:
        for key in _keys(each):
            if each.promised:
                said.add(key)
            if each.arrived:
                counts[key] = counts.get(key, 0) + 1
    return Line(
        initiative,
        tuple(Fed(field.key in said, counts.get(field.key, 0)) for field in columns),
        tuple(each for each in arrived if is_lately(each.arrived_on, day)),
        tuple(arrived),
    )


def is_lately(arrived_on, day):
    """Whether it arrived in the 365 days up to that day."""
    return day - timedelta(LATELY) < arrived_on <= day


def _keys(contribution):
    if contribution.theme:
        yield f"theme:{contribution.theme}"
    if contribution.cbm is not None:
        yield f"cbm:{contribution.cbm.code}"
