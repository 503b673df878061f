"""The form of what is published at a moment that is fixed before (ADR 21), for things of every floor."""

from datetime import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from hoaip.calendar import KABUL
from hoaip.fields import ClockField, DayField


class PublishForm(forms.Form):
    """The moment from which everybody sees it, by the clock of Kabul; with a reason where it is moved.

    `at` gives the instant of a form that holds.
    """

    day = DayField(label=_("Day in Kabul"))
    hour = ClockField(label=_("Hour in Kabul"), required=True)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=_("Why the moment is moved. It stands in the history."),
    )

    def __init__(self, *args, is_moved, **kwargs):
        super().__init__(*args, **kwargs)
        if not is_moved:
            del self.fields["reason"]

    @property
    def at(self):
        return datetime.combine(self.cleaned_data["day"], self.cleaned_data["hour"], KABUL)

    @staticmethod
    def of(at):
        """{field: value} of an instant; nothing for None."""
        here = at.astimezone(KABUL) if at else None
        return {"day": here.date(), "hour": here.time()} if here else {}
