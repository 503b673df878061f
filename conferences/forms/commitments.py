"""Forms of the register of commitments."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cbms.models import Cbm
from conferences.actions.commitments import COLUMNS, CommitmentDetails
from conferences.commitments.sources import SourceKind, kind_of, name_of, usual
from conferences.models import Commitment, CommitmentOwner, Paragraph
from conferences.models.initiatives import Pillar, Theme
from conferences.models.standing import RUNGS
from hoaip.calendar import DayError
from hoaip.fields import PickField
from hoaip.language import localized
from hoaip.models import Document, Stakeholder
from hoaip.register.manage_forms import ReasonField, in_protocol_order
from meetings.forms.outcomes import due_text, parse_due
from meetings.models import HAPPENED, Meeting, Outcome
from meetings.reading import may_read_record

# A list to choose from holds no more; what is older is reached from its own page.
MOST = 150
TEXT = {"dir": "auto"}


class DueField(forms.CharField):
    """By when: a day, a month, or empty for what is ongoing; gives (last day or None, precision)."""

    def __init__(self, **kwargs):
        super().__init__(
            **{
                "label": _("Due"),
                "required": False,
                "max_length": 40,
                "help_text": _("A day like 2026-09-06, a month like 2026-12, or solar 1405-06; empty: ongoing."),
                **kwargs,
            }
        )
        self.widget.attrs |= {"dir": "ltr", "autocomplete": "off"}

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None, "ongoing"
        try:
            return parse_due(text)
        except DayError as error:
            raise forms.ValidationError(str(error)) from error


class RowsField(forms.MultipleChoiceField):
    """Some of a list of rows, ticked; gives the rows in the order of the list."""

    def __init__(self, **kwargs):
        super().__init__(**{"required": False, "widget": forms.CheckboxSelectMultiple, **kwargs})

    def offer(self, rows, *, key, words):
        self.rows = {str(key(row)): row for row in rows}
        self.choices = [(name, words(row)) for name, row in self.rows.items()]

    def clean(self, value):
        chosen = set(super().clean(value))
        return tuple(row for name, row in self.rows.items() if name in chosen)


def offer_parties(field):
    """Every state and organization of the portal, in the order of protocol."""
    field.offer(
        in_protocol_order(Stakeholder.objects.all()),
        key=lambda row: row.slug,
        words=lambda row: localized(row, "name")[0],
    )


def offer_cbms(field):
    field.offer(Cbm.objects.order_by("position"), key=lambda row: row.code, words=lambda row: localized(row, "name")[0])


class CommitmentForm(forms.Form):
    """What was undertaken, by whom, by when."""

    title_en = forms.CharField(
        label=_("Commitment (English)"),
        max_length=300,
        help_text=_("In one sentence what was undertaken."),
        widget=forms.Textarea(attrs={"rows": 2, "lang": "en", "dir": "auto"}),
    )
    title_fa = forms.CharField(
        label=_("Commitment (Dari)"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2, "lang": "fa-AF", "dir": "rtl"}),
    )
    title_ps = forms.CharField(
        label=_("Commitment (Pashto)"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2, "lang": "ps", "dir": "rtl"}),
    )
    measure = forms.CharField(
        label=_("What shows that it is done"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3, **TEXT}),
    )
    due = DueField()
    owners = RowsField(
        label=_("Undertaken by"),
        help_text=_("One or several. Each is asked to confirm once it is registered."),
        widget=forms.SelectMultiple(attrs={"size": 8}),
    )
    collective = forms.ChoiceField(
        label=_("Undertaken together"),
        required=False,
        choices=[("", "–"), *Commitment.Collective.choices],
        help_text=_("A group that undertook it, beside owners by name or without any."),
    )
    is_goal = forms.BooleanField(
        label=_("A goal that nobody has taken on yet"),
        required=False,
        help_text=_("It stands in the register without an owner, until somebody takes it on."),
    )
    cbms = RowsField(label=_("CBMs concerned"))
    pillar = forms.ChoiceField(label=_("Pillar"), required=False, choices=[("", "–"), *Pillar.choices])
    theme = forms.ChoiceField(label=_("Theme"), required=False, choices=[("", "–"), *Theme.choices])

    def __init__(self, data=None, *, commitment=None, initial=None):
        self.commitment = commitment
        super().__init__(data, initial=of_commitment(commitment) if commitment else initial)
        offer_parties(self.fields["owners"])
        offer_cbms(self.fields["cbms"])
        if commitment is not None and commitment.state != Commitment.State.DRAFT:
            self.fields["reason"] = ReasonField()

    def details(self):
        """The CommitmentDetails that were typed."""
        given = self.cleaned_data
        columns = {name: given[name] for name in COLUMNS if name not in ("due_on", "due_precision")}
        due_on, precision = given["due"]
        return CommitmentDetails(
            **columns, due_on=due_on, due_precision=precision, owners=given["owners"], cbms=given["cbms"]
        )


def of_commitment(commitment):
    """What the form shows of a stored commitment."""
    columns = {name: getattr(commitment, name) for name in COLUMNS if name not in ("due_on", "due_precision")}
    return columns | {
        "due": due_text(commitment),
        "owners": [each.slug for each in commitment.owners.all()],
        "cbms": [each.code for each in commitment.cbms.all()],
    }


class NewCommitmentForm(CommitmentForm):
    """A draft: beside what was undertaken where it was said, and who may see it."""

    source = PickField(
        label=_("Where it was said"),
        help_text=_(
            "A paragraph, an outcome, a meeting or a letter that you may read; from its own page it is chosen."
        ),
    )
    rung = forms.TypedChoiceField(
        label=_("Who can see it once it is registered"),
        coerce=int,
        choices=[(rung.value, rung.label) for rung in reversed(RUNGS)],
        help_text=_("Never more people than know of its source. A draft is seen by its drafters alone."),
    )
    field_order = ("source",)

    def __init__(self, data=None, *, person, source=None):
        super().__init__(data, initial=drawn_from(source))
        found = sources_for(person)
        if source is not None and source not in found:
            found = [source, *found]
        self.fields["source"].offer(
            found,
            key=lambda row: f"{kind_of(row)}:{row.uid}",
            words=words_of,
            groups=lambda row: SourceKind(kind_of(row)).label,
        )


def words_of(source):
    """A source in the list to choose from: an outcome by its own words."""
    words = name_of(source)
    if kind_of(source) == "outcome":
        return f"{words}: {source.text[:80]}"
    return words


def drawn_from(source):
    """What the form of a new commitment is filled in with from its source."""
    if source is None:
        return {"rung": RUNGS[-1].value}
    found = {"source": f"{kind_of(source)}:{source.uid}", "rung": int(usual(source))}
    if kind_of(source) == "outcome":
        found |= {
            "title_en": source.text[:300],
            "due": due_text(source),
            "owners": [each.slug for each in source.owners.all()],
            "cbms": [pair.cbm.code for pair in source.meeting.pairs.all()],
        }
    if kind_of(source) == "paragraph":
        found |= {"pillar": source.pillar, "theme": source.theme, "cbms": [each.code for each in source.cbms.all()]}
    if kind_of(source) == "meeting":
        found |= {"cbms": [pair.cbm.code for pair in source.pairs.all()]}
    return found


def sources_for(person):
    """What this person may draw a commitment from, newest first of each kind; four lists of rows as one."""
    pairs = "meeting__pairs__cbm"
    paragraphs = Paragraph.objects.visible_to(person).select_related("declaration__process")
    seen = Meeting.objects.visible_to(person).filter(state__in=HAPPENED)
    outcomes = Outcome.objects.filter(meeting__in=seen, kind=Outcome.Kind.COMMITMENT)
    outcomes = (
        outcomes.select_related("meeting__process").prefetch_related(pairs).order_by("-meeting__starts_on", "number")
    )
    letters = Document.objects.readable_by(person).filter(type="letter", deleted_at=None, reach__gte=RUNGS[0])
    return [
        *paragraphs.order_by("-declaration__agreed_on", "declaration", "number")[:MOST],
        *(row for row in outcomes[:MOST] if may_read_record(person, row.meeting)),
        *seen.select_related("process").prefetch_related("pairs__cbm").order_by("-starts_on", "-pk")[:MOST],
        *letters.select_related("process").order_by("-dated_on", "-pk")[:MOST],
    ]


class AnswerForm(forms.Form):
    """What an owner says to a commitment registered in its name."""

    answer = forms.ChoiceField(
        label=_("Your answer"),
        widget=forms.RadioSelect,
        choices=[
            (CommitmentOwner.Answer.CONFIRMED, _("We confirm it as it is registered.")),
            (CommitmentOwner.Answer.CORRECTED, _("It should be worded otherwise.")),
            (CommitmentOwner.Answer.DISPUTED, _("We dispute it.")),
        ],
    )
    text = forms.CharField(
        label=_("In which words, or why"),
        required=False,
        max_length=4000,
        help_text=_("Not needed to confirm. The ministry and your own delegates read it, and nobody else."),
        widget=forms.Textarea(attrs={"rows": 4, **TEXT}),
    )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("answer") in ("corrected", "disputed") and not cleaned.get("text"):
            raise ValidationError({"text": _("Say in words what is wrong: ministry staff read it.")})
        return cleaned


class BehalfForm(AnswerForm):
    """What an owner answered by other ways, entered by a focal point."""

    basis = forms.CharField(
        label=_("How its answer came"),
        max_length=2000,
        help_text=_("For example by which note verbale. The ministry and the owner’s delegates read it."),
        widget=forms.Textarea(attrs={"rows": 2, **TEXT}),
    )
    letter = PickField(
        label=_("The letter it came in"),
        required=False,
        help_text=_("Where it is among the documents."),
    )

    def __init__(self, data=None, *, letters, initial):
        super().__init__(data, initial=initial)
        self.fields["answer"].label = _("Its answer")
        self.fields["text"].help_text = _("Not needed to confirm. The ministry and its own delegates read it.")
        self.fields["answer"].choices = [
            (CommitmentOwner.Answer.CONFIRMED, _("It confirms it as it is registered.")),
            (CommitmentOwner.Answer.CORRECTED, _("It asks for other words.")),
            (CommitmentOwner.Answer.DISPUTED, _("It disputes it.")),
        ]
        self.fields["letter"].offer(
            letters, key=lambda row: row.uid, words=lambda row: f"{row.reference} {localized(row, 'title')[0]}"
        )
        if not letters:
            del self.fields["letter"]
