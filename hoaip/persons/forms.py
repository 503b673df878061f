"""The form of a person, with or without the country or organization."""

from django import forms
from django.utils.translation import gettext_lazy as _

from hoaip.fields import DayField, PickField
from hoaip.language import localized
from hoaip.models import Person
from hoaip.register.manage_forms import in_protocol_order

RTL = {"dir": "rtl", "lang": "fa-AF", "autocomplete": "off"}


class PersonForm(forms.ModelForm):
    """Names in both scripts, function and contact data of a person."""

    class Meta:
        model = Person
        fields = ("name_latin", "name_arabic", "function", "email", "phone")
        help_texts = {
            "name_latin": _("One of the two names is enough."),
            "email": _("An account with the same address claims this entry, so that nobody stands here twice."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name_latin"].widget.attrs |= {"dir": "ltr", "autocomplete": "off"}
        self.fields["name_arabic"].widget.attrs |= RTL
        self.fields["function"].widget.attrs["dir"] = "auto"
        for name in ("email", "phone"):
            self.fields[name].widget.attrs |= {"dir": "ltr", "autocomplete": "off"}

    def _post_clean(self):
        """The action asks the rules of the row, once and under its lock; here only the fields are read."""

    def columns(self):
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class NewPersonForm(PersonForm):
    """A person who enters the list, for one of the stakeholders that the reader keeps."""

    stakeholder = PickField(label=_("Country or organization"))
    field_order = ("stakeholder", *PersonForm.Meta.fields)

    def __init__(self, *args, stakeholders, may_be_nobodys=False, **kwargs):
        super().__init__(*args, **kwargs)
        kinds = {"country": _("Countries"), "organization": _("Organizations")}
        self.fields["stakeholder"].required = not may_be_nobodys
        self.fields["stakeholder"].offer(
            in_protocol_order(stakeholders),
            key=lambda row: row.slug,
            words=lambda row: localized(row, "name")[0],
            groups=lambda row: kinds[row.kind],
            empty=_("none, a guest") if may_be_nobodys else "–",
        )


class PersonEditForm(PersonForm):
    """The same, and the last day in the function of who left it."""

    left_on = DayField(
        label=_("Last day in this function"),
        required=False,
        help_text=_("Empty as long as the person has it. The entry stays in the history of meetings."),
    )
    field_order = (*PersonForm.Meta.fields, "left_on")
