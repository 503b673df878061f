"""Forms of sign-in and passwords, in the portal's words."""

from allauth.account import forms as account_forms
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as webauthn_forms
from django.utils.translation import gettext_lazy as _

from hoaip.accounts import actions
from hoaip.language import page_language

PASSWORD_HINT = _("12 to 128 characters; a sentence is easier to keep than a word. Common passwords are refused.")


def reword(form, **words):
    """Give fields our labels and hints, and take the placeholders away: a label that vanishes is no label."""
    for name, field in form.fields.items():
        field.widget.attrs.pop("placeholder", None)
        label, hint = words.get(name, (field.label, ""))
        field.label, field.help_text = label, hint


class SignInForm(account_forms.LoginForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        reword(self, login=(_("E-mail"), ""), password=(_("Password"), ""))
        self.fields["login"].widget.attrs["autocomplete"] = "username"


class ReauthenticateForm(account_forms.ReauthenticateForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        reword(self, password=(_("Password"), ""))


class ChangePasswordForm(account_forms.ChangePasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        reword(
            self,
            oldpassword=(_("Present password"), ""),
            password1=(_("New password"), PASSWORD_HINT),
            password2=(_("New password once more"), ""),
        )


class ResetPasswordForm(account_forms.ResetPasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        reword(self, email=(_("E-mail"), _("The address your invitation came to.")))

    def save(self, request, **kwargs):
        """A mail in both cases, so that neither answer nor time tells whether there is an account."""
        if self.users:
            return super().save(request, **kwargs)
        email = self.cleaned_data["email"]
        actions.send_reset_link(email, user=None, link="", language=page_language())
        return email


class ResetPasswordKeyForm(account_forms.ResetPasswordKeyForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        reword(self, password1=(_("New password"), PASSWORD_HINT), password2=(_("New password once more"), ""))


CODE = (_("Code"), _("Six digits of your authenticator app, or one of your recovery codes."))


class CodeForm(mfa_forms.AuthenticateForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        reword(self, code=CODE)


class CodeAgainForm(mfa_forms.ReauthenticateForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        reword(self, code=CODE)


class AuthenticatorForm(totp_forms.ActivateTOTPForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        reword(self, code=(_("Code"), _("The six digits that the app shows now.")))


class PasskeyForm(webauthn_forms.AddWebAuthnForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        reword(self, name=(_("Name of the passkey"), _("So that you tell several apart, as in: key on my ring.")))
