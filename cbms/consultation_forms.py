"""Forms of a consultation with the capitals: its opening, a position, its steps, and the rule of a CBM."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cbms.models import ConsultationRule
from hoaip.fields import DayField
from hoaip.register.manage_forms import ReasonField

LONGEST = 4000
DAY_HINT = _("It ends at 23:59 in Kabul on that day. 2026-09-06, or solar 1405-06-15")


def words_field(rows=4, **more):
    return forms.CharField(max_length=LONGEST, widget=forms.Textarea(attrs={"rows": rows, "dir": "auto"}), **more)


class OpenForm(forms.Form):
    """Until when the capitals are asked, and what."""

    expires_on = DayField(label=_("Last day"), help_text=DAY_HINT)
    note = words_field(
        label=_("What the capitals are asked"), required=False, help_text=_("Everybody who is asked reads it.")
    )


class AnswerForm(forms.Form):
    """The position of a state or an organization."""

    answer = forms.ChoiceField(label=_("Position"), widget=forms.RadioSelect)
    text = words_field(
        label=_("In words"),
        required=False,
        help_text=_("A reservation, an objection and a comment say why. Everybody who is asked reads it."),
    )

    def __init__(self, *args, asked, without=(), **kwargs):
        super().__init__(*args, **kwargs)
        offered = [each for each in asked.answers if each not in without]
        self.fields["answer"].choices = [(each.value, each.label.capitalize()) for each in offered]


class BehalfForm(AnswerForm):
    """A position that came by other ways, entered by the focal point."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].required = True
        self.fields["text"].help_text = _(
            "What it answered and how that came, for example by which note verbale. Everybody who is asked reads it."
        )


class ExtendForm(forms.Form):
    """A later last day, and why."""

    expires_on = DayField(label=_("New last day"), help_text=DAY_HINT)
    reason = ReasonField(label=_("Reason"), help_text=_("Everybody who is asked reads it."))


class WithdrawForm(forms.Form):
    """Why the question is taken back."""

    reason = ReasonField(label=_("Reason"), help_text=_("Everybody who is asked reads it."))


class JudgeForm(forms.Form):
    """What the ministry adds to the objections."""

    note = words_field(
        label=_("Note to the drafters"),
        required=False,
        help_text=_("Stands below the objections, with which the plan is returned."),
    )


class RuleForm(forms.ModelForm):
    """Who of a CBM may object, and the days that its capitals have."""

    reason = ReasonField()

    class Meta:
        model = ConsultationRule
        fields = ("entitled", "least_days")
        widgets = {"entitled": forms.RadioSelect}
