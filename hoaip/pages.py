"""Pages of refusal, and the styleguide of the development profile."""

import sys
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import InterfaceError, OperationalError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from hoaip.api.answer import is_for_programs, refusal
from hoaip.decorators import public
from hoaip.language import page_language, path_in
from hoaip.reader import person_of
from hoaip.styleguide import samples


def refuse(request, status, sentence="", **context):
    """The page of a refusal, 4xx or 503, with a full sentence that says what, why and what to do next.

    At an address for programs it is JSON with the sentence.
    """
    if is_for_programs(request):
        response = refusal(sentence, status=status)
        patch_cache_control(response, no_store=True)
        patch_vary_headers(response, ("Cookie",))
        return response
    context |= {"sentence": sentence, "without_address": True, "signed_out": person_of(request) is None}
    response = render(request, f"{status}.html", context, status=status)
    patch_cache_control(response, no_store=True)
    patch_vary_headers(response, ("Cookie",))
    return response


def bad_request(request, exception=None):
    # Only sentences that were written for the reader are shown; Django's own name hosts and headers.
    sentence = str(exception) if isinstance(exception, BadRequest) else ""
    return refuse(request, 400, sentence)


def permission_denied(request, exception=None):
    sentence = str(exception) if isinstance(exception, PermissionDenied) else ""
    return refuse(request, 403, sentence)


def page_not_found(request, exception=None):
    """404; `?sign-in` is the way to the sign-in page and back that the page offers without naming its address."""
    if "sign-in" in request.GET and person_of(request) is None:
        there = path_in("/accounts/login/", page_language())
        return redirect(f"{there}?{urlencode({'next': request.path})}")
    return refuse(request, 404, gettext("Either nothing stands at this address, or it is not open to you."))


def not_allowed(request, response):
    """The page in place of a bare 405; which methods there are stays in its head."""
    if request.method in ("GET", "HEAD"):
        sentence = gettext(
            "It takes what a button or a form sends. Go back to the page it stands on and press it there."
        )
    else:
        sentence = gettext("It is only read. Go back, reload the page and try again.")
    page = refuse(request, 405, sentence)
    page.headers["Allow"] = response.headers["Allow"]
    return page


def conflict(request, exception=None):
    """409 with the sentence of the exception, for `WrongState` and its kin."""
    return refuse(request, 409, str(exception or ""))


def server_error(request):
    """500, or 503 when the database does not answer: asks neither session nor database, since one may be the fault."""
    context = {"without_address": True, "without_reader": True}
    status = 500
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        status = 503
        context["sentence"] = gettext("The portal's database does not answer at the moment. It is being looked after.")
    if is_for_programs(request):
        ours = gettext("The fault is ours and has been written down. What you sent may not have been saved.")
        response = refusal(context.get("sentence", ours), status=status)
    else:
        response = render(request, f"{status}.html", context, status=status)
    if status == 503:
        response.headers["Retry-After"] = "30"
    patch_cache_control(response, no_store=True)
    return response


def csrf_failure(request, reason=""):
    """A form whose token is missing or old: 403 with what to do next; the reason is for the log alone."""
    sentence = gettext(
        "The form was open for too long, or it came from another page. Go back, reload the page and send it again."
    )
    return refuse(request, 403, sentence)


@public
@require_safe
def styleguide(request):
    """Every token and component once; in production there is no such page."""
    if not settings.DEVELOPMENT:
        raise Http404
    return render(request, "styleguide.html", samples(request.today))
