"""Which letters somebody has opened: marks of their reader, of interest to nobody else.

A mark is no fact of the process, so it is no action: an audit row for each would fill the chain with who read what and
when, and each row raises the version of the data, by which every kept page of everybody is made anew. It is a plain
update of one's own rows, like the note of which version of a plan somebody looked at last. What follows from it, the
number beside “Letters”, is read with the account itself (hoaip/accounts/backend.py) and is part of what a kept page
depends on.
"""

from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce

from hoaip.models import OutboxMessage


def letters_to(person):
    """Every letter to an account: sent, waiting, kept for the weekly letter, or not wanted by mail."""
    return OutboxMessage.objects.filter(recipient=person.pk)


def mark_read(rows, *, now):
    """Mark these letters as read; returns how many were not. Asked twice, the first time stays."""
    return rows.filter(read_at=None).update(read_at=now)


def unread_number():
    """How many letters an account has not read, as a column of a query of accounts."""
    rows = OutboxMessage.objects.filter(recipient=OuterRef("pk"), read_at=None).order_by().values("recipient")
    counted = Subquery(rows.annotate(number=Count("pk")).values("number"), output_field=IntegerField())
    return Coalesce(counted, 0)
