"""What the forms of the umbrella offer: CBMs, stakeholders, meetings and commitments that their person may see."""

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from cbms.circle import called
from cbms.models import Cbm
from conferences.models import Commitment
from hoaip.calendar import period_text
from hoaip.language import localized, page_language
from hoaip.models import Stakeholder
from hoaip.protocol import protocol_key
from meetings.models import HAPPENED, Meeting
from meetings.names import headline

# The newest meetings and commitments among which a form lets one choose.
MOST = 200
ENGLISH = {"lang": "en", "dir": "ltr"}
web_address = URLValidator(schemes=["http", "https"])


def area(rows=3, **attrs):
    """A text area whose direction is that of what is written in it."""
    return forms.Textarea(attrs={"rows": rows, "dir": "auto", **attrs})


class ManyField(forms.MultipleChoiceField):
    """Some of several rows, ticked, named in the form by their public key; gives the rows."""

    widget = forms.CheckboxSelectMultiple

    def offer(self, rows, *, key, words):
        rows = list(rows)
        self.rows = {str(key(row)): row for row in rows}
        self.choices = [(str(key(row)), words(row)) for row in rows]

    def clean(self, value):
        return [self.rows[each] for each in super().clean(value)]


def offer_cbms(field):
    """The six, in the order of the house, by code."""
    rows = Cbm.objects.select_related("process").order_by("position")
    field.offer(rows, key=lambda row: row.code, words=lambda row: localized(row, "name")[0])


def offer_stakeholders(field, *, kind=None, beside=()):
    """Countries, organizations or both in protocol order, by slug; those `beside` are named by hand elsewhere."""
    language = page_language()
    rows = Stakeholder.objects.filter(**({"kind": kind} if kind else {}))
    names = {row.pk: localized(row, "name", language)[0] for row in rows}
    rows = sorted(rows, key=lambda row: (row.kind, protocol_key(row.sort_key or names[row.pk], language), row.pk))
    field.offer(
        [row for row in rows if row not in beside],
        key=lambda row: row.slug,
        words=lambda row: names[row.pk] if row.kind == "country" else _(", ").join((called(row), names[row.pk])),
    )


def offer_meetings(field, person, *, held=True, keep=None):
    """Meetings this person may see, newest first; `held`: those that took place; `keep` is offered in any case."""
    rows = Meeting.objects.visible_to(person).exclude(state="annulled")
    rows = rows.filter(state__in=HAPPENED) if held else rows
    rows = list(rows.prefetch_related("pairs__cbm").order_by("-starts_on", "-pk")[:MOST])
    if keep is not None and keep not in rows and Meeting.objects.visible_to(person).filter(pk=keep.pk).exists():
        rows.append(keep)
    field.offer(rows, key=lambda row: row.uid, words=lambda row: _(", ").join((headline(row), days_of(row))))


def offer_commitments(field, person, *, keep=None):
    """Commitments of the register that this person may see, newest first; `keep` is offered in any case."""
    seen = Commitment.objects.visible_to(person)
    rows = list(seen.exclude(state__in=["draft", "merged"]).order_by("-number", "-pk")[:MOST])
    if keep is not None and keep not in rows and seen.filter(pk=keep.pk).exists():
        rows.append(keep)
    field.offer(
        rows,
        key=lambda row: row.uid,
        words=lambda row: _("%(number)s. %(title)s") % {"number": row.number, "title": localized(row, "title")[0]},
    )


def days_of(meeting):
    return period_text(meeting.starts_on, meeting.ends_on, meeting.date_precision, page_language(), fixed=True)
