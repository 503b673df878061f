"""Forms of programmes of regional organizations."""

from django import forms
from django.utils.translation import gettext_lazy as _

from conferences.forms.choices import ENGLISH, ManyField, area, offer_cbms, offer_stakeholders, web_address
from conferences.forms.initiatives import DARI, PASHTO, SOURCES, SourceForm
from conferences.models import Programme
from hoaip.fields import DayField, PickField
from hoaip.grants import can
from hoaip.language import localized
from hoaip.models import Stakeholder
from hoaip.permissions import Permission
from hoaip.register.manage_forms import ReasonField

PLAIN = ("title_en", "title_fa", "title_ps", "about", "status", "starts_on", "ends_on", "url")


class ProgrammeForm(SourceForm):
    """What an organization runs, in the field of which CBMs, in which states."""

    organization = PickField(label=_("Organization"))
    title_en = forms.CharField(label=_("Title, English"), max_length=200, widget=forms.TextInput(attrs=ENGLISH))
    title_fa = forms.CharField(
        label=_("Title, Dari"), required=False, max_length=200, widget=forms.TextInput(attrs=DARI)
    )
    title_ps = forms.CharField(
        label=_("Title, Pashto"), required=False, max_length=200, widget=forms.TextInput(attrs=PASHTO)
    )
    about = forms.CharField(label=_("What it does"), required=False, max_length=4000, widget=area())
    cbms = ManyField(label=_("In the field of"), help_text=_("One needs the right to it in each of them."))
    states = ManyField(label=_("In which states"), required=False, help_text=_("None: the region as a whole."))
    status = forms.ChoiceField(label=_("Status"), choices=Programme.Status.choices, initial="unknown")
    starts_on = DayField(label=_("From"), required=False)
    ends_on = DayField(label=_("Until"), required=False)
    url = forms.URLField(
        label=_("Address on the web"),
        required=False,
        max_length=300,
        assume_scheme="https",
        validators=[web_address],
        widget=forms.URLInput(attrs={"dir": "ltr"}),
    )

    def __init__(self, data=None, *, person, programme=None, initial=None):
        super().__init__(data, initial=of_programme(programme) if programme else initial)
        offer_stakeholders(self.fields["organization"], kind=Stakeholder.Kind.ORGANIZATION)
        offer_stakeholders(self.fields["states"], kind=Stakeholder.Kind.COUNTRY)
        field = self.fields["cbms"]
        offer_cbms(field)
        own = [row for row in field.rows.values() if can(person, Permission.KEEP_PROGRAMMES, row)]
        field.offer(own, key=lambda row: row.code, words=lambda row: localized(row, "name")[0])
        self.order_fields(["organization", "title_en", "title_fa", "title_ps", "about", "cbms", "states"])


def of_programme(row):
    """What the form shows of a stored programme."""
    return {name: getattr(row, name) for name in (*PLAIN, *SOURCES)} | {
        "organization": row.organization.slug,
        "cbms": list(row.cbms.order_by("position").values_list("code", flat=True)),
        "states": list(row.states.order_by("slug").values_list("slug", flat=True)),
    }


class ChangedProgrammeForm(ProgrammeForm):
    """The same, of one that is there."""

    reason = ReasonField()


class EndForm(forms.Form):
    """On which day a programme ended."""

    ends_on = DayField(label=_("Ended on"))
    reason = ReasonField()
