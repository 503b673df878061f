"""Forms of handing a CBM over."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cbms.role_rules import name_of
from hoaip.fields import DayField, PickField


class HandoverForm(forms.Form):
    """Which CBM, to whom, from which day, and a word to the successor."""

    cbm = PickField(label=_("CBM"))
    successor = PickField(
        label=_("Successor"), help_text=_("Whoever has an active account and speaks for no state or organization.")
    )
    effective_on = DayField(
        label=_("First day of the successor"),
        help_text=_("Rights move at midnight of that day in Kabul; today, at once."),
    )
    note = forms.CharField(
        label=_("A word to the successor"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        help_text=_("What stands behind the open items. It stands in the history, too."),
    )

    def __init__(self, *args, cbms, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["cbm"].offer(cbms, key=lambda row: row.code, words=lambda row: f"{row.short} – {name_of(row)}")
        self.fields["successor"].offer(people, key=lambda row: row.uid, words=lambda row: row.full_name)


class NothingAsked(forms.Form):
    """A step that asks for nothing but to be sure."""
