"""Forms of actions: what is to be done, by whom and when; what shows that it was done; why it is returned or ended."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cbms.circle import called
from conferences.actions.follow_up import ActionDetails
from conferences.models.standing import RUNGS
from hoaip.calendar import DayError
from hoaip.documents.actions import DocumentDetails
from hoaip.documents.forms import UploadField
from hoaip.fields import DayField, PickField
from hoaip.language import TONGUES, localized, page_language
from hoaip.models import Document, Stakeholder, Tongue
from hoaip.register.manage_forms import ReasonField, in_protocol_order
from meetings.forms.outcomes import parse_due

LONGEST = 4000


class DueField(forms.CharField):
    """A day or a month; gives (last day, precision), (None, "ongoing") where it is empty."""

    def __init__(self):
        super().__init__(
            label=gettext_lazy("Due"),
            required=False,
            max_length=20,
            help_text=gettext_lazy("A day, or a month like 2026-12. Left empty it is ongoing, and nobody is reminded."),
            widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
        )

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None, "ongoing"
        try:
            return parse_due(text)
        except DayError as error:
            raise ValidationError(str(error)) from error


class ActionForm(forms.Form):
    """What is to be done. `activities`: [(plan, activity)] of plans in force; `widest`: how far it may be known."""

    title = forms.CharField(
        label=gettext_lazy("What is to be done"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        help_text=gettext_lazy("In one sentence, as whoever may see the action shall read it."),
    )
    due = DueField()
    activity = PickField(
        label=gettext_lazy("The activity of the plan that does the same"),
        required=False,
        help_text=gettext_lazy("Of the plan in force, where there is one."),
    )
    rung = forms.TypedChoiceField(label=gettext_lazy("Who can see it"), coerce=int, widget=forms.RadioSelect)

    def __init__(self, data=None, *, initial, widest, activities):
        super().__init__(data, initial=initial)
        self.fields["rung"].choices = [(rung.value, rung.label) for rung in RUNGS if rung <= widest]
        if activities:
            self.fields["activity"].offer(activities, key=activity_key, words=activity_words, groups=plan_words)
        else:
            del self.fields["activity"]

    def details(self):
        """The cleaned form as ActionDetails."""
        cleaned = self.cleaned_data
        due_on, precision = cleaned["due"]
        plan, activity = cleaned.get("activity") or (None, None)
        return ActionDetails(
            title=cleaned["title"],
            due_on=due_on,
            due_precision=precision,
            rung=cleaned["rung"],
            plan=plan,
            activity_key=activity["key"] if activity else None,
        )


class NewActionForm(ActionForm):
    """A new action: also who does it, and in which CBM."""

    owner = PickField(label=gettext_lazy("Who does it"))
    cbm = PickField(label=gettext_lazy("CBM"), required=False)
    field_order = ("title", "owner", "cbm", "due", "activity", "rung")

    def __init__(self, data=None, *, cbms, needs_cbm, **kwargs):
        super().__init__(data, **kwargs)
        offer_owners(self.fields["owner"])
        self.fields["cbm"].offer(cbms, key=lambda row: row.code, words=lambda row: localized(row, "name")[0])
        self.fields["cbm"].required = needs_cbm


class ReassignForm(forms.Form):
    """Who does it from now on, and why."""

    owner = PickField(label=gettext_lazy("Who does it from now on"))
    reason = ReasonField()

    def __init__(self, data=None, *, initial=None):
        super().__init__(data, initial=initial)
        offer_owners(self.fields["owner"])


class EvidenceForm(forms.Form):
    """What shows that it was done: words, a document that is there or a new file, or both."""

    text = forms.CharField(
        label=gettext_lazy("What shows it"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        help_text=gettext_lazy("The ministry, the owner and the members of the CBM read it. It is not changed later."),
    )
    document = PickField(
        label=gettext_lazy("A document that shows it"),
        required=False,
        help_text=gettext_lazy("One of those of the CBM or the meeting."),
    )
    file = UploadField(label=gettext_lazy("Or a new file"), required=False)
    title = forms.CharField(
        label=gettext_lazy("Title of the file"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text=gettext_lazy("What the file is. Left empty it is called as the action."),
    )
    dated_on = DayField(label=gettext_lazy("Date on the document"), required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language of the file"), required=False, choices=Tongue)

    def __init__(self, data=None, files=None, *, action, documents, today):
        super().__init__(data, files, initial={"dated_on": today, "language": page_language()})
        self.action, self.today = action, today
        if documents:
            self.fields["document"].offer(
                documents, key=lambda row: row.uid, words=lambda row: f"{row.reference} {localized(row, 'title')[0]}"
            )
        else:
            del self.fields["document"]

    def clean(self):
        cleaned = super().clean()
        shown = [name for name in ("document", "file") if cleaned.get(name)]
        if not self.errors and not cleaned["text"] and not shown:
            self.add_error("text", _("Say in words what shows it, choose a document, or add a file."))
        if len(shown) > 1:
            self.add_error("file", _("Choose a document that is there, or a new file, and not both."))
        return cleaned

    def given(self):
        """What `add_evidence` and `claim_action` take."""
        cleaned = self.cleaned_data
        found = {"text": cleaned["text"], "document": cleaned.get("document")}
        if not cleaned.get("file"):
            return found
        title = cleaned["title"] or self.action.title
        details = DocumentDetails(
            type=Document.Type.EVIDENCE,
            titles={f"title_{TONGUES[page_language()]['column']}": title[:200]},
            dated_on=cleaned["dated_on"] or self.today,
            language=cleaned["language"] or page_language(),
        )
        return found | {"details": details, "file": cleaned["file"]}


class NothingForm(forms.Form):
    """A step that asks for nothing."""


class WhyForm(forms.Form):
    """Why an action is returned or ended."""

    reason = ReasonField()


def offer_owners(field):
    language = page_language()
    field.offer(
        in_protocol_order(Stakeholder.objects.all()),
        key=lambda row: row.slug,
        words=lambda row: localized(row, "name", language)[0] if row.kind == "country" else called(row, language),
    )


def activity_key(row):
    plan, activity = row
    return f"{plan.uid}:{activity['key']}"


def activity_words(row):
    _plan, activity = row
    return f"{activity['number']} {activity['title']}"


def plan_words(row):
    plan, _activity = row
    return localized(plan.cbm, "name")[0]
