"""Forms of the board: a flag acknowledged, waived or lifted; a target; a standing."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cbms.models import Standing
from hoaip.fields import DayField


class AcknowledgeForm(forms.Form):
    explanation = forms.CharField(
        label=_("Explanation"),
        help_text=_("Why the meetings are missing, and what is done about it. The ministry alone reads it."),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )


class WaiveForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason of the waiver"),
        help_text=_("The flag rests until the waiver is lifted. The ministry alone reads the reason."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        error_messages={"required": _("A waiver needs its reason: write in a sentence why the flag rests.")},
    )


class LiftForm(forms.Form):
    reason = forms.CharField(
        label=_("Why it is lifted"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )


class TargetForm(forms.Form):
    target = forms.IntegerField(
        label=_("Meetings asked for"),
        min_value=0,
        max_value=12,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "min_value": _("A target is 0 to 12 meetings."),
            "max_value": _("A target is 0 to 12 meetings."),
            "invalid": _("A target is a whole number, 0 to 12."),
        },
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Who decided it and why. It stands beside the target on the board."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        error_messages={"required": _("A target of its own has a reason: write who decided it and why.")},
    )


class StandingForm(forms.Form):
    state = forms.ChoiceField(label=_("From that day on the CBM is"), choices=Standing.State.choices)
    from_on = DayField(label=_("First day"))
    reason = forms.CharField(
        label=_("Reason"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        error_messages={"required": _("A change of standing has a reason: write who decided it and why.")},
    )
