"""The role form: who holds which role in which CBM from when, and which meeting decided it."""

import uuid

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cbms.circle import party_key
from cbms.models import Cbm, RoleAssignment
from cbms.role_rules import check_ending, check_role, day_before, held_on, name_of
from hoaip.calendar import day_text, period_text
from hoaip.fields import DayField, PickField
from hoaip.language import page_language
from hoaip.models import Stakeholder
from meetings.models import HAPPENED, Interest, Meeting
from meetings.names import headline

# More than that nobody looks through; an older meeting is named by the address of its page.
MEETINGS_OFFERED = 60


class MeetingField(forms.ChoiceField):
    """A meeting the person may know of, by its uid; the newest held are offered, any visible one is taken."""

    default_error_messages = {
        "invalid_choice": _("There is no such meeting in the register. Choose one of the list, or leave it empty.")
    }

    def offer(self, user, cbm=None):
        self.visible = Meeting.objects.visible_to(user).exclude(state=Meeting.State.ANNULLED)
        rows = self.visible.filter(state__in=HAPPENED).prefetch_related("pairs__cbm")
        if cbm is not None:
            rows = rows.filter(process=cbm.process_id)
        self.choices = [
            ("", _("none, or not known")),
            *((str(row.uid), meeting_words(row)) for row in rows.order_by("-starts_on", "-pk")[:MEETINGS_OFFERED]),
        ]

    def clean(self, value):
        if not value:
            return None
        try:
            found = self.visible.get(uid=uuid.UUID(str(value)))
        except (ValueError, Meeting.DoesNotExist):
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice") from None
        if str(found.uid) not in dict(self.choices):
            self.choices = [*self.choices, (str(found.uid), meeting_words(found))]
        return found


class InterestField(forms.CharField):
    """The expression of interest that led to the role, by its uid; hidden, filled in by its page."""

    widget = forms.HiddenInput

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        try:
            found = Interest.objects.visible_to(self.user).still_open().get(uid=uuid.UUID(text))
        except (ValueError, Interest.DoesNotExist):
            raise ValidationError(
                gettext("This expression of interest is settled, or there is none. Open it again from its page.")
            ) from None
        return found


def meeting_words(meeting):
    """A meeting in one line of a list: "Disaster Management, 4th RTGM, Islamabad, 8 September 2015"."""
    days = period_text(meeting.starts_on, meeting.ends_on, meeting.date_precision, page_language(), fixed=True)
    return gettext("%(name)s, %(days)s") % {"name": headline(meeting), "days": days}


class RoleForm(forms.Form):
    """A new role, and the roles that end by the same decision."""

    cbm = PickField(label=_("CBM"))
    stakeholder = PickField(label=_("Country or organization"))
    role = forms.ChoiceField(label=_("Role"), choices=[("", "–"), *RoleAssignment.CbmRole.choices])
    from_on = DayField(label=_("First day"))
    until_on = DayField(label=_("Last day"), required=False, help_text=_("Empty as long as no end is decided."))
    replaces_own = forms.BooleanField(
        label=_("If it holds another role in this CBM, that role ends on the day before"), required=False
    )
    ends_role_of = PickField(
        label=_("Ends the role of"),
        required=False,
        help_text=_("Where one takes over from another: that role ends on the day before the first day."),
    )
    deciding_meeting = MeetingField(label=_("Meeting that decided it"), required=False)
    basis = forms.CharField(
        label=_("Basis"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What the role rests on, as it stands on the CBM page: “by unanimous agreement at RTG1”."),
    )
    reason = forms.CharField(
        label=_("Reason for the change"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Stands in the history, with your name."),
    )

    interest = InterestField(label=_("Expression of interest"), required=False, max_length=40)

    def __init__(self, *args, user, cbm=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["interest"].user = user
        language = page_language()
        stakeholders = sorted(Stakeholder.objects.filter(merged_into=None), key=lambda row: party_key(row, language))
        kinds = {"country": _("Countries"), "organization": _("Organizations")}
        self.fields["cbm"].offer(
            Cbm.objects.select_related("process").order_by("position"),
            key=lambda row: row.code,
            words=lambda row: f"{row.short} – {name_of(row)}",
        )
        for name, empty in (("stakeholder", "–"), ("ends_role_of", _("nobody"))):
            self.fields[name].offer(
                stakeholders,
                key=lambda row: row.slug,
                words=name_of,
                groups=lambda row: kinds[row.kind],
                empty=empty,
            )
        self.fields["deciding_meeting"].offer(user, cbm)
        self.ending = []

    def clean(self):
        """Finds the roles that end by this change (`self.ending`), and asks what the action will ask again."""
        given = super().clean()
        self._clean_interest(given)
        needed = ("cbm", "stakeholder", "role", "from_on")
        if any(not given.get(name) for name in needed):
            return given
        last_day = day_before(given["from_on"])
        if given.get("replaces_own") and (own := held_on(given["cbm"], given["stakeholder"], last_day)):
            self.ending.append(own)
        other = given.get("ends_role_of")
        if other and other not in [row.stakeholder for row in self.ending]:
            held = held_on(given["cbm"], other, last_day)
            if held is None:
                sentence = _(
                    "%(stakeholder)s holds no role in %(cbm)s on %(day)s that could end then. Choose another, or none."
                )
                words = {
                    "stakeholder": name_of(other),
                    "cbm": name_of(given["cbm"]),
                    "day": day_text(last_day, page_language()),
                }
                self.add_error("ends_role_of", ValidationError(sentence, params=words))
                return given
            self.ending.append(held)
        try:
            check_role(
                given["cbm"],
                stakeholder=given["stakeholder"],
                role=given["role"],
                from_on=given["from_on"],
                until_on=given.get("until_on"),
                ending=self.ending,
            )
        except ValidationError as error:
            self.add_error(None, error)
        return given

    def _clean_interest(self, given):
        """What the action asks of an interest, at its field: the same CBM and stakeholder, the meeting it went to."""
        interest = given.get("interest")
        if interest is None:
            return
        if (given.get("cbm"), given.get("stakeholder")) != (interest.cbm, interest.stakeholder):
            self.add_error(None, _("The expression of interest is about another CBM or stakeholder. Open it again."))
        meeting = given.get("deciding_meeting")
        if meeting is None or meeting.pk != interest.meeting_id:
            self.add_error("deciding_meeting", _("Cite the meeting that the interest was brought to."))
        elif meeting.state not in HAPPENED:
            self.add_error("deciding_meeting", _("This meeting is not recorded as held: it has decided nothing yet."))


class RoleEndForm(forms.Form):
    """The last day of a role, and why it ends."""

    until_on = DayField(label=_("Last day"))
    deciding_meeting = MeetingField(label=_("Meeting that decided it"), required=False)
    reason = forms.CharField(
        label=_("Reason for the change"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Stands in the history, with your name."),
    )

    def __init__(self, *args, user, role, **kwargs):
        super().__init__(*args, **kwargs)
        self.role = role
        self.fields["deciding_meeting"].offer(user, role.cbm)

    def clean_until_on(self):
        day = self.cleaned_data["until_on"]
        check_ending_at(self.role, day)
        return day


def check_ending_at(role, day):
    """As check_ending, for a form that has the one field."""
    try:
        check_ending(role, until_on=day)
    except ValidationError as error:
        raise ValidationError(error.message_dict["until_on"]) from error
