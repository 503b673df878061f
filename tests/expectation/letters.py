"""Rows of the letters to oneself, and of the choice which of them come by mail."""

from django.utils import timezone

from hoaip.models import OutboxMessage
from tests.expectation.rows import DONE, SIGNED_IN, Case, f, row


def own_letter(world):
    """A letter to one delegate, about the history; it is there for nobody else."""
    letter, _is_new = OutboxMessage.objects.get_or_create(
        dedupe_key="sample",
        defaults={
            "recipient": world.del_pk,
            "address": world.del_pk.email,
            "template": "audit_head",
            "subject": "Sample letter",
            "body": "Sample.",
            "message_id": "<sample@testserver>",
            "next_try_at": timezone.now(),
        },
    )
    return {"uid": letter.uid}


ROUTES = {
    "letters:letter_list": row(
        "GET",
        Case("all", may=f(SIGNED_IN)),
        Case("not read", may=f(SIGNED_IN), query="group=asked&unread=yes"),
        Case("no such kind", may=f(SIGNED_IN), query="group=nothing", get=frozenset({400})),
    ),
    "letters:choices": row("GET POST", Case("one's own", may=f(SIGNED_IN))),
    "letters:letter_open": row(
        "GET", Case("to oneself", may=f({"del_pk"}), see=f({"del_pk"}), kwargs=own_letter, get=DONE)
    ),
    "letters:letter_read": row(
        "POST", Case("to oneself", may=f({"del_pk"}), see=f({"del_pk"}), kwargs=own_letter, post=DONE)
    ),
    # Without the newest letter of the list it is not known what was seen.
    "letters:letters_read": row("POST", Case("no list", may=f(SIGNED_IN), post=frozenset({400}))),
}
