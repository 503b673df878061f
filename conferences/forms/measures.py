"""Forms of proposed measures: their words, and what each step of their way asks."""

from django import forms
from django.utils.translation import gettext_lazy as _

from conferences.forms.choices import area, offer_cbms, offer_meetings, offer_stakeholders
from conferences.forms.initiatives import SOURCES, SourceForm
from conferences.models import Initiative
from hoaip.fields import DayField, PickField
from hoaip.grants import can
from hoaip.language import localized
from hoaip.models import Process
from hoaip.permissions import Permission
from hoaip.register.manage_forms import ReasonField

WORDS = ("title", "summary", "proposed_by", "initiative")


class MeasureForm(SourceForm):
    """What a measure would do, and who brought it."""

    title = forms.CharField(label=_("Measure"), max_length=200, widget=forms.TextInput(attrs={"dir": "auto"}))
    summary = forms.CharField(label=_("What it would do"), max_length=4000, widget=area(6))
    proposed_by = PickField(label=_("Proposed by"), required=False)
    initiative = PickField(
        label=_("Out of the initiative"), required=False, help_text=_("If it came out of one that is in the register.")
    )
    field_order = (*WORDS, *SOURCES)

    def __init__(self, data=None, *, measure=None, initial=None):
        super().__init__(data, initial=of_measure(measure) if measure else initial)
        offer_stakeholders(self.fields["proposed_by"])
        self.fields["initiative"].offer(
            Initiative.objects.order_by("acronym", "pk"),
            key=lambda row: row.slug,
            words=lambda row: _(", ").join((row.acronym, localized(row, "name")[0])),
        )


def of_measure(row):
    """What the form shows of a stored measure."""
    return {name: getattr(row, name) for name in ("title", "summary", *SOURCES)} | {
        "proposed_by": row.proposed_by.slug if row.proposed_by else "",
        "initiative": row.initiative.slug if row.initiative else "",
    }


class NewMeasureForm(MeasureForm):
    """An idea for a measure of a CBM of the person's."""

    cbm = PickField(label=_("CBM"))
    process = PickField(
        label=_("Brought in"), help_text=_("Once proposed, the delegates of this process and the ministry see it.")
    )
    field_order = ("cbm", "process", *MeasureForm.field_order)

    def __init__(self, data=None, *, person, initial=None):
        super().__init__(data, initial=initial)
        field = self.fields["cbm"]
        offer_cbms(field)
        own = [row for row in field.rows.values() if can(person, Permission.CARRY_MEASURE, row)]
        field.offer(own, key=lambda row: row.code, words=lambda row: localized(row, "name")[0])
        self.fields["process"].offer(
            Process.objects.order_by("launched_on", "pk"),
            key=lambda row: row.slug,
            words=lambda row: localized(row, "name")[0],
        )


class ChangedMeasureForm(MeasureForm):
    """The same, of one that is there."""

    reason = ReasonField()


class NothingForm(forms.Form):
    """A step that asks for nothing."""

    def __init__(self, data=None, *, person=None):
        super().__init__(data)


class MeetingForm(forms.Form):
    """The meeting that discussed it."""

    meeting = PickField(label=_("Meeting"), help_text=_("One that was held."))

    def __init__(self, data=None, *, person):
        super().__init__(data)
        offer_meetings(self.fields["meeting"], person)


class AdoptionForm(MeetingForm):
    """The meeting that adopted it, and on which of its days."""

    on = DayField(label=_("Adopted on"), help_text=_("A day of that meeting: 2026-09-06, or solar 1405-06-15."))


class WhyForm(NothingForm):
    """Why a step is taken."""

    reason = ReasonField(label=_("Reason"))
