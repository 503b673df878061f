"""The list of those invited to a meeting, for its members and the ministry."""

from django.views.decorators.http import require_safe

from hoaip.decorators import requires
from hoaip.permissions import Permission
from meetings.invited import call_of
from meetings.lists.invitees import InviteeList
from meetings.models import Meeting
from meetings.names import headline


@require_safe
@requires(Permission.VIEW_INVITATIONS, on=Meeting)
def invitee_list(request, meeting):
    """Who is invited and what each answered; `?answer=` narrows, none is no answer."""
    page = InviteeList(request, meeting)
    return page.answer("meetings/invitee_list.html", meeting=meeting, heading=headline(meeting), call=call_of(meeting))


@require_safe
@requires(Permission.VIEW_INVITATIONS, on=Meeting)
def invitee_export(request, meeting, kind):
    """The list, narrowed as its page, as CSV or spreadsheet."""
    return InviteeList(request, meeting).export(kind)
