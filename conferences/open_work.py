"""The open actions that a meeting planned like another finds on its agenda (named in settings.OPEN_WORK)."""

from django.db.models import F
from django.utils.text import Truncator

from conferences.models import Action
from conferences.models.follow_up import OPEN_ACTIONS
from hoaip.ladder import Rung
from meetings.agenda import Suggestion
from meetings.models import AgendaItem, MeetingCbm

LONGEST = AgendaItem._meta.get_field("title").max_length


def open_work_of(meeting, *, user):
    """Suggestions, the ones due first first: open actions of its CBMs, without a CBM those that came of it.

    Of those that this person may see the ones that all who read the agenda may see: of a joint meeting, or one without
    a CBM, what every delegation sees.
    """
    cbms = list(MeetingCbm.objects.filter(meeting=meeting).values_list("cbm", flat=True))
    rung = Rung.MEMBERS if len(cbms) == 1 else Rung.PARTICIPANTS
    rows = Action.objects.visible_to(user).filter(state__in=OPEN_ACTIONS, rung__gte=rung)
    rows = rows.filter(cbm__in=cbms) if cbms else rows.filter(outcome__meeting=meeting)
    rows = rows.select_related("owner").order_by(F("due_on").asc(nulls_last=True), "pk")
    return [_suggested(action) for action in rows]


def _suggested(action):
    title = Truncator(action.title).chars(LONGEST)
    return Suggestion(title, "" if title == action.title else action.title, action.owner)
