"""Forms of the administrator's register: a stakeholder, a membership, a day on which something ends."""

from django import forms
from django.core.validators import validate_slug
from django.utils.translation import gettext_lazy as _

from hoaip.fields import DayField, PickField
from hoaip.language import localized, page_language
from hoaip.models import Membership, Process, Stakeholder
from hoaip.protocol import protocol_key
from hoaip.register.actions import STAKEHOLDER_FIELDS


def in_protocol_order(stakeholders):
    """Stakeholders as a list, in the order of their names in the language of the page; none that was merged."""
    language = page_language()
    return sorted(
        (row for row in stakeholders if row.merged_into_id is None),
        key=lambda row: protocol_key(row.sort_key or localized(row, "name", language)[0], language),
    )


class ReasonField(forms.CharField):
    """Why something changes; it stands in the history."""

    def __init__(self, **kwargs):
        super().__init__(
            **{
                "label": _("Reason for the change"),
                "help_text": _("Stands in the history, with your name."),
                "max_length": 2000,
                "widget": forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
                **kwargs,
            }
        )


class DeletionForm(forms.Form):
    """Why what was entered by mistake is taken out."""

    reason = ReasonField(label=_("Reason for the deletion"))


class StakeholderForm(forms.ModelForm):
    """Names, code and sort key of a country or an organization. Kind and address are chosen once."""

    class Meta:
        model = Stakeholder
        fields = STAKEHOLDER_FIELDS
        help_texts = {
            "scope": _("Of an organization; a country has none."),
            "official_name_en": _("As protocol writes it, “Islamic Republic of …”."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("name_fa", "name_ps", "official_name_fa", "official_name_ps"):
            self.fields[name].widget.attrs |= {"dir": "rtl", "lang": "fa-AF" if name.endswith("fa") else "ps"}
        self.fields["scope"].choices = [("", "–"), *Stakeholder._meta.get_field("scope").choices]
        if self.instance.kind == Stakeholder.Kind.COUNTRY:
            del self.fields["scope"]

    def clean_code(self):
        return self.cleaned_data["code"].strip().upper()

    def _post_clean(self):
        """The action asks the rules of the row, once and under its lock; here only the fields are read."""


class NewStakeholderForm(StakeholderForm):
    """A stakeholder that enters the register."""

    kind = forms.ChoiceField(label=_("Kind"), choices=[("", "–"), *Stakeholder.Kind.choices])
    slug = forms.CharField(
        label=_("Address"),
        max_length=50,
        validators=[validate_slug],
        help_text=_("Small letters and hyphens, as in /stakeholders/pakistan/. It never changes."),
        widget=forms.TextInput(attrs={"dir": "ltr"}),
    )
    field_order = ("kind", "name_en", "slug", *STAKEHOLDER_FIELDS)


class MembershipForm(forms.Form):
    """A stakeholder belongs to a process from a day on."""

    process = PickField(label=_("Process"))
    stakeholder = PickField(label=_("Country or organization"))
    category = forms.ChoiceField(label=_("Category"), choices=[("", "–"), *Membership.Category.choices])
    from_on = DayField(label=_("First day"))
    until_on = DayField(label=_("Last day"), required=False, help_text=_("Empty as long as no end is decided."))
    basis = forms.CharField(
        label=_("Basis"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        help_text=_("The decision it rests on."),
    )
    reason = ReasonField()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["process"].offer(
            Process.objects.order_by("launched_on", "pk"),
            key=lambda row: row.slug,
            words=lambda row: localized(row, "name")[0],
        )
        kinds = {"country": _("Countries"), "organization": _("Organizations")}
        self.fields["stakeholder"].offer(
            in_protocol_order(Stakeholder.objects.all()),
            key=lambda row: row.slug,
            words=lambda row: localized(row, "name")[0],
            groups=lambda row: kinds[row.kind],
        )


class EndForm(forms.Form):
    """The last day of something, and why it ends."""

    until_on = DayField(label=_("Last day"))
    reason = ReasonField()
