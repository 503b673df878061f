"""A table of commitments read back: every fault by row and column, what it would change, and nothing written.

The columns are those of the ministry's export. A row is the commitment of its address; one without an address is new.
"""

import hashlib
import re
from dataclasses import dataclass, field, replace

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cbms.models import Cbm
from cbms.plans.imports import Problem, heads_of
from cbms.plans.parties import folded, parted
from conferences.actions.commitments import (
    CommitmentDetails,
    authorise_keeping,
    check_details,
    check_owned,
    check_rung,
    stored_details,
)
from conferences.commitments.sources import MODELS, may_cite, process_of, source_key, source_of
from conferences.lists.commitments import with_parties
from conferences.models import Commitment
from conferences.models.commitments import CLOSED_COMMITMENTS
from conferences.models.initiatives import Pillar, Theme
from conferences.models.standing import RUNGS
from hoaip.calendar import DayError
from hoaip.errors import Refused
from hoaip.ladder import Rung
from hoaip.lists.cells import FORMULA
from meetings.forms.outcomes import due_text, parse_due

TEXTS = {"title_en": 300, "title_fa": 300, "title_ps": 300, "measure": 4000}
# What a table cannot change: said on the commitment's own page. The others of the export follow from what can.
FIXED = ("number", "source", "state")
FOLLOWS = ("source_name", "last_day", "last_day_solar", "overdue")
CHANGED = (*TEXTS, "owners", "collective", "cbms", "due", "pillar", "theme", "rung")
_UID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")


@dataclass
class Entry:
    """A row of the table that means a change: the stored commitment or None, and what it is to be."""

    row: object
    details: object
    rung: int
    source: object = None
    # [(column, before, after)] in words.
    changes: list = field(default_factory=list)

    @property
    def is_reworded(self):
        return self.row is None or self.details != stored_details(self.row)


@dataclass
class Read:
    """A table that was read: the rows that would be written, or what is wrong with it."""

    problems: list = field(default_factory=list)
    entries: list = field(default_factory=list)

    @property
    def seal(self):
        """What the dry run was about: another one when somebody changed a commitment of it in between."""
        told = "\n".join(f"{each.row.uid}:{each.row.version}" if each.row else "new" for each in self.entries)
        return hashlib.sha256(told.encode()).hexdigest()[:32]


def plain(text):
    """A text as a cell of a table carries it: trimmed, without other control signs or the mark before a formula."""
    text = "".join(sign for sign in text if sign in "\n\t" or ord(sign) >= 32).strip()
    return text[1:] if text.startswith("'") and text[1:2] in FORMULA and len(text) > 1 else text


def read_table(rows, *, cells, parties, user):
    """The Read of a table of texts. `cells`: those of the ministry's export, for the names and heads of columns.

    Three statements, and one for each source of a new row, however many rows there are.
    """
    found = Read()
    start = next((index for index, row in enumerate(rows) if any(row)), None)
    if start is None:
        found.problems.append(Problem(1, "", _("The table is empty. Its first row names the columns.")))
        return found
    words = {cell.name: str(cell.label) for cell in cells}
    heads = _heads(rows[start], start + 1, words, found)
    if found.problems:
        return found
    body = [
        (number, {name: row[place] if place < len(row) else "" for name, place in heads.items()})
        for number, row in enumerate(rows[start + 1 :], start + 2)
        if any(row)
    ]
    if not body:
        found.problems.append(Problem(start + 1, "", _("The table has no row below its head.")))
    reader = _Reader(found, words, parties, user, _stored(body, user))
    for number, row in body:
        reader.take(number, row)
    return found


def _heads(row, number, words, found):
    """{column: its place} of the head; problems for what is no column, stands twice or is missing."""
    return heads_of(
        row,
        number,
        words,
        found.problems,
        unknown=_("There is no such column. Take the list as CSV or XLSX: its first row names them."),
        needed={"address": _("This column is missing: it says which commitment a row is.")},
    )


def _uid_of(cells):
    match = _UID.search(cells.get("address", "").lower())
    return match[0] if match else None


def _stored(body, user):
    uids = {uid for _number, cells in body if (uid := _uid_of(cells))}
    rows = with_parties(Commitment.objects.visible_to(user).filter(uid__in=uids).exclude(state="merged"))
    return {str(row.uid): row for row in rows}


class _Reader:
    """Takes row after row; each that changes something becomes an Entry."""

    def __init__(self, found, words, parties, user, stored):
        self.found, self.words, self.parties, self.user, self.stored = found, words, parties, user, stored
        self.cbms = {each.code: each for each in Cbm.objects.order_by("position")}
        self.codes = {
            "collective": _codes(Commitment.Collective.choices),
            "pillar": _codes(Pillar.choices),
            "theme": _codes(Theme.choices),
            "rung": _codes([(rung.name.lower(), rung.label) for rung in RUNGS]),
            "state": _codes(Commitment.State.choices),
        }
        self.seen, self.may_keep = set(), {}

    def refuse(self, number, column, reason):
        self.found.problems.append(Problem(number, self.words.get(column, column), reason))

    def take(self, number, cells):
        uid = _uid_of(cells)
        if uid is None and cells.get("address"):
            self.refuse(number, "address", _("This is no address of a commitment. Leave it as the export wrote it."))
            return
        row = self.stored.get(uid)
        if uid is not None and row is None:
            self.refuse(number, "address", _("There is no such commitment among those you may see."))
            return
        if uid in self.seen:
            self.refuse(number, "address", _("This commitment stands in the table twice."))
            return
        if uid is not None:
            self.seen.add(uid)
        before = len(self.found.problems)
        entry = self._changed(number, row, cells) if row is not None else self._new(number, cells)
        if entry is not None and len(self.found.problems) == before:
            self.found.entries.append(entry)

    def _changed(self, number, row, cells):
        self._check_fixed(number, row, cells)
        stored = stored_details(row)
        details, rung = self._given(number, cells, stored, row.rung)
        changes = self._changes(stored, details, row.rung, rung)
        if not changes:
            return None
        if row.state in CLOSED_COMMITMENTS:
            self.refuse(number, "state", _("It is closed: it stands as it is."))
        self._check(number, row.process, stored.cbms, details, rung, source_of(row)[1], is_draft=row.state == "draft")
        return Entry(row, details, rung, changes=changes)

    def _new(self, number, cells):
        kind, _colon, uid = cells.get("source", "").partition(":")
        model = MODELS.get(kind)
        source = model.objects.filter(uid=uid).first() if model and _UID.fullmatch(uid) else None
        if source is None or not may_cite(self.user, source):
            self.refuse(number, "source", _("A new commitment names its source as the export does: “paragraph:…”."))
            return None
        details, rung = self._given(number, cells, CommitmentDetails(""), Rung.PARTICIPANTS)
        details = replace(details, is_goal=not (details.owners or details.collective))
        self._check(number, process_of(source), (), details, rung, source, is_draft=True)
        return Entry(None, details, rung, source=source, changes=[(_("New"), "", details.title_en)])

    def _check_fixed(self, number, row, cells):
        stored = {"number": str(row.number or ""), "source": source_key(row), "state": str(row.state)}
        for column in FIXED:
            if column not in cells:
                continue
            given = cells[column]
            if column == "state":
                given = self.codes["state"].get(folded(given), given)
            if column == "source" and ":" not in given:
                continue
            if given != stored[column]:
                self.refuse(number, column, _("A table does not change this. Do it on the page of the commitment."))

    def _given(self, number, cells, stored, rung):
        """(details, rung) that a row means, a column that is missing being as stored."""
        values = {}
        for column, most in TEXTS.items():
            if column in cells and cells[column] != plain(getattr(stored, column)):
                values[column] = cells[column]
                if len(cells[column]) > most:
                    reason = _("This is longer than the %(most)s characters that it may have.") % {"most": most}
                    self.refuse(number, column, reason)
        if not values.get("title_en", stored.title_en):
            self.refuse(number, "title_en", _("A commitment says what was undertaken."))
        for column in ("collective", "pillar", "theme"):
            if column in cells:
                values[column] = self._code(number, column, cells[column], getattr(stored, column))
        if "rung" in cells and cells["rung"]:
            name = self._code(number, "rung", cells["rung"], Rung(rung).name.lower())
            rung = Rung[name.upper()].value
        if "owners" in cells:
            values["owners"] = self._owners(number, cells["owners"], stored.owners)
        if "cbms" in cells:
            values["cbms"] = self._cbms(number, cells["cbms"], stored.cbms)
        if "due" in cells and cells["due"] != due_text(stored):
            values["due_on"], values["due_precision"] = self._due(number, cells["due"])
        details = replace(stored, **values)
        if details.is_goal and (details.owners or details.collective):
            details = replace(details, is_goal=False)
        return details, rung

    def _code(self, number, column, text, stored):
        if not text:
            return ""
        found = self.codes[column].get(folded(text))
        if found is None:
            known = ", ".join(sorted(set(self.codes[column].values())))
            self.refuse(number, column, _("This is none of: %(known)s.") % {"known": known})
            return stored
        return found

    def _owners(self, number, text, stored):
        found = []
        for name in parted(text):
            party = self.parties.found(name)
            if party is None:
                reason = _("“%(name)s” is no country or organization of the portal. Give its code or short name.")
                self.refuse(number, "owners", reason % {"name": name[:60]})
            elif party not in found:
                found.append(party)
        return stored if set(found) == set(stored) else tuple(found)

    def _cbms(self, number, text, stored):
        found = []
        for code in parted(text):
            cbm = self.cbms.get(code.lower())
            if cbm is None:
                reason = _("“%(code)s” is no CBM. Give its code, as DM.") % {"code": code[:60]}
                self.refuse(number, "cbms", reason)
            elif cbm not in found:
                found.append(cbm)
        return stored if set(found) == set(stored) else tuple(found)

    def _due(self, number, text):
        if not text:
            return None, "ongoing"
        try:
            return parse_due(text)
        except DayError as error:
            self.refuse(number, "due", str(error))
            return None, "ongoing"

    def _changes(self, stored, details, rung_before, rung):
        before, after = _shown(stored, rung_before), _shown(details, rung)
        return [(self.words[name], before[name], after[name]) for name in CHANGED if before[name] != after[name]]

    def _check(self, number, process, cbms, details, rung, source, *, is_draft):
        """The rules of the actions, each fault at its row and column."""
        try:
            for each in (cbms, details.cbms):
                key = (process.pk, tuple(cbm.pk for cbm in each))
                if key not in self.may_keep:
                    authorise_keeping(self.user, process, each)
                    self.may_keep[key] = True
        except Refused as error:
            self.refuse(number, "cbms", str(error))
        try:
            check_details(details)
            if not is_draft:
                check_owned(details)
            check_rung(source, rung)
        except ValidationError as error:
            for column, sentences in error.message_dict.items():
                self.refuse(number, column, " ".join(sentences))


def _codes(choices):
    """{code or word, folded: code}."""
    return {folded(value): str(value) for value, _label in choices} | {
        folded(label): str(value) for value, label in choices
    }


def _shown(details, rung):
    return {
        **{name: getattr(details, name) for name in (*TEXTS, "collective", "pillar", "theme")},
        "owners": "; ".join(sorted(each.code for each in details.owners)),
        "cbms": "; ".join(sorted(each.code.upper() for each in details.cbms)),
        "due": due_text(details),
        "rung": Rung(rung).name.lower(),
    }
