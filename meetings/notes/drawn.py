"""The notes of a meeting as they will be written: every placeholder filled in, in each language, for each addressee."""

import hashlib
import json
from dataclasses import dataclass
from types import SimpleNamespace

from django.utils import translation
from django.utils.translation import gettext as _

from hoaip.calendar import SOLAR, day_text, period_text
from hoaip.documents.actions import initials
from hoaip.language import TONGUES, localized
from hoaip.models import Document, Stakeholder
from meetings.calendar.cities import city_name
from meetings.documents import MeetingHome
from meetings.invited import call_of
from meetings.names import headline
from meetings.notes.placeholders import PLACEHOLDERS, filled, names_in
from meetings.templatetags.hours import hours_words

# Where a reference number will stand once the note is made.
UNNUMBERED = "…"


@dataclass(frozen=True)
class Drawn:
    """One note: to whom, and what its sheet says (`meetings.models.Note.sheet`)."""

    stakeholder: Stakeholder
    sheet: dict


class Drawing:
    """The notes of one template about one meeting, in these languages (codes), made on one day.

    Reads the meeting once: a fixed number of statements, however many notes are drawn.
    """

    def __init__(self, meeting, template, codes, *, today):
        self.meeting, self.template, self.codes, self.today = meeting, template, codes, today
        pairs = list(meeting.pairs.select_related("cbm").order_by("pk"))
        call = call_of(meeting)
        self.values = {}
        for code in codes:
            with translation.override(code):
                self.values[code] = _values(meeting, pairs, call, code, today)

    @property
    def stem(self):
        """That of the reference numbers of its notes: letters of the meeting."""
        return f"{initials(self.meeting.process)}/{MeetingHome().stem(self.meeting)}/{Document.CODES['letter']}"

    def lacking(self):
        """Sentences: what the texts ask for and the meeting does not have."""
        asked = {name for code in self.codes for name in names_in(self.template.texts[code])}
        found = [name for name in PLACEHOLDERS if name in asked and self._is_empty(name)]
        return [_("{%(name)s}: %(sentence)s") % {"name": name, "sentence": PLACEHOLDERS[name][1]} for name in found]

    def _is_empty(self, name):
        return any(not self.values[code].get(name, True) for code in self.codes)

    def draw(self, stakeholder, reference=""):
        """The Drawn of one addressee; without a number, as a preview shows it. Nothing may be lacking."""
        columns = []
        for code in self.codes:
            with translation.override(code):
                own = {"addressee": addressed_as(stakeholder, code), "reference": reference or UNNUMBERED}
                values = {name: _apart(value, code) for name, value in (self.values[code] | own).items()}
                columns.append(
                    {
                        "code": code,
                        "text": filled(self.template.texts[code], values),
                        "addressee": own["addressee"],
                        "dated": day_text(self.today, code),
                    }
                )
        return Drawn(stakeholder, {"reference": reference, "columns": columns})

    def draw_all(self, stakeholders, first):
        """[Drawn] of these in their order, numbered from `first`."""
        return [self.draw(each, f"{self.stem}/{first + place}") for place, each in enumerate(stakeholders)]

    def borrowed(self, stakeholders):
        """[(Stakeholder, Tongue)] whose name is written in no such language: another one stands in the note."""
        return [
            (each, TONGUES[code]) for each in stakeholders for code in self.codes if _name_of(each, code)[1] != code
        ]

    def fingerprint(self, stakeholders):
        """What a preview showed, as 32 hexadecimal digits: the words of every note but their numbers."""
        shown = [[each.slug, self.draw(each).sheet] for each in stakeholders]
        return hashlib.sha256(json.dumps(shown, ensure_ascii=False).encode()).hexdigest()[:32]


def _values(meeting, pairs, call, code, today):
    """{placeholder: text or ""} of a meeting, in the language that is active."""
    is_fixed = meeting.date_precision == "day"
    days = (meeting.starts_on, meeting.ends_on, "day", code)
    return {
        "meeting": headline(meeting, pairs=pairs, language=code),
        "cbm": _(", ").join(localized(pair.cbm, "name", code)[0] for pair in pairs),
        "date": period_text(*days) if is_fixed else "",
        "solar_date": period_text(*days, calendar=SOLAR) if is_fixed else "",
        "city": city_name(meeting.city),
        "venue": meeting.venue,
        "hours": hours_words(meeting, SimpleNamespace(time_zone=meeting.venue_time_zone)),
        "answer_by": day_text(call.answer_by, code) if call is not None else "",
        "today": day_text(today, code),
    }


def addressed_as(stakeholder, code):
    """ "the Embassy of the Islamic Republic of Pakistan", "the United Nations Development Programme"."""
    name, written = _name_of(stakeholder, code)
    if code == "en" and written == "en" and " " in name and not name.lower().startswith("the ") and "(" not in name:
        # A name of several words, as protocol writes it, has its article.
        name = f"the {name}" if getattr(stakeholder, "official_name_en", "") else name
    return _("the Embassy of %(state)s") % {"state": name} if stakeholder.kind == "country" else name


def _name_of(stakeholder, code):
    """(name, code of its language): as protocol writes it, else the short one; another language only where it must."""
    for field in ("official_name", "name"):
        text = getattr(stakeholder, f"{field}_{TONGUES[code]['column']}")
        if text:
            return text, code
    return localized(stakeholder, "name", code)


def _apart(value, code):
    """What is filled into a line from right to left keeps its own direction within it."""
    return f"\u2068{value}\u2069" if TONGUES[code]["dir"] == "rtl" else value
