"""To whom a note about a meeting can go, who is chosen unless somebody says otherwise, and who has one already."""

from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import Q

from cbms.circle import called
from hoaip.language import page_language
from hoaip.models import Membership, Stakeholder
from meetings.capacities import capacities
from meetings.invited import OBSERVER, cbms_of, order_of
from meetings.models import Invitee, Note, NoteTemplate


@dataclass(frozen=True)
class Party:
    """One to whom a note can go: its capacity on the meeting's first day, and its notes of this kind, oldest first."""

    stakeholder: Stakeholder
    capacity: str
    # Holds a role on that day or is invited: chosen unless it has a note of this kind already.
    is_expected: bool
    had: tuple = field(default=())

    @property
    def slug(self):
        return self.stakeholder.slug

    @property
    def name(self):
        return called(self.stakeholder, page_language())

    @property
    def is_chosen(self):
        return self.is_expected and not self.had


def parties_of(meeting, template):
    """[Party] by role and protocol: those invited and with a role on its first day, then others of the process.

    Not the state whose ministry writes the notes. Who is invited is expected; as long as nobody is, who holds a role.
    A fixed number of queries.
    """
    roles = capacities(cbms_of(meeting), meeting.process, meeting.starts_on)
    invited = set(Invitee.objects.standing().filter(meeting=meeting).values_list("stakeholder_id", flat=True))
    of_process = Membership.objects.as_of(meeting.starts_on).filter(process=meeting.process)
    known = Q(pk__in=[*roles, *invited]) | Q(pk__in=of_process.values("stakeholder"))
    rows = Stakeholder.objects.filter(known, merged_into=None).exclude(kind="country", code=settings.OWN_STATE)
    had = earlier_notes(meeting, template)
    expected = invited or set(roles)
    found = [
        Party(row, str(roles.get(row.pk, OBSERVER)), row.pk in expected, tuple(had.get(row.pk, ()))) for row in rows
    ]
    return sorted(found, key=lambda party: order_of(party.stakeholder, party.capacity))


def earlier_notes(meeting, template):
    """{stakeholder id: [Note]} of the same kind, or of the same template where it is of no kind; none that was deleted.

    One query.
    """
    rows = Note.objects.filter(meeting=meeting, link__document__deleted_at__isnull=True)
    if template.kind == NoteTemplate.Kind.FREE:
        rows = rows.filter(template_key=template.key)
    else:
        rows = rows.filter(kind=template.kind)
    found = {}
    for note in rows.order_by("pk"):
        found.setdefault(note.stakeholder_id, []).append(note)
    return found
