"""The queue of meetings that wait for approval. The steps themselves are pages of each meeting."""

from django.views.decorators.http import require_safe

from hoaip.decorators import requires
from hoaip.permissions import Permission
from meetings.lists.requests import SHOWN_REQUESTS, RequestList


@require_safe
@requires(Permission.VIEW_REQUESTS)
def request_list(request):
    """Meetings asked for, the longest wait first: `?show=waiting` (by default) or `refused`; `?cbm=`."""
    page = RequestList(request)
    tabs = [
        {"address": f"?show={name}", "words": words, "is_current": name == page.show} for name, words in SHOWN_REQUESTS
    ]
    return page.answer("meetings/request_list.html", tabs=tabs)


@require_safe
@requires(Permission.VIEW_REQUESTS)
def request_export(request, kind):
    """The requests of one tab as CSV or spreadsheet."""
    return RequestList(request).export(kind)
