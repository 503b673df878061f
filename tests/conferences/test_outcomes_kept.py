"""What follows from an outcome stays with it, however the outcomes of its meeting are written again."""

from datetime import date

import pytest
import time_machine

from conferences.models import Action
from hoaip.models import AuditEntry
from meetings.models import Meeting, MeetingCbm


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel("2026-11-23T08:00:00Z", tick=False):
        yield


@pytest.fixture
def meeting(cast):
    """A held meeting of Disaster Management with two outcomes; an action carries out the first."""
    made = Meeting.objects.create(
        process=cast.process,
        type="rtgm",
        state="held",
        starts_on=date(2015, 9, 8),
        ends_on=date(2015, 9, 8),
        host=cast.stakeholders["PK"],
        city="Islamabad",
        created_by=cast.fp_dm,
        has_cbm=True,
    )
    MeetingCbm.objects.create(meeting=made, cbm=cast.cbms["dm"], ordinal=4)
    save(cast, made, "First", "Second")
    Action.objects.create(
        process=cast.process,
        outcome=made.outcomes.get(text="First"),
        cbm=cast.cbms["dm"],
        title="Carry out the first",
        owner=cast.stakeholders["KZ"],
        due_on=date(2026, 12, 1),
        created_by=cast.fp_dm,
    )
    return made


def save(cast, meeting, *texts, status=302, **changes):
    """Post the edit form with these outcomes, row by row; an empty text is an emptied row."""
    meeting.refresh_from_db()
    rows = {
        f"outcomes-{row}-{part}": value
        for row, text in enumerate(texts)
        for part, value in (("kind", "decision"), ("text", text))
    }
    body = {
        "version": meeting.version,
        "cbm": "dm",
        "type": "rtgm",
        "date_precision": "day",
        "starts_on": "2015-09-08",
        "host": "pakistan",
        "city": "Islamabad",
        "mode": "in_person",
        "attendance-pakistan": "present",
        "save": "held",
    }
    answer = cast.client("fp_dm").post(f"/meetings/{meeting.uid}/edit/", body | rows | changes)
    assert answer.status_code == status
    return answer


def texts(meeting):
    return list(meeting.outcomes.order_by("number").values_list("number", "text"))


def test_one_put_in_front_moves_no_action(cast, meeting):
    save(cast, meeting, "New", "First", "Second")

    assert texts(meeting) == [(1, "New"), (2, "First"), (3, "Second")]
    assert Action.objects.get().outcome.text == "First"


def test_two_that_change_places_keep_what_follows(cast, meeting):
    save(cast, meeting, "Second", "First")

    assert texts(meeting) == [(1, "Second"), (2, "First")]
    assert Action.objects.get().outcome.text == "First"


def test_a_correction_in_its_place_is_the_same_outcome(cast, meeting):
    save(cast, meeting, "The first, corrected", "Second")

    assert Action.objects.get().outcome.text == "The first, corrected"


def test_an_emptied_row_does_not_pass_its_place_on(cast, meeting):
    second = meeting.outcomes.get(text="Second")
    save(cast, meeting, "First", "", "Third")
    third = meeting.outcomes.get(text="Third")

    assert texts(meeting) == [(1, "First"), (2, "Third")]
    assert third.pk != second.pk
    assert Action.objects.get().outcome.text == "First"


def test_the_row_before_emptied_and_its_neighbour_corrected(cast, meeting):
    first, second = meeting.outcomes.order_by("number")
    Action.objects.update(outcome=second)

    save(cast, meeting, "", "The second, corrected")

    assert texts(meeting) == [(1, "The second, corrected")]
    assert Action.objects.get().outcome == second
    assert not meeting.outcomes.filter(pk=first.pk).exists()


def test_one_from_which_something_follows_is_not_taken_away(cast, meeting):
    answer = save(cast, meeting, "", "Second, reworded", status=422)

    page = answer.content.decode()
    assert "Something follows from “First”" in page
    # Nothing that was typed is lost, and nothing was written.
    assert "Second, reworded" in page
    assert texts(meeting) == [(1, "First"), (2, "Second")]


def test_the_history_tells_a_change_of_places(cast, meeting):
    save(cast, meeting, "Second", "First")

    changed = AuditEntry.objects.order_by("sequence").last().changes
    assert {name: value for name, value in changed.items() if name.startswith("outcome")} == {
        "outcome.1.number": [2, 1],
        "outcome.2.number": [1, 2],
    }
