"""Pages of the ministerial conferences and of the processes."""

from collections import Counter

from django.db.models import Prefetch, prefetch_related_objects
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cbms.circle import called, party_key
from conferences.lists.conferences import ConferenceList, conferences_seen
from conferences.models import Chair
from conferences.sent import beside, delegations_known
from hoaip.decorators import public, reader
from hoaip.language import localized, page_language
from hoaip.models import Membership, Process
from hoaip.public_cache import shared
from hoaip.register.filters import CATEGORIES
from hoaip.register.forms import AsOfForm
from hoaip.timeline.pages import timeline_page
from meetings.models import AHEAD, Attendance, Meeting, MeetingCbm
from meetings.parts import parts_of

SHOWN = 40


def bodies_meetings(request, process):
    """Meetings of the bodies of a process that belong to no CBM, as far as this reader may know of them."""
    return (
        Meeting.objects.visible_to(reader(request))
        .filter(process=process, has_cbm=False)
        .exclude(state="annulled")
        .prefetch_related("pairs__cbm")
    )


def terms(process):
    """Who chairs a process, in the order of their days, with the conferences between which they do."""
    return (
        Chair.objects.filter(process=process)
        .select_related("stakeholder", "from_conference__meeting", "until_conference__meeting")
        .order_by("from_on", "standing", "pk")
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
        type__in=["som", "am"],
        starts_on__lte=meeting.starts_on,
        starts_on__gt=before.meeting.starts_on if before else conference.process.launched_on,
    )
    # Rights on it are asked for on its CBMs too; a conference seldom has one, and then nothing is read for it.
    pairs = MeetingCbm.objects.select_related("cbm") if meeting.has_cbm else MeetingCbm.objects.none()
    prefetch_related_objects([meeting], Prefetch("pairs", pairs))
    parts = parts_of(request, meeting)
    delegations = delegations_known(reader(request), conference)
    handed = [each for each in terms(conference.process) if conference.pk in conferences_of(each)]
    context = {
        "conferences": conferences,
        "conference": conference,
        "meeting": meeting,
        "before": before,
        "after": conferences[place + 1] if place + 1 < len(conferences) else None,
        "counted": Counter(members.values_list("category", flat=True)),
        "came": came_by_category(parts["groups"] or []),
        "around": list(led_up.order_by("starts_on", "pk")[:SHOWN]),
        "is_ahead": meeting.state in (*AHEAD, "postponed"),
        "gave": [each for each in handed if each.until_conference_id == conference.pk],
        "took": [each for each in handed if each.from_conference_id == conference.pk],
        **parts,
        **beside(delegations, parts["groups"]),
    }
    return render(request, "conferences/conference_detail.html", context)


def conferences_of(chair):
    return {chair.from_conference_id, chair.until_conference_id}


def came_by_category(groups):
    """{"participating": n, "supporting": n, "organization": n, "observer": n} of those who came, by attendance."""
    words = {"lead": "participating", "co_lead": "participating"}
    rows = [row for _heading, _mark, rows in groups for row in rows if row.answer in Attendance.CAME]
    return Counter(
        "organization"
        if row.capacity == "supporting" and row.stakeholder.kind == "organization"
        else words.get(row.capacity, row.capacity)
        for row in rows
    )


@require_safe
@shared
@public(on=Process, key="slug")
def process_detail(request, process):
    """What a process is, who chairs it, who belongs to it on `?as_of=`, the meetings of its bodies, newest first."""
    form = AsOfForm(request)
    if not form.is_valid():
        return render(request, "conferences/process_detail.html", {"form": form, "process": process}, status=400)
    as_of = form.cleaned_data["as_of"]
    processes = list(Process.objects.visible_to(reader(request)).order_by("launched_on", "pk"))
    chairs = list(terms(process))
    context = {
        "form": form,
        "as_of": as_of,
        "process": process,
        "groups": members_by_category(process, as_of),
        "chairs": chairs,
        # Who chairs for good first, then the latest term.
        "chairs_in_order": sorted(reversed(chairs), key=lambda each: each.standing == Chair.Standing.CO_CHAIR),
        "chairs_now": [each for each in chairs if each.covers(as_of)],
        "meetings": list(bodies_meetings(request, process).order_by("-starts_on", "-pk")[:SHOWN]),
        "others": [other for other in processes if other != process],
        # The process launched first: the one with CBMs and ministerial conferences.
        "is_main": process == processes[0],
    }
    return render(request, "conferences/process_detail.html", context)


def members_by_category(process, day):
    """[(heading, [memberships in protocol order])] of a process on a day, without empty groups."""
    language = page_language()
    rows = sorted(
        process.memberships.as_of(day).select_related("stakeholder"),
        key=lambda row: party_key(row.stakeholder, language),
    )
    for row in rows:
        row.name = called(row.stakeholder, language)
    groups = [(title, [row for row in rows if row.category == value]) for value, title in CATEGORIES]
    return [(title, members) for title, members in groups if members]


@require_safe
@shared
@public(on=Process, key="slug")
def process_timeline(request, process):
    """What happened in a process, newest first; `?kind=` narrows it."""
    home = reverse("conferences:process_detail", kwargs={"slug": process.slug})
    return timeline_page(request, process, home=home, name=localized(process, "name")[0])
