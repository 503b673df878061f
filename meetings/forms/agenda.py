"""Forms of an agenda: one item of it, and why one is dropped."""

from django import forms
from django.utils.translation import gettext_lazy as _

from hoaip.fields import PickField
from hoaip.language import localized, page_language
from hoaip.models import Document, Stakeholder
from meetings.models import MeetingDocument
from meetings.models.agenda import MOST_MINUTES


class ItemForm(forms.Form):
    """One item: what it is about, how long it takes, who leads it, which paper of the meeting it is on."""

    title = forms.CharField(
        label=_("Item"), max_length=200, widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"})
    )
    minutes = forms.IntegerField(label=_("Minutes"), required=False, min_value=1, max_value=MOST_MINUTES)
    lead = PickField(label=_("Led by"), required=False)
    document = PickField(label=_("Document"), required=False, help_text=_("One of the documents of this meeting."))
    text = forms.CharField(
        label=_("Notes"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )

    def __init__(self, *args, meeting, user, item=None, short=False, **kwargs):
        """`short`: without notes and document, for the line under the list."""
        if item is not None:
            kwargs["initial"] = stored_of(item)
        super().__init__(*args, **kwargs)
        self.item = item
        language = page_language()
        self.fields["lead"].offer(
            Stakeholder.objects.in_protocol_order(language).filter(merged_into=None),
            key=lambda row: row.slug,
            words=lambda row: localized(row, "name", language)[0],
        )
        if short:
            del self.fields["document"], self.fields["text"]
            return
        papers = MeetingDocument.objects.filter(meeting=meeting).values("document")
        papers = Document.objects.visible_to(user).filter(pk__in=papers, deleted_at__isnull=True)
        self.fields["document"].offer(
            papers.order_by("-dated_on", "-pk"), key=lambda row: row.uid, words=lambda row: paper_words(row, language)
        )
        if not self.fields["document"].rows:
            del self.fields["document"]

    def clean(self):
        """A paper that this person does not know of, or that was deleted, stays with its item."""
        cleaned = super().clean()
        kept = self.item.document if self.item is not None else None
        field = self.fields.get("document")
        if kept is not None and (field is None or str(kept.uid) not in field.rows):
            cleaned["document"] = cleaned.get("document") or kept
        return cleaned


def paper_words(document, language):
    return f"{localized(document, 'title', language)[0]} ({document.reference})"


def stored_of(item):
    """What a stored item looks like in the form."""
    return {
        "title": item.title,
        "minutes": "" if item.minutes is None else item.minutes,
        "lead": item.lead.slug if item.lead else "",
        "document": str(item.document.uid) if item.document else "",
        "text": item.text,
    }


class DropForm(forms.Form):
    """Why an item is not pursued."""

    reason = forms.CharField(
        label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"})
    )
