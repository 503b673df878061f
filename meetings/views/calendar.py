"""The calendar of meetings and its feeds."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cbms.models import Cbm
from hoaip.decorators import public, reader
from hoaip.language import localized
from hoaip.pages import refuse
from hoaip.public_cache import shared
from meetings.calendar.months import MonthPage
from meetings.filters import CalendarFilter
from meetings.models import Meeting

# Its package is loaded by the first feed that a process gives.
FEED = "meetings.calendar.feed.feed_of"


@require_safe
@shared
@public
def meeting_calendar(request):
    """The meetings of `?month=`, Gregorian or solar, as a sheet and as a list, narrowed by CBM, type and host."""
    page = MonthPage(request)
    context = {"page": page, "as_of": None if page.is_refused else request.today}
    return render(request, "meetings/meeting_calendar.html", context, status=400 if page.is_refused else 200)


@require_safe
@shared
@public
def meeting_feed(request):
    """The meetings of the list whose day is fixed, for calendar programs; narrowed by the filters of the calendar."""
    filters = CalendarFilter(request, Meeting.objects.visible_to(reader(request)))
    if filters.is_refused:
        return refuse(request, 400, " ".join(text for each in filters.form.errors.values() for text in each))
    return feed_answer(filters.qs, title=_("Meetings of the Heart of Asia – Istanbul Process"), name="meetings")


@require_safe
@shared
@public(on=Cbm, key="code")
def cbm_feed(request, cbm):
    """The meetings of one CBM whose day is fixed, for calendar programs."""
    meetings = Meeting.objects.visible_to(reader(request)).of_cbm(cbm)
    return feed_answer(meetings, title=_("Meetings: %(cbm)s") % {"cbm": localized(cbm, "name")[0]}, name=cbm.code)


def feed_answer(meetings, *, title, name):
    response = HttpResponse(import_string(FEED)(meetings, title=title), content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'inline; filename="{name}.ics"'
    return response
