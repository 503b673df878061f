"""A table of activities from a spreadsheet as the text of a plan: every fault by row and column, and nothing written.

The columns are those of the export of a plan. An objective or activity is the stored one of that title, else the one
of that number: what was not touched in the table stays the same activity, with its comments and its reports.
"""

import csv
import io
import logging
import zipfile
from collections import defaultdict, deque
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cbms.actions.plans import ActivityDetails, ObjectiveDetails
from cbms.plans.content import activities_of, days_of
from cbms.plans.forms import content_of_activity
from cbms.plans.parties import folded, parted
from cbms.plans.parts import FIELDS, column_of
from hoaip.calendar import DayError, parse_period
from hoaip.documents.intake import Unfit, examine
from hoaip.lists.cells import FORMULA

logger = logging.getLogger(__name__)

# Name of the column in a file, and its head in a spreadsheet for people.
COLUMNS = (
    ("objective_number", gettext_lazy("Objective number")),
    ("objective", gettext_lazy("Objective")),
    ("activity_number", gettext_lazy("Activity number")),
    ("activity", gettext_lazy("Activity")),
    ("description", gettext_lazy("Description")),
    ("lead", gettext_lazy("Lead")),
    ("partners", gettext_lazy("Partners")),
    ("place", gettext_lazy("Place")),
    ("from", gettext_lazy("From")),
    ("until", gettext_lazy("Until")),
    ("funding", gettext_lazy("Funding")),
    ("indicator", gettext_lazy("Indicator")),
    ("expected_result", gettext_lazy("Expected result")),
)
WORDS = dict(COLUMNS)
# Of an activity: the column of the file and the field that holds it.
ACTIVITY_COLUMNS = {
    "activity": "title",
    "description": "text",
    "place": "place",
    "funding": "funding",
    "indicator": "indicator",
    "expected_result": "expected_result",
}
LONGEST = {column: FIELDS["activity"][name].max_length for column, name in ACTIVITY_COLUMNS.items()}
LONGEST |= {"objective": 300, "lead": 200, "partners": 2000}
MOST_ROWS = 2000
MOST_COLUMNS = 40
MOST_BYTES = 2 * 1024 * 1024
MOST_UNPACKED = 16 * 1024 * 1024
MOST_SIGNS = 1_000_000
SHEET = "cbms.plans.import_sheet.rows_of"


@dataclass(frozen=True)
class Problem:
    """Why a table cannot be taken: the row as the spreadsheet counts it, the column, and the reason."""

    row: int
    column: str
    reason: str


@dataclass
class Imported:
    """A table that was read: the objectives it means, or what is wrong with it."""

    problems: list = field(default_factory=list)
    objectives: tuple = ()
    content: dict | None = None


def table_of(upload):
    """The rows of an uploaded CSV or XLSX as lists of texts. Unfit with a sentence for anything else."""
    name = str(upload.name).lower()
    if upload.size > MOST_BYTES:
        raise Unfit(_("This file is larger than the 2 MB that are read. Send the table alone, without pictures."))
    if name.endswith(".xlsx"):
        rows = _sheet(upload)
    elif name.endswith(".csv"):
        upload.seek(0)
        rows = _csv(upload.read(MOST_BYTES + 1))
    else:
        raise Unfit(_("Send the table as a spreadsheet (XLSX) or as CSV."))
    return _bounded(rows)


def table_of_text(text):
    """The rows of a table that stood in a form between dry run and confirmation."""
    return _bounded(csv.reader(io.StringIO(text)))


def text_of_table(rows):
    """Rows as one text, for that form."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def _sheet(upload):
    examined = examine(upload)
    with zipfile.ZipFile(examined.body) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > MOST_UNPACKED:
            raise Unfit(_("This file unpacks to more than is taken. Send the table alone."))
    examined.body.seek(0)
    try:
        return list(import_string(SHEET)(examined.body, most_rows=MOST_ROWS + 2, most_columns=MOST_COLUMNS))
    except Exception:
        # The reader of sheets fails in ways of its own over what is a workbook and no good one.
        logger.info("a spreadsheet was refused", exc_info=True)
        raise Unfit(_("This spreadsheet cannot be read. Open it, save it again, then send it.")) from None


def _csv(raw):
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unfit(_("This CSV is not UTF-8. Save it as “CSV UTF-8”, or send the spreadsheet itself.")) from None
    head = text.partition("\n")[0]
    separator = max(",;\t", key=head.count)
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator)


def _bounded(rows):
    found, signs = [], 0
    try:
        for row in rows:
            row = [_cell(value) for value in row[:MOST_COLUMNS]]
            signs += sum(map(len, row))
            found.append(row)
            if len(found) > MOST_ROWS + 1 or signs > MOST_SIGNS:
                raise Unfit(_("A table of at most 2,000 rows is read. Send it in parts, or shorten its texts."))
    except csv.Error:
        raise Unfit(_("This CSV cannot be read. Open it, save it again as “CSV UTF-8”, then send it.")) from None
    return found


def _cell(text):
    """A cell without what does not belong to it: signs that are no text, and the mark before a formula."""
    text = "".join(sign for sign in text if sign in "\n\t" or ord(sign) >= 32).strip()
    return text[1:] if text.startswith("'") and text[1:2] in FORMULA and len(text) > 1 else text


def imported(rows, *, stored, parties):
    """The Imported text of a table, beside the stored text (cbms.plans.content) whose place it would take."""
    found = Imported()
    start = next((index for index, row in enumerate(rows) if any(row)), None)
    heads = _heads(rows[start], start + 1, found) if start is not None else None
    if heads is None:
        found.problems.append(Problem(1, "", _("The table is empty. Its first row names the columns.")))
    if found.problems:
        return found
    reader = _Reader(stored, parties, heads, found)
    for number, row in enumerate(rows[start + 1 :], start + 2):
        if any(row):
            reader.take(number, {name: row[place] if place < len(row) else "" for name, place in heads.items()})
    if not reader.objectives:
        found.problems.append(Problem(start + 1, "", _("The table has no row below its head.")))
    if not found.problems:
        reader.finish()
    return found


def _heads(row, number, found):
    """{column: its place} of the head; problems for what is no column, stands twice or is missing."""
    known = ", ".join(str(words) for _name, words in COLUMNS)
    missing = _("This column is missing. The first row names the columns.")
    return heads_of(
        row,
        number,
        WORDS,
        found.problems,
        unknown=_("There is no such column. The columns are: %(known)s.") % {"known": known},
        needed={"objective": missing, "activity": missing},
    )


def heads_of(row, number, words, problems, *, unknown, needed):
    """{column: its place} of the first row of a table, which names columns by their key or by their words.

    - `words`: {column: its words}; spaces may stand for underscores, and letters that readers write alike are one;
    - to `problems` it adds what is no column (for the reason `unknown`), what stands twice, and what of `needed`
      ({column: reason}) is missing.
    """
    names = {folded(name.replace("_", " ")): name for name in words}
    names |= {folded(str(text)): name for name, text in words.items()}
    heads = {}
    for place, text in enumerate(row):
        if not text:
            continue
        name = names.get(folded(text.replace("_", " ")))
        if name is None:
            problems.append(Problem(number, text[:60], unknown))
        elif name in heads:
            problems.append(Problem(number, text[:60], _("This column stands twice.")))
        else:
            heads[name] = place
    problems += [Problem(number, str(words[name]), reason) for name, reason in needed.items() if name not in heads]
    return heads


class _Reader:
    """Takes row after row; afterwards gives each part the key of the stored one that it is."""

    def __init__(self, stored, parties, heads, found):
        self.stored, self.parties, self.heads, self.found = stored, parties, heads, found
        # [(objective number, title, [(activity number, values)])], and where each stands by its words.
        self.objectives, self.by_words = [], {}

    def refuse(self, row, column, reason):
        self.found.problems.append(Problem(row, str(WORDS[column]), reason))

    def take(self, number, cells):
        for column, text in cells.items():
            if len(text) > LONGEST.get(column, 40):
                reason = _("This is longer than the %(most)s characters that it may have.")
                self.refuse(number, column, reason % {"most": LONGEST.get(column, 40)})
                return
        objective = self._objective(number, cells)
        if objective is None:
            return
        own = {column: text for column, text in cells.items() if column not in ("objective_number", "objective")}
        if any(own.values()):
            objective[2].append((cells.get("activity_number", ""), self._values(number, cells)))

    def _objective(self, row, cells):
        words = cells.get("objective_number", ""), folded(cells["objective"])
        if not any(words):
            if not self.objectives:
                self.refuse(row, "objective", _("This row says nothing of its objective, and none stands above it."))
                return None
            return self.objectives[-1]
        if words not in self.by_words:
            self.by_words[words] = len(self.objectives)
            self.objectives.append((words[0], cells["objective"], []))
        return self.objectives[self.by_words[words]]

    def _values(self, row, cells):
        """What a row says of its activity, by the field it belongs to; a column that is missing says nothing."""
        values = {name: cells[column] for column, name in ACTIVITY_COLUMNS.items() if column in cells}
        if "lead" in cells:
            values["lead"] = self._party(row, "lead", cells["lead"]) if cells["lead"] else None
        if "partners" in cells:
            named = [self._party(row, "partners", name) for name in parted(cells["partners"])]
            values["partners"] = tuple(dict.fromkeys(each for each in named if each))
        for column, name, end in (("from", "starts_on", 0), ("until", "ends_on", 1)):
            if column in cells:
                values[name] = self._day(row, column, cells[column], end)
        first, last = values.get("starts_on"), values.get("ends_on")
        if first and last and last < first:
            self.refuse(row, "until", _("It ends before it starts. Give the same month or a later one."))
        return values

    def _party(self, row, column, name):
        found = self.parties.found(name)
        if found is None:
            reason = _("“%(name)s” is no country or organization of the portal. Give its short name or its acronym.")
            self.refuse(row, column, reason % {"name": name[:60]})
        return found

    def _day(self, row, column, text, end):
        if not text:
            return None
        try:
            return parse_period(text, "month")[end]
        except DayError as error:
            self.refuse(row, column, str(error))
            return None

    # Which of the stored parts each of them is

    def finish(self):
        old_objectives = self.stored["objectives"]
        old_activities = [(each, objective["key"]) for objective in old_objectives for each in objective["activities"]]
        own = _matched(
            [(number, title, None) for number, title, _rows in self.objectives],
            [(each["number"], each["title"], None, each) for each in old_objectives],
        )
        asked = [
            (number, values["title"], own[index] and own[index]["key"])
            for index, (_number, _title, rows) in enumerate(self.objectives)
            for number, values in rows
        ]
        same = iter(_matched(asked, [(each["number"], each["title"], home, each) for each, home in old_activities]))
        details, content = [], []
        for index, (_number, title, rows) in enumerate(self.objectives):
            activities, shown = [], []
            for place, (_number, values) in enumerate(rows, 1):
                was = next(same)
                activity = self._activity(values, was)
                activities.append(activity)
                number = f"{index + 1}.{place}"
                shown.append(content_of_activity(activity, key=was["key"] if was else f"new {number}", number=number))
            was = own[index]
            key, text = (was["key"], was["text"]) if was else ("", "")
            details.append(
                ObjectiveDetails(title=title, key=UUID(key) if key else None, text=text, activities=tuple(activities))
            )
            content.append(
                {
                    "key": key or f"new {index + 1}",
                    "number": str(index + 1),
                    "title": title,
                    "text": text,
                    "activities": shown,
                }
            )
        self.found.objectives = tuple(details)
        self.found.content = self.stored | {"objectives": content}

    def _activity(self, values, was):
        """The activity a row means, what it does not say being as stored."""
        given = dict(values)
        if was:
            first, last = days_of(was)
            found = self.parties.by_slug
            given = {
                **{name: was[column_of(name)] for name in ACTIVITY_COLUMNS.values()},
                "lead": found.get(was["lead"]),
                "partners": tuple(found[slug] for slug in was["partners"] if slug in found),
                "starts_on": first,
                "ends_on": last,
            } | given
        return ActivityDetails(key=UUID(was["key"]) if was else None, **given)


def _matched(asked, stored):
    """For each (number, title, home) asked, the stored one of the same title, first under the same home, else number.

    `stored` are (number, title, home, thing); each is given once, the first to the first.
    """
    found, given = [None] * len(asked), set()

    def give(words_of):
        waiting = defaultdict(deque)
        for place, each in enumerate(stored):
            if place not in given:
                waiting[words_of(each)].append(place)
        for index, each in enumerate(asked):
            words = words_of(each)
            if found[index] is None and words and waiting[words]:
                place = waiting[words].popleft()
                given.add(place)
                found[index] = stored[place][3]

    give(lambda each: (folded(each[1]), each[2]) if each[1] else None)
    give(lambda each: folded(each[1]))
    give(lambda each: each[0])
    return found


def taken_out(found, stored):
    """How many stored activities are not in the table."""
    kept = {each["key"] for each in activities_of(found.content)}
    return sum(1 for each in activities_of(stored) if each["key"] not in kept)
