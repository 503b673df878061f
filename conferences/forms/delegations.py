"""Forms of a delegation to a conference."""

from django import forms
from django.utils.translation import gettext_lazy as _

from conferences.models import Delegation
from hoaip.fields import PickField
from hoaip.language import localized
from hoaip.models import Membership, Stakeholder
from hoaip.register.manage_forms import ReasonField, in_protocol_order


class DelegationForm(forms.Form):
    """At which level a state or organization comes, and under whose lead."""

    level = forms.ChoiceField(label=_("Level"), choices=[("", "–"), *Delegation.Level.choices])
    head = forms.CharField(
        label=_("Head of delegation"),
        required=False,
        max_length=160,
        help_text=_("The name alone. No passport, no address, no date of birth."),
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    function = forms.CharField(
        label=_("Function"),
        required=False,
        max_length=160,
        help_text=_("As “Minister of Foreign Affairs”."),
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    size = forms.IntegerField(label=_("How many persons"), required=False, min_value=1, max_value=500)
    reason = ReasonField()

    def __init__(self, data=None, *, delegation=None):
        super().__init__(data, initial=of_delegation(delegation) if delegation else None)


class NewDelegationForm(DelegationForm):
    """Of a member of the process that is not on the list yet."""

    stakeholder = PickField(label=_("State or organization"))
    field_order = ("stakeholder",)

    def __init__(self, data=None, *, conference):
        super().__init__(data)
        del self.fields["reason"]
        members = Membership.objects.filter(process=conference.process).as_of(conference.meeting.starts_on)
        rows = Stakeholder.objects.filter(pk__in=members.values("stakeholder"))
        rows = rows.exclude(delegations_sent__conference=conference)
        self.fields["stakeholder"].offer(
            in_protocol_order(rows), key=lambda row: row.slug, words=lambda row: localized(row, "name")[0]
        )


class RemovalForm(forms.Form):
    """Why a delegation is taken off the list."""

    reason = ReasonField()


def of_delegation(delegation):
    """What the form shows of a stored delegation."""
    return {name: getattr(delegation, name) for name in ("level", "head", "function", "size")}
