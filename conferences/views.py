"""Public pages: the ministerial conferences, one of them, and a process."""

from collections import Counter

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from conferences.reading import conferences_seen, line_of
from hoaip.decorators import public, reader
from hoaip.language import localized, page_language
from hoaip.models import Membership, Process
from hoaip.protocol import protocol_key
from hoaip.shared import shared
from meetings.models import Meeting
from meetings.names import headline

LATEST = 12


@require_safe
@shared
@public
def conference_list(request):
    """Every conference from Istanbul 2011 on, as a line of dots and as a table, newest first."""
    conferences = list(conferences_seen(reader(request)))
    latest = conferences[-1].ordinal if conferences else None
    context = {
        "rows": [(conference, headline(conference.meeting, pairs=[])) for conference in reversed(conferences)],
        "line": line_of(conferences, current=latest, request=request),
        "processes": Process.objects.order_by("launched_on", "pk"),
    }
    return render(request, "conferences/conference_list.html", context)


@require_safe
@shared
@public
def conference_detail(request, ordinal):
    """One conference: its facts, who counted how many, where it is known from, and the ones before and after."""
    conferences = list(conferences_seen(reader(request)).prefetch_related("co_chairs"))
    place = next((place for place, each in enumerate(conferences) if each.ordinal == ordinal), None)
    if place is None:
        raise Http404
    conference, language = conferences[place], page_language()
    members = Membership.objects.filter(process=conference.process_id).as_of(conference.meeting.starts_on)
    context = {
        "conference": conference,
        "meeting": conference.meeting,
        "title": headline(conference.meeting, pairs=[]),
        "co_chairs": sorted(
            conference.co_chairs.all(),
            key=lambda each: protocol_key(each.sort_key or localized(each, "name", language)[0], language),
        ),
        "counted": Counter(members.values_list("category", flat=True)),
        "line": line_of(conferences, current=ordinal, request=request),
        "before": conferences[place - 1] if place else None,
        "after": conferences[place + 1] if place + 1 < len(conferences) else None,
    }
    return render(request, "conferences/conference_detail.html", context)


@require_safe
@shared
@public(on=Process, key="slug")
def process_detail(request, process):
    """What a process is, how many belong to it today, and its latest meetings with those who came to the first."""
    user = reader(request)
    meetings = Meeting.objects.visible_to(user).filter(process=process).exclude(state="annulled")
    latest = list(meetings.prefetch_related("pairs__cbm").order_by("-starts_on", "-pk")[: LATEST + 1])
    members = Membership.objects.filter(process=process).as_of(request.today)
    context = {
        "process": process,
        "counts": Counter(members.values_list("category", flat=True)),
        "meetings": latest[:LATEST],
        "more": len(latest) > LATEST,
        "has_conferences": process.conferences.exists(),
        "others": Process.objects.exclude(pk=process.pk).order_by("launched_on", "pk"),
    }
    return render(request, "conferences/process_detail.html", context)
