"""Who was sent to a conference and who came: its delegations and its meeting's attendance, each state said once."""

from cbms.circle import called
from conferences.lists.delegations import in_order
from conferences.models import Delegation
from conferences.reading import may_know_delegations
from hoaip.language import page_language
from meetings.models import Attendance


def delegations_known(user, conference):
    """The delegations by level, each with its `name`; None for who may not know them. One query."""
    if not may_know_delegations(user, conference):
        return None
    rows = in_order(Delegation.objects.visible_to(user).filter(conference=conference).select_related("stakeholder"))
    language = page_language()
    for row in rows:
        row.name = called(row.stakeholder, language)
    return rows


def beside(delegations, groups):
    """{"delegations", "groups", "beside"}: of the attendance only who is in no delegation, so that nobody stands twice.

    - a delegation is told what the attendance adds: `other_answer` when it was not simply present, and in `led_by` its
      head, where the list of delegations names none;
    - `beside`: there are delegations, so the groups are what stands beside them. `groups` None stays None.
    """
    came = {row.stakeholder_id: row for _heading, _mark, rows in groups or () for row in rows}
    for each in delegations or ():
        row = came.get(each.stakeholder_id)
        is_there = row is None or row.answer == Attendance.Answer.PRESENT
        each.other_answer = "" if is_there else row.get_answer_display()
        each.led_by = each.head or getattr(row, "headed_by", "")
    sent = {each.stakeholder_id for each in delegations or ()}
    if sent and groups:
        left = [
            (heading, mark, [row for row in rows if row.stakeholder_id not in sent]) for heading, mark, rows in groups
        ]
        groups = [group for group in left if group[2]]
    return {"delegations": delegations, "groups": groups, "beside": bool(sent)}
