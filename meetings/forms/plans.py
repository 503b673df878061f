"""What a body did with an Implementation Plan: the meeting, the day, who agreed, where it is known from."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cbms.actions.adoptions import EventDetails, SignedText
from cbms.circle import called, party_key
from cbms.models import PlanEvent
from hoaip.documents.forms import UploadField
from hoaip.fields import DayField, PickField
from hoaip.ladder import anchor_key
from hoaip.language import localized, page_language
from hoaip.models import Confidence, Document, Stakeholder, Tongue
from meetings.actions.plans import BODIES
from meetings.forms.roles import MEETINGS_OFFERED, MeetingField, meeting_words
from meetings.models import HAPPENED

DOCUMENTS_OFFERED = 60


class DecidingMeetingField(MeetingField):
    """A meeting of a body that deals with plans: of the CBM itself, or of the whole process."""

    def offer_for(self, user, cbm):
        self.offer(user, cbm)
        rows = self.visible.filter(state__in=HAPPENED, type__in=BODIES, process=cbm.process_id)
        rows = rows.filter(Q(pairs__cbm=cbm) | Q(has_cbm=False)).prefetch_related("pairs__cbm")
        self.choices = [
            ("", _("not known, or not in the register")),
            *((str(row.uid), meeting_words(row)) for row in rows.order_by("-starts_on", "-pk")[:MEETINGS_OFFERED]),
        ]


class DecisionForm(forms.Form):
    """The part that every decision of a body has."""

    meeting = DecidingMeetingField(
        label=gettext_lazy("Meeting"),
        required=False,
        help_text=gettext_lazy("With a meeting, body and day may stay empty: they are taken from it."),
    )
    body = forms.ChoiceField(label=gettext_lazy("Body"), required=False)
    on = DayField(label=gettext_lazy("Day"), required=False)
    agreed = forms.MultipleChoiceField(
        label=gettext_lazy("Who agreed"), required=False, widget=forms.CheckboxSelectMultiple
    )
    source = forms.CharField(
        label=gettext_lazy("Source"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        help_text=gettext_lazy("Where it is known from: a record, a letter, an address."),
    )
    source_note = forms.CharField(
        label=gettext_lazy("Note on the source"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
    confidence = forms.ChoiceField(label=gettext_lazy("How sure it is"), choices=Confidence, initial=Confidence.HIGH)
    is_disputed = forms.BooleanField(label=gettext_lazy("Sources disagree"), required=False)
    dispute_note = forms.CharField(
        label=gettext_lazy("What differs"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        help_text=gettext_lazy("Everybody reads it beside the decision."),
    )

    bodies = tuple(PlanEvent.Body)

    def __init__(self, *args, user, plan, **kwargs):
        super().__init__(*args, **kwargs)
        self.plan = plan
        self.fields["meeting"].offer_for(user, plan.cbm)
        self.fields["body"].choices = [("", "–"), *((body.value, body.label) for body in self.bodies)]
        language = page_language()
        circle = Stakeholder.objects.filter(cbm_roles__cbm=plan.cbm).distinct()
        rows = sorted(circle, key=lambda each: party_key(each, language))
        self.parties = {row.slug: row for row in rows}
        self.fields["agreed"].choices = [(row.slug, called(row, language)) for row in rows]

    def clean_agreed(self):
        return tuple(self.parties[slug] for slug in self.cleaned_data["agreed"])

    def clean(self):
        given = super().clean()
        meeting = given.get("meeting")
        if meeting is not None:
            given["body"] = given.get("body") or BODIES.get(meeting.type, "")
            if given.get("on") is None and "on" not in self.errors and meeting.date_precision == "day":
                given["on"] = meeting.starts_on
        if not given.get("body") and "body" not in self.errors:
            self.add_error("body", _("Choose the meeting or the body."))
        elif given.get("body") and given["body"] not in self.bodies:
            self.add_error("meeting", _("This body does not do that with a plan."))
        if given.get("on") is None and "on" not in self.errors:
            self.add_error("on", _("Name the day."))
        if given.get("is_disputed") and not given.get("dispute_note") and "dispute_note" not in self.errors:
            self.add_error("dispute_note", _("Say what differs, and where it stands."))
        if given.get("dispute_note") and not given.get("is_disputed"):
            self.add_error("is_disputed", _("Tick this too, or leave the sentence below empty."))
        return given

    def details(self, kind):
        given = self.cleaned_data
        names = ("body", "on", "agreed", "source", "source_note", "confidence", "is_disputed", "dispute_note")
        return EventDetails(kind=kind, **{name: given[name] for name in names})


class EventForm(DecisionForm):
    """A body discussed or endorsed the plan."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What it did"),
        choices=[(kind.value, kind.label) for kind in (PlanEvent.Kind.DISCUSSED, PlanEvent.Kind.ENDORSED)],
        widget=forms.RadioSelect,
        help_text=gettext_lazy("A Regional Technical Group or a Ministerial Conference endorses."),
    )
    plan_version = PickField(
        label=gettext_lazy("Version it had before it"),
        required=False,
        help_text=gettext_lazy("Empty where that is not known."),
    )

    field_order = ["kind", "meeting", "body", "on", "plan_version", "agreed"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        versions = self.plan.versions.order_by("number").only("number")
        self.fields["plan_version"].offer(
            versions, key=lambda row: row.number, words=lambda row: _("Version %(number)s") % {"number": row.number}
        )

    def clean(self):
        given = super().clean()
        if given.get("kind") == PlanEvent.Kind.ENDORSED and given.get("body") in ("am", "som"):
            self.add_error("kind", _("A Regional Technical Group or a Ministerial Conference endorses a plan."))
        return given


class AdoptionForm(DecisionForm):
    """A body adopted the plan; the signed text comes with it."""

    document = PickField(
        label=gettext_lazy("Signed text, when it is in the library"),
        required=False,
        help_text=gettext_lazy("A document of this CBM."),
    )
    file = UploadField(
        label=gettext_lazy("Signed text, as a file"),
        required=False,
        help_text=gettext_lazy(
            "PDF, Word, Excel, PNG, JPG or text (UTF-8), at most 20 MB. Everybody can read it from the adoption on, "
            "and neither it nor the text of the plan changes after that."
        ),
    )
    document_language = forms.ChoiceField(
        label=gettext_lazy("Language of the file"), choices=Tongue, required=False, initial="en"
    )

    bodies = (PlanEvent.Body.SOM, PlanEvent.Body.MC)
    field_order = ["meeting", "body", "on", "agreed", "document", "file", "document_language", "source", "source_note"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["source_note"].help_text = _("Without a signed text, say here why there is none.")
        self.fields["agreed"].help_text = _("The leads and supporters that agreed.")
        rows = Document.objects.readable_by(kwargs["user"]).filter(
            anchors__contains=[anchor_key(self.plan.cbm)], deleted_at__isnull=True
        )
        self.fields["document"].offer(
            rows.order_by("-dated_on", "-pk")[:DOCUMENTS_OFFERED],
            key=lambda row: row.uid,
            words=lambda row: f"{row.reference} {localized(row, 'title')[0]}",
        )

    def clean(self):
        given = super().clean()
        if "file" in self.data:
            # Its name came in place of it, as from a form that was kept over a lost session.
            self.add_error("file", self.fields["file"].error_messages["invalid"])
        if given.get("document") and given.get("file"):
            self.add_error("file", _("Choose a document of the library or a file, not both."))
        return given

    @property
    def signed(self):
        given = self.cleaned_data
        return SignedText(document=given["document"], file=given["file"], language=given["document_language"] or "en")
