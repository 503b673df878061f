"""Pages of the ministerial conferences and of the processes."""

from collections import Counter

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from conferences.models import Conference
from hoaip.decorators import public, reader
from hoaip.models import Process
from hoaip.register import main_process
from hoaip.shared import shared
from meetings.models import Meeting

SHOWN = 40


def conferences_seen(request):
    """The conferences of the process whose meetings this reader may know of, in the order of their days."""
    seen = Meeting.objects.visible_to(reader(request))
    return (
        Conference.objects.filter(process=main_process(), meeting__in=seen)
        .select_related("meeting__host", "process")
        .prefetch_related("co_chairs")
        .order_by("meeting__starts_on", "ordinal")
    )


@require_safe
@shared
@public
def conference_list(request):
    """All ministerial conferences on the process line and in a table."""
    return render(request, "conferences/conference_list.html", {"conferences": list(conferences_seen(request))})


@require_safe
@shared
@public
def conference_detail(request, ordinal):
    """One conference: when and where, who chaired it, what it declared, what its sources say."""
    conferences = list(conferences_seen(request))
    place = next((n for n, each in enumerate(conferences) if each.ordinal == ordinal), None)
    if place is None:
        raise Http404
    conference = conferences[place]
    stated = conference.stated_participants or {}
    context = {
        "conference": conference,
        "meeting": conference.meeting,
        "before": conferences[place - 1] if place else None,
        "after": conferences[place + 1] if place + 1 < len(conferences) else None,
        "stated": [(name.replace("_", " "), value) for name, value in stated.items()],
        "around": list(
            Meeting.objects.visible_to(reader(request))
            .filter(
                process=conference.process,
                type="som",
                starts_on__lte=conference.meeting.starts_on,
                starts_on__gt=conferences[place - 1].meeting.starts_on if place else conference.process.launched_on,
            )
            .prefetch_related("pairs__cbm")
            .order_by("starts_on", "pk")[:SHOWN]
        ),
    }
    return render(request, "conferences/conference_detail.html", context)


@require_safe
@shared
@public(on=Process, key="slug")
def process_detail(request, process):
    """What a process is, who belongs to it today, and the meetings of its bodies."""
    counts = Counter(process.memberships.as_of(request.today).values_list("category", flat=True))
    meetings = (
        Meeting.objects.visible_to(reader(request))
        .filter(process=process, has_cbm=False)
        .prefetch_related("pairs__cbm")
        .order_by("-starts_on", "-pk")
    )
    context = {"process": process, "counts": counts, "meetings": list(meetings[:SHOWN])}
    return render(request, "conferences/process_detail.html", context)
