"""The logging form: which meeting, when and where, who came, what came of it."""

import re
from copy import copy
from dataclasses import dataclass

from django import forms
from django.utils.functional import cached_property
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cbms.models import Cbm
from hoaip.calendar import DayError, digits, parse_period
from hoaip.documents.forms import KINDS, UploadField
from hoaip.grants import can
from hoaip.language import localized, page_language
from hoaip.models import Stakeholder
from hoaip.permissions import Permission
from hoaip.register import main_process
from hoaip.widgets import Listed, Options
from meetings.actions.details import MeetingDetails
from meetings.capacities import capacities
from meetings.forms.outcomes import OutcomeFields
from meetings.invited import announced_attendance
from meetings.models import AHEAD, Attendance, Meeting

MOST_PARAGRAPHS = 999
GROUPS = (
    ("lead", gettext_lazy("Leads")),
    ("co_lead", gettext_lazy("Co-leads")),
    ("participating", gettext_lazy("Participating countries")),
    ("supporting_countries", gettext_lazy("Supporting countries")),
    ("supporting_organizations", gettext_lazy("Supporting organizations")),
)
# The end of the group of those who support, by kind.
GROUP_OF = {"country": "countries", "organization": "organizations"}

# Of a stakeholder, what the form shows and an action asks.
SHOWN = ("slug", "code", "kind", "name_en", "name_fa", "name_ps")
FROM_ROLE = object()


def paragraphs_of(text):
    """The paragraphs of a text: a blank line ends one."""
    return tuple(part.strip() for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n")) if part.strip())


def few_paragraphs(text):
    """A validator of a record: ValidationError for more paragraphs than one has."""
    if len(paragraphs_of(text)) > MOST_PARAGRAPHS:
        raise forms.ValidationError(
            _("A record has at most %(most)s paragraphs. Join some of them.")
            % {"most": digits(MOST_PARAGRAPHS, page_language())}
        )


class PeriodField(forms.CharField):
    """A day or, at lower precision, a period as text; the form parses it with the precision at hand."""

    widget = forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off", "inputmode": "numeric"})


@dataclass
class AttendanceLine:
    """One stakeholder of the grid: its role mark and its bound field."""

    stakeholder: Stakeholder
    name: str
    role: str
    field: forms.BoundField


class MeetingForm(OutcomeFields, forms.Form):
    """Parses what was typed into MeetingDetails. `cbms_allowed` may be chosen; `cbms` are chosen already.

    `day` is the day whose roles fill in the attendance. `meeting` is the one edited, or None; where it has an agenda
    each outcome names the item that it came of, the first blank one `item`, the uid of an item, where that is given.
    """

    cbm = forms.MultipleChoiceField(
        label=gettext_lazy("CBM"), required=False, widget=forms.CheckboxSelectMultiple, help_text=""
    )
    type = forms.ChoiceField(label=gettext_lazy("Type"), choices=Meeting.Type, initial="rtgm")
    title = forms.CharField(
        label=gettext_lazy("Title"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Left empty, it is made of number, type and city."),
    )
    date_precision = forms.ChoiceField(
        label=gettext_lazy("Known to the"), choices=Meeting.Precision, initial="day", required=False
    )
    starts_on = PeriodField(
        label=gettext_lazy("First day"),
        max_length=20,
        help_text=gettext_lazy("2026-09-06 or solar 1405-06-15; a month 2026-09, a quarter 2026-Q3, a year 2026"),
    )
    ends_on = PeriodField(
        label=gettext_lazy("Last day"),
        max_length=20,
        required=False,
        help_text=gettext_lazy("Left empty, it was one day."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why it moves"),
        required=False,
        max_length=2000,
        help_text=gettext_lazy(
            "Asked where the meeting leaves the day or period that others know. The old date stays."
        ),
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
    host = forms.ChoiceField(label=gettext_lazy("Host"), required=False, widget=Listed)
    city = forms.CharField(label=gettext_lazy("City"), required=False, max_length=80)
    mode = forms.ChoiceField(label=gettext_lazy("Held"), choices=Meeting.Mode, initial="in_person", required=False)
    record = forms.CharField(
        label=gettext_lazy("Record of meeting"),
        required=False,
        max_length=150_000,
        validators=[few_paragraphs],
        help_text=gettext_lazy("A blank line ends a paragraph; paragraphs are numbered."),
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
    )
    evidence = UploadField(
        label=gettext_lazy("Evidence"),
        required=False,
        help_text=format_lazy(gettext_lazy("The original record or letter as a file: {kinds}."), kinds=KINDS),
    )
    another_meeting = forms.BooleanField(label=gettext_lazy("It is another meeting on the same day"), required=False)

    def __init__(self, *args, cbms_allowed, cbms, day, meeting=None, item="", **kwargs):
        super().__init__(*args, **kwargs)
        self.meeting = meeting
        if meeting is not None:
            # A meeting that stands in the register gets its papers on its own page.
            del self.fields["evidence"]
        if meeting is None or meeting.state not in AHEAD or not meeting.is_public:
            # Nobody was told another day.
            del self.fields["reason"]
        self.cbms = list(cbms)
        self.day = day
        rows = Stakeholder.objects.in_protocol_order(page_language()).only(*SHOWN)
        # A meeting that was circulated keeps the name it was written with.
        rows = rows.filter(merged_into=None) if meeting is None else rows
        self.stakeholders = {each.slug: each for each in rows}
        self.names = {slug: localized(each, "name")[0] for slug, each in self.stakeholders.items()}
        allowed = {cbm.code: cbm for cbm in (*cbms_allowed, *self.cbms)}
        self.cbms_by_code = allowed
        self.fields["cbm"].choices = [(code, localized(cbm, "name")[0]) for code, cbm in allowed.items()]
        self.fields["cbm"].initial = [cbm.code for cbm in self.cbms]
        self.fields["host"].choices = [("", _("not known")), *self.names.items()]
        self._add_attendance()
        self.add_outcomes(item)

    # Who came

    @cached_property
    def roles(self):
        """{slug: group} of who holds a role on the day; a form that is saved does not ask."""
        process = self.meeting.process if self.meeting is not None else main_process()
        capacity_of = capacities(self.cbms, process, self.day)
        return {
            slug: f"supporting_{GROUP_OF[each.kind]}" if capacity_of[each.pk] == "supporting" else capacity_of[each.pk]
            for slug, each in self.stakeholders.items()
            if each.pk in capacity_of
        }

    def _add_attendance(self):
        saved = {}
        if self.meeting is not None:
            saved = dict(self.meeting.attendance.values_list("stakeholder__slug", "answer"))
        self.saved_attendance = saved
        answers = Options([("", _("did not come")), *Attendance.Answer.choices])
        answer = forms.ChoiceField(choices=answers, required=False, widget=Listed)
        for slug, name in self.names.items():
            # A copy: to make sixty fields anew takes longer than all the rest of the form.
            field = self.fields[f"attendance-{slug}"] = copy(answer)
            field.label = name
            field.initial = saved.get(slug, "") if saved or self.is_bound else FROM_ROLE

    def get_initial_for_field(self, field, field_name):
        """Unless an attendance is stored: who came as answered to the invitation, else as the roles of the day."""
        value = super().get_initial_for_field(field, field_name)
        if value is FROM_ROLE:
            slug = field_name.removeprefix("attendance-")
            if self.announced:
                return self.announced.get(slug, "not_invited" if slug in self.roles else "")
            return "present" if slug in self.roles else ""
        return value

    @cached_property
    def announced(self):
        """{slug: attendance} as those invited have answered; {} where nobody is invited."""
        return announced_attendance(self.meeting) if self.meeting is not None else {}

    def attendance_groups(self):
        """[(heading, [AttendanceLine])] of who holds a role on the day, in the order of the house."""
        for group, heading in GROUPS:
            lines = [self._line(slug) for slug in self.stakeholders if self.roles.get(slug) == group]
            if lines:
                yield heading, lines

    def others(self):
        """Stakeholders without a role on that day: observers, when they came."""
        return [self._line(slug) for slug in self.stakeholders if slug not in self.roles]

    def others_came(self):
        return any(line.field.value() for line in self.others())

    def _line(self, slug):
        role = (self.roles.get(slug) or "").replace("_countries", "").replace("_organizations", "")
        each = self.stakeholders[slug]
        return AttendanceLine(each, self.names[slug], role, self[f"attendance-{slug}"])

    # Cleaning

    def clean_cbm(self):
        return [self.cbms_by_code[code] for code in self.cleaned_data["cbm"]]

    def clean_host(self):
        return self.stakeholders.get(self.cleaned_data["host"])

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("type") == "rtgm" and not cleaned.get("cbm") and "cbm" not in self.errors:
            self.add_error("cbm", _("An RTGM belongs to a CBM. Choose at least one."))
        self._clean_period(cleaned)
        outcomes = [self.clean_outcome(number, cleaned) for number in self.outcome_numbers]
        cleaned["outcomes"] = tuple(outcome for outcome in outcomes if outcome is not None)
        return cleaned

    def _clean_period(self, cleaned):
        precision = cleaned.get("date_precision") or "day"
        cleaned["date_precision"] = precision
        text = cleaned.get("starts_on")
        if not text:
            return
        try:
            first, last = parse_period(text, precision)
        except DayError as error:
            self.add_error("starts_on", str(error))
            return
        if cleaned.get("ends_on"):
            try:
                last = parse_period(cleaned["ends_on"], precision)[1]
            except DayError as error:
                self.add_error("ends_on", str(error))
                return
        if last < first:
            self.add_error(
                "ends_on",
                _("It ends on %(last)s, before it starts on %(first)s. Give that day or a later one.")
                % {"last": last.isoformat(), "first": first.isoformat()},
            )
            return
        cleaned["starts_on"], cleaned["ends_on"] = first, last

    def details(self):
        """The cleaned form as MeetingDetails."""
        cleaned = self.cleaned_data
        attendance = {
            each: answer
            for slug, each in self.stakeholders.items()
            if (answer := cleaned.get(f"attendance-{slug}") or self._taken_back(slug))
        }
        return MeetingDetails(
            cbms=tuple(cleaned["cbm"]),
            type=cleaned["type"],
            title=cleaned["title"],
            date_precision=cleaned["date_precision"],
            starts_on=cleaned["starts_on"],
            ends_on=cleaned["ends_on"],
            host=cleaned["host"],
            city=cleaned["city"],
            mode=cleaned["mode"] or "in_person",
            attendance=attendance,
            outcomes=cleaned["outcomes"],
            record=paragraphs_of(cleaned["record"]),
        )

    def _taken_back(self, slug):
        """The answer for one who was said to have come and now is said not to; "" when nothing was said before."""
        if slug not in self.saved_attendance or f"attendance-{slug}" not in self.data:
            return ""
        # Who holds a role was expected; an observer who did not come has no place in the list.
        return "absent" if slug in self.roles else "not_invited"


def cbms_to_plan_for(user):
    """The CBMs for which this person may plan, in the order of the house."""
    return [cbm for cbm in Cbm.objects.select_related("process").order_by("position") if may_plan(user, cbm)]


def may_plan(user, anchor):
    """Whether this person may plan meetings of that CBM, or of that process."""
    return can(user, Permission.PLAN_MEETING, anchor)
