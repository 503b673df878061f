"""Forms of notes verbales: a template, who gets a note, and when it was delivered."""

from django import forms
from django.utils.translation import gettext_lazy as _

from hoaip.fields import DayField
from hoaip.language import TONGUES
from hoaip.register.manage_forms import ReasonField
from meetings.invited import OBSERVER, grouped
from meetings.models import LONGEST_NOTE, NoteTemplate
from meetings.notes.placeholders import PLACEHOLDERS, problems_of
from meetings.notes.templates import delivered_texts


def _is_placeholders(text):
    if problems := problems_of(text):
        raise forms.ValidationError(problems)


class TemplateForm(forms.Form):
    """The words of a template in three languages, each typed in its direction; of an own one its name and kind too."""

    def __init__(self, data=None, *, template=None, is_new=False):
        self.template = template
        self.delivered = template.delivered if template is not None else None
        texts = template.texts if template is not None else {}
        initial = {f"text_{TONGUES[code]['column']}": words for code, words in texts.items()}
        if template is not None and self.delivered is None:
            initial |= {"name": template.name, "kind": template.kind}
        super().__init__(data, initial=initial)
        if self.delivered is None:
            self.fields["name"] = forms.CharField(
                label=_("Name"), max_length=120, widget=forms.TextInput(attrs={"dir": "auto"})
            )
            self.fields["kind"] = forms.ChoiceField(label=_("Kind"), choices=NoteTemplate.Kind.choices)
        for tongue in TONGUES.values():
            self.fields[f"text_{tongue['column']}"] = forms.CharField(
                label=tongue["name"],
                required=False,
                max_length=LONGEST_NOTE,
                validators=[_is_placeholders],
                widget=forms.Textarea(attrs={"lang": tongue["tag"], "dir": tongue["dir"], "rows": 14}),
            )
        if not is_new:
            self.fields["reason"] = ReasonField()

    def beside(self):
        """[(bound field, Tongue, delivered words or "")] of each language."""
        delivered = delivered_texts(self.delivered) if self.delivered is not None else {}
        return [(self[f"text_{tongue['column']}"], tongue, delivered.get(code, "")) for code, tongue in TONGUES.items()]

    def words(self):
        """{column: words} as typed."""
        return {name: value for name, value in self.cleaned_data.items() if name.startswith("text_")}

    @staticmethod
    def placeholders():
        """[(name, what stands in its place)]."""
        return [(name, words) for name, (words, _lacking) in PLACEHOLDERS.items()]


class NotesForm(forms.Form):
    """Who gets a note and in which languages. `parties` are offered, `sheets` the languages of the template."""

    addressees = forms.MultipleChoiceField(
        label=_("To whom"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("“%(value)s” cannot get a note. Choose among those of the list.")},
    )
    languages = forms.ChoiceField(
        label=_("Languages of the sheet"), help_text=_("Of two, English stands on the left and the other on the right.")
    )
    again_reason = ReasonField(
        label=_("Why another note"),
        required=False,
        help_text=_("Only where one of those chosen has a note of this kind already. It stands in the history."),
    )

    def __init__(self, *args, parties, sheets, **kwargs):
        super().__init__(*args, **kwargs)
        self.parties = {party.slug: party for party in parties}
        self.fields["addressees"].choices = [(party.slug, party.name) for party in parties]
        self.fields["languages"].choices = sheets
        if not any(party.had for party in parties):
            del self.fields["again_reason"]

    def groups(self):
        """[(heading, capacity, [(checkbox, Party)])] in the order of the house."""
        drawn = {str(each.data["value"]): each for each in self["addressees"].subwidgets}
        for heading, capacity, parties in grouped(self.parties.values()):
            yield heading, capacity, [(drawn[party.slug], party) for party in parties]

    @property
    def has_observers(self):
        """Whether one is ticked that holds no role."""
        ticked = self["addressees"].value() or ()
        return any(slug in ticked for slug, party in self.parties.items() if party.capacity == OBSERVER)

    def chosen(self):
        """The stakeholders that are ticked, in their order."""
        ticked = set(self.cleaned_data["addressees"])
        return [party.stakeholder for slug, party in self.parties.items() if slug in ticked]

    @property
    def codes(self):
        """The languages chosen, as codes."""
        return self.cleaned_data["languages"].split("+")


class DeliveryForm(forms.Form):
    """The day on which a note was delivered."""

    delivered_on = DayField(
        label=_("Delivered on"),
        required=False,
        help_text=_("2026-09-06, or solar 1405-06-15; empty: it was not delivered"),
    )
    whole_round = forms.BooleanField(
        label=_("The same day for all that were made with it and have none yet"), required=False
    )

    def __init__(self, *args, has_others, **kwargs):
        super().__init__(*args, **kwargs)
        if not has_others:
            del self.fields["whole_round"]
