"""Forms of the administrator for conferences, chairs, and the texts of processes."""

from django import forms
from django.db.models import Q
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from conferences.models import Chair, Conference
from conferences.names import conference_words
from hoaip.calendar import period_text
from hoaip.fields import DayField, PickField
from hoaip.language import TONGUES, localized, page_language
from hoaip.models import Membership, Process, Stakeholder
from hoaip.register.manage_forms import ReasonField, in_protocol_order
from meetings.models import Meeting
from meetings.names import headline

FIGURES = ("hoa", "supporting", "organizations")
ENGLISH = {"lang": "en", "dir": "auto"}


class ConferenceForm(forms.Form):
    """What is known of a conference beside the facts of its meeting."""

    ordinal = forms.IntegerField(label=_("Number"), min_value=1, max_value=99)
    co_chairs = forms.MultipleChoiceField(
        label=_("Co-chaired by"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The participating countries that chaired it together."),
    )
    co_chair_persons = forms.CharField(
        label=_("Persons in the chair"),
        required=False,
        max_length=500,
        help_text=_("As the sources name them, with their country."),
        widget=forms.TextInput(attrs=ENGLISH),
    )
    theme = forms.CharField(label=_("Theme"), required=False, max_length=300, widget=forms.TextInput(attrs=ENGLISH))
    declaration = forms.CharField(
        label=_("Declaration"), required=False, max_length=300, widget=forms.TextInput(attrs=ENGLISH)
    )
    hoa = forms.IntegerField(
        label=_("Participating countries, as its source counts"), required=False, min_value=0, max_value=999
    )
    supporting = forms.IntegerField(
        label=_("Supporting countries, as its source counts"), required=False, min_value=0, max_value=999
    )
    organizations = forms.IntegerField(
        label=_("Organizations, as its source counts"), required=False, min_value=0, max_value=999
    )
    source = forms.CharField(
        label=_("Source"),
        required=False,
        max_length=2000,
        help_text=_("Where it is known from; several addresses with a semicolon between them."),
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
    source_note = forms.CharField(
        label=_("Note on the source"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
    reason = ReasonField()

    def __init__(self, data=None, *, conference=None, initial=None):
        self.conference = conference
        super().__init__(data, initial=of_conference(conference) if conference else initial)
        offered = Q(memberships__category=Membership.Category.PARTICIPATING) | Q(co_chaired__isnull=False)
        rows = Stakeholder.objects.filter(offered, kind=Stakeholder.Kind.COUNTRY).distinct()
        self.countries = {row.slug: row for row in in_protocol_order(rows)}
        self.fields["co_chairs"].choices = [(slug, localized(row, "name")[0]) for slug, row in self.countries.items()]

    def given(self):
        """The keywords of the action but version and person."""
        given = dict(self.cleaned_data)
        stated = dict(self.conference.stated_participants) if self.conference else {}
        for name in FIGURES:
            figure = given.pop(name)
            stated.pop(name, None)
            if figure is not None:
                stated[name] = figure
        given["co_chairs"] = [self.countries[slug] for slug in given["co_chairs"]]
        return given | {"stated_participants": stated}


def of_conference(conference):
    """What the form shows of a stored conference."""
    names = ("ordinal", "co_chair_persons", "theme", "declaration", "source", "source_note")
    figures = {name: conference.stated_participants.get(name) for name in FIGURES}
    slugs = list(conference.co_chairs.values_list("slug", flat=True))
    return {name: getattr(conference, name) for name in names} | figures | {"co_chairs": slugs}


class NewConferenceForm(ConferenceForm):
    """A meeting of ministers that is not a conference yet."""

    meeting = PickField(
        label=_("Meeting"),
        help_text=_("A ministerial conference among the meetings; its days, place and attendance are the meeting's."),
    )
    field_order = ("meeting",)

    def __init__(self, data=None, *, person, initial=None):
        super().__init__(data, initial=initial)
        rows = Meeting.objects.visible_to(person).filter(type="mc", conference=None).exclude(state="annulled")
        self.fields["meeting"].offer(
            rows.select_related("process", "host").prefetch_related("pairs__cbm").order_by("-starts_on", "-pk")[:100],
            key=lambda row: row.uid,
            words=lambda row: _(", ").join((headline(row), days_of(row))),
        )


def days_of(meeting):
    return period_text(meeting.starts_on, meeting.ends_on, meeting.date_precision, page_language(), fixed=True)


def key_of(conference):
    """ "hoa-ip-5": a conference as a form names it."""
    return f"{conference.process.slug}-{conference.ordinal}"


class ChairForm(forms.Form):
    """A term: as what, and from which conference or day to which."""

    standing = forms.ChoiceField(label=_("As"), choices=[("", "–"), *Chair.Standing.choices])
    from_conference = PickField(
        label=_("From conference"), required=False, help_text=_("The conference at which the chair was taken over.")
    )
    until_conference = PickField(
        label=_("To conference"), required=False, help_text=_("The conference that it hosts, at which the term ends.")
    )
    from_on = DayField(
        label=_("First day"),
        required=False,
        help_text=_("Only without a conference: 2026-09-06, or solar 1405-06-15."),
    )
    until_on = DayField(
        label=_("Last day"),
        required=False,
        help_text=_("Only without a conference; empty as long as no end is decided."),
    )
    source = forms.CharField(
        label=_("Source"),
        required=False,
        max_length=2000,
        help_text=_("Where it is known from; several addresses with a semicolon between them."),
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
    source_note = forms.CharField(
        label=_("Note on the source"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
    reason = ReasonField()

    def __init__(self, data=None, *, person, chair=None, initial=None):
        super().__init__(data, initial=of_chair(chair) if chair else initial)
        known = Conference.objects.visible_to(person).select_related("meeting", "process")
        rows = list(known.order_by("meeting__starts_on", "pk"))
        for name in ("from_conference", "until_conference"):
            self.fields[name].offer(
                rows,
                key=key_of,
                words=lambda row: _(", ").join((conference_words(row.ordinal, row.meeting.city), days_of(row.meeting))),
            )


def of_chair(chair):
    """What the form shows of a stored term: a day that is its conference's is left to the conference."""
    first, last = chair.from_conference, chair.until_conference
    return {
        "standing": chair.standing,
        "from_conference": first and key_of(first),
        "until_conference": last and key_of(last),
        "from_on": None if first and first.meeting.starts_on == chair.from_on else chair.from_on,
        "until_on": None if last and last.meeting.ends_on == chair.until_on else chair.until_on,
        "source": chair.source,
        "source_note": chair.source_note,
    }


class NewChairForm(ChairForm):
    """A country that chairs a process."""

    process = PickField(label=_("Process"))
    stakeholder = PickField(label=_("Country"))
    field_order = ("process", "stakeholder")

    def __init__(self, data=None, *, person, initial=None):
        super().__init__(data, person=person, initial=initial)
        self.fields["process"].offer(
            Process.objects.order_by("launched_on", "pk"),
            key=lambda row: row.slug,
            words=lambda row: localized(row, "name")[0],
        )
        self.fields["stakeholder"].offer(
            in_protocol_order(Stakeholder.objects.filter(kind=Stakeholder.Kind.COUNTRY)),
            key=lambda row: row.slug,
            words=lambda row: localized(row, "name")[0],
        )


class ProcessForm(forms.ModelForm):
    """What everybody reads of a process: name, description, and what it rests on, in the three languages."""

    reason = ReasonField()

    class Meta:
        model = Process
        fields = [f"{text}_{tongue}" for tongue in ("en", "fa", "ps") for text in ("name", "description", "themes")]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        words = {"name": _("Name"), "description": _("What it is"), "themes": _("What it rests on")}
        for tongue in TONGUES.values():
            for text, label in words.items():
                field = self.fields[f"{text}_{tongue['column']}"]
                field.label = format_lazy("{label} ({tongue})", label=label, tongue=tongue["name"])
                field.widget.attrs |= {"lang": tongue["tag"], "dir": tongue["dir"]}
                if text != "name":
                    field.widget.attrs["rows"] = 5
                if text == "themes":
                    field.help_text = _("One a line.")

    def _post_clean(self):
        """The action asks the rules of the row, once and under its lock; here only the fields are read."""

    def texts(self):
        return {name: self.cleaned_data[name] for name in self.Meta.fields}
