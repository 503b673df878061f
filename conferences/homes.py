"""Where a meeting that is a ministerial conference lives (named in settings.MEETING_HOMES)."""

from django.urls import reverse

from conferences.models import Conference


def home_of(meeting):
    """The address of the conference this meeting is, or None."""
    ordinal = Conference.objects.filter(meeting=meeting).values_list("ordinal", flat=True).first()
    return reverse("conferences:conference_detail", kwargs={"ordinal": ordinal}) if ordinal else None
