"""Where django-allauth asks the house: closed sign-up, limits, ways back, mail through the outbox, secrets at rest."""

import base64
import hashlib
from urllib.parse import quote

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from hoaip.accounts import actions, limits
from hoaip.accounts.recent import is_recent
from hoaip.language import page_language, path_in

MISMATCH = _("This e-mail and this password do not belong together. Check both, or ask for a new password.")


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by invitation alone; nothing here tells whether an address has one."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": MISMATCH,
        "enter_current_password": _("This is not your present password. Type it again."),
        "incorrect_password": _("This is not your password. Type it again."),
        "too_many_login_attempts": _("Too many codes were wrong. Wait five minutes, then type a fresh code."),
        "rate_limited": _("Too many tries in a short time. Wait five minutes, then try again."),
        "invalid_password_reset": _("This link was used or is too old. Ask for a new one."),
    }

    def is_open_for_signup(self, request):
        return False

    def get_client_ip(self, request):
        return limits.client_address(request)

    def is_safe_url(self, url):
        """Ways back lead to relative paths of ours alone."""
        return bool(url) and url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def get_login_redirect_url(self, request):
        return path_in("/", page_language())

    def get_logout_redirect_url(self, request):
        return path_in("/", page_language())

    def get_password_change_redirect_url(self, request):
        return path_in("/accounts/me/", page_language())

    def authenticate(self, request, **credentials):
        """The person these belong to, or None; ValidationError while this place has to wait.

        A deactivated account gets the answer of a wrong password.
        """
        account, now = credentials.get("email", ""), timezone.now()
        seconds = limits.wait(request, account, now=now)
        if seconds:
            raise waiting(seconds)
        user = authenticate(request, **credentials)
        if user is None:
            limits.failed(request, account, now=now)
        else:
            limits.passed(request, account)
        return user

    def reauthenticate(self, user, password):
        found = self.authenticate(self.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def is_reauthentication_required(self, *, app=""):
        return not is_recent(self.request)

    def post_login(self, request, user, **about):
        response = super().post_login(request, user, **about)
        limits.know_browser(request, response, user.email)
        return response

    def respond_user_inactive(self, request, user):
        return redirect("account_login")

    def set_password(self, user, password):
        actions.set_password(user, password, by=user)

    def get_reset_password_from_key_url(self, key):
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.PUBLIC_ORIGIN + path.replace("UID-KEY", quote(key))

    def send_mail(self, template_prefix, email, context):
        """Mail goes through the outbox. Of django-allauth's own letters only the link to a new password is in use."""
        if template_prefix != "account/email/password_reset_key":
            raise ValueError(f"No mail is written for {template_prefix!r}.")
        user = context["user"]
        actions.send_reset_link(email, user=user, link=context["password_reset_url"], language=user.language)

    def _delete_login_attempts_cached_email(self, request, **credentials):
        limits.passed(request, credentials.get("email", ""))


def waiting(seconds):
    """The sentence for somebody who has to wait, with the number of seconds for the header Retry-After."""
    sentence = ngettext(
        "Too many tries from here failed. Wait %(seconds)s second, then try again. Other people are not slowed down.",
        "Too many tries from here failed. Wait %(seconds)s seconds, then try again. Other people are not slowed down.",
        seconds,
    )
    return ValidationError(sentence, code="wait", params={"seconds": seconds})


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets of second factors are stored encrypted under the portal's key."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This code is wrong or was used. Wait for the next one and type it."),
    }

    def get_totp_issuer(self):
        return "HoA-IP"

    def encrypt(self, text):
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text):
        return _cipher().decrypt(encrypted_text.encode()).decode()


def _cipher():
    """Locks under the present key, opens what that one or a former one has locked."""
    return MultiFernet([_lock(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _lock(secret):
    key = hashlib.sha256(b"hoaip.accounts.second-factor" + secret.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
