"""The parts of a meeting that its page shows to a reader, on whichever page the meeting lives."""

from django.utils.translation import gettext_lazy as _

from cbms.circle import called, party_key
from hoaip import access_log
from hoaip.decorators import reader
from hoaip.language import page_language
from hoaip.workflow import available
from meetings.agenda import may_read_agenda
from meetings.models import AHEAD, AgendaItem
from meetings.reading import (
    date_changes,
    is_draft,
    may_read_attendance,
    may_read_record,
    may_see_persons,
    reads_internal_words,
)
from meetings.records import standing_of

# Group, capacity whose mark it wears, heading.
GROUPS = (
    ("lead", "lead", _("Leads")),
    ("co_lead", "co_lead", _("Co-leads")),
    ("participating", "participating", _("Participating countries")),
    ("supporting_country", "supporting", _("Supporting countries")),
    ("supporting_organization", "supporting", _("Supporting organizations")),
    ("observer", "", _("Observers")),
)


def parts_of(request, meeting):
    """What the fragments meetings/_*.html of a page need, as far as its reader may read it.

    - `groups`: who came, as `attendance_groups`; None where that is not known to the reader; `attended`: any at all;
    - `changes`: its earlier dates, the first one first; `steps`: those the reader may take now;
    - `internal`: reads internal words; `awaiting`: its last day is over and nobody has said that it was held;
    - `reads_record`, `outcomes`, `outcome_groups` (as `outcomes_by_item`), `record` (meetings.records.Standing): only
      for who may read them. That a draft was read is noted.
    """
    user = reader(request)
    is_known = may_read_attendance(user, meeting)
    groups = attendance_groups(meeting, with_heads=may_see_persons(user, meeting)) if is_known else None
    parts = {
        "groups": groups,
        "attended": bool(groups),
        "changes": date_changes(user, meeting),
        "internal": reads_internal_words(user),
        "steps": [step for step in available(meeting, user) if step.name != "recall"],
        "awaiting": meeting.state in AHEAD and meeting.ends_on < request.today,
    }
    if may_read_record(user, meeting):
        outcomes = list(meeting.outcomes.order_by("number").prefetch_related("owners"))
        parts |= {
            "outcomes": outcomes,
            "outcome_groups": outcomes_by_item(outcomes, meeting, user),
            "record": standing_of(meeting, user, request.today),
            "reads_record": True,
        }
        if is_draft(meeting) and (parts["outcomes"] or parts["record"].paragraphs):
            access_log.note(request, "read_draft")
    return parts


def outcomes_by_item(outcomes, meeting, user):
    """[(AgendaItem, its outcomes)] in the order of the agenda, last those of none under None.

    All stand under None for who reads no agenda: outcomes are read by more people. One statement, and only where an
    outcome names an item.
    """
    named = {each.agenda_item_id for each in outcomes} - {None}
    items = []
    if named and may_read_agenda(user, meeting):
        items = list(AgendaItem.objects.filter(meeting=meeting, pk__in=named).order_by("position"))
    groups = [(item, [each for each in outcomes if each.agenda_item_id == item.pk]) for item in items]
    shown = {item.pk for item in items}
    rest = [each for each in outcomes if each.agenda_item_id not in shown]
    return [*groups, (None, rest)] if rest else groups


def item_behind(outcome, user):
    """The item of the agenda that an outcome came of, for who reads both the agenda and the outcome; else None.

    Asks nothing where `meeting` and `agenda_item` were read with the outcome, but for who may read them.
    """
    if outcome.agenda_item_id is None:
        return None
    is_read = may_read_agenda(user, outcome.meeting) and may_read_record(user, outcome.meeting)
    return outcome.agenda_item if is_read else None


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
