"""What a page may know of its reader without asking the database: a session cookie, and today in Kabul."""

from django.conf import settings
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers

from hoaip.calendar import GREGORIAN, SOLAR, today_in_kabul
from hoaip.language import page_language


class ReaderMiddleware:
    """Sets `request.has_session` and `request.today`; stands before everything that could look up a session.

    A public page asked without a session cookie looks up no session and carries no CSRF token, so that one body
    serves everybody: templates touch `request.user` and messages only where `request.has_session` is true.
    `request.today` is the day in Kabul on which this answer is given, the one clock of views and templates.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
        request.today = today_in_kabul(timezone.now())
        response = self.get_response(request)
        if request.has_session and "Cache-Control" not in response.headers:
            # What a signed-in person reads stays with that person: no cache keeps it, on the way or in the browser.
            patch_cache_control(response, no_store=True)
        patch_vary_headers(response, ("Cookie",))
        return response


def person_of(request):
    """The signed-in person, or None. Without a session cookie nothing is looked up."""
    if request is None or not getattr(request, "has_session", False):
        return None
    user = getattr(request, "user", None)
    return user if user is not None and user.is_authenticated else None


def viewing_of(request):
    """The Viewing while this reader views as somebody else (hoaip/viewing), else None."""
    return getattr(request, "viewing", None)


def made_each_time(request):
    """The answer to this request is not kept: it tells what no action wrote."""
    request.is_made_each_time = True


def kept_until(request, instant):
    """The answer to this request may be kept, to that instant at the latest: something changes then by itself."""
    known = last_instant(request)
    request.kept_until = instant if known is None else min(known, instant)


def last_instant(request):
    return getattr(request, "kept_until", None)


def done_each_time(request, do):
    """The answer to this request may be kept, and `do(request)` is done again whenever it is given from there."""
    request.each_time = (*each_time(request), do)


def each_time(request):
    return getattr(request, "each_time", ())


def is_made_each_time(request):
    return getattr(request, "is_made_each_time", False)


def calendar_of_reader(request):
    """The calendar that stands first: the person's choice; signed out, solar in Dari and Pashto, else Gregorian."""
    person = person_of(request)
    if person is not None:
        return person.calendar
    return GREGORIAN if page_language() == "en" else SOLAR
