"""The form of a text: its words in each language, and why they change."""

from django import forms
from django.utils.translation import gettext_lazy as _

from hoaip.language import TONGUES
from hoaip.models import LONGEST_TEXT
from hoaip.register.manage_forms import ReasonField
from hoaip.texts.registry import LONGEST_LINE, delivered_columns, delivered_in


class TextForm(forms.Form):
    """The words of a `Delivered` in three languages, each typed in its direction; begins with what stands there."""

    def __init__(self, text, row, data=None):
        self.text = text
        stands = {name: getattr(row, name) for name in delivered_columns(text)}
        super().__init__(data, initial=stands if any(stands.values()) else delivered_columns(text))
        for tongue in TONGUES.values():
            attrs = {"lang": tongue["tag"], "dir": tongue["dir"]}
            self.fields[f"text_{tongue['column']}"] = forms.CharField(
                label=tongue["name"],
                required=False,
                max_length=LONGEST_LINE if text.is_line else LONGEST_TEXT,
                widget=forms.TextInput(attrs=attrs) if text.is_line else forms.Textarea(attrs=attrs | {"rows": 8}),
            )
        self.fields["reason"] = ReasonField()

    def beside(self):
        """[(bound field, Tongue, delivered words)] of each language."""
        return [
            (self[f"text_{tongue['column']}"], tongue, delivered_in(self.text, code))
            for code, tongue in TONGUES.items()
        ]

    def words(self):
        """{column: words} as typed."""
        return {name: value for name, value in self.cleaned_data.items() if name != "reason"}


class RestoreForm(forms.Form):
    """Why the delivered text comes back."""

    reason = ReasonField(label=_("Reason"))
