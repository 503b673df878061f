"""Initiatives, what they said and what arrived: actions, pages, who may what, and what the database promises."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from conferences.actions.initiatives import (
    add_contribution,
    add_initiative,
    change_contribution,
    change_initiative,
    record_arrival,
    set_themes,
)
from conferences.models import Commitment, Contribution, Initiative, MeetingTheme
from conferences.umbrella.overview import matrix
from hoaip.errors import Refused, Stale, WrongState
from hoaip.grants import today
from hoaip.models import AuditEntry, Event, Process

GIVEN = {
    "process": "hoa-ip",
    "slug": "lapis-lazuli",
    "acronym": "Lapis Lazuli",
    "name_en": "Lapis Lazuli corridor",
    "status": "active",
    "themes": ["security"],
    "pillars": ["cooperation"],
    "cbms": ["ri", "tci"],
    "members": ["afghanistan", "turkey"],
    "organiser": "afghanistan",
    "source": "https://example.org/lapis",
    "reason": "From its agreement.",
}


@pytest.fixture
def world(filled):
    return filled


@pytest.fixture
def umbrella(world):
    return Process.objects.create(
        slug="kabul-process", short_name="Kabul Process", name_en="Kabul Process", launched_on=date(2017, 6, 6)
    )


def text_of(response):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def test_an_initiative_enters_the_register(world):
    rev = world.client("rev")

    answer = rev.post("/initiatives/new/", GIVEN | {"idempotency_key": "a" * 16})

    row = Initiative.objects.get(slug="lapis-lazuli")
    assert (answer.status_code, answer["Location"]) == (302, "/initiatives/lapis-lazuli/")
    assert sorted(row.cbms.values_list("code", flat=True)) == ["ri", "tci"]
    entry = AuditEntry.objects.get(action="initiative.add")
    assert (entry.reason, entry.changes["members"]) == ("From its agreement.", [[], ["AF", "TR"]])
    page = text_of(Client().get("/initiatives/lapis-lazuli/"))
    for words in ("Lapis Lazuli corridor", "Security cooperation", "Cooperation with regional organizations", "Turkey"):
        assert words in page


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("slug", "sample-initiative", "That name in addresses is in use."),
        ("slug", "new", "That name in addresses is in use."),
        ("slug", "a b", "valid"),
        ("url", "ftp://example.org/", "valid URL"),
        ("cbms", "xx", "xx"),
        ("reason", " ", "required"),
    ],
)
def test_a_wrong_field_is_refused_and_nothing_is_written(world, field, value, sentence):
    answer = world.client("rev").post("/initiatives/new/", GIVEN | {field: value, "idempotency_key": "b" * 16})

    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert Initiative.objects.count() == 1


def test_a_stale_form_is_shown_beside_what_is_stored(world):
    change_initiative(world.initiative, version=1, reason="A new name.", by=world.rev, name_en="Renamed by another")

    answer = world.client("rev").post(
        "/initiatives/sample-initiative/edit/",
        GIVEN | {"name_en": "Mine", "version": "1", "idempotency_key": "c" * 16},
    )

    assert answer.status_code == 409
    assert "Renamed by another" in text_of(answer)


@pytest.mark.parametrize("key", ["fp_dm", "dir", "adm", "del_pk"])
def test_only_ministry_staff_keep_initiatives(world, key):
    person = world.people[key]

    with pytest.raises(Refused):
        add_initiative(world.process, reason="Why not.", by=person, slug="x", acronym="X", name_en="X")
    with pytest.raises(Refused):
        add_contribution(world.initiative, by=person, promised="A list.")
    with pytest.raises(Refused):
        record_arrival(world.contribution, arrived="A list.", arrived_on=today(), version=1, by=person)
    with pytest.raises(Refused):
        set_themes(world.meetings["held"], themes=["peace"], by=person)


def test_what_arrived_stands_beside_what_was_said(world):
    meeting = world.meetings["held"]

    record_arrival(
        world.contribution, arrived="The list came.", arrived_on=today(), meeting=meeting, version=1, by=world.rev
    )

    page = text_of(Client().get("/initiatives/sample-initiative/"))
    assert "Sample: a list of contacts." in page
    assert "The list came." in page
    assert "Brought in the last 12 months" in page
    event = Event.objects.get(kind="contribution.arrive")
    assert (event.on, event.is_public, event.params["arrived"]) == (today(), True, "The list came.")
    assert "Arrived from SMPL" in text_of(Client().get("/processes/hoa-ip/timeline/"))
    world.contribution.refresh_from_db()
    with pytest.raises(WrongState):
        record_arrival(world.contribution, arrived="Again.", arrived_on=today(), version=2, by=world.rev)


def test_a_correction_moves_the_day_in_the_timeline_and_can_take_it_back(world):
    row = add_contribution(world.initiative, by=world.rev, arrived="Too early.", arrived_on=today())

    row = change_contribution(row, version=1, reason="A week before.", by=world.rev, arrived_on=today() - timedelta(7))
    assert Event.objects.get(kind="contribution.arrive").on == today() - timedelta(7)
    change_contribution(
        row, version=2, reason="Only said.", by=world.rev, arrived="", arrived_on=None, promised="Soon."
    )

    assert not Event.objects.filter(kind="contribution.arrive").exists()
    with pytest.raises(Stale):
        change_contribution(row, version=1, reason="Late.", by=world.rev, promised="Mine")


def test_a_new_short_name_stands_in_the_timeline(world):
    add_contribution(world.initiative, by=world.rev, arrived="A drill.", arrived_on=today())

    change_initiative(world.initiative, version=1, reason="Its own name.", by=world.rev, acronym="Bridge")

    assert "Arrived from Bridge" in text_of(Client().get("/processes/hoa-ip/timeline/"))


def test_nobody_links_what_they_do_not_see(world, umbrella):
    hidden = world.meetings["annulled"]

    with pytest.raises(ValidationError) as refused:
        add_contribution(world.initiative, by=world.rev, promised="A list.", meeting=hidden)
    assert "annulled" in refused.value.message_dict["meeting"][0]
    answer = world.client("rev").post(
        "/initiatives/sample-initiative/contributions/new/",
        {"promised": "A list.", "commitment": str(world.commitments["draft"].uid), "idempotency_key": "d" * 16},
    )
    assert answer.status_code == 422


def test_what_lies_ahead_is_not_recorded_yet(world):
    ahead = (today() + timedelta(1)).isoformat()

    for address, given in (
        ("/initiatives/sample-initiative/contributions/new/", {"promised": "A list.", "promised_on": ahead}),
        (f"/contributions/{world.contribution.uid}/arrived/", {"arrived": "It.", "arrived_on": ahead, "version": "1"}),
    ):
        answer = world.client("rev").post(address, given | {"idempotency_key": "f" * 16})
        assert answer.status_code == 422
        assert "This day lies ahead" in text_of(answer)


def test_a_commitment_is_linked_for_those_who_see_it_alone(world):
    commitment = world.commitments["ministry"]
    add_contribution(world.initiative, by=world.rev, arrived="A promise.", arrived_on=today(), commitment=commitment)

    assert commitment.title_en in text_of(world.client("rev").get("/initiatives/sample-initiative/"))
    public = text_of(Client().get("/initiatives/sample-initiative/"))
    assert "A promise." in public
    assert commitment.title_en not in public


def test_only_the_ministry_reads_that_nothing_arrived(world):
    words = "Nothing has arrived in the last 12 months"

    for address in ("/initiatives/", "/initiatives/sample-initiative/"):
        assert words in text_of(world.client("fp_ct").get(address))
        for browser in (Client(), world.client("del_pk"), world.client("adm")):
            assert words not in text_of(browser.get(address))
    # A year and a day ago is not lately.
    add_contribution(world.initiative, by=world.rev, arrived="Long ago.", arrived_on=today() - timedelta(366))
    assert words in text_of(world.client("rev").get("/initiatives/sample-initiative/"))


def test_the_table_says_who_feeds_what_and_where_gaps_and_overlaps_are(world):
    add_contribution(
        world.initiative, by=world.rev, cbm=world.cbms["dm"], arrived="A drill.", arrived_on=date(2020, 5, 1)
    )
    other = add_initiative(
        world.process, cbms=[world.cbms["dm"]], reason="Known.", by=world.rev, slug="b", acronym="B", name_en="Bridge"
    )

    found = matrix(Initiative.objects.all(), today())

    cells = {
        line.initiative.acronym: dict(zip([f.key for f in found.fields], line.cells, strict=True))
        for line in found.lines
    }
    assert cells["SMPL"]["theme:security"].words == "says so"
    assert cells["SMPL"]["cbm:dm"].words == "1 arrived"
    assert (cells["B"]["cbm:dm"].words, cells["B"]["theme:peace"].words) == ("says so", "–")
    assert [field.key for field in found.gaps] == ["theme:peace", "cbm:ct", "cbm:cn", "cbm:tci", "cbm:ri", "cbm:ce"]
    assert [field.key for field in found.awaited] == ["theme:security"]
    assert [(field.key, names) for field, names in found.overlaps] == [("cbm:dm", "B and SMPL")]
    assert found.silent == [other, world.initiative]


def test_the_list_is_narrowed_and_taken_as_a_file(world):
    add_initiative(
        world.process, cbms=[world.cbms["ri"]], reason="Known.", by=world.rev, slug="b", acronym="B", name_en="Bridge"
    )

    assert "Sample initiative" not in text_of(Client().get("/initiatives/?cbm=ri"))
    assert "Bridge" not in text_of(Client().get("/initiatives/?theme=security"))
    assert Client().get("/initiatives/?theme=war").status_code == 400
    rows = Client().get("/initiatives/table.csv?process=hoa-ip").getvalue().decode().splitlines()
    assert [row.split(",")[1] for row in rows[1:]] == ["b", "sample-initiative"]


def test_the_umbrella_shows_each_meeting_with_its_own_participants(world, umbrella):
    meeting = world.ministers
    type(meeting).objects.filter(pk=meeting.pk).update(process=umbrella, type="other", title_en="First meeting")
    meeting.attendance.create(stakeholder=world.stakeholders["TR"], answer="present")
    meeting.attendance.create(stakeholder=world.stakeholders["IN"], answer="absent")
    MeetingTheme.objects.create(meeting=meeting, theme="peace")
    Initiative.objects.filter(pk=world.initiative.pk).update(process=umbrella)
    Commitment.objects.filter(pk=world.commitments["goal"].pk).update(process=umbrella)

    page = text_of(Client().get("/processes/kabul-process/"))

    meetings, rest = page.split("Goals it set")
    own = meetings.split("Its meetings, and who came to each")[1]
    assert "Turkey" in own
    assert "India" not in own
    assert "Vision for peace" in own
    assert world.commitments["goal"].title_en in rest
    assert "SMPL" in rest
    # The process with the CBMs has no such part.
    assert "What feeds into it" not in text_of(Client().get("/processes/hoa-ip/"))


def test_the_database_keeps_its_promises(world):
    wrong = [
        (Initiative, world.initiative, {"name_en": " "}),
        (Initiative, world.initiative, {"themes": ["war"]}),
        (Initiative, world.initiative, {"status": "asleep"}),
        (Initiative, world.initiative, {"confirmed_by": world.rev}),
        (Contribution, world.contribution, {"promised": "", "promised_on": None}),
        (Contribution, world.contribution, {"arrived": "A list."}),
        (Contribution, world.contribution, {"theme": "war"}),
        (Contribution, world.contribution, {"arrived": "Before.", "arrived_on": date(2012, 1, 1)}),
        (Contribution, world.contribution, {"promised_on": date(2010, 1, 1)}),
        (Contribution, world.contribution, {"confirmed_by": world.rev}),
    ]
    for model, row, columns in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.filter(pk=row.pk).update(**columns)
    theme = MeetingTheme.objects.create(meeting=world.meetings["held"], theme="peace")
    with pytest.raises(IntegrityError), transaction.atomic():
        MeetingTheme.objects.create(meeting=world.meetings["held"], theme="peace")
    with pytest.raises(IntegrityError), transaction.atomic():
        MeetingTheme.objects.filter(pk=theme.pk).update(theme="war")


def test_facts_wait_in_rooms_of_their_own_and_are_settled(world):
    for row in (world.initiative, world.contribution, world.programme):
        type(row).objects.filter(pk=row.pk).update(is_imported=True)

    assert "SMPL: Sample initiative" in text_of(world.client("rev").get("/manage/facts/?of=initiatives"))
    assert "Sample: a list of contacts." in text_of(world.client("dir").get("/manage/facts/?of=initiatives"))
    assert "UNDP: Sample programme" in text_of(world.client("fp_dm").get("/manage/facts/?of=programmes"))
    assert "UNDP: Sample programme" not in text_of(world.client("fp_ct").get("/manage/facts/?of=programmes"))
    answer = world.client("fp_dm").post(f"/manage/facts/programme/{world.programme.uid}/confirm/")
    assert answer["Location"] == "/manage/facts/?of=programmes"
    world.client("rev").post(f"/manage/facts/initiative/{world.initiative.uid}/dispute/", {"note": "Two names."})
    assert "Two names." in text_of(Client().get("/initiatives/sample-initiative/"))
