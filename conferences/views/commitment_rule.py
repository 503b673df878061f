"""The administrator's screen for the register of commitments: what the public list holds, and in which words."""

from django import forms
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from conferences.actions.commitment_rule import set_commitment_rule
from conferences.commitments.words import rule
from conferences.lists.commitments import ASKED_STATES
from hoaip.decorators import requires
from hoaip.language import TONGUES
from hoaip.permissions import Permission
from hoaip.register.manage_forms import ReasonField
from hoaip.saving.save import save_form


class RuleForm(forms.Form):
    """The rule, and a word for each state in each language."""

    is_confirmed_only = forms.BooleanField(
        label=gettext_lazy("The public list holds only what its owners confirmed"),
        required=False,
        help_text=gettext_lazy("A public commitment that is not confirmed yet still has its own page."),
    )

    def __init__(self, data=None, *, initial=None):
        super().__init__(data, initial=initial)
        for state in ASKED_STATES:
            for tongue in TONGUES.values():
                self.fields[f"label-{state.value}-{tongue['column']}"] = forms.CharField(
                    label=format_lazy("{state} ({tongue})", state=state.label, tongue=tongue["name"]),
                    required=False,
                    max_length=60,
                    widget=forms.TextInput(attrs={"lang": tongue["tag"], "dir": tongue["dir"]}),
                )
        self.fields["reason"] = ReasonField()

    def labels(self):
        """{state: {column of a language: label}} as typed."""
        return {
            state.value: {
                tongue["column"]: self.cleaned_data[f"label-{state.value}-{tongue['column']}"].strip()
                for tongue in TONGUES.values()
            }
            for state in ASKED_STATES
        }


def of_rule(row):
    """What the form shows of the stored rule."""
    found = {"is_confirmed_only": row.is_confirmed_only}
    for state, words in row.labels.items():
        found |= {f"label-{state}-{column}": text for column, text in words.items()}
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_SETTINGS)
def rule_edit(request):
    """What the public list of commitments holds, and the neutral word of each state in three languages."""
    row = rule()

    def write(form):
        given = form.cleaned_data
        return set_commitment_rule(
            is_confirmed_only=given["is_confirmed_only"],
            labels=form.labels(),
            reason=given["reason"],
            version=form.version,
            by=request.user,
        )

    here = reverse("commitments:rule_edit")
    return save_form(
        request,
        lambda data: RuleForm(data, initial=of_rule(row)),
        write=write,
        to=lambda _row: here,
        template="conferences/manage_commitment_rule.html",
        said=_("The register is shown as you set it."),
        form_key="commitments:rule_edit",
        context={"back": reverse("manage:index")},
        current=row,
        stored=of_rule,
        grave=False,
    )
