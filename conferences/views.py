"""Pages of the ministerial conferences and of the processes."""

from collections import Counter

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from conferences.lists import ConferenceList, conferences_seen
from hoaip.decorators import public, reader
from hoaip.models import Membership, Process
from hoaip.shared import shared
from meetings.models import Meeting

SHOWN = 40


def bodies_meetings(request, process):
    """Meetings of the bodies of a process that belong to no CBM, as far as this reader may know of them."""
    return (
        Meeting.objects.visible_to(reader(request))
        .filter(process=process, has_cbm=False)
        .exclude(state="annulled")
        .prefetch_related("pairs__cbm")
    )


@require_safe
@shared
@public
def conference_list(request):
    """All ministerial conferences on the process line and in a table, newest first, and the processes."""
    page = ConferenceList(request)
    conferences = [] if page.is_refused else page.everything
    processes = list(Process.objects.visible_to(reader(request)).order_by("launched_on", "pk"))
    return page.answer("conferences/conference_list.html", conferences=conferences, processes=processes)


@require_safe
@shared
@public
def conference_export(request, kind):
    """The list of conferences, narrowed as its page, as CSV or spreadsheet."""
    return ConferenceList(request).export(kind)


@require_safe
@shared
@public
def conference_detail(request, ordinal):
    """One conference: when and where, who chaired it, what it declared, who counted how many, what its sources say."""
    conferences = list(conferences_seen(request))
    place = next((n for n, each in enumerate(conferences) if each.ordinal == ordinal), None)
    if place is None:
        raise Http404
    conference = conferences[place]
    meeting, before = conference.meeting, conferences[place - 1] if place else None
    members = Membership.objects.filter(process=conference.process).as_of(meeting.starts_on)
    led_up = bodies_meetings(request, conference.process).filter(
        type="som",
        starts_on__lte=meeting.starts_on,
        starts_on__gt=before.meeting.starts_on if before else conference.process.launched_on,
    )
    context = {
        "conferences": conferences,
        "conference": conference,
        "meeting": meeting,
        "before": before,
        "after": conferences[place + 1] if place + 1 < len(conferences) else None,
        "counted": Counter(members.values_list("category", flat=True)),
        "around": list(led_up.order_by("starts_on", "pk")[:SHOWN]),
    }
    return render(request, "conferences/conference_detail.html", context)


@require_safe
@shared
@public(on=Process, key="slug")
def process_detail(request, process):
    """What a process is, who belongs to it today, and the meetings of its bodies, newest first."""
    members = process.memberships.as_of(request.today)
    processes = list(Process.objects.visible_to(reader(request)).order_by("launched_on", "pk"))
    context = {
        "process": process,
        "counts": Counter(members.values_list("category", flat=True)),
        "meetings": list(bodies_meetings(request, process).order_by("-starts_on", "-pk")[:SHOWN]),
        "others": [other for other in processes if other != process],
        # The process launched first: the one with CBMs and ministerial conferences.
        "is_main": process == processes[0],
    }
    return render(request, "conferences/process_detail.html", context)
