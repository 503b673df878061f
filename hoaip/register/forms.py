"""The one question of the register's pages: as it stood on which day?"""

from django import forms
from django.utils.translation import gettext_lazy as _

from hoaip.calendar import SOLAR, to_solar
from hoaip.fields import DayField
from hoaip.reader import calendar_of_reader

AS_OF = {
    "label": _("Show it as of"),
    "help_text": _("A day, Gregorian 2015-09-08 or solar 1394-06-17"),
    "required": False,
}


class AsOfForm(forms.Form):
    """A day, Gregorian or solar; empty is today in Kabul, and is shown as that day in the reader's calendar."""

    as_of = DayField(**AS_OF)

    def __init__(self, request):
        super().__init__(asked(request))
        self.today = request.today

    def clean_as_of(self):
        return self.cleaned_data["as_of"] or self.today


def asked(request):
    """The query string with today in place of a day that was not given."""
    if request.GET.get("as_of", "").strip():
        return request.GET
    data = request.GET.copy()
    day = to_solar(request.today) if calendar_of_reader(request) == SOLAR else request.today
    data["as_of"] = f"{day.year:04}-{day.month:02}-{day.day:02}"
    return data
