"""Sign-in by default, and a form posted without a session comes back filled in after it."""

import json
import secrets
from datetime import timedelta

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.urls import reverse
from django.utils import timezone

from hoaip.models import KeptForm
from hoaip.routes import methods_of
from hoaip.saving.typed import cookie_name, digest, plain_fields


class KeepingLoginRequiredMiddleware(LoginRequiredMiddleware):
    """Signed out, a page that is not public leads to sign-in; a valid POST is kept first, before any object is read.

    - one form a browser: a new one replaces the old;
    - 24 hours, at most 200 KB, no files, no password or code fields;
    - `next` is the form's address, or for an address that only takes POST the page that offers to send it again.
    """

    def handle_no_permission(self, request, view_func):
        if request.method != "POST":
            return super().handle_no_permission(request, view_func)
        fields = plain_fields(request.POST)
        token = secrets.token_urlsafe(32)
        kept = bool(fields) and len(json.dumps(fields)) <= KeptForm.MAX_BYTES
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
        if kept and "GET" not in (methods_of(view_func) or ["GET"]):
            # An address that only takes POST has no form to come back to: the page of kept forms offers it.
            response = redirect_to_login(reverse("saving:kept_detail"), self.get_login_url(view_func))
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
