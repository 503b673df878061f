"""Notes verbales of one meeting made at the same moment: each has a number of its own, and none is made twice."""

import pytest
import time_machine
from django.utils import timezone

from hoaip import grants
from hoaip.models import Document
from meetings.models import Call, Note
from tests.cbms.test_consultation_races import at_once
from tests.meetings.test_calendar_page import make
from tests.meetings.test_notes import DAY, hidden, path, preview


@pytest.fixture
def meeting(transactional_cast):
    cast = transactional_cast
    with time_machine.travel("2026-11-23T08:00:00Z", tick=False):
        grants.sync_all()
        made = make(cast, DAY, state="invited", city="Islamabad", announced_at=timezone.now())
        Call.objects.create(meeting=made, answer_by=DAY)
        yield made


def sender(cast, meeting, who, *slugs):
    """A function that makes what a preview of these showed, as often as it is called."""
    body = hidden(preview(cast, meeting, *slugs, who=who).content.decode()) | {"confirm": "1"}
    return lambda: cast.client(who).post(path(meeting), body)


def test_two_rounds_at_once_share_no_number(transactional_cast, meeting):
    cast = transactional_cast
    first = sender(cast, meeting, "fp_dm", "india", "pakistan")
    second = sender(cast, meeting, "rev", "australia", "turkey")

    answers = at_once(first, second)

    assert [answer.status_code for answer in answers] == [302, 302], answers
    notes = Note.objects.select_related("link__document")
    assert sorted(note.link.document.number for note in notes) == [1, 2, 3, 4]
    assert all(note.sheet["reference"] == note.link.document.reference for note in notes)


def test_sent_twice_at_once_it_is_made_once(transactional_cast, meeting):
    send = sender(transactional_cast, meeting, "fp_dm", "india")

    answers = at_once(send, send)

    assert [answer.status_code for answer in answers] == [302, 302], answers
    assert Note.objects.count() == Document.objects.count() == 1
