"""Forms of progress and milestones."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cbms.actions.progress import Entry
from cbms.models import ProgressReport
from hoaip.documents.actions import DocumentDetails
from hoaip.documents.forms import UploadField
from hoaip.fields import DayField, PickField
from hoaip.ladder import Rung
from hoaip.models import Document, Tongue
from hoaip.templatetags.ui import plain_digits

LONGEST = 4000


def words(label, *, rows=3, **kwargs):
    return forms.CharField(
        label=label, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": rows, "dir": "auto"}), **kwargs
    )


class ProgressForm(forms.Form):
    """A whole plan on one page: `status-<key>` and `narrative-<key>` for each report that is with the drafters."""

    def __init__(self, *args, rows, **kwargs):
        super().__init__(*args, **kwargs)
        self.keys = [row.key for row in rows if not row.is_written]
        for row in rows:
            if row.is_written:
                continue
            number = plain_digits(row.activity["number"])
            status, narrative = f"status-{row.key}", f"narrative-{row.key}"
            self.fields[status] = forms.ChoiceField(
                label=_("%(number)s: status") % {"number": number},
                choices=ProgressReport.Status.choices,
                initial=row.status,
            )
            self.fields[narrative] = words(
                _("%(number)s: what was done") % {"number": number}, rows=2, required=False, initial=row.narrative
            )
            row.fields = (self[status], self[narrative])

    def entries(self):
        given = self.cleaned_data
        return {key: Entry(given[f"status-{key}"], given[f"narrative-{key}"]) for key in self.keys}


class ReasonForm(forms.Form):
    """Why; whoever it concerns reads it."""

    reason = words(gettext_lazy("Reason"))


class EvidenceForm(forms.Form):
    """A document of the CBM that shows what was done: one that is there, or a new file."""

    document = PickField(label=gettext_lazy("A document that is there already"), required=False)
    file = UploadField(label=gettext_lazy("Or a new file"), required=False)
    title = forms.CharField(label=gettext_lazy("Its title"), max_length=200, required=False)
    dated_on = DayField(label=gettext_lazy("Date on the document"))
    language = forms.ChoiceField(label=gettext_lazy("Language of the file"), choices=Tongue)

    def __init__(self, *args, documents, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["document"].offer(documents, key=lambda row: row.uid, words=lambda row: f"{row.reference} {row}")

    def clean(self):
        cleaned = super().clean()
        if "file" in self.errors or "document" in self.errors:
            return cleaned
        if bool(cleaned.get("document")) == bool(cleaned.get("file")):
            self.add_error("file", _("Choose a document that is there, or a new file: one of the two."))
        elif cleaned.get("file") and not cleaned.get("title", "").strip():
            self.add_error("title", _("Give the new document a title."))
        return cleaned

    def given(self, *, is_public):
        """What `add_evidence` takes. Of a plan that is not in force the new document stays within the ministry."""
        cleaned = self.cleaned_data
        if cleaned["document"]:
            return {"document": cleaned["document"]}
        details = DocumentDetails(
            type=Document.Type.EVIDENCE,
            titles={"title_en": cleaned["title"]},
            dated_on=cleaned["dated_on"],
            language=cleaned["language"],
            rung=None if is_public else Rung.MINISTRY,
        )
        return {"details": details, "file": cleaned["file"]}


class MilestoneForm(forms.Form):
    """What is to be reached, and by when."""

    title = forms.CharField(label=gettext_lazy("What is to be reached"), max_length=200)
    due_on = DayField(label=gettext_lazy("Due"))


class MilestoneDayForm(forms.Form):
    """Another day for a milestone, and why."""

    due_on = DayField(label=gettext_lazy("New day"))
    reason = words(gettext_lazy("Reason"))


class AchieveForm(forms.Form):
    """What was reached, with a document that shows it."""

    resolution = words(gettext_lazy("What was reached"))
    document = PickField(
        label=gettext_lazy("A document that shows it"),
        required=False,
        help_text=gettext_lazy("One of the documents of the CBM; add it there first."),
    )

    def __init__(self, *args, documents, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["document"].offer(documents, key=lambda row: row.uid, words=lambda row: f"{row.reference} {row}")
