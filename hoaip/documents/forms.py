"""Forms of documents: a file with its titles, date and language, and who can see it."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hoaip.documents.actions import TITLES, DocumentDetails, wider_than_parent
from hoaip.documents.intake import examine
from hoaip.fields import DayField
from hoaip.ladder import Rung, who_sees
from hoaip.models import Document, Tongue

ACCEPTED = ".pdf,.docx,.xlsx,.png,.jpg,.jpeg,.txt"
KINDS = gettext_lazy("PDF, Word, Excel, PNG, JPG or text (UTF-8), at most 20 MB")
# What each group of types follows, in the order in which the form explains it.
GROUPS = (
    ("frame", gettext_lazy("Concept notes, declarations and other documents")),
    ("papers", gettext_lazy("Agendas and letters")),
    ("record", gettext_lazy("Records and evidence")),
)


class UploadField(forms.FileField):
    """A file, examined as it is cleaned: gives Examined, or a sentence at the field. Nothing is stored by it."""

    widget = forms.FileInput(attrs={"accept": ACCEPTED})
    default_error_messages = {
        "required": gettext_lazy("Choose a file."),
        "invalid": gettext_lazy("The file did not arrive whole. Choose it again."),
    }

    def __init__(self, **kwargs):
        super().__init__(**{"label": gettext_lazy("File"), "help_text": KINDS, **kwargs})

    def to_python(self, data):
        if data in self.empty_values:
            return None
        if not getattr(data, "name", ""):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return examine(data)


class TitledForm(forms.Form):
    """Titles by language, one of which is given."""

    title_en = forms.CharField(
        label=gettext_lazy("Title, English"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("One of the three titles is enough."),
    )
    title_fa = forms.CharField(
        label=gettext_lazy("Title, Dari"), max_length=200, required=False, widget=forms.TextInput(attrs={"dir": "rtl"})
    )
    title_ps = forms.CharField(
        label=gettext_lazy("Title, Pashto"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"dir": "rtl"}),
    )

    def clean(self):
        cleaned = super().clean()
        if not any(cleaned.get(name) or name in self.errors for name in TITLES):
            self.add_error("title_en", _("Give the document a title in one language at least."))
        return cleaned

    @property
    def titles(self):
        return {name: self.cleaned_data[name] for name in TITLES}


class UploadForm(TitledForm):
    """A new document of a parent; who can see it is chosen among what the parent allows."""

    file = UploadField()
    type = forms.ChoiceField(label=gettext_lazy("What it is"), choices=Document.Type)
    dated_on = DayField(label=gettext_lazy("Date on the document"))
    language = forms.ChoiceField(label=gettext_lazy("Language of the file"), choices=Tongue)
    rung = forms.ChoiceField(
        label=gettext_lazy("Who can see it"),
        required=False,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Wider than that is a step of its own, on the page of the document."),
    )

    field_order = ["file", "type", "title_en", "title_fa", "title_ps", "dated_on", "language", "rung"]

    def __init__(self, *args, home, parent, **kwargs):
        super().__init__(*args, **kwargs)
        self.ceilings, circle = home.ceilings(parent), home.circle(parent)
        self.inherits = [(words, who_sees(self.ceilings[follows], circle)) for follows, words in GROUPS]
        widest = max(self.ceilings.values())
        narrower = [rung for rung in Document.CHOSEN if rung < widest and (circle or rung != Rung.MEMBERS)]
        self.fields["rung"].choices = [
            ("", _("Whoever sees as much of what it belongs to (told by the list)")),
            *((rung.value, who_sees(rung, circle)) for rung in narrower),
        ]

    def clean(self):
        cleaned = super().clean()
        rung, type = cleaned.get("rung"), cleaned.get("type")
        cleaned["rung"] = int(rung) if rung else None
        if rung and type and int(rung) > self.ceilings[Document.follows_of(type)]:
            ceiling = self.ceilings[Document.follows_of(type)]
            self.add_error("rung", wider_than_parent(int(rung), ceiling))
        return cleaned

    def details(self):
        given = self.cleaned_data
        return DocumentDetails(
            type=given["type"],
            titles=self.titles,
            dated_on=given["dated_on"],
            language=given["language"],
            rung=given["rung"],
        )


class DescribeForm(TitledForm):
    """Titles, date, and which of several language versions counts."""

    dated_on = DayField(label=gettext_lazy("Date on the document"))
    language = forms.ChoiceField(
        label=gettext_lazy("The version that counts"),
        help_text=gettext_lazy("Of several languages, the authoritative one."),
    )

    def __init__(self, *args, languages, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = [(code, Tongue(code).label) for code in languages]


class ReplaceForm(forms.Form):
    """Another file: the next version in its language, or the first in a new one."""

    file = UploadField()
    language = forms.ChoiceField(label=gettext_lazy("Language of the file"), choices=Tongue)


class VisibilityForm(forms.Form):
    """A rung of the ladder, and for a restricted document its list."""

    rung = forms.ChoiceField(label=gettext_lazy("Who can see it"), required=False, widget=forms.RadioSelect)
    readers = forms.MultipleChoiceField(
        label=gettext_lazy("People on the list"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Of a restricted document alone. Who restricts it is on the list as well."),
    )

    def __init__(self, data=None, *, document, circle, people):
        super().__init__(data, initial=self.of(document))
        self.document = document
        self.people = {str(person.uid): person for person in people}
        rungs = [rung for rung in Document.CHOSEN if circle or rung != Rung.MEMBERS]
        self.fields["rung"].choices = [
            ("", _("Like what it belongs to: %(who)s") % {"who": who_sees(document.ceiling_now, circle)}),
            *((rung.value, who_sees(rung, circle)) for rung in rungs),
        ]
        self.fields["readers"].choices = [(uid, person.full_name) for uid, person in self.people.items()]
        if not people:
            del self.fields["readers"]

    @staticmethod
    def of(document):
        """{field: value} of a document as it is stored, or stands since the moment that was fixed for it."""
        is_opened = document.public_from is not None and document.reach_now == Rung.PUBLIC
        rung = Rung.PUBLIC.value if is_opened else document.rung
        return {
            "rung": "" if rung is None else rung,
            "readers": [str(row.user.uid) for row in document.readers.select_related("user")],
        }

    def clean_rung(self):
        rung = self.cleaned_data["rung"]
        return int(rung) if rung else None

    def clean_readers(self):
        return [self.people[uid] for uid in self.cleaned_data["readers"]]

    @property
    def is_wider(self):
        """Whether what was chosen is wider than the parent: that is asked once more."""
        rung = self.cleaned_data["rung"]
        return rung is not None and rung > self.document.ceiling_now


class ReasonForm(forms.Form):
    """Why; others can read it."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"})
    )

    def __init__(self, *args, told, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = told


class CarryOutForm(forms.Form):
    """One box: what cannot be taken back is ticked, not slipped on."""

    sure = forms.BooleanField(label=gettext_lazy("I destroy these files for good, as ordered"))
