"""Forms of the two-a-year rule's settings."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hoaip.fields import DayField
from hoaip.register.manage_forms import ReasonField
from meetings.models import WatchRule


class RuleForm(forms.ModelForm):
    """Year, days and the reason of the change."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"})
    )

    class Meta:
        model = WatchRule
        fields = ("calendar", "lead_days", "gap_days", "warn_days")


class BlackoutForm(forms.Form):
    """Days on which no invitation goes out, and why."""

    from_on = DayField(label=gettext_lazy("First day"))
    until_on = DayField(label=gettext_lazy("Last day"))
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=160)

    def __init__(self, *args, **kwargs):
        # Two forms stand on one page: each needs names of its own.
        super().__init__(*args, auto_id="id_blackout_%s", **kwargs)

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("from_on"), cleaned.get("until_on")
        if first and last and last < first:
            self.add_error("until_on", _("It ends before it starts. Give the first day or a later one."))
        return cleaned


class BlackoutRemovalForm(forms.Form):
    """Why days without invitations are taken away; one stands beside each of them."""

    reason = ReasonField(label=gettext_lazy("Reason for taking it away"))

    def __init__(self, data=None, *, blackout):
        super().__init__(data, auto_id=f"id_{blackout.uid}_%s")
