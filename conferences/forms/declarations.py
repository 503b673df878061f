"""Forms of a declaration: its head and paragraphs, a pasted text, the tags of a paragraph, the seal."""

from copy import copy

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cbms.models import Cbm
from conferences.actions.declarations import TITLES
from conferences.forms.conferences import days_of
from conferences.models import Pillar, Theme
from conferences.texts.places import places_of_declarations
from conferences.texts.rows import COLUMNS, words_of_rows
from conferences.texts.splitting import MOST_BYTES, MOST_PARAGRAPHS, split
from hoaip.fields import DayField, PickField
from hoaip.language import TONGUES, localized
from hoaip.models import Document
from hoaip.register.manage_forms import ReasonField
from meetings.models import MeetingDocument
from meetings.names import headline

LANGUAGES = [(each["column"], each["name"]) for each in TONGUES.values()]
OFFERED = 200
MOST_WORDS = 20_000
_DIRECTIONS = {each["column"]: {"lang": each["tag"], "dir": each["dir"]} for each in TONGUES.values()}
# The fields of a paragraph, made once: a form of 300 paragraphs copies them.
_TEXTS = {
    column: forms.CharField(
        required=False, max_length=MOST_WORDS, widget=forms.Textarea(attrs={"rows": 2, **_DIRECTIONS[column]})
    )
    for column in COLUMNS
}


class DeclarationForm(forms.Form):
    """What is known of a declaration, and its paragraphs: `rows` are those to show and to read."""

    title_en = forms.CharField(
        label=gettext_lazy("Title, English"), max_length=300, widget=forms.TextInput(attrs=_DIRECTIONS["en"])
    )
    title_fa = forms.CharField(
        label=gettext_lazy("Title, Dari"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs=_DIRECTIONS["fa"]),
    )
    title_ps = forms.CharField(
        label=gettext_lazy("Title, Pashto"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs=_DIRECTIONS["ps"]),
    )
    slug = forms.SlugField(
        label=gettext_lazy("Name in addresses"),
        max_length=80,
        help_text=gettext_lazy("Small letters, digits and dashes: istanbul-2011. Links to its paragraphs keep it."),
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("What it is"),
        choices=[
            ("declaration", gettext_lazy("Declaration: the participants agreed on it")),
            ("communique", gettext_lazy("Communiqué: the participants agreed on it")),
            ("chair_statement", gettext_lazy("Chair’s statement: the chair alone answers for it")),
        ],
        widget=forms.RadioSelect,
    )
    agreed_on = DayField(label=gettext_lazy("Agreed or given on"))
    document = PickField(
        label=gettext_lazy("Source file"),
        required=False,
        help_text=gettext_lazy("A document of the same meeting: the text as it was signed or published."),
    )
    is_summary = forms.BooleanField(
        label=gettext_lazy("Short summaries in our own words, and not the text itself"), required=False
    )
    source = forms.CharField(
        label=gettext_lazy("Source"),
        required=False,
        max_length=2000,
        help_text=gettext_lazy("Where it is known from; several addresses with a semicolon between them."),
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
    source_note = forms.CharField(
        label=gettext_lazy("Note on the source"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )

    def __init__(self, data=None, *, rows, declaration=None, person, initial=None):
        super().__init__(data, initial=initial_of(declaration) if declaration else initial)
        self.rows, names = rows, dict(LANGUAGES)
        if declaration is not None and declaration.completes_id is not None:
            # Its title, day and kind are sealed with the entry whose words these are; so is each title that is there.
            titles = [name for name in TITLES if getattr(declaration.completes, name)]
            for name in ("slug", "kind", "agreed_on", *titles):
                del self.fields[name]
        papers = self._papers(declaration, person)
        if papers is None:
            del self.fields["document"]
        else:
            self.fields["document"].offer(
                papers,
                key=lambda row: row.uid,
                words=lambda row: f"{localized(row, 'title')[0]} ({row.reference})",
            )
        for row in rows:
            heading = _("Paragraph %(number)s") % {"number": row.number}
            for column in COLUMNS:
                own = self.fields[row.name(column)] = copy(_TEXTS[column])
                # As the summary of errors calls it.
                own.label, own.initial = _(", ").join((heading, names[column])), row.texts[column]

    def _papers(self, declaration, person):
        """The documents of its meeting that this person may know of; None where no choice is this person's: before the
        meeting is known, and where the file chosen is not among them, which then stays as it is."""
        if declaration is None:
            return None
        own = MeetingDocument.objects.filter(meeting=declaration.meeting_id).values("document")
        known = Document.objects.visible_to(person).filter(deleted_at__isnull=True, pk__in=own)
        papers = list(known.order_by("-dated_on", "-pk"))
        is_chosen_there = declaration.document_id in (None, *(row.pk for row in papers))
        return papers if is_chosen_there else None

    def clean_slug(self):
        return self.cleaned_data["slug"].lower()

    def shown_rows(self):
        """[(row, its bound fields)]."""
        return [(row, [self[row.name(column)] for column in COLUMNS]) for row in self.rows]

    def clean(self):
        cleaned = super().clean()
        for row in self.rows:
            row.texts = {column: cleaned.get(row.name(column), "") for column in COLUMNS}
        if len(words_of_rows(self.rows)) > MOST_PARAGRAPHS:
            self.add_error(None, too_many(len(words_of_rows(self.rows))))
        return cleaned

    def given(self):
        """The keywords of the action but meeting, version and person."""
        names = [name for name in self.cleaned_data if not name.startswith("para-") and name != "meeting"]
        return {name: self.cleaned_data[name] for name in names} | {"paragraphs": words_of_rows(self.rows)}


class NewDeclarationForm(DeclarationForm):
    """A declaration that begins: of which meeting, of those the person may know of."""

    meeting = PickField(
        label=gettext_lazy("Meeting"),
        help_text=gettext_lazy(
            "A conference of ministers, a meeting of officials or ambassadors, or the Kabul Process."
        ),
    )
    field_order = ("meeting",)

    def __init__(self, data=None, *, rows, person, initial=None):
        super().__init__(data, rows=rows, person=person, initial=initial)
        places = places_of_declarations(person).select_related("process", "host").prefetch_related("pairs__cbm")
        self.fields["meeting"].offer(
            places.order_by("-starts_on", "-pk")[:OFFERED],
            key=lambda row: row.uid,
            words=lambda row: _(", ").join((headline(row), days_of(row))),
        )


def initial_of(declaration):
    """What the form shows of a stored declaration."""
    names = (
        "slug",
        "kind",
        "title_en",
        "title_fa",
        "title_ps",
        "agreed_on",
        "is_summary",
        "source",
        "source_note",
    )
    document = str(declaration.document.uid) if declaration.document_id else ""
    return {name: getattr(declaration, name) for name in names} | {"document": document}


class PasteForm(forms.Form):
    """A text to be split into paragraphs, and the language it is in."""

    pasted = forms.CharField(
        label=gettext_lazy("Paste a text"),
        required=False,
        help_text=gettext_lazy(
            "It is split where its numbers stand (1. 1) (1) ۱. ١- I.), else at its bullets, else at its blank lines. "
            "Look at the paragraphs below, then save."
        ),
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
    )
    pasted_in = forms.ChoiceField(label=gettext_lazy("It is in"), choices=LANGUAGES, required=False)

    def clean_pasted(self):
        text = self.cleaned_data["pasted"]
        if len(text.encode()) > MOST_BYTES:
            raise forms.ValidationError(
                _("This text is longer than 200 KB. Paste it in parts: each is added behind the paragraphs below.")
            )
        self.split = split(text)
        if len(self.split.paragraphs) > MOST_PARAGRAPHS:
            raise forms.ValidationError(too_many(len(self.split.paragraphs)))
        return text

    @property
    def column(self):
        return self.cleaned_data.get("pasted_in") or COLUMNS[0]


def too_many(count):
    return _("These are %(count)s paragraphs; a text has at most %(most)s here. Join some of them.") % {
        "count": count,
        "most": MOST_PARAGRAPHS,
    }


class TagForm(forms.Form):
    """What a paragraph is about."""

    is_actionable = forms.BooleanField(label=gettext_lazy("It asks somebody to do something"), required=False)
    pillar = forms.ChoiceField(
        label=gettext_lazy("Pillar"), choices=[("", gettext_lazy("none")), *Pillar.choices], required=False
    )
    theme = forms.ChoiceField(
        label=gettext_lazy("Theme of the Kabul Process"),
        choices=[("", gettext_lazy("none")), *Theme.choices],
        required=False,
    )
    cbms = forms.MultipleChoiceField(label=gettext_lazy("CBMs"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, data=None, *, person, paragraph):
        super().__init__(data, initial=tags_of(paragraph))
        self.known = {row.code: row for row in Cbm.objects.visible_to(person).order_by("position")}
        self.fields["cbms"].choices = [(code, localized(row, "name")[0]) for code, row in self.known.items()]

    def given(self):
        """The keywords of the action but version and person."""
        return self.cleaned_data | {"cbms": [self.known[code] for code in self.cleaned_data["cbms"]]}


def tags_of(paragraph):
    """What the form of the tags shows of a stored paragraph."""
    names = ("is_actionable", "pillar", "theme")
    codes = list(paragraph.cbms.order_by("position").values_list("code", flat=True))
    return {name: getattr(paragraph, name) for name in names} | {"cbms": codes}


class SealForm(forms.Form):
    """Why, and that its words are right, is said once."""

    reason = ReasonField()
