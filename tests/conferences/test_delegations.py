"""Delegations to a conference: kept by ministry staff, known to those who take part, and a conference ahead."""

import csv
import re
from datetime import timedelta
from html import unescape
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from conferences.actions.delegations import add_delegation, change_delegation, remove_delegation
from conferences.models import Delegation
from hoaip import grants
from hoaip.errors import Refused, Stale
from hoaip.models import AuditEntry
from meetings.models import DateChange, Meeting
from tests.papers import paper

LIST = "/conferences/5/delegations/"
GIVEN = {"level": "deputy_minister", "head": "Sample head of India", "function": "Deputy minister", "size": "4"}


@pytest.fixture
def world(filled):
    return filled


def text_of(response):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def test_a_delegation_is_added_corrected_and_taken_away(world):
    rev = world.client("rev")

    added = rev.post(f"{LIST}new/", GIVEN | {"stakeholder": "india", "idempotency_key": "a" * 16})
    again = rev.post(f"{LIST}new/", GIVEN | {"stakeholder": "india", "idempotency_key": "a" * 16})

    assert [(answer.status_code, answer["Location"]) for answer in (added, again)] == [(302, LIST)] * 2
    row = Delegation.objects.get(stakeholder__code="IN")
    assert (row.level, row.head, row.size) == ("deputy_minister", "Sample head of India", 4)
    assert "Sample head of India" in text_of(rev.get(LIST))
    address = f"/delegations/{row.uid}/"
    edited = rev.post(f"{address}edit/", GIVEN | {"level": "minister", "reason": "He comes himself.", "version": "1"})
    stale = rev.post(f"{address}edit/", GIVEN | {"head": "Another", "reason": "x", "version": "1"})
    assert (edited.status_code, stale.status_code) == (302, 409)
    assert AuditEntry.objects.get(action="delegation.change").changes["level"] == ["deputy_minister", "minister"]
    unsaid = rev.post(f"{address}remove/", {"reason": " ", "version": "2"})
    removed = rev.post(f"{address}remove/", {"reason": "They do not come.", "version": "2"})
    assert (unsaid.status_code, removed.status_code, removed["Location"]) == (422, 302, LIST)
    assert not Delegation.objects.filter(stakeholder__code="IN").exists()
    entry = AuditEntry.objects.get(action="delegation.remove")
    assert (entry.reason, entry.changes["head"]) == ("They do not come.", [None, "Sample head of India"])


def test_members_that_are_not_on_the_list_are_offered(world):
    page = world.client("rev").get(f"{LIST}new/").content.decode()

    assert 'value="india"' in page
    assert 'value="undp"' in page
    assert 'value="kazakhstan"' not in page


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"level": ""}, "Level"), ({"stakeholder": "kazakhstan"}, "State"), ({"size": "0"}, "How many")],
)
def test_what_cannot_be_is_refused_and_comes_back(world, changes, field):
    answer = world.client("rev").post(f"{LIST}new/", GIVEN | {"stakeholder": "india"} | changes)

    assert answer.status_code == 422
    assert field in text_of(answer)
    assert "Sample head of India" in answer.content.decode()
    assert Delegation.objects.count() == 1


@pytest.mark.parametrize("key", ["fp_dm", "dir", "adm", "del_kz"])
def test_ministry_staff_alone_keep_the_list(world, key):
    person = world.people[key]

    with pytest.raises(Refused):
        add_delegation(world.conference, stakeholder=world.stakeholders["IN"], level="minister", by=person)
    with pytest.raises(Refused):
        change_delegation(world.delegation_sent, level="other", reason="x", version=1, by=person)
    with pytest.raises(Refused):
        remove_delegation(world.delegation_sent, reason="x", version=1, by=person)


def test_a_second_one_and_a_stale_one_are_refused(world):
    with pytest.raises(ValidationError) as refusal:
        add_delegation(world.conference, stakeholder=world.stakeholders["KZ"], level="minister", by=world.rev)
    with pytest.raises(Stale):
        remove_delegation(world.delegation_sent, reason="x", version=7, by=world.rev)

    assert set(refusal.value.message_dict) == {"stakeholder"}
    assert not AuditEntry.objects.exists()


def test_heads_are_known_to_those_who_take_part_and_never_to_the_public(world):
    for key in ("rev", "fp_dm", "dir", "adm", "del_au"):
        for address in (LIST, "/conferences/5/"):
            assert "Secret head" in text_of(world.client(key).get(address))
        assert b"Secret head" in b"".join(world.client(key).get(f"{LIST}table.csv"))
    said = text_of(Client().get("/conferences/5/"))
    assert "Secret head" not in said
    assert "Delegations" not in said
    for address in (LIST, f"{LIST}table.csv"):
        assert Client().get(address).status_code == 302


def test_an_unknown_conference_is_a_404(world):
    assert world.client("rev").get("/conferences/77/delegations/").status_code == 404
    assert world.client("rev").get("/conferences/77/delegations/new/").status_code == 404


def test_the_list_is_a_file_and_narrowed_by_level(world):
    add_delegation(
        world.conference, stakeholder=world.stakeholders["AU"], level="ambassador", head="=1+1", by=world.rev
    )
    add_delegation(world.conference, stakeholder=world.stakeholders["AF"], level="minister", by=world.rev)
    rev = world.client("rev")

    everything = b"".join(rev.get(f"{LIST}table.csv")).decode("utf-8-sig")
    narrowed = text_of(rev.get(f"{LIST}?level=ambassador"))

    rows = list(csv.DictReader(StringIO(everything)))
    assert [(row["code"], row["level"]) for row in rows] == [
        ("AF", "minister"),
        ("KZ", "minister"),
        ("AU", "ambassador"),
    ]
    # No spreadsheet runs what somebody typed.
    assert rows[2]["head"] == "'=1+1"
    assert ("Australia" in narrowed, "Kazakhstan" in narrowed) == (True, False)
    assert rev.get(f"{LIST}table.xlsx").status_code == 200


@pytest.mark.parametrize("count", [1, 9])
def test_statements_of_the_list(world, django_assert_num_queries, count):
    others = [row for code, row in world.stakeholders.items() if code != "KZ"][: count - 1]
    for stakeholder in others:
        Delegation.objects.create(conference=world.conference, stakeholder=stakeholder, level="minister")
    browser = world.client("rev")
    browser.get(LIST)

    with django_assert_num_queries(7):
        browser.get(LIST)


# A conference ahead


@pytest.fixture
def ahead(world):
    """The conference of the world as one that is invited to, in two months, moved once."""
    day = grants.today() + timedelta(days=60)
    Meeting.objects.filter(pk=world.conference.meeting_id).update(
        state="invited", starts_on=day, ends_on=day, announced_at=timezone.now()
    )
    DateChange.objects.create(
        meeting=world.conference.meeting,
        date_precision="day",
        starts_on=day - timedelta(days=30),
        ends_on=day - timedelta(days=30),
        reason="The hall was not free.",
        at=timezone.now(),
        by=world.rev,
    )
    return world


def test_a_conference_in_preparation_says_so(ahead):
    public, rev, delegate = (text_of(ahead.client(key).get("/conferences/5/")) for key in (None, "rev", "del_au"))

    for said in (public, rev, delegate):
        assert "This conference is in preparation." in said
        assert "The list stands here once the conference is held." in said
        assert "Planned before for" in said
        assert "Sample sealed" not in said
    assert "Minister 1 Kazakhstan Secret head" in rev
    assert "Secret head" in delegate
    assert "Secret head" not in public
    assert "The hall was not free." in rev
    assert "The hall was not free." not in public
    assert "Sample declaration sample-draft" in rev
    assert "Sample declaration sample-draft" not in public


def test_its_documents_stand_with_their_languages(world):
    meeting = world.conference.meeting
    made = paper(meeting, by=world.rev, type="other", title_en="Draft programme")

    said = text_of(Client().get("/conferences/5/"))

    assert made.title_en in said
    assert "English" in said
