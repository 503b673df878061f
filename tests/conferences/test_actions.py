"""Actions: added to a commitment or a decision, carried out, shown, verified by somebody else; who may and who reads."""

import re
from datetime import date
from html import unescape

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from conferences.actions.carrying import add_evidence, begin_action, claim_action, return_action, verify_action
from conferences.actions.follow_up import (
    ActionDetails,
    add_action,
    cancel_action,
    change_action,
    reassign_action,
)
from conferences.models import Action, ActionEvidence
from hoaip.errors import Refused, Stale, WrongState
from hoaip.ladder import Rung, anchor_key
from hoaip.models import AuditEntry, Event, OutboxMessage
from tests.trail import commitment, step
from tests.world import fill

TODAY = date(2026, 11, 30)
DETAILS = ActionDetails("Send the list of contacts.", date(2026, 12, 31), "day", Rung.PARTICIPANTS)


@pytest.fixture
def world(cast):
    return fill(cast)


@pytest.fixture
def promised(world):
    """A commitment of Kazakhstan in Disaster Management that is registered and public."""
    return world.commitments["registered"]


def text_of(response):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def mailed(template):
    return sorted(OutboxMessage.objects.filter(template=template).values_list("address", flat=True))


def added(world, source, **more):
    given = {"cbm": world.cbms["dm"], "owner": world.stakeholders["KZ"], "details": DETAILS, "today": TODAY}
    return add_action(commitment=source, **given | {"by": world.fp_dm} | more)


# The whole way


def test_an_action_goes_its_way_on_pages(world, promised):
    focal, delegate, staff = (world.client(key) for key in ("fp_dm", "del_kz", "rev"))
    new = f"/actions/new/?commitment={promised.uid}"
    given = {"title": "Send the list.", "owner": "kazakhstan", "cbm": "dm", "due": "2027-03", "rung": "5"}

    assert "Add an action" in text_of(focal.get(new))
    answer = focal.post(new, given | {"idempotency_key": "a" * 20})
    again = focal.post(new, given | {"idempotency_key": "a" * 20})

    row = Action.objects.get(title="Send the list.")
    assert answer["Location"] == again["Location"] == f"/actions/{row.uid}/"
    assert (row.due_on, row.due_precision, row.state) == (date(2027, 3, 31), "month", "open")
    assert row.anchors == [anchor_key(world.cbms["dm"]), anchor_key(world.stakeholders["KZ"])]
    assert mailed("action_assigned") == ["del_kz@example.org"]

    page = f"/actions/{row.uid}/"
    assert "Say that it is done" in text_of(delegate.get(page))
    claim = delegate.post(f"{page}claim/", {"text": "It was sent.", "version": row.version})
    assert claim["Location"] == page
    row.refresh_from_db()
    promised.refresh_from_db()
    assert (row.state, row.claimed_by, promised.state) == ("done_claimed", world.del_kz, "in_progress")
    assert mailed("action_claimed") == ["rev@example.org", "rev_two@example.org"]

    assert "It was sent." in text_of(staff.get(page))
    assert staff.post(f"{page}verify/", {"version": row.version})["Location"] == page
    row.refresh_from_db()
    assert (row.state, row.verified_by) == ("verified", world.rev)
    public = text_of(world.client().get(page))
    assert "Send the list." in public
    assert "done" in public
    assert "It was sent." not in public
    assert Event.objects.get(kind="action.verify").is_public
    assert list(
        AuditEntry.objects.filter(object_uid=row.uid).order_by("sequence").values_list("action", flat=True)
    ) == [
        "action.add",
        "action.claim",
        "action.verify",
    ]
