"""Conferences as the public reads them: which ones, in which order, and what their line of dots shows."""

from django.urls import reverse

from conferences.models import Conference
from hoaip.calendar import period_text
from hoaip.language import page_language
from hoaip.reader import calendar_of_reader
from hoaip.register import main_process
from meetings.models import Meeting

# The half years since 2011 that the stylesheet has a place for; a conference in another half is drawn without scale.
DRAWN_HALVES = {1, 2, 4, 7, 9, 11, 13, 17, 20}


def conferences_seen(user):
    """Conferences of the Heart of Asia – Istanbul Process whose meeting this reader may know of, in their order."""
    return (
        Conference.objects.visible_to(user)
        .filter(process__in=main_process(), meeting__in=Meeting.objects.visible_to(user))
        .select_related("meeting__host")
        .order_by("ordinal")
    )


def half_year(day):
    """Which half year since the second one of 2011 a day lies in; the first conference stands in the first."""
    return (day.year - 2011) * 2 + (day.month > 6)


def line_of(conferences, *, current, request):
    """{"stops", "timed"} of the process line; `current` is the ordinal of the filled dot."""
    language, calendar = page_language(), calendar_of_reader(request)
    stops = [
        {
            "address": reverse("conferences:conference_detail", kwargs={"ordinal": conference.ordinal}),
            "city": conference.meeting.city,
            "year": period_text(
                conference.meeting.starts_on, conference.meeting.starts_on, "year", language, calendar=calendar
            ),
            "half": half_year(conference.meeting.starts_on),
            "is_current": conference.ordinal == current,
        }
        for conference in conferences
    ]
    halves = {stop["half"] for stop in stops}
    return {
        "stops": stops,
        "timed": halves <= DRAWN_HALVES and len(halves) == len(stops),
        "last_year": stops[-1]["year"] if stops else "",
    }
