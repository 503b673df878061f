"""The one question of the register's pages: as it stood on which day?"""

from django import forms
from django.utils.translation import gettext_lazy as _

from hoaip.fields import DayField

AS_OF = {
    "label": _("Show it as of"),
    "help_text": _("A day, Gregorian 2015-09-08 or solar 1394-06-17"),
    "required": False,
}


class AsOfForm(forms.Form):
    """A day, Gregorian or solar; empty is today in Kabul."""

    as_of = DayField(**AS_OF)

    def __init__(self, data, *, today):
        super().__init__(data)
        self.today = today

    def clean_as_of(self):
        return self.cleaned_data["as_of"] or self.today
