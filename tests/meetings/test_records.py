"""The life of a record: circulated, commented on, recalled, agreed, published, corrected; who reads which text."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from hoaip.errors import Refused, Stale, WrongState
from hoaip.grants import today
from hoaip.ladder import Rung
from hoaip.models import OutboxMessage
from meetings import actions
from meetings.models import Meeting, Outcome, RecordRevision
from meetings.reading import may_read_record
from tests.records import agreed, circulated, published


@pytest.fixture
def record(filled):
    """A record of DM that is circulated for two weeks: its meeting is reported."""
    meeting = filled.meetings["held"]
    actions.circulate(meeting, by=filled.fp_dm)
    return meeting.revisions.get()


def page(world, key, address):
    return world.client(key).get(address)


def test_from_a_draft_to_a_text_that_everybody_reads(filled):
    meeting = filled.meetings["held"]
    address, words = f"/meetings/{meeting.uid}/", "Secret record of held."

    done = filled.client("fp_dm").post(f"{address}circulate/", {"version": meeting.version, "comment_until": ""})
    row = meeting.revisions.get()
    seen_first = {key: words in page(filled, key, address).content.decode() for key in ("del_pk", "del_au", None)}
    early = filled.client("fp_dm").post(f"/records/{row.uid}/agree/", {"version": row.version})
    filled.client("fp_dm").post(f"/records/{row.uid}/agree/", {"version": row.version, "reason": "In the room."})
    row.refresh_from_db()
    filled.client("rev").post(f"/records/{row.uid}/publish/", {"version": row.version})
    row.refresh_from_db()
    seen_last = page(filled, None, address).content.decode()
    by_itself = page(filled, None, f"/records/{row.uid}/")

    assert done.status_code == 302
    assert row.comment_until == today() + timedelta(days=14)
    assert seen_first == {"del_pk": True, "del_au": False, None: False}
    assert early.status_code == 422 and "Agreed before that day" in early.content.decode()
    assert (row.state, row.rung, row.agreed_words) == ("published", Rung.PUBLIC, "In the room.")
    assert words in seen_last and "Secret outcome of held." in seen_last
    assert words in by_itself.content.decode() and "In the room." not in by_itself.content.decode()
