"""Forms about people: invitations, roles of persons, accounts, one's own settings."""

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from hoaip.accounts.forms import PASSWORD_HINT
from hoaip.fields import DayField
from hoaip.language import localized, page_language
from hoaip.models import Appointment, Invitation, Process, Stakeholder, User

LANGUAGES = User._meta.get_field("language").choices
# Of the states and organizations of the process, and of who often writes from elsewhere.
ZONES = [
    "Asia/Kabul",
    "Asia/Almaty",
    "Asia/Ashgabat",
    "Asia/Baghdad",
    "Asia/Baku",
    "Asia/Bangkok",
    "Asia/Bishkek",
    "Asia/Dubai",
    "Asia/Dushanbe",
    "Asia/Karachi",
    "Asia/Kolkata",
    "Asia/Riyadh",
    "Asia/Shanghai",
    "Asia/Tashkent",
    "Asia/Tehran",
    "Asia/Tokyo",
    "Africa/Cairo",
    "America/New_York",
    "America/Toronto",
    "Australia/Sydney",
    "Europe/Berlin",
    "Europe/Brussels",
    "Europe/Copenhagen",
    "Europe/Helsinki",
    "Europe/Istanbul",
    "Europe/London",
    "Europe/Madrid",
    "Europe/Moscow",
    "Europe/Oslo",
    "Europe/Paris",
    "Europe/Rome",
    "Europe/Stockholm",
    "Europe/Warsaw",
    "UTC",
]


class LocalizedChoice(forms.ModelChoiceField):
    """Countries, organizations, processes by slug, named in the language of the page."""

    def label_from_instance(self, obj):
        return localized(obj, "name")[0]


def stakeholder_field(**kwargs):
    return LocalizedChoice(
        Stakeholder.objects.none(), to_field_name="slug", label=_("Country or organization"), empty_label="—", **kwargs
    )


def process_field(**kwargs):
    return LocalizedChoice(Process.objects.none(), to_field_name="slug", label=_("Process"), empty_label=None, **kwargs)


def reason_field(**kwargs):
    return forms.CharField(
        label=_("Reason"),
        help_text=_("A few words; they stand in the history."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        **kwargs,
    )


class WithChoices(forms.Form):
    """Fills the choices among rows that this reader may see, in the order of protocol."""

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        if "stakeholder" in self.fields:
            rows = Stakeholder.objects.visible_to(user).filter(merged_into=None).in_protocol_order(page_language())
            self.fields["stakeholder"].queryset = rows
        if "process" in self.fields:
            self.fields["process"].queryset = Process.objects.visible_to(user).order_by("pk")


class InviteForm(WithChoices):
    email = forms.EmailField(label=_("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "off", "dir": "ltr"}))
    full_name = forms.CharField(label=_("Name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    language = forms.ChoiceField(label=_("Language of the invitation"), choices=LANGUAGES)
    role = forms.ChoiceField(
        label=_("Invited as"),
        choices=Invitation.Kind.choices,
        help_text=_("A focal point is named on the page of the CBM once the account is there."),
    )
    stakeholder = stakeholder_field(required=False, help_text=_("For a delegate: who the person speaks for."))
    process = process_field(required=False, help_text=_("For ministry staff, directors and administrators."))

    def clean(self):
        given = super().clean()
        if given.get("role") == Invitation.Kind.DELEGATE and "stakeholder" not in self.errors:
            if given.get("stakeholder") is None:
                self.add_error("stakeholder", _("Choose the country or organization this delegate speaks for."))
        elif given.get("stakeholder") is not None:
            self.add_error("stakeholder", _("Only a delegate speaks for a country or an organization. Leave it empty."))
        return given


class AppointmentForm(WithChoices):
    role = forms.ChoiceField(label=_("Appointed as"), choices=Appointment.Kind.choices)
    process = process_field()
    from_on = DayField(label=_("From"))
    until_on = DayField(label=_("Until"), required=False)
    reason = reason_field()


class DelegationForm(WithChoices):
    stakeholder = stakeholder_field()
    from_on = DayField(label=_("From"))
    until_on = DayField(label=_("Until"), required=False)
    reason = reason_field()


class EndForm(forms.Form):
    until_on = DayField(label=_("Last day"))
    reason = reason_field()


class ReasonForm(forms.Form):
    reason = reason_field()


class AccountForm(forms.Form):
    full_name = forms.CharField(label=_("Name"), max_length=200)
    email = forms.EmailField(label=_("E-mail"), widget=forms.EmailInput(attrs={"dir": "ltr"}))
    language = forms.ChoiceField(label=_("Language of mails"), choices=LANGUAGES)
    reason = reason_field(required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = _("Needed when the e-mail changes; it stands in the history.")


class SettingsForm(forms.Form):
    language = forms.ChoiceField(label=_("Language of mails to you"), choices=LANGUAGES)
    calendar = forms.ChoiceField(label=_("Dates"), choices=User.Calendar.choices)
    time_zone = forms.ChoiceField(label=_("Your time zone"), help_text=_("Shown beside the time in Kabul."))
    weekly_digest = forms.BooleanField(
        label=_("Send me once a week what waits for me"),
        required=False,
        help_text=_("Only when something waits. Letters that ask you for something come in any case."),
    )

    def __init__(self, *args, own_zone, **kwargs):
        super().__init__(*args, **kwargs)
        zones = [*ZONES, *({own_zone} - set(ZONES))]
        self.fields["time_zone"].choices = [(zone, zone.replace("_", " ")) for zone in zones]


class AcceptForm(forms.Form):
    full_name = forms.CharField(
        label=_("Your name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    password = forms.CharField(
        label=_("Password"),
        help_text=PASSWORD_HINT,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "dir": "ltr"}),
    )
    password_again = forms.CharField(
        label=_("Password once more"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "dir": "ltr"}),
    )

    def __init__(self, *args, email, **kwargs):
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self):
        given = super().clean()
        if given.get("password") and given.get("password_again") and given["password"] != given["password_again"]:
            self.add_error("password_again", _("The two passwords differ. Type the same one twice."))
        if given.get("password"):
            person = User(email=self.email, full_name=given.get("full_name", ""))
            try:
                validate_password(given["password"], person)
            except forms.ValidationError as error:
                self.add_error("password", error)
        return given
