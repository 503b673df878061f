"""Forms of holidays and weekends."""

from django import forms
from django.utils.translation import gettext_lazy as _

from hoaip.calendar import WEEKDAYS
from hoaip.fields import DayField, PickField
from hoaip.language import localized, page_language
from hoaip.models import Country
from hoaip.register.manage_forms import in_protocol_order


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
