"""The pages of django-allauth behind the doors of the house: which it serves, who may open them, how it refuses."""

from functools import wraps

import qrcode
from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from hoaip.accounts.actions import change_factors
from hoaip.decorators import public, signed_in
from hoaip.packing import Body
from hoaip.public_cache import Bodies

WAIT = "wait"
METHODS = ["GET", "HEAD", "POST"]
# Stands in a kept sign-in page where the token of each reader's form goes; too long to be typed by chance.
TOKEN = "csrf-token-of-this-reader-goes-here"
sign_in_pages = Bodies()


def refusing(view):
    """A refused form is a 422 with what was typed; one that has to wait is a 429 that says how long."""

    @wraps(view)
    def wrapper(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        if request.method != "POST" or response.status_code != 200:
            return response
        form = (getattr(response, "context_data", None) or {}).get("form")
        if form is not None and form.errors:
            response.status_code = 422
            for error in form.errors.as_data().get("__all__", []):
                if error.code == WAIT:
                    response.status_code = 429
                    response.headers["Retry-After"] = str(error.params["seconds"])
        return response

    return wrapper


def entrance(view):
    """A page of signing in: open to everybody, kept by no cache."""
    return require_http_methods(METHODS)(public(never_cache(refusing(view))))


def own(view):
    """A page about one's own account."""
    return require_http_methods(METHODS)(signed_in(never_cache(refusing(view))))


@require_http_methods(METHODS)
@public
@never_cache
def account_login(request):
    """Sign-in. Asked without a session it is the same page for everybody but for the token, so it is rendered once."""
    if request.method == "POST" or request.has_session:
        return refusing(account.login)(request)
    key = (request.get_full_path(), request.today)
    kept = sign_in_pages.get(key)
    if kept is None:
        page = account.login(request)
        page.context_data["csrf_token"] = TOKEN
        kept = Body.of({}, page.render().content)
        sign_in_pages.put(key, kept)
    return HttpResponse(kept.content.replace(TOKEN.encode(), get_token(request).encode()))


def noted(view):
    """A page on which second factors are added or taken away: what changed stands in the history with it."""

    @wraps(view)
    def wrapper(request, *args, **kwargs):
        if request.method != "POST":
            return view(request, *args, **kwargs)
        return change_factors(request.user, lambda: view(request, *args, **kwargs), by=request.user)

    return wrapper


class ActivateTOTPView(totp.ActivateTOTPView):
    """Draws the code to photograph as one path, so that neither markup from outside nor a data address is needed."""

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context | qr_path(context["totp_url"]) | {"secret": context["form"].secret}


def qr_path(text):
    """{"qr_path": the dark squares as a path of unit squares, "qr_size": the side with its quiet zone of four}."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=4)
    code.add_data(text)
    rows = code.get_matrix()
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    return {"qr_path": path, "qr_size": len(rows)}


account_logout = entrance(account.logout)
account_reset_password = entrance(account.password_reset)
account_reset_password_done = require_safe(public(never_cache(account.password_reset_done)))
account_reset_password_from_key = entrance(account.password_reset_from_key)
account_reset_password_from_key_done = require_safe(public(never_cache(account.password_reset_from_key_done)))
account_change_password = own(account.password_change)
account_reauthenticate = own(account.reauthenticate)

mfa_index = require_safe(signed_in(never_cache(mfa.index)))
# Open to everybody: between password and code nobody is signed in yet.
mfa_authenticate = entrance(mfa.authenticate)
mfa_reauthenticate = own(mfa.reauthenticate)
mfa_activate_totp = own(noted(ActivateTOTPView.as_view()))
mfa_deactivate_totp = own(noted(totp.deactivate_totp))
mfa_view_recovery_codes = require_safe(signed_in(never_cache(recovery.view_recovery_codes)))
mfa_generate_recovery_codes = own(noted(recovery.generate_recovery_codes))
mfa_download_recovery_codes = require_safe(signed_in(never_cache(recovery.download_recovery_codes)))
mfa_list_webauthn = require_safe(signed_in(never_cache(webauthn.list_webauthn)))
mfa_add_webauthn = own(noted(webauthn.add_webauthn))
mfa_remove_webauthn = own(noted(webauthn.remove_webauthn))
mfa_reauthenticate_webauthn = own(webauthn.reauthenticate_webauthn)
