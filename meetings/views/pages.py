"""Pages that show meetings: the list and one meeting."""

from django.conf import settings
from django.db.models import Prefetch
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.module_loading import import_string
from django.views.decorators.http import require_safe

from hoaip.decorators import public
from hoaip.public_cache import shared
from hoaip.timeline.pages import timeline_page
from meetings.lists.meetings import MeetingList
from meetings.models import Meeting, MeetingCbm
from meetings.names import headline
from meetings.parts import parts_of


@require_safe
@shared
@public
def meeting_list(request):
    """Meetings the reader may see, newest first; filters in the address, an unknown value is a 400."""
    return MeetingList(request).answer("meetings/meeting_list.html")


@require_safe
@shared
@public
def meeting_export(request, kind):
    """The list of meetings, narrowed as its page, as CSV or spreadsheet."""
    return MeetingList(request).export(kind)


def in_full(meetings):
    """With each meeting what its page says and what asks for rights on it."""
    pairs = MeetingCbm.objects.select_related("cbm__process").order_by("pk")
    meetings = meetings.select_related("process", "host", "confirmed_by", "requested_by", "call")
    return meetings.prefetch_related(Prefetch("pairs", pairs))


@require_safe
@shared
@public(on=Meeting, reads=in_full)
def meeting_detail(request, meeting):
    """One meeting, in the order in which a minister asks: facts, who came, what came of it, the record."""
    if meeting.type in settings.MEETING_HOMES and (
        home := import_string(settings.MEETING_HOMES[meeting.type])(meeting)
    ):
        return redirect(home)
    context = {"meeting": meeting, "title": headline(meeting), "pairs": meeting.pairs.all()}
    context |= parts_of(request, meeting)
    return render(request, "meetings/meeting_detail.html", context)


@require_safe
@shared
@public(on=Meeting, reads=in_full)
def meeting_timeline(request, meeting):
    """The steps of a meeting and what it decided, newest first; `?kind=` narrows it."""
    home = reverse("meetings:meeting_detail", kwargs={"uid": meeting.uid})
    return timeline_page(request, meeting, home=home, name=headline(meeting))
