"""The form as it is given out: what both its shapes say, and the one for spreadsheets."""

import csv
import io
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cbms.circle import called
from hoaip.language import page_language
from hoaip.lists.cells import neutral
from hoaip.models import Stakeholder
from meetings.capacities import capacities
from meetings.forms.log import GROUP_OF, GROUPS, SHOWN
from meetings.models import Outcome
from meetings.offline import tickets
from meetings.offline.words import ATTENDANCE, CHOICES, FORM, HEAD, LABELS, OUTCOME, PARAGRAPH, SINGLE, is_told

BLANK_OTHERS = 6
BLANK_OUTCOMES = 8
BLANK_PARAGRAPHS = 15
DAYS = ("first_day", "last_day")
HINTS = {
    "title": gettext_lazy("Left empty, it is made of number, type and city."),
    "first_day": gettext_lazy("2026-09-06 or solar 1405-06-15; a month 2026-09, a quarter 2026-Q3, a year 2026"),
    "last_day": gettext_lazy("Left empty, it was one day."),
    "host": gettext_lazy("A country or organization by its short name or acronym"),
}
KEPT = gettext_lazy(
    "What is left empty stays as it is on the portal; what came of it and the record are added to what stands there."
)


@dataclass(frozen=True)
class Sheet:
    """A form to be filled in: `about` is what it is for; `values` {key of SINGLE: what is known}.

    `groups`: [(heading, [(slug, name)])] of who holds a role on the day; `others`: names of everybody else;
    `is_stored`: it is for a meeting that stands in the register.
    """

    word: str
    about: str
    values: dict
    groups: list
    others: list
    is_stored: bool = False

    @property
    def kept(self):
        """What is said of a field left empty, where there is anything to keep."""
        return KEPT if self.is_stored else ""

    @property
    def singles(self):
        """[(key, label, value, hint, choices)] of the rows that stand once."""
        for key in SINGLE:
            choices = CHOICES.get(key, ())
            # Of one that is stored an empty title stays as it is, too.
            hint = "" if key == "title" and self.is_stored else HINTS.get(key, "")
            yield key, LABELS[key], self.values.get(key, ""), hint, choices


def sheet_of(ticket, *, cbms, process, day, about, values=None, host=None):
    """The Sheet of a ticket: who holds a role in these CBMs on the day. Two queries."""
    language = page_language()
    rows = list(Stakeholder.objects.in_protocol_order(language).filter(merged_into=None).only(*SHOWN))
    roles = capacities(cbms, process, day)
    members = {name: [] for name, _heading in GROUPS}
    others = []
    for row in rows:
        role = roles.get(row.pk)
        group = f"supporting_{GROUP_OF[row.kind]}" if role == "supporting" else role
        if group in members:
            members[group].append((row.slug, called(row, language)))
        else:
            others.append(called(row, language))
    values = dict(values or {})
    if host is not None:
        values["host"] = called(host, language)
    groups = [(heading, members[name]) for name, heading in GROUPS if members[name]]
    return Sheet(tickets.written(ticket), about, values, groups, others, ticket.meeting is not None)


def csv_of(sheet):
    """The form as CSV, UTF-8 with BOM: a name and its value a row, and more columns where a row says more."""
    out = io.StringIO()
    out.write("\ufeff")
    lines = csv.writer(out)

    def write(*cells):
        lines.writerow([neutral(str(cell)) for cell in (*cells, *[""] * (5 - len(cells)))])

    def remark(text, *more):
        write(f"# {text}", *more)

    write(HEAD, _("Value"), "", "", "")
    remark(sheet.about)
    remark(_("Leave the first column as it is."))
    if sheet.is_stored:
        remark(KEPT)
    remark(_("Add as many rows of who came, of what came of it and of paragraphs as you need."))
    write(LABELS[FORM], sheet.word, _("The mark of this form. Leave it as it is."))
    remark(_("When and where"))
    for key, label, value, hint, choices in sheet.singles:
        hint = is_told(key) if choices else hint
        if key in DAYS and value:
            # In a cell of its own a spreadsheet would turn it round, though nobody touched it.
            hint, value = f"{_('Left empty, it stays %(day)s.') % {'day': value}} {HINTS['first_day']}", ""
        write(label, dict(choices).get(value, value), hint)
    remark(_("Who came"), _("State or organization"), is_told(ATTENDANCE), _("Left empty: did not come."))
    for heading, members in sheet.groups:
        remark(heading)
        for _slug, name in members:
            write(LABELS[ATTENDANCE], name)
    remark(_("Others who came, as observers"))
    for _number in range(BLANK_OTHERS):
        write(LABELS[ATTENDANCE])
    remark(
        _("What came of it"),
        is_told(OUTCOME),
        _("What it is"),
        _("Owners, parted by semicolons"),
        _("Due: a day, or a month like 2026-12"),
    )
    for number in range(BLANK_OUTCOMES):
        write(LABELS[OUTCOME], Outcome.Kind.choices[number % 3][1])
    remark(_("Record of meeting"), _("One paragraph a row"))
    for number in range(1, BLANK_PARAGRAPHS + 1):
        write(f"{LABELS[PARAGRAPH]} {number}")
    return out.getvalue().encode()
