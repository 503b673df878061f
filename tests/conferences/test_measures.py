"""Specific measures on their way from the idea to the adoption: steps, who sees which, pages, the database."""

import re
from datetime import date
from html import unescape

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from conferences.actions.measures import (
    add_measure,
    adopt_measure,
    change_measure,
    decline_measure,
    discuss_measure,
    propose_measure,
    reopen_measure,
)
from conferences.models import MeasureProposal
from hoaip.errors import Refused, Stale, WrongState
from hoaip.grants import today
from hoaip.models import AuditEntry, Event
from tests.trail import measure

DELEGATES = ("del_pk", "del_kz", "del_tr", "del_in", "del_pl", "del_undp", "del_au")
FRAME = ("fp_dm", "fp_ct", "rev", "dir", "adm")


@pytest.fixture
def world(filled):
    return filled


def text_of(response):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def test_the_whole_way(world):
    meeting = world.meetings["joint_held"]
    ct = world.client("fp_ct")
    given = {"cbm": "ct", "process": "hoa-ip", "title": "Shared watch list", "summary": "One list for all."}

    home = ct.post("/measures/new/", given | {"idempotency_key": "a" * 16})["Location"]
    row = MeasureProposal.objects.get(title="Shared watch list")
    ct.post(f"{home}propose/", {"version": "1", "idempotency_key": "b" * 16})
    ct.post(f"{home}discuss/", {"meeting": str(meeting.uid), "version": "2", "idempotency_key": "c" * 16})
    answer = world.client("dir").post(
        f"{home}adopt/",
        {"meeting": str(meeting.uid), "on": meeting.ends_on.isoformat(), "version": "3", "idempotency_key": "d" * 16},
    )

    row.refresh_from_db()
    assert (answer.status_code, row.state, row.meeting, row.settled_on) == (302, "adopted", meeting, meeting.ends_on)
    assert list(Event.objects.order_by("pk").values_list("kind", "is_public")) == [
        ("measure.propose", False),
        ("measure.discuss", False),
        ("measure.adopt", True),
    ]
    actions = [entry.action for entry in AuditEntry.objects.order_by("sequence")]
    assert actions == ["measure.add", "measure.propose", "measure.discuss", "measure.adopt"]
    public = text_of(Client().get("/cbms/ct/"))
    assert "Shared watch list" in public
    assert "A measure was adopted: Shared watch list" in public
    assert "Sample measure, discussed" not in public
    # Its way, with persons and reasons, is the ministry's to read.
    assert "Its way so far" in text_of(world.client("rev").get(home))
    assert "Its way so far" not in text_of(Client().get(home))


def test_declined_and_taken_up_again(world):
    row = decline_measure(world.measures["discussed"], reason="No consensus.", today=today(), version=1, by=world.rev)
    assert (row.state, row.state_reason, row.settled_on) == ("declined", "No consensus.", today())
    assert "No consensus." in text_of(world.client("del_pk").get(f"/measures/{row.uid}/"))

    row = reopen_measure(row, reason="A new proposal.", version=2, by=world.fp_ct)

    assert (row.state, row.state_reason, row.settled_on, row.meeting) == ("idea", "", None, None)
    assert world.client("del_pk").get(f"/measures/{row.uid}/").status_code == 404
    with pytest.raises(ValidationError):
        decline_measure(row, reason=" ", today=today(), version=3, by=world.rev)


def test_a_meeting_that_was_not_held_settles_nothing(world):
    row = world.measures["discussed"]

    for meeting in (None, world.meetings["ct_planned"], world.meetings["annulled"]):
        with pytest.raises(ValidationError):
            adopt_measure(row, meeting=meeting, on=today(), version=1, by=world.dir)
    held = world.meetings["joint_held"]
    with pytest.raises(ValidationError) as refused:
        adopt_measure(row, meeting=held, on=date(2020, 1, 1), version=1, by=world.dir)
    assert list(refused.value.message_dict) == ["on"]
    with pytest.raises(Stale):
        adopt_measure(row, meeting=held, on=held.ends_on, version=7, by=world.dir)


@pytest.mark.parametrize(
    ("step", "state", "may"),
    [
        ("propose", "idea", {"fp_ct", "rev"}),
        ("discuss", "proposed", {"fp_ct", "rev"}),
        ("adopt", "discussed", {"dir"}),
        ("decline", "proposed", {"fp_ct", "rev"}),
        ("reopen", "declined", {"fp_ct", "rev"}),
    ],
)
def test_who_may_take_which_step(world, step, state, may):
    held = world.meetings["joint_held"]
    act = {
        "propose": lambda row, by: propose_measure(row, today=today(), version=1, by=by),
        "discuss": lambda row, by: discuss_measure(row, meeting=held, version=1, by=by),
        "adopt": lambda row, by: adopt_measure(row, meeting=held, on=held.ends_on, version=1, by=by),
        "decline": lambda row, by: decline_measure(row, reason="No.", today=today(), version=1, by=by),
        "reopen": lambda row, by: reopen_measure(row, reason="Yes.", version=1, by=by),
    }[step]
    for key in (*FRAME, *DELEGATES):
        row = measure(world, state, title=f"For {key}")
        if key in may:
            act(row, world.people[key])
        else:
            with pytest.raises(Refused):
                act(row, world.people[key])
    for other in {"idea", "proposed", "discussed", "adopted", "declined"} - {state}:
        if step == "decline" and other in ("idea", "discussed"):
            continue
        with pytest.raises(WrongState):
            act(world.measures[other], world.people["dir" if step == "adopt" else "rev"])


def test_who_sees_which(world):
    everything = {"idea", "proposed", "discussed", "adopted", "declined"}
    for key in FRAME:
        assert {row.state for row in MeasureProposal.objects.visible_to(world.people[key])} == everything
    for key in DELEGATES:
        assert {row.state for row in MeasureProposal.objects.visible_to(world.people[key])} == everything - {"idea"}
    assert {row.state for row in MeasureProposal.objects.visible_to(None)} == {"adopted"}
    page, rows = text_of(Client().get("/measures/")), Client().get("/measures/table.csv").getvalue().decode()
    for text in (page, rows):
        assert "Sample measure, adopted" in text
        assert "Sample measure, proposed" not in text
    assert "1 measure" in page
    assert Client().get("/measures/?state=unheard").status_code == 400


def test_settled_words_stay(world):
    with pytest.raises(WrongState):
        change_measure(world.measures["adopted"], version=1, reason="Better words.", by=world.rev, title="New")
    row = change_measure(world.measures["idea"], version=1, reason="Better words.", by=world.rev, title="New")
    assert (row.title, row.version) == ("New", 2)


def test_a_measure_of_another_cbm_is_not_ones_own(world):
    with pytest.raises(Refused):
        add_measure(world.cbms["ct"], process=world.process, by=world.fp_dm, title="T", summary="S")
    answer = world.client("fp_dm").post(
        "/measures/new/",
        {"cbm": "ct", "process": "hoa-ip", "title": "T", "summary": "S", "idempotency_key": "e" * 16},
    )
    assert answer.status_code == 422


@pytest.mark.parametrize(
    "columns",
    [
        {"title": " "},
        {"state": "adopted"},
        {"state": "discussed"},
        {"state": "declined", "settled_on": date(2026, 1, 1)},
        {"state": "lost"},
        {"is_disputed": False, "confirmed_by": 1},
    ],
)
def test_the_database_keeps_its_promises(world, columns):
    if "confirmed_by" in columns:
        columns = columns | {"confirmed_by": world.rev}
    with pytest.raises(IntegrityError), transaction.atomic():
        MeasureProposal.objects.filter(pk=world.measures["idea"].pk).update(**columns)
