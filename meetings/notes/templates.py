"""The templates of notes as they stand: delivered ones, edited or not, then the administrator's own by name."""

import re
from dataclasses import dataclass

from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from hoaip.language import TONGUES
from hoaip.texts.registry import delivered_in
from meetings.models import CIRCULATED, HAPPENED, UNDECIDED, NoteTemplate
from meetings.notes.delivered import BY_KEY, DELIVERED, DeliveredNote

# In which languages, and in which order, one sheet is written: English on the left where it is one of two.
SHEETS = (("en",), ("en", "fa-af"), ("en", "ps"), ("fa-af",), ("ps",))


@dataclass(frozen=True)
class Template:
    """One template: its texts by code of language without those that are empty, its row and what was delivered."""

    key: str
    kind: str
    name: str
    texts: dict
    row: NoteTemplate | None
    delivered: DeliveredNote | None

    @property
    def kind_words(self):
        return NoteTemplate.Kind(self.kind).label

    @property
    def is_edited(self):
        return self.delivered is not None and self.row is not None and self.row.is_edited

    @property
    def is_retired(self):
        return self.row is not None and self.row.is_retired

    @property
    def version(self):
        """That of its row; 0 as long as there is none."""
        return self.row.version if self.row is not None else 0

    @property
    def tongues(self):
        """[Tongue] in which it is written."""
        return [tongue for code, tongue in TONGUES.items() if code in self.texts]

    def sheets(self):
        """[(value, words)] of the choice of languages: those of SHEETS in which it is written."""
        return [
            ("+".join(codes), _(" and ").join(TONGUES[code]["name"] for code in codes))
            for codes in SHEETS
            if all(code in self.texts for code in codes)
        ]

    def fits(self, meeting):
        """Whether such a note can be about a meeting in its present state."""
        if self.kind == NoteTemplate.Kind.INVITATION:
            return meeting.state in ("planned", "invited")
        if self.kind == NoteTemplate.Kind.RECORD:
            return meeting.state in CIRCULATED and meeting.state in HAPPENED
        return meeting.state not in ("annulled", *UNDECIDED)


def all_templates():
    """[Template], those out of use included. One query."""
    rows = {row.key: row for row in NoteTemplate.objects.order_by(Lower("name"), "pk")}
    found = [_delivered(each, rows.pop(each.key, None)) for each in DELIVERED]
    return found + [_own(row) for row in rows.values()]


def usable_templates(meeting):
    """Those in use that can be about this meeting. One query."""
    return [each for each in all_templates() if not each.is_retired and each.texts and each.fits(meeting)]


def template_of(key):
    """The Template of a key, whatever was typed for one, or None. One query at most."""
    if not re.fullmatch(r"[a-z0-9-]{1,60}", key):
        return None
    row = NoteTemplate.objects.filter(key=key).first()
    if key in BY_KEY:
        return _delivered(BY_KEY[key], row)
    return _own(row) if row is not None else None


def delivered_texts(delivered):
    """{code: words} of a delivered template, without languages it has no words in."""
    found = {code: delivered_in(delivered, code) for code in TONGUES}
    return {code: words for code, words in found.items() if words}


def _delivered(delivered, row):
    texts = texts_of(row) if row is not None and row.is_edited else delivered_texts(delivered)
    return Template(delivered.key, str(delivered.kind), str(delivered.name), texts, row, delivered)


def _own(row):
    return Template(row.key, row.kind, row.name, texts_of(row), row, None)


def texts_of(row):
    """{code: words} of a row, without the empty ones."""
    found = {code: getattr(row, f"text_{tongue['column']}") for code, tongue in TONGUES.items()}
    return {code: words for code, words in found.items() if words}
