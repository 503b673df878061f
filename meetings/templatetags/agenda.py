"""The agenda on the page of its meeting."""

from django import template

from hoaip.decorators import reader
from hoaip.grants import can
from hoaip.permissions import Permission
from hoaip.templatetags.ui import request_of
from meetings.agenda import REMOVED, WRITTEN, is_decided_now, is_overlong, may_plan_next, may_read_agenda, read_agenda
from meetings.models import UNDECIDED

register = template.Library()


@register.inclusion_tag("meetings/_agenda_of.html", takes_context=True)
def agenda_of(context, meeting):
    """{% agenda_of meeting %}: its agenda, for members of the CBM and the ministry, and the way to write it.

    One statement for who may read it, one more where items name papers; none for anybody else. After the meeting an
    agenda that nobody wrote is not missed, but by who may still write it.
    """
    request = request_of(context)
    user = reader(request)
    if not may_read_agenda(user, meeting):
        return {"is_shown": False}
    agenda = read_agenda(meeting, user)
    may_edit = meeting.state in WRITTEN and can(user, Permission.EDIT_MEETING, meeting)
    stands = meeting.state not in ("annulled", *UNDECIDED)
    may_plan = stands and meeting.type != "mc" and may_plan_next(user, meeting)
    return {
        "request": request,
        "meeting": meeting,
        "agenda": agenda,
        "overlong": is_overlong(meeting, agenda.minutes),
        "may_edit": may_edit,
        "decides": may_edit and is_decided_now(meeting),
        "may_plan": may_plan,
        "is_written": meeting.state in WRITTEN,
        "is_shown": bool(agenda.items) or may_edit or may_plan or meeting.state in REMOVED,
    }
