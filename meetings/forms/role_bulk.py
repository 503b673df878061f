"""The form of a change in several CBMs at once: one stakeholder, a row for each CBM, one decision."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cbms.models import Cbm, RoleAssignment
from cbms.role_rules import name_of
from hoaip.fields import DayField, PickField
from hoaip.models import Stakeholder
from hoaip.register.manage_forms import ReasonField, in_protocol_order
from meetings.actions.role_bulk import RoleChange
from meetings.forms.roles import MeetingField

END = "end"
KINDS = {"country": _("Countries"), "organization": _("Organizations")}


class BulkRoleForm(forms.Form):
    """What one stakeholder becomes in each CBM; a CBM without a choice stays as it is. Valid: `changes`."""

    stakeholder = PickField(label=_("Country or organization"))
    deciding_meeting = MeetingField(label=_("Meeting that decided it"), required=False)
    reason = ReasonField()
    # What the preview showed of the roles that end.
    standing = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["stakeholder"].offer(
            in_protocol_order(Stakeholder.objects.all()),
            key=lambda row: row.slug,
            words=name_of,
            groups=lambda row: KINDS[row.kind],
        )
        self.fields["deciding_meeting"].offer(user)
        self.cbms = list(Cbm.objects.select_related("process").order_by("position"))
        self.changes = []
        choices = [("", _("stays as it is")), *RoleAssignment.CbmRole.choices, (END, _("leaves"))]
        for cbm in self.cbms:
            self.fields[f"role-{cbm.code}"] = forms.ChoiceField(label=_("Becomes"), choices=choices, required=False)
            self.fields[f"from-{cbm.code}"] = DayField(label=_("First day"), required=False)
            self.fields[f"until-{cbm.code}"] = DayField(label=_("Last day"), required=False)
            self.fields[f"basis-{cbm.code}"] = forms.CharField(label=_("Basis"), required=False, max_length=2000)

    def rows(self):
        """[(CBM, role, first day, last day, basis)], bound fields, as the page shows them."""
        return [
            (cbm, *(self[f"{name}-{cbm.code}"] for name in ("role", "from", "until", "basis"))) for cbm in self.cbms
        ]

    def clean(self):
        given = super().clean()
        if self.errors:
            return given
        for cbm in self.cbms:
            role, first, last, basis = (given[f"{name}-{cbm.code}"] for name in ("role", "from", "until", "basis"))
            if not role:
                if first or last or basis:
                    self.add_error(f"role-{cbm.code}", _("Choose what it becomes here, or empty the row."))
                continue
            needed = "until" if role == END else "from"
            if given[f"{needed}-{cbm.code}"] is None:
                self.add_error(
                    f"{needed}-{cbm.code}", _("Give the last day.") if role == END else _("Give the first day.")
                )
                continue
            self._look(RoleChange(cbm, "" if role == END else role, first, last, basis), given["stakeholder"])
        if not self.changes and not self.errors:
            self.add_error(None, _("Nothing changes: choose what it becomes in at least one CBM."))
        return given

    def _look(self, change, stakeholder):
        try:
            change.look(stakeholder)
        except ValidationError as error:
            self.add_error(f"role-{change.cbm.code}", ValidationError(error.messages))
        else:
            self.changes.append(change)
