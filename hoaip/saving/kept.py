"""Sign-in by default, and a form posted without a session comes back filled in after it."""

import json
import secrets
from datetime import timedelta
from urllib.parse import urlsplit

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from hoaip.accounts.limits import client_address, network
from hoaip.models import KeptForm
from hoaip.routes import methods_of
from hoaip.saving.typed import cookie_name, digest, plain_fields

# What one network may leave here in an hour: hundreds of honest forms, since a ministry is one address.
MOST_BYTES = 8 * 1024 * 1024
HOUR = 3600


class KeepingLoginRequiredMiddleware(LoginRequiredMiddleware):
    """Signed out, a page that is not public leads to sign-in; a valid POST is kept first, before any object is read.

    - one form a browser: a new one replaces the old;
    - 24 hours, at most 200 KB, no files, no password or code fields;
    - of one network at most 8 MB an hour: nobody who is not signed in fills the disk;
    - `next` is the form's address, or for an address that only takes POST the page that offers to send it again; of a
      button alone nothing is kept, and the page on which it stands comes back.
    """

    def handle_no_permission(self, request, view_func):
        if request.method != "POST":
            return super().handle_no_permission(request, view_func)
        fields = plain_fields(request.POST)
        token = secrets.token_urlsafe(32)
        size = len(json.dumps(fields))
        kept = bool(fields) and size <= KeptForm.MAX_BYTES and has_room(request, size)
        if kept:
            old = request.COOKIES.get(cookie_name(request))
            if old:
                KeptForm.objects.filter(token_hash=digest(old)).delete()
            KeptForm.objects.create(
                token_hash=digest(token),
                path=request.path[:500],
                fields=fields,
                expires_at=timezone.now() + timedelta(hours=KeptForm.HOURS),
            )
        response = super().handle_no_permission(request, view_func)
        if "GET" not in (methods_of(view_func) or ["GET"]):
            # An address that only takes POST has no form to come back to: the page of kept forms offers it.
            back = reverse("saving:kept_detail") if kept else page_before(request)
            response = redirect_to_login(back, self.get_login_url(view_func))
        if kept:
            response.set_cookie(
                cookie_name(request),
                token,
                max_age=KeptForm.HOURS * 3600,
                httponly=True,
                secure=request.is_secure(),
                samesite="Lax",
            )
        return response


def page_before(request):
    """The page of ours that the browser says it comes from, else the first page."""
    before = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(before, {request.get_host()}, require_https=request.is_secure()):
        return "/"
    parts = urlsplit(before)
    back = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return back if back.startswith("/") and url_has_allowed_host_and_scheme(back, None) else "/"


def has_room(request, size):
    """Whether this network may leave `size` more bytes within the hour; counts them when it may."""
    key = f"kept:{network(client_address(request))}"
    now = int(timezone.now().timestamp())
    since, used = cache.get(key) or (now, 0)
    if now - since >= HOUR:
        since, used = now, 0
    if used + size > MOST_BYTES:
        return False
    cache.set(key, (since, used + size), HOUR)
    return True
