"""What came of a meeting, as its form asks for it: outcomes, each with the item of the agenda that it came of."""

import re

from django import forms
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from hoaip.calendar import DayError, parse_day, parse_period, whole
from hoaip.language import page_language
from hoaip.widgets import Listed, ListedMultiple, Options
from meetings.actions.details import KEPT, OutcomeDetails
from meetings.models import AgendaItem, Meeting, Outcome, RecordParagraph

BLANK_OUTCOMES = 3
MOST_OUTCOMES = 60
# Of the title of an item of the agenda, what a line of the list shows.
ITEM_LETTERS = 80


class OutcomeFields:
    """The outcomes of a MeetingForm, which knows its `meeting` and its `stakeholders` with their `names`."""

    def add_outcomes(self, item):
        """Add the fields: what is stored, what was typed, and blank ones; `item` is chosen in the first blank one."""
        saved, agenda = [], []
        if self.meeting is not None:
            saved = list(self.meeting.outcomes.order_by("number").prefetch_related("owners"))
            texts, agenda = written_of(self.meeting)
            self.fields["record"].initial = "\n\n".join(texts)
        self.agenda = {str(each.uid): each for each in agenda}
        uid_of = {each.pk: uid for uid, each in self.agenda.items()}
        items = Options([("", _("none of them")), *((uid, _line_of(each)) for uid, each in self.agenda.items())])
        # Places in which something was typed; three that are blank stand behind the last.
        typed = [
            int(found[1])
            for name in self.data
            if (found := re.fullmatch(r"outcomes-([0-9]{1,3})-(?:text|due|owner)", name)) and self.data[name]
        ]
        rows = max(len(saved), *(number + 1 for number in typed), 0) + BLANK_OUTCOMES
        self.outcome_numbers = range(min(rows, MOST_OUTCOMES))
        owners = Options(self.names.items())
        for number in self.outcome_numbers:
            row = saved[number] if number < len(saved) else None
            self.fields[f"outcomes-{number}-kind"] = forms.ChoiceField(
                label=_("Kind"),
                choices=Outcome.Kind,
                required=False,
                initial=row.kind if row else ("decision", "action", "commitment")[number % 3],
            )
            self.fields[f"outcomes-{number}-text"] = forms.CharField(
                label=_("What came of it"),
                required=False,
                max_length=5000,
                initial=row.text if row else "",
                widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
            )
            self.fields[f"outcomes-{number}-owner"] = forms.MultipleChoiceField(
                label=_("Owners"),
                choices=owners,
                required=False,
                initial=[owner.slug for owner in row.owners.all()] if row else [],
                widget=ListedMultiple(attrs={"size": 3}),
            )
            self.fields[f"outcomes-{number}-due"] = forms.CharField(
                label=_("Due"),
                required=False,
                max_length=20,
                initial=due_text(row) if row else "",
                help_text=_("a day, or a month like 2026-12"),
                widget=forms.TextInput(attrs={"dir": "ltr"}),
            )
            if self.agenda:
                given = item if number == len(saved) else ""
                self.fields[f"outcomes-{number}-item"] = forms.ChoiceField(
                    label=_("Item of the agenda"),
                    choices=items,
                    required=False,
                    initial=uid_of.get(row.agenda_item_id, "") if row else given,
                    widget=Listed,
                )

    def outcome_rows(self):
        """One dict of bound fields per row: number (from 1), kind, text, owner, due; item where there is an agenda."""
        names = ("kind", "text", "owner", "due", *(("item",) if self.agenda else ()))
        for number in self.outcome_numbers:
            parts = {part: self[f"outcomes-{number}-{part}"] for part in names}
            yield parts | {"number": number + 1}

    def clean_outcome(self, number, cleaned):
        """The OutcomeDetails typed in a place, None for a blank one; errors at its fields."""
        text = (cleaned.get(f"outcomes-{number}-text") or "").strip()
        due = (cleaned.get(f"outcomes-{number}-due") or "").strip()
        owners = cleaned.get(f"outcomes-{number}-owner") or []
        if not text:
            if due or owners:
                self.add_error(
                    f"outcomes-{number}-text", _("This outcome has an owner or a due date and no text. Say what it is.")
                )
            return None
        due_on, precision = None, "day"
        if due:
            try:
                due_on, precision = parse_due(due)
            except DayError as error:
                self.add_error(f"outcomes-{number}-due", str(error))
        return OutcomeDetails(
            kind=cleaned.get(f"outcomes-{number}-kind") or "decision",
            text=text,
            owners=tuple(self.stakeholders[slug] for slug in owners),
            due_on=due_on,
            due_precision=precision,
            place=number + 1,
            agenda_item=self._item_of(number, cleaned),
        )

    def _item_of(self, number, cleaned):
        """The item chosen, None for none; what a form does not ask stays as it is stored."""
        name = f"outcomes-{number}-item"
        if name not in self.fields or name not in self.data:
            return KEPT
        return self.agenda.get(cleaned.get(name))


def written_of(meeting):
    """(the texts of its paragraphs, the AgendaItems) of a meeting, in their order; of an item uid and title. One query.

    Whoever edits a meeting reads its agenda.
    """
    items = AgendaItem.objects.filter(meeting=OuterRef("pk")).order_by("position")
    texts, rows = (
        Meeting.objects.filter(pk=meeting.pk)
        .values_list(
            ArraySubquery(RecordParagraph.objects.filter(meeting=OuterRef("pk")).order_by("number").values("text")),
            ArraySubquery(items.values(item=JSONObject(id="id", uid="uid", position="position", title="title"))),
        )
        .get()
    )
    return texts, [AgendaItem(meeting=meeting, **row) for row in rows]


def _line_of(item):
    return f"{whole(item.position, page_language())}. {Truncator(item.title).chars(ITEM_LETTERS)}"


def parse_due(text):
    """(last day, precision) of a due date typed as a day or a month. DayError with a sentence otherwise."""
    try:
        return parse_day(text), "day"
    except DayError as as_day:
        try:
            return parse_period(text, "month")[1], "month"
        except DayError:
            raise as_day from None


def due_text(outcome):
    """What a due date looks like in the form: 2026-12-31, or 2026-12 for a month."""
    if outcome.due_on is None:
        return ""
    return f"{outcome.due_on:%Y-%m}" if outcome.due_precision == "month" else outcome.due_on.isoformat()
