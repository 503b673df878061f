"""One's own calendar address: the page that gives it, and the feed that it opens."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hoaip.decorators import public, signed_in
from hoaip.pages import refuse
from hoaip.public_cache import version_of
from hoaip.saving.once import new_key, once
from meetings.actions import end_own_feed, open_own_feed
from meetings.calendar.own_feeds import address_of, open_feed_of, person_of_token
from meetings.filters import CalendarFilter
from meetings.models import Meeting
from meetings.views.calendar import feed_answer


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@never_cache
def own_calendar(request):
    """GET shows one's calendar address; POST makes one, or a new one in its place."""
    if request.method == "POST":
        answer = once(request, lambda: open_own_feed(request.user, by=request.user), reverse("meetings:own_calendar"))
        messages.success(request, _("Your calendar address is made."))
        return answer
    feed = open_feed_of(request.user)
    context = {
        "feed": feed,
        "address": address_of(feed) if feed else "",
        "idempotency_key": new_key(),
    }
    return render(request, "meetings/own_calendar.html", context)


@require_POST
@signed_in
def own_calendar_end(request):
    """Stop one's calendar address."""
    answer = once(request, lambda: end_own_feed(request.user, by=request.user), reverse("meetings:own_calendar"))
    messages.success(request, _("Your calendar address is ended. Programs that ask it get nothing any more."))
    return answer


@require_safe
@public
def own_feed(request, token):
    """The meetings of the list as the person of this address sees it, whose day is fixed; 404 for any other token.

    A calendar program does not sign in: the address is all it has, and it opens nothing but this. Asked again for the
    same data it is a 304, decided before anything is rendered.
    """
    person = person_of_token(token)
    if person is None:
        raise Http404
    etag = f'W/"{version_of(request)}"'
    response = get_conditional_response(request, etag=etag) or _fed(request, person)
    if response.status_code in (200, 304):
        response.headers["ETag"] = etag
    patch_cache_control(response, private=True, no_cache=True)
    return response


def _fed(request, person):
    filters = CalendarFilter(request, Meeting.objects.visible_to(person))
    if filters.is_refused:
        return refuse(request, 400, " ".join(text for each in filters.form.errors.values() for text in each))
    title = _("My meetings of the Heart of Asia – Istanbul Process")
    return feed_answer(filters.qs, title=title, name="meetings")
