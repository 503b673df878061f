"""Which letters somebody has opened: marks of their reader, of interest to nobody else.

A mark is no fact of the process, so it is no action: an audit row for each would fill the chain with who read what and
when, and each row raises the version of the data, by which every kept page of everybody is made anew. It is an update
of one's own rows alone, like the note of which version of a plan somebody looked at last. What follows from it, the
number beside “Letters”, is read with the account itself (hoaip/accounts/backend.py) and is part of what a kept page
depends on.
"""

from functools import lru_cache

from django.db import connection, transaction
from django.db.models import IntegerField
from django.db.models.expressions import RawSQL

from hoaip.models import OutboxMessage, User


def letters_to(person):
    """Every letter to an account: sent, waiting, kept for the weekly letter, or not wanted by mail."""
    return OutboxMessage.objects.filter(recipient=person.pk)


def mark_read(rows, *, now):
    """Mark these letters as read; returns how many were not. Asked twice, the first time stays.

    One that is on its way to the mail server in this instant is left as it is: its row is held until the server has
    answered, and nobody waits for that to open a letter.
    """
    with transaction.atomic():
        free = rows.filter(read_at=None).select_for_update(skip_locked=True, no_key=True).values_list("pk", flat=True)
        return OutboxMessage.objects.filter(pk__in=list(free)).update(read_at=now)


@lru_cache(maxsize=1)
def accounts_with_unread():
    """Accounts with `unread_letters`: how many letters each has not read.

    Every page of a signed-in person asks it: written once, because composing it took longer than answering it.
    """
    quote = connection.ops.quote_name
    letters, accounts = (quote(model._meta.db_table) for model in (OutboxMessage, User))
    number = f"(SELECT count(*) FROM {letters} WHERE recipient_id = {accounts}.id AND read_at IS NULL)"  # noqa: S608
    return User.objects.annotate(unread_letters=RawSQL(number, (), output_field=IntegerField()))  # noqa: S611
