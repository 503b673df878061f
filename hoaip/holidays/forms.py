"""Forms of holidays and weekends."""

from django import forms
from django.utils.translation import gettext_lazy as _

from hoaip.calendar import WEEKDAYS
from hoaip.fields import DayField, PickField
from hoaip.language import localized, page_language
from hoaip.models import Country
from hoaip.register.manage_forms import in_protocol_order
from hoaip.widgets import Listed

FIRST_YEAR, LAST_YEAR = 2011, 2100


class WhichForm(forms.Form):
    """Whose holidays of which year: a country that has any, or one of the register that is named; cleans to rows.

    The year is chosen by tabs: its input is hidden until it was refused.
    """

    country = forms.CharField(label=_("Country"), required=False, max_length=80, widget=Listed)
    year = forms.CharField(label=_("Year"), required=False, max_length=80, widget=forms.HiddenInput)

    def __init__(self, request):
        super().__init__(request.GET)
        self.today = request.today
        self.countries = in_protocol_order(Country.objects.filter(holidays__isnull=False).distinct())
        if not self.is_valid() and "year" in self.errors:
            self.fields["year"].widget = forms.TextInput(attrs={"dir": "ltr", "inputmode": "numeric"})
        self.fields["country"].widget.choices = [(row.slug, localized(row, "name")[0]) for row in self.countries]

    def clean_country(self):
        """The Country, the first one when none is named; None while none has holidays."""
        wanted = self.cleaned_data["country"]
        found = next((row for row in self.countries if row.slug == wanted), None)
        if found is None and wanted:
            # Rarely asked: a country of which nothing is known yet.
            found = Country.objects.filter(slug=wanted).first()
            if found is None:
                raise forms.ValidationError(_("There is no such country in the register. Choose one of the list."))
            self.countries.append(found)
        return found or next(iter(self.countries), None)

    def clean_year(self):
        text = self.cleaned_data["year"] or str(self.today.year)
        if not (text.isascii() and text.isdigit() and len(text) == 4 and FIRST_YEAR <= int(text) <= LAST_YEAR):
            raise forms.ValidationError(_("A year is a number from 2011 to 2100, as in 2026."))
        return int(text)


class HolidayForm(forms.Form):
    """The name and the days of a holiday."""

    name = forms.CharField(label=_("Name"), max_length=200, widget=forms.TextInput(attrs={"dir": "auto"}))
    from_on = DayField(label=_("First day"))
    until_on = DayField(label=_("Last day"), required=False, help_text=_("Empty for a holiday of one day."))

    def clean(self):
        given = super().clean()
        given["until_on"] = given.get("until_on") or given.get("from_on")
        return given


class NewHolidayForm(HolidayForm):
    """A holiday of one of the countries."""

    country = PickField(label=_("Country"))
    field_order = ("country", "name", "from_on", "until_on")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["country"].offer(
            in_protocol_order(Country.objects.all()),
            key=lambda row: row.slug,
            words=lambda row: localized(row, "name")[0],
        )


class WeekendForm(forms.Form):
    """The days of the week on which a country rests."""

    weekend = forms.TypedMultipleChoiceField(
        label=_("Days without work"),
        choices=lambda: list(enumerate(WEEKDAYS[page_language()])),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Hints at meetings follow at once."),
    )
