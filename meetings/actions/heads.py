"""Who led each delegation at a meeting, as the record has it and as the person of the list; and how large it was."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from hoaip.action import action, authorise
from hoaip.audit import record, snapshot
from hoaip.errors import Stale
from hoaip.permissions import Permission
from meetings.actions.guards import refuse_frozen
from meetings.models import Attendance, Meeting


@action
def name_heads(meeting, *, heads, version, by):
    """Write the heads of delegation and its size: {stakeholder id: (text, Person or None, number or None)}.

    Of who stands in the attendance. Raises Stale when somebody saved the meeting since `version`, WrongState once it
    is closed or annulled, and ValidationError for a person of another delegation.
    """
    locked = Meeting.objects.select_for_update(no_key=True).get(pk=meeting.pk)
    authorise(by, Permission.EDIT_MEETING, locked)
    refuse_frozen(locked, locked.outcomes_are_frozen)
    if locked.version != version:
        raise Stale(_("Somebody saved this meeting while you were typing."), current=locked)
    before, extra = snapshot(locked), {}
    for row in Attendance.objects.filter(meeting=locked, stakeholder__in=heads).select_related("stakeholder"):
        text, person, size = heads[row.stakeholder_id]
        if person is not None and person.stakeholder_id != row.stakeholder_id:
            raise ValidationError(_("%(person)s is of another delegation.") % {"person": person})
        old = {"text": row.head_of_delegation, "person": row.head_id, "size": row.size}
        new = {"text": text.strip(), "person": person.pk if person else None, "size": size}
        if old != new:
            Attendance.objects.filter(pk=row.pk).update(head_of_delegation=new["text"], head=person, size=size)
            extra[f"head.{row.stakeholder.slug}"] = [old, new]
    if extra:
        locked.version += 1
        locked.save()
        record("meeting.heads", locked, by=by, before=before, extra=extra)
    return locked
