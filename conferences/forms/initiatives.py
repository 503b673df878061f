"""Forms of initiatives: what each is, what it said it would bring, what arrived, and themes of a meeting."""

from django import forms
from django.core.validators import validate_slug
from django.utils.translation import gettext_lazy as _

from conferences.forms.choices import (
    ENGLISH,
    ManyField,
    area,
    offer_cbms,
    offer_commitments,
    offer_meetings,
    offer_stakeholders,
    web_address,
)
from conferences.models import Initiative, Pillar, Theme
from hoaip.fields import DayField, PickField
from hoaip.grants import can
from hoaip.language import localized
from hoaip.models import Process
from hoaip.permissions import Permission
from hoaip.register.manage_forms import ReasonField

TEXTS = ("acronym", "name_en", "name_fa", "name_ps", "about_en", "about_fa", "about_ps", "url", "status")
SOURCES = ("source", "source_note")
AHEAD = _("This day lies ahead. Record what was said and what arrived once it happened.")
DARI, PASHTO = {"lang": "fa-AF", "dir": "rtl"}, {"lang": "ps", "dir": "rtl"}


class SourceForm(forms.Form):
    """Where something is known from."""

    source = forms.CharField(
        label=_("Source"),
        required=False,
        max_length=2000,
        help_text=_("Where it is known from; several addresses with a semicolon between them."),
        widget=area(2),
    )
    source_note = forms.CharField(label=_("Note on the source"), required=False, max_length=2000, widget=area(2))


class InitiativeForm(SourceForm):
    """What is known of an initiative, and which themes, pillars and CBMs it says it feeds."""

    acronym = forms.CharField(label=_("Short name"), max_length=40, widget=forms.TextInput(attrs={"dir": "auto"}))
    name_en = forms.CharField(label=_("Name, English"), max_length=200, widget=forms.TextInput(attrs=ENGLISH))
    name_fa = forms.CharField(label=_("Name, Dari"), required=False, max_length=200, widget=forms.TextInput(attrs=DARI))
    name_ps = forms.CharField(
        label=_("Name, Pashto"), required=False, max_length=200, widget=forms.TextInput(attrs=PASHTO)
    )
    about_en = forms.CharField(label=_("What it is, English"), required=False, max_length=4000, widget=area(**ENGLISH))
    about_fa = forms.CharField(label=_("What it is, Dari"), required=False, max_length=4000, widget=area(**DARI))
    about_ps = forms.CharField(label=_("What it is, Pashto"), required=False, max_length=4000, widget=area(**PASHTO))
    status = forms.ChoiceField(label=_("Status"), choices=Initiative.Status.choices, initial="unknown")
    url = forms.URLField(
        label=_("Address on the web"),
        required=False,
        max_length=300,
        assume_scheme="https",
        validators=[web_address],
        widget=forms.URLInput(attrs={"dir": "ltr"}),
    )
    organiser = PickField(label=_("Organized by"), required=False, help_text=_("Empty: its members together."))
    themes = forms.MultipleChoiceField(
        label=_("Themes it says it feeds"), required=False, choices=Theme, widget=forms.CheckboxSelectMultiple
    )
    cbms = ManyField(label=_("CBMs it says it feeds"), required=False)
    pillars = forms.MultipleChoiceField(
        label=_("Pillars"), required=False, choices=Pillar, widget=forms.CheckboxSelectMultiple
    )
    members = ManyField(label=_("Who takes part in it"), required=False)
    reason = ReasonField()
    field_order = (*TEXTS, "organiser", "themes", "cbms", "pillars", "members", *SOURCES, "reason")

    def __init__(self, data=None, *, initiative=None, initial=None):
        super().__init__(data, initial=of_initiative(initiative) if initiative else initial)
        offer_cbms(self.fields["cbms"])
        offer_stakeholders(self.fields["organiser"])
        offer_stakeholders(self.fields["members"])


def of_initiative(row):
    """What the form shows of a stored initiative."""
    return {name: getattr(row, name) for name in (*TEXTS, *SOURCES, "themes", "pillars")} | {
        "organiser": row.organiser.slug if row.organiser else "",
        "members": list(row.members.order_by("slug").values_list("slug", flat=True)),
        "cbms": list(row.cbms.order_by("position").values_list("code", flat=True)),
    }


class NewInitiativeForm(InitiativeForm):
    """An initiative that enters the register."""

    process = PickField(label=_("Feeds into"), help_text=_("The process to which it brings something."))
    slug = forms.CharField(
        label=_("Name in addresses"),
        max_length=60,
        validators=[validate_slug],
        help_text=_("Small Latin letters, digits and hyphens, as “moscow-format”. It stays."),
        widget=forms.TextInput(attrs=ENGLISH),
    )
    field_order = ("process", "slug", *InitiativeForm.field_order)

    def __init__(self, data=None, *, person, initial=None):
        super().__init__(data, initial=initial)
        rows = Process.objects.order_by("-launched_on", "pk")
        self.fields["process"].offer(
            [row for row in rows if can(person, Permission.KEEP_INITIATIVES, row)],
            key=lambda row: row.slug,
            words=lambda row: localized(row, "name")[0],
        )

    def clean_slug(self):
        return self.cleaned_data["slug"].lower()


class ContributionForm(SourceForm):
    """What an initiative said it would bring, and, where it did, what arrived."""

    promised = forms.CharField(
        label=_("What it said it would bring"),
        required=False,
        max_length=2000,
        help_text=_("Empty where something arrived that nobody had announced."),
        widget=area(),
    )
    promised_on = DayField(label=_("Said on"), required=False)
    arrived = forms.CharField(label=_("What arrived"), required=False, max_length=2000, widget=area())
    arrived_on = DayField(label=_("Arrived on"), required=False)
    theme = forms.ChoiceField(label=_("Theme"), required=False, choices=[("", "–"), *Theme.choices])
    cbm = PickField(label=_("CBM"), required=False)
    meeting = PickField(
        label=_("Meeting"), required=False, help_text=_("Where it was said or arrived, if it is in the register.")
    )
    commitment = PickField(label=_("Commitment"), required=False, help_text=_("If it arrived as a commitment."))
    field_order = (
        "promised",
        "promised_on",
        "arrived",
        "arrived_on",
        "theme",
        "cbm",
        "meeting",
        "commitment",
        *SOURCES,
    )

    def __init__(self, data=None, *, person, today, contribution=None, initial=None):
        self.today = today
        super().__init__(data, initial=of_contribution(contribution) if contribution else initial)
        offer_cbms(self.fields["cbm"])
        offer_meetings(self.fields["meeting"], person, held=False, keep=contribution and contribution.meeting)
        offer_commitments(self.fields["commitment"], person, keep=contribution and contribution.commitment)

    def clean(self):
        given = super().clean()
        for text, day in (("promised", "promised_on"), ("arrived", "arrived_on")):
            if given.get(day) and not given.get(text) and text not in self.errors:
                self.add_error(text, _("A day is given. Say in words what it was."))
            if given.get(day) and given[day] > self.today:
                self.add_error(day, AHEAD)
        if given.get("arrived") and not given.get("arrived_on") and "arrived_on" not in self.errors:
            self.add_error("arrived_on", _("Say on which day it arrived."))
        if not self.errors and not given.get("promised") and not given.get("arrived"):
            self.add_error("promised", _("Say what it is to bring, or what arrived."))
        return given


def of_contribution(row):
    """What the form shows of a stored contribution."""
    names = ("promised", "promised_on", "arrived", "arrived_on", "theme", *SOURCES)
    return {name: getattr(row, name) for name in names} | {
        "cbm": row.cbm.code if row.cbm else "",
        "meeting": row.meeting.uid if row.meeting else "",
        "commitment": row.commitment.uid if row.commitment else "",
    }


class ChangedContributionForm(ContributionForm):
    """The same, of one that is there."""

    reason = ReasonField()


class ArrivalForm(forms.Form):
    """What arrived of what was announced."""

    arrived = forms.CharField(label=_("What arrived"), max_length=2000, widget=area())
    arrived_on = DayField(label=_("Arrived on"))
    meeting = PickField(label=_("Meeting"), required=False, help_text=_("Where it arrived, if it is in the register."))
    commitment = PickField(label=_("Commitment"), required=False, help_text=_("If it arrived as a commitment."))

    def __init__(self, data=None, *, person, today):
        self.today = today
        super().__init__(data)
        offer_meetings(self.fields["meeting"], person)
        offer_commitments(self.fields["commitment"], person)

    def clean_arrived_on(self):
        if self.cleaned_data["arrived_on"] > self.today:
            raise forms.ValidationError(AHEAD)
        return self.cleaned_data["arrived_on"]


class ThemesForm(forms.Form):
    """With which themes a meeting dealt."""

    themes = forms.MultipleChoiceField(
        label=_("Themes"), required=False, choices=Theme, widget=forms.CheckboxSelectMultiple
    )
