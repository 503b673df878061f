"""Forms of the administrator for CBMs: focal points, institutions, names and objectives."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cbms.models import Cbm, FocalPoint
from cbms.role_rules import name_of
from hoaip.fields import DayField, PickField
from hoaip.language import page_language
from hoaip.models import User
from hoaip.register.manage_forms import ReasonField

RTL = {"dir": "rtl"}


def offer_cbms(field):
    """The six, by their code."""
    field.offer(
        Cbm.objects.select_related("process").order_by("position"),
        key=lambda row: row.code,
        words=lambda row: f"{row.short} – {name_of(row)}",
    )


class FocalPointForm(forms.Form):
    """A person of the ministry becomes focal point of a CBM from a day on."""

    cbm = PickField(label=_("CBM"))
    user = PickField(label=_("Person"), help_text=_("Whoever has an active account."))
    kind = forms.ChoiceField(
        label=_("As"),
        choices=FocalPoint.Kind.choices,
        initial=FocalPoint.Kind.PRIMARY,
        widget=forms.RadioSelect,
        help_text=_("A CBM has one focal point at a time and any number of deputies."),
    )
    from_on = DayField(
        label=_("First day"),
    )
    until_on = DayField(label=_("Last day"), required=False, help_text=_("Empty as long as no end is decided."))
    unit = forms.CharField(
        label=_("Unit"), max_length=160, initial=FocalPoint._meta.get_field("unit").default, required=False
    )
    reason = ReasonField()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        offer_cbms(self.fields["cbm"])
        self.fields["user"].offer(
            User.objects.filter(is_active=True, is_system=False).order_by("full_name", "pk"),
            key=lambda row: row.uid,
            words=lambda row: _(", ").join((row.full_name, row.email)),
        )


class InstitutionForm(forms.Form):
    """The names of a national focal institution."""

    name_en = forms.CharField(label=_("Name, English"), max_length=200)
    name_fa = forms.CharField(
        label=_("Name, Dari"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs=RTL | {"lang": "fa-AF"}),
    )
    name_ps = forms.CharField(
        label=_("Name, Pashto"), max_length=200, required=False, widget=forms.TextInput(attrs=RTL | {"lang": "ps"})
    )
    reason = ReasonField()

    def names(self):
        return {name: self.cleaned_data[name] for name in ("name_en", "name_fa", "name_ps")}


class NewInstitutionForm(InstitutionForm):
    """An institution stands behind a CBM from a day on."""

    cbm = PickField(label=_("CBM"))
    from_on = DayField(label=_("First day"), help_text=_("The institution before it ends on the day before."))
    until_on = DayField(label=_("Last day"), required=False, help_text=_("Empty as long as no end is decided."))
    source = forms.CharField(
        label=_("Source"),
        max_length=500,
        required=False,
        help_text=_("Where it is known from."),
    )
    field_order = ("cbm", "name_en", "name_fa", "name_ps", "from_on", "until_on", "source", "reason")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        offer_cbms(self.fields["cbm"])


class CbmForm(forms.ModelForm):
    """Names and objectives of a CBM in the three languages."""

    reason = ReasonField()

    class Meta:
        model = Cbm
        fields = ("name_en", "objectives_en", "name_fa", "objectives_fa", "name_ps", "objectives_ps")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in self.Meta.fields:
            if name.startswith("objectives"):
                self.fields[name].widget.attrs["rows"] = 5
                self.fields[name].help_text = _("One objective a line.")
            if name.endswith("_en"):
                self.fields[name].widget.attrs |= {"dir": "ltr", "lang": "en"}
            else:
                self.fields[name].widget.attrs |= RTL | {"lang": "fa-AF" if name.endswith("fa") else "ps"}

    def _post_clean(self):
        """The action asks the rules of the row, once and under its lock; here only the fields are read."""

    def texts(self):
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class ContactForm(forms.Form):
    """A person becomes technical focal point of a CBM from a day on."""

    cbm = PickField(label=_("CBM"))
    person = PickField(label=_("Person"), help_text=_("Whoever stands in the list of persons."))
    from_on = DayField(label=_("First day"))
    until_on = DayField(label=_("Last day"), required=False, help_text=_("Empty as long as no end is decided."))

    def __init__(self, *args, persons, **kwargs):
        super().__init__(*args, **kwargs)
        offer_cbms(self.fields["cbm"])
        language = page_language()
        self.fields["person"].offer(
            persons,
            key=lambda row: row.uid,
            words=lambda row: row.called(language),
            groups=lambda row: name_of(row.stakeholder),
        )


class ContactEndForm(forms.Form):
    """The last day of a technical focal point."""

    until_on = DayField(label=_("Last day"))
