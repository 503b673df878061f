"""Forms about the accounts of a delegation: whom its manager invites, and whom the administrator lets manage them."""

from django import forms
from django.utils.translation import gettext_lazy as _

from hoaip.accounts.people_forms import LANGUAGES, reason_field
from hoaip.fields import DayField
from hoaip.models import User


class InviteDelegateForm(forms.Form):
    full_name = forms.CharField(label=_("Name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    email = forms.EmailField(
        label=_("E-mail"),
        help_text=_("The person’s own address, not that of an office: the link goes there and works once."),
        widget=forms.EmailInput(attrs={"autocomplete": "off", "dir": "ltr"}),
    )
    language = forms.ChoiceField(label=_("Language of the invitation"), choices=LANGUAGES)


class PersonChoice(forms.ModelChoiceField):
    """People by name and address: of two of one name, the address tells."""

    def label_from_instance(self, obj):
        return f"{obj.full_name} ({obj.email})"


class ManagerForm(forms.Form):
    """Who manages the accounts of a stakeholder: one of those who speak for it today."""

    person = PersonChoice(User.objects.none(), to_field_name="uid", label=_("Person"), empty_label="—")
    from_on = DayField(label=_("From"))
    until_on = DayField(label=_("Until"), required=False)
    reason = reason_field()

    def __init__(self, *args, stakeholder, day, **kwargs):
        super().__init__(*args, **kwargs)
        speaking = stakeholder.delegates.as_of(day).values("user")
        self.fields["person"].queryset = User.objects.filter(pk__in=speaking, is_active=True).order_by("full_name")
