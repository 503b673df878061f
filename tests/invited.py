"""The invitation of the world's invited meeting: members of DM and an observer, two of whom have answered."""

from datetime import timedelta

from django.utils import timezone

from meetings.models import Call, Invitee, Rsvp

# Code, capacity, answer.
INVITED = [
    ("PK", "lead", ""),
    ("KZ", "lead", "attending"),
    ("IN", "participating", ""),
    ("PL", "supporting", "regrets"),
    ("AU", "observer", ""),
]


def fill_invited(world):
    """Add `invitees[code]` of the meeting `invited`. Returns the world."""
    meeting, now = world.meetings["invited"], timezone.now()
    Call.objects.create(meeting=meeting, answer_by=meeting.starts_on - timedelta(days=14))
    world.invitees = {}
    for code, capacity, answer in INVITED:
        row = world.invitees[code] = Invitee.objects.create(
            meeting=meeting,
            stakeholder=world.stakeholders[code],
            capacity=capacity,
            invited_at=now,
            invited_by=world.fp_dm,
        )
        if answer:
            by = getattr(world, f"del_{code.lower()}")
            Rsvp.objects.create(
                invitee=row, round=1, answer=answer, note=f"Secret note of {code}.", at=now, by=by, on_behalf=False
            )
    return world
