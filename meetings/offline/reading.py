"""What was filled in: every fault by row and field, all at once, and nothing written."""

import hashlib
import json
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from cbms.plans.imports import Problem
from cbms.plans.parties import parted
from hoaip.calendar import DayError
from meetings.forms.outcomes import MOST_OUTCOMES
from meetings.offline import tickets
from meetings.offline.days import straightened
from meetings.offline.words import (
    ATTENDANCE,
    FORM,
    LABELS,
    OUTCOME,
    PARAGRAPH,
    SINGLE,
    code_of,
    is_head,
    is_told,
    key_of,
)


@dataclass(frozen=True)
class Line:
    """One outcome as it was filled in: the row, and the values of the fields of the logging form."""

    row: int
    kind: str
    text: str
    owners: tuple = ()
    due: str = ""


@dataclass
class Filled:
    """A form that was read: `ticket` is None where it names none; places say in which row a thing stood.

    - `single`: {key of SINGLE: (row, text)}, of those that say something;
    - `attendance`: {slug: (row, answer)}; `outcomes`: [Line]; `paragraphs`: [(row, text)].
    """

    ticket: tickets.Ticket | None = None
    problems: list = field(default_factory=list)
    single: dict = field(default_factory=dict)
    attendance: dict = field(default_factory=dict)
    outcomes: list = field(default_factory=list)
    paragraphs: list = field(default_factory=list)

    @property
    def content_hash(self):
        """SHA-256 of what was filled in, wherever in the file it stands."""
        said = [
            {key: text for key, (_row, text) in self.single.items()},
            {slug: answer for slug, (_row, answer) in self.attendance.items() if answer},
            [(each.kind, each.text, sorted(each.owners), each.due) for each in self.outcomes],
            [text for _row, text in self.paragraphs],
        ]
        return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()

    def refuse(self, row, key, reason):
        self.problems.append(Problem(row, str(LABELS.get(key, key)), reason))


def filled_in(rows, parties):
    """The Filled of the rows of a file. `parties` (cbms.plans.parties) know whom a name means. No statement."""
    found = Filled()
    reader = _Reader(found, parties)
    for number, row in enumerate(rows, 1):
        cells = [*row, "", "", "", "", ""]
        name = cells[0]
        if not any(row) or name.startswith("#") or is_head(name):
            continue
        key = key_of(name) if name else None
        if key is None:
            reason = (
                _("There is no such field. Leave the first column as the form has it; a remark begins with #.")
                if name
                else _("The first column of this row is empty: it says which field it is. A remark begins with #.")
            )
            found.refuse(number, name[:60], reason)
        else:
            reader.take(number, key, cells)
    if not reader.has_ticket:
        found.refuse(
            0, FORM, _("The row with the mark of the form is missing. Send the file that the portal gave out.")
        )
    if len(found.outcomes) > MOST_OUTCOMES:
        found.refuse(
            found.outcomes[MOST_OUTCOMES].row,
            OUTCOME,
            _("A form has at most %(most)s outcomes. Join some of them.") % {"most": MOST_OUTCOMES},
        )
        del found.outcomes[MOST_OUTCOMES:]
    return found


class _Reader:
    """Takes row after row into a Filled."""

    def __init__(self, found, parties):
        self.found, self.parties = found, parties
        self.has_ticket = False

    def take(self, number, key, cells):
        if key in SINGLE:
            self._single(number, key, cells[1])
        else:
            {FORM: self._form, ATTENDANCE: self._came, OUTCOME: self._outcome, PARAGRAPH: self._paragraph}[key](
                number, cells
            )

    def _form(self, number, cells):
        if not cells[1]:
            return
        self.has_ticket = True
        try:
            ticket = tickets.read(cells[1])
        except tickets.Forged:
            reason = _(
                "This is not the mark of a form that this portal gave out, or it was changed. Take a fresh form, and "
                "copy what was filled in."
            )
            self.found.refuse(number, FORM, reason)
            return
        if self.found.ticket not in (None, ticket):
            self.found.refuse(number, FORM, _("The file holds two forms. Send each in a file of its own."))
        self.found.ticket = self.found.ticket or ticket

    def _single(self, number, key, text):
        if not text:
            return
        if key in self.found.single:
            self.found.refuse(number, key, _("This field is filled in twice. Leave one of them."))
            return
        if key == "host":
            text = self._party(number, key, text)
        elif key == "mode":
            text = self._choice(number, key, key, text)
        elif key in ("first_day", "last_day"):
            text = self._day(number, key, text)
        if text:
            self.found.single[key] = number, text

    def _came(self, number, cells):
        name, said = cells[1], cells[2]
        if not name:
            if said:
                self.found.refuse(number, ATTENDANCE, _("This row does not say who. Give the country or organization."))
            return
        slug = self._party(number, ATTENDANCE, name)
        answer = self._choice(number, ATTENDANCE, ATTENDANCE, said)
        if slug is None or answer is None:
            return
        before = self.found.attendance.get(slug)
        if before and before[1] and answer and before[1] != answer:
            reason = _("“%(name)s” stands twice, with different answers. Leave one of them.") % {"name": name[:60]}
            self.found.refuse(number, ATTENDANCE, reason)
        elif answer or not before:
            self.found.attendance[slug] = number, answer

    def _outcome(self, number, cells):
        kind, text, owners, due = cells[1:5]
        if not (text or owners or due):
            return
        kind = self._choice(number, OUTCOME, OUTCOME, kind) if kind else "decision"
        named = [self._party(number, OUTCOME, name) for name in parted(owners)]
        due = self._day(number, OUTCOME, due) if due else ""
        if kind is not None and None not in named and due is not None:
            self.found.outcomes.append(Line(number, kind, text, tuple(dict.fromkeys(named)), due))

    def _paragraph(self, number, cells):
        if cells[1]:
            self.found.paragraphs.append((number, cells[1]))

    def _party(self, number, key, name):
        found = self.parties.found(name)
        if found is None:
            reason = _("“%(name)s” is no country or organization of the portal. Give its short name or its acronym.")
            self.found.refuse(number, key, reason % {"name": name[:60]})
            return None
        return found.slug

    def _choice(self, number, key, kind, text):
        if not text and kind == ATTENDANCE:
            return ""
        code = code_of(kind, text)
        if code is None:
            reason = _("“%(typed)s” is none of: %(known)s.") % {"typed": text[:60], "known": is_told(kind)}
            self.found.refuse(number, key, reason)
        return code

    def _day(self, number, key, text):
        try:
            return straightened(text)
        except DayError as error:
            self.found.refuse(number, key, str(error))
            return None
