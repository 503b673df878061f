"""Forms of the invitation to a meeting: whom to invite, what a state answers, and a reason to withdraw."""

from django import forms
from django.utils.translation import gettext_lazy as _

from hoaip.fields import DayField
from hoaip.register.manage_forms import ReasonField
from meetings.invited import OBSERVER, grouped
from meetings.models import Rsvp

LONGEST = 2000


class InviteForm(forms.Form):
    """Whom to invite, by which day an answer is asked, and whether letters go out. `parties` are offered."""

    invite = forms.MultipleChoiceField(
        label=_("Whom to invite"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": _("“%(value)s” cannot be invited, or is invited already. Choose among those of the list.")
        },
    )
    answer_by = DayField(
        label=_("Answer by"),
        help_text=_("It ends at 23:59 in Kabul on that day; 2026-09-06, or solar 1405-06-15"),
    )
    without_mail = forms.BooleanField(
        label=_("Invite without mail"),
        required=False,
        help_text=_("For those who are told by note verbale. They are on the list and are asked here all the same."),
    )

    def __init__(self, *args, parties, **kwargs):
        super().__init__(*args, **kwargs)
        self.parties = {party.slug: party for party in parties}
        self.fields["invite"].choices = [(party.slug, party.name) for party in parties]

    def groups(self):
        """[(heading, capacity, [(checkbox, Party)])] in the order of the house."""
        drawn = {str(each.data["value"]): each for each in self["invite"].subwidgets}
        for heading, capacity, parties in grouped(self.parties.values()):
            yield heading, capacity, [(drawn[party.slug], party) for party in parties]

    @property
    def has_observers(self):
        """Whether one is ticked that holds no role."""
        ticked = self["invite"].value() or ()
        return any(slug in ticked for slug, party in self.parties.items() if party.capacity == OBSERVER)

    def chosen(self):
        """The parties that are ticked, in their order."""
        ticked = set(self.cleaned_data["invite"])
        return [party for slug, party in self.parties.items() if slug in ticked]


class RsvpForm(forms.Form):
    """What a state or an organization answers to an invitation."""

    answer = forms.ChoiceField(
        label=_("Will you attend?"),
        choices=[("attending", _("Yes, in the room")), ("remote", _("Yes, remotely")), ("regrets", _("No, regrets"))],
        widget=forms.RadioSelect,
    )
    level = forms.ChoiceField(
        label=_("Level of the delegation"),
        required=False,
    )
    size = forms.IntegerField(
        label=_("How many persons"), min_value=1, max_value=999, required=False, widget=forms.NumberInput
    )
    note = forms.CharField(
        label=_("Note"),
        max_length=LONGEST,
        required=False,
        help_text=_("The ministry and your own delegates read it."),
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # In the language of the page, and there with a capital.
        levels = [(value, str(label).capitalize()) for value, label in Rsvp.Level.choices]
        self.fields["level"].choices = [("", _("not known yet")), *levels]


class BehalfForm(RsvpForm):
    """An answer that came by other ways, entered by the ministry."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["answer"].label = _("Will it attend?")
        self.fields["note"].label = _("How the answer came")
        self.fields["note"].required = True
        self.fields["note"].help_text = _("For example by which note verbale. Its delegates read it too.")


class WithdrawForm(forms.Form):
    """Why an invitation is withdrawn."""

    reason = ReasonField()
