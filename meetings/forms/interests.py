"""Forms of an expression of interest: the proposal, the meeting it is brought to, the reason of its end."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cbms.forms import offer_cbms
from cbms.models import RoleAssignment
from hoaip.fields import PickField
from meetings.forms.roles import meeting_words
from meetings.interests import meetings_for

# More than that nobody looks through: those ahead, then the newest held.
MEETINGS_OFFERED = 40


class InterestForm(forms.Form):
    """What a state or an organization asks for, and why."""

    cbm = PickField(label=_("CBM"))
    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect)
    why = forms.CharField(
        label=_("Why"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        help_text=_("The focal points of the CBM, ministry staff, the director and the administrator read it."),
    )

    def __init__(self, *args, roles, **kwargs):
        super().__init__(*args, **kwargs)
        offer_cbms(self.fields["cbm"])
        self.fields["role"].choices = [(role.value, RoleAssignment.CbmRole(role).label) for role in roles]


class BringForm(forms.Form):
    """The meeting that an interest is brought to."""

    meeting = PickField(label=_("RTGM"), help_text=_("One that is planned, or one that was held."))

    def __init__(self, *args, interest, user, **kwargs):
        super().__init__(*args, **kwargs)
        rows = meetings_for(interest.cbm, user).prefetch_related("pairs__cbm")
        rows = rows.order_by("-starts_on", "-pk")[:MEETINGS_OFFERED]
        self.fields["meeting"].offer(rows, key=lambda row: row.uid, words=meeting_words)
        self.offers_nothing = not self.fields["meeting"].rows


class SettleForm(forms.Form):
    """Why an interest is declined or withdrawn."""

    reason = forms.CharField(
        label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"})
    )

    def __init__(self, *args, required=True, help_text="", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = required
        self.fields["reason"].help_text = help_text
