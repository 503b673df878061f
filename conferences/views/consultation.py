"""The page of political consultation: what senior officials and ambassadors decided, and what became of it."""

from django.conf import settings
from django.shortcuts import render
from django.views.decorators.http import require_safe

from conferences.follow_up.consultation import Consultation
from conferences.follow_up.reading import Reading
from hoaip.calendar import year_of
from hoaip.decorators import public, reader
from hoaip.models import Process
from hoaip.public_cache import shared
from hoaip.register import main_process
from meetings.board import neighbours
from meetings.views.board import asked_year


@require_safe
@shared
@public(on=Process, key="slug")
def process_consultation(request, process):
    """Meetings of senior officials and ambassadors in `?year=` beside the RTGMs held; a year that is none is a 400."""
    user = reader(request)
    this_year = year_of(request.today)
    year = asked_year(request, this_year)
    before, after = neighbours(year.year)
    context = {
        "process": process,
        "year": year,
        "this_year": this_year,
        "before": before,
        "after": after,
        "consultation": Consultation(process, year, user),
        "reading": Reading(user, request),
        # The cadence is what the main process says of itself.
        "cadence": settings.SENIOR_MEETINGS_A_YEAR if process in main_process() else None,
        "cadence_source": settings.SENIOR_MEETINGS_SOURCE,
    }
    return render(request, "conferences/process_consultation.html", context)
