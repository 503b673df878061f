"""The form of a plan's text: the plan itself, and its objectives and activities as one row of parts."""

from copy import copy
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cbms.actions.plans import ActivityDetails, ObjectiveDetails, PlanDetails
from cbms.models import Plan
from cbms.plans.content import month_of
from cbms.plans.parties import parted
from cbms.plans.parts import FIELDS, OBJECTIVE, MonthField, Part
from hoaip.calendar import DayError, parse_period
from hoaip.templatetags.ui import plain_digits

MONTHS = gettext_lazy("2026-09, or solar 1405-06")


class PlanForm(forms.Form):
    """What was typed, as PlanDetails. `parts` are the rows to show; `parties` read names; `may_share` asks for it."""

    title_en = forms.CharField(
        label=gettext_lazy("Title, English"), max_length=200, widget=forms.TextInput(attrs={"dir": "ltr"})
    )
    title_fa = forms.CharField(
        label=gettext_lazy("Title, Dari"), max_length=200, required=False, widget=forms.TextInput(attrs={"dir": "rtl"})
    )
    title_ps = forms.CharField(
        label=gettext_lazy("Title, Pashto"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"dir": "rtl"}),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the text"), choices=[(each.value, each.label) for each in Plan.LANGUAGES]
    )
    summary = forms.CharField(
        label=gettext_lazy("Summary"),
        required=False,
        max_length=10_000,
        help_text=gettext_lazy("In a few sentences: what the plan is for."),
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
    )
    first_month = MonthField(label=gettext_lazy("First month"), help_text=MONTHS)
    last_month = MonthField(label=gettext_lazy("Last month"), help_text=MONTHS)
    is_shared = forms.BooleanField(
        label=gettext_lazy("The delegates of the leads and co-leads read this draft and write on it"), required=False
    )

    def __init__(self, *args, parts, parties, may_share, **kwargs):
        super().__init__(*args, **kwargs)
        self.parts, self.parties = parts, parties
        if not may_share:
            del self.fields["is_shared"]
        for part in parts:
            heading = _("Objective %(number)s") if part.is_objective else _("Activity %(number)s")
            heading %= {"number": plain_digits(part.number)}
            for column, prototype in FIELDS[part.kind].items():
                own = self.fields[part.name(column)] = copy(prototype)
                # As the summary of errors calls it; beside the input the short word is enough.
                own.label = f"{heading}: {prototype.label}"
                own.initial = part.values.get(column, "")

    def blocks(self):
        """[(row of an objective or None, rows of its activities)]; a row is a dict: `part` and its bound fields."""
        found = []
        for part in self.parts:
            row = {"part": part} | {column: self[part.name(column)] for column in FIELDS[part.kind]}
            row["has_errors"] = self.is_bound and any(part.name(column) in self.errors for column in FIELDS[part.kind])
            if part.is_objective:
                found.append((row, []))
            elif found:
                found[-1][1].append(row)
            else:
                found.append((None, [row]))
        return found

    def clean(self):
        cleaned = super().clean()
        self.days = self._days("first_month", "last_month")
        self.objectives, activities = [], None
        is_out = False
        for part in self.parts:
            if part.is_objective:
                is_out = part.is_out
                if is_out or part.is_blank and not self._has_activities(part):
                    activities = None if is_out else activities
                    continue
                activities = []
                self.objectives.append((part, activities))
            elif not (is_out or part.is_out or part.is_blank):
                if activities is None:
                    # Sent without an objective above it: it gets one without a title, which the list will ask for.
                    activities = []
                    self.objectives.append((Part(OBJECTIVE), activities))
                activities.append((part, self._read(part)))
        return cleaned

    def _has_activities(self, objective):
        """Whether something is typed below an objective that has no words of its own."""
        below = self.parts[self.parts.index(objective) + 1 :]
        for part in below:
            if part.is_objective:
                return False
            if not (part.is_blank or part.is_out):
                return True
        return False

    def _read(self, part):
        """What an activity names: its lead, its partners and its days."""
        lead = self._party(part.name("lead"), self.cleaned_data.get(part.name("lead"), ""))
        partners = [
            self._party(part.name("partners"), name)
            for name in parted(self.cleaned_data.get(part.name("partners"), ""))
        ]
        return lead, tuple(dict.fromkeys(partners)), self._days(part.name("first_month"), part.name("last_month"))

    def _party(self, name, text):
        if not text.strip():
            return None
        found = self.parties.found(text)
        if found is None:
            self.add_error(
                name,
                _("“%(name)s” is no country or organization of the portal. Give its short name or its acronym.")
                % {"name": text.strip()[:60]},
            )
        return found

    def _days(self, first_name, last_name):
        first, last = self._month(first_name, 0), self._month(last_name, 1)
        if first and last and last < first:
            self.add_error(last_name, _("It ends before it starts. Give the same month or a later one."))
        return first, last

    def _month(self, name, end):
        text = self.cleaned_data.get(name)
        if not text:
            return None
        try:
            return parse_period(text, "month")[end]
        except DayError as error:
            self.add_error(name, str(error))
            return None

    def details(self):
        """The cleaned form as PlanDetails."""
        cleaned = self.cleaned_data
        return PlanDetails(
            title_en=cleaned["title_en"],
            title_fa=cleaned["title_fa"],
            title_ps=cleaned["title_ps"],
            language=cleaned["language"],
            summary=cleaned["summary"],
            starts_on=self.days[0],
            ends_on=self.days[1],
            is_shared=cleaned.get("is_shared", False),
            objectives=tuple(self._objective(part, activities) for part, activities in self.objectives),
        )

    def _objective(self, part, activities):
        return ObjectiveDetails(
            key=UUID(part.key) if part.key else None,
            title=self.cleaned_data.get(part.name("title"), "") if part.values else "",
            text=self.cleaned_data.get(part.name("text"), "") if part.values else "",
            activities=tuple(self._activity(*each) for each in activities),
        )

    def _activity(self, part, read):
        lead, partners, (starts_on, ends_on) = read
        plain = {
            name: self.cleaned_data[part.name(name)]
            for name in ("title", "text", "place", "funding", "indicator", "expected_result")
        }
        return ActivityDetails(
            key=UUID(part.key) if part.key else None,
            lead=lead,
            partners=partners,
            starts_on=starts_on,
            ends_on=ends_on,
            **plain,
        )

    # The same as plain values, to compare with what is stored

    def content(self):
        """What was typed as cbms.plans.content has it; a new part is known by its place."""
        details, found = self.details(), []
        for number, (objective, (part, activities)) in enumerate(
            zip(details.objectives, self.objectives, strict=True), 1
        ):
            own = [
                content_of_activity(typed, key=row.key or row.name("key"), number=f"{number}.{place}")
                for place, (typed, (row, _read)) in enumerate(zip(objective.activities, activities, strict=True), 1)
            ]
            found.append(
                {
                    "key": part.key or f"{part.name('key')}-objective",
                    "number": str(number),
                    "title": objective.title,
                    "text": objective.text,
                    "activities": own,
                }
            )
        return {
            "title": {"en": details.title_en, "fa": details.title_fa, "ps": details.title_ps},
            "language": details.language,
            "summary": details.summary,
            "from": month_of(details.starts_on),
            "until": month_of(details.ends_on, last=True),
            "objectives": found,
        }


def content_of_activity(details, *, key, number):
    """ActivityDetails as plain values."""
    return {
        "key": key,
        "number": number,
        "title": details.title,
        "text": details.text,
        "lead": details.lead.slug if details.lead else "",
        "partners": sorted(partner.slug for partner in details.partners if partner),
        "place": details.place,
        "from": month_of(details.starts_on),
        "until": month_of(details.ends_on, last=True),
        "funding": details.funding,
        "indicator": details.indicator,
        "expected_result": details.expected_result,
    }


def initial_of(plan):
    """The plan's own columns as the form's first values."""
    return {
        "title_en": plan.title_en,
        "title_fa": plan.title_fa,
        "title_ps": plan.title_ps,
        "language": plan.language,
        "summary": plan.summary,
        "first_month": month_of(plan.starts_on),
        "last_month": month_of(plan.ends_on, last=True),
        "is_shared": plan.is_shared,
    }
