"""Pages that show meetings: the list and one meeting."""

from django.conf import settings
from django.db.models import Prefetch
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from cbms.circle import called, party_key
from hoaip import access_log
from hoaip.decorators import public, reader
from hoaip.language import page_language
from hoaip.public_cache import shared
from hoaip.timeline.pages import timeline_page
from hoaip.workflow import available
from meetings.lists import MeetingList
from meetings.models import Meeting, MeetingCbm
from meetings.names import headline
from meetings.reading import (
    date_changes,
    is_draft,
    may_read_attendance,
    may_read_record,
    may_see_persons,
    reads_internal_words,
)

# Group, capacity whose mark it wears, heading.
GROUPS = (
    ("lead", "lead", _("Leads")),
    ("co_lead", "co_lead", _("Co-leads")),
    ("participating", "participating", _("Participating countries")),
    ("supporting_country", "supporting", _("Supporting countries")),
    ("supporting_organization", "supporting", _("Supporting organizations")),
    ("observer", "", _("Observers")),
)


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
    return meetings.select_related("process", "host", "confirmed_by").prefetch_related(Prefetch("pairs", pairs))


@require_safe
@shared
@public(on=Meeting, reads=in_full)
def meeting_detail(request, meeting):
    """One meeting, in the order in which a minister asks: facts, who came, what came of it, the record."""
    if meeting.type in settings.MEETING_HOMES and (
        home := import_string(settings.MEETING_HOMES[meeting.type])(meeting)
    ):
        return redirect(home)
    user = reader(request)
    context = {
        "meeting": meeting,
        "title": headline(meeting),
        "pairs": meeting.pairs.all(),
        "groups": attendance_groups(meeting, with_heads=may_see_persons(user, meeting))
        if may_read_attendance(user, meeting)
        else None,
        "changes": date_changes(user, meeting),
        "internal": reads_internal_words(user),
        "steps": available(meeting, user),
        "awaiting": meeting.state in ("planned", "invited") and meeting.ends_on < request.today,
    }
    if may_read_record(user, meeting):
        context |= {
            "outcomes": list(meeting.outcomes.order_by("number").prefetch_related("owners")),
            "paragraphs": list(meeting.paragraphs.order_by("number")),
            "reads_record": True,
        }
        if is_draft(meeting) and (context["outcomes"] or context["paragraphs"]):
            access_log.note(request, "read_draft")
    return render(request, "meetings/meeting_detail.html", context)


@require_safe
@shared
@public(on=Meeting, reads=in_full)
def meeting_timeline(request, meeting):
    """The steps of a meeting and what it decided, newest first; `?kind=` narrows it."""
    home = reverse("meetings:meeting_detail", kwargs={"uid": meeting.uid})
    return timeline_page(request, meeting, home=home, name=headline(meeting))


def attendance_groups(meeting, *, with_heads=False):
    """[(heading, capacity, [attendance rows])] of who was invited, in four groups and observers, in protocol order.

    `with_heads`: each row also says who led the delegation and of how many (`headed_by`, `persons`), for readers who
    may see persons.
    """
    language = page_language()
    rows = meeting.attendance.exclude(answer="not_invited").select_related("stakeholder")
    rows = rows.select_related("head") if with_heads else rows
    groups = {name: [] for name, _capacity, _heading in GROUPS}
    for row in sorted(rows, key=lambda each: party_key(each.stakeholder, language)):
        row.name = called(row.stakeholder, language)
        if with_heads:
            row.headed_by = row.head_of_delegation or (row.head.called(language) if row.head else "")
            row.persons = row.size
        name = row.capacity
        if name == "supporting":
            name = f"supporting_{row.stakeholder.kind}"
        groups[name].append(row)
    return [(heading, capacity, groups[name]) for name, capacity, heading in GROUPS if groups[name]]
