"""Grave steps ask for the password again when the last sign-in is older than 15 minutes."""

from datetime import timedelta
from functools import wraps
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from hoaip.sessions import STARTED

RECENT = timedelta(minutes=15)


def recently(view):
    """A page for a grave step: an older sign-in is led to the password first, and back to the same address.

    Put it below the door. It asks on the GET of a form as well as on its POST, so that a form opened in time is rarely
    refused. What such a POST held is kept by `hoaip.saving.save_form`, which asks the same question itself.
    """

    @wraps(view)
    def wrapper(request, *args, **kwargs):
        if is_recent(request):
            return view(request, *args, **kwargs)
        if request.method == "POST":
            messages.warning(request, _("Nothing was saved yet: type your password, then send the form again."))
        return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': request.get_full_path()})}")

    return wrapper


def is_recent(request):
    """Whether this session signed in, or typed its password or code again, within 15 minutes."""
    now = timezone.now().timestamp()
    proofs = [record["at"] for record in get_authentication_records(request, request.user)]
    latest = max([request.session.get(STARTED, 0), *proofs])
    return now - latest < RECENT.total_seconds()
