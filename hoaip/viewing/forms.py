"""The form of viewing as somebody else: as whom."""

from django import forms
from django.utils.translation import gettext_lazy as _

from hoaip.fields import PickField
from hoaip.language import localized

# In the form; no slug begins like it.
PUBLIC = ":public"
KINDS = {"country": _("Countries"), "organization": _("Organizations")}


class Everybody:
    """The choice that is no stakeholder."""

    slug, stakeholder = PUBLIC, None


class ViewAsForm(forms.Form):
    """The public, or a stakeholder of the process; gives `whom` as a row of the register, None for the public."""

    whom = PickField(label=_("View as"))
    # The page to look at.
    next = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, stakeholders, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["whom"].offer(
            [Everybody, *stakeholders],
            key=lambda row: row.slug,
            words=lambda row: _("The public") if row is Everybody else localized(row, "name")[0],
            groups=lambda row: _("Everybody") if row is Everybody else KINDS[row.kind],
        )

    def stakeholder(self):
        """The Stakeholder that was chosen; None: the public."""
        found = self.cleaned_data["whom"]
        return None if found is Everybody else found
