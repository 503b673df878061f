"""Which meetings declare something: ministers, senior officials, ambassadors, and those of the Kabul Process."""

from django.db.models import Q

from hoaip.register import main_process
from meetings.models import Meeting

BODIES = (Meeting.Type.MC, Meeting.Type.SOM, Meeting.Type.AM)


def places_of_declarations(person):
    """The meetings this person may know of that declare, or whose chair gives a statement; as a queryset."""
    declares = Q(type__in=BODIES) | ~Q(process__in=main_process())
    return Meeting.objects.visible_to(person).filter(declares).exclude(state__in=["cancelled", "annulled"])


def is_place_of_declarations(meeting):
    """Whether a meeting declares; one query for a meeting of no body."""
    if meeting.state in ("cancelled", "annulled"):
        return False
    return meeting.type in BODIES or meeting.process != main_process().first()
