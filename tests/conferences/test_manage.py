"""The administrator's screens for conferences and terms, their actions, and what the database promises of terms."""

import re
from datetime import date
from html import unescape

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from conferences.actions import add_chair, add_conference, change_chair
from conferences.models import Chair, Conference
from hoaip.errors import Refused, Stale
from hoaip.models import AuditEntry, Event
from meetings.models import Meeting

LIST = "/manage/conferences/"
GIVEN = {
    "ordinal": "6",
    "co_chairs": ["afghanistan", "india"],
    "co_chair_persons": "Arun Jaitley (India)",
    "theme": "Addressing Challenges, Achieving Prosperity",
    "declaration": "Amritsar Declaration",
    "hoa": "14",
    "supporting": "17",
    "organizations": "",
    "source": "https://example.org/6",
    "source_note": "",
    "reason": "From the declaration.",
}
TERM = {
    "process": "hoa-ip",
    "stakeholder": "turkey",
    "standing": "co_chair",
    "from_conference": "hoa-ip-5",
    "until_conference": "",
    "from_on": "",
    "until_on": "",
    "source": "",
    "source_note": "",
    "reason": "Agreed there.",
}


@pytest.fixture
def world(filled):
    return filled


def text_of(response):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def test_a_meeting_of_ministers_becomes_a_conference(world):
    adm = world.client("adm")

    answer = adm.post(f"{LIST}new/", GIVEN | {"meeting": str(world.ministers.uid), "idempotency_key": "a" * 16})

    assert (answer.status_code, answer["Location"]) == (302, LIST)
    conference = Conference.objects.get(ordinal=6)
    assert conference.meeting == world.ministers
    assert sorted(conference.co_chairs.values_list("code", flat=True)) == ["AF", "IN"]
    assert conference.stated_participants == {"hoa": 14, "supporting": 17}
    entry = AuditEntry.objects.get(action="conference.add")
    assert (entry.reason, entry.changes["co_chairs"]) == ("From the declaration.", [[], ["AF", "IN"]])
    event = Event.objects.get(kind="conference.declared")
    assert (event.on, event.params["declaration"]) == (date(2016, 12, 4), "Amritsar Declaration")
    page = text_of(Client().get("/conferences/6/"))
    assert "Amritsar Declaration" in page
    assert "14 participating countries, 17 supporting countries" in page
    # The same form once more is the same conference.
    adm.post(f"{LIST}new/", GIVEN | {"meeting": str(world.ministers.uid), "idempotency_key": "a" * 16})
    assert Conference.objects.filter(ordinal=6).count() == 1


def test_only_meetings_of_ministers_without_a_conference_are_offered(world):
    page = world.client("adm").get(f"{LIST}new/").content.decode()

    assert str(world.ministers.uid) in page
    assert str(world.conference.meeting.uid) not in page
    assert str(world.meetings["held"].uid) not in page


@pytest.mark.parametrize(
    ("key", "changes", "field"),
    [("held", {}, "meeting"), ("ministers", {"ordinal": 5}, "ordinal"), ("ministers", {"reason": " "}, "reason")],
)
def test_a_conference_that_cannot_be_is_refused_at_its_field(world, key, changes, field):
    meeting = world.ministers if key == "ministers" else world.meetings[key]

    with pytest.raises(ValidationError) as refusal:
        add_conference(meeting, by=world.adm, **{"ordinal": 6, "reason": "x"} | changes)

    assert set(refusal.value.message_dict) == {field}
    assert not AuditEntry.objects.exists()


def test_an_edit_is_audited_and_a_stale_one_shows_both_texts(world):
    adm, address = world.client("adm"), f"{LIST}{world.conference.uid}/edit/"
    edit = GIVEN | {"ordinal": "5", "version": "1"}

    assert adm.post(address, edit).status_code == 302
    stale = adm.post(address, edit | {"theme": "Another theme", "declaration": "Another"})

    assert stale.status_code == 409
    assert "Another theme" in text_of(stale)
    assert "Achieving Prosperity" in text_of(stale)
    world.conference.refresh_from_db()
    assert (world.conference.version, world.conference.theme) == (2, GIVEN["theme"])
    entry = AuditEntry.objects.get(action="conference.change")
    assert entry.changes["theme"] == ["Connectivity", GIVEN["theme"]]
    assert entry.changes["co_chairs"] == [[], ["AF", "IN"]]
    # What it declared is told in place of what was told before, and taken back when there is nothing.
    assert adm.post(address, edit | {"version": "2", "declaration": ""}).status_code == 302
    assert not Event.objects.filter(kind="conference.declared").exists()


def test_figures_that_the_form_does_not_show_are_kept(world):
    others = [{"hoa": 14, "source": "https://example.org/other"}]
    Conference.objects.filter(pk=world.conference.pk).update(
        stated_participants={"hoa": 13, "delegations": "50+", "others": others}
    )

    world.client("adm").post(f"{LIST}{world.conference.uid}/edit/", GIVEN | {"ordinal": "5", "version": "1"})

    world.conference.refresh_from_db()
    assert world.conference.stated_participants == {"hoa": 14, "supporting": 17, "delegations": "50+", "others": others}


def test_a_term_runs_from_conference_to_conference(world):
    conference = Conference.objects.create(process=world.process, meeting=world.ministers, ordinal=6)
    adm = world.client("adm")
    adm.post(f"{LIST}{world.conference.uid}/edit/", GIVEN | {"ordinal": "5", "version": "1"})

    answer = adm.post("/manage/chairs/new/", TERM | {"until_conference": "hoa-ip-6", "idempotency_key": "b" * 16})

    assert answer.status_code == 302
    chair = Chair.objects.get(stakeholder__code="TR")
    assert (chair.from_on, chair.until_on, chair.until_conference) == (date(2015, 12, 9), date(2016, 12, 4), conference)
    assert AuditEntry.objects.get(action="chair.add").reason == "Agreed there."
    told = Event.objects.filter(object_uid=chair.uid).order_by("on")
    assert [(event.kind, event.on) for event in told] == [
        ("chair.start", date(2015, 12, 9)),
        ("chair.end", date(2016, 12, 4)),
    ]
    words = "Turkey (Türkiye) Co-chair from the conference in Islamabad 2015 to the one in Islamabad 2016"
    assert words in text_of(Client().get("/conferences/5/"))
    assert words in text_of(Client().get("/processes/hoa-ip/"))


def test_a_term_is_corrected_and_its_end_taken_back(world):
    change_chair(
        world.chair,
        version=1,
        standing="chair",
        from_on=date(2015, 12, 9),
        until_on=date(2017, 1, 1),
        reason="x",
        by=world.adm,
    )
    with pytest.raises(Stale):
        change_chair(world.chair, version=1, standing="chair", from_on=date(2015, 12, 9), reason="x", by=world.adm)
    assert Event.objects.filter(kind="chair.end").exists()

    change_chair(
        world.chair, version=2, standing="chair", from_on=date(2015, 12, 9), until_on=None, reason="x", by=world.adm
    )

    world.chair.refresh_from_db()
    assert (world.chair.standing, world.chair.until_on, world.chair.version) == ("chair", None, 3)
    assert not Event.objects.filter(kind="chair.end").exists()


@pytest.mark.parametrize(
    ("code", "changes", "field"),
    [
        ("TR", {"from_on": None}, "from_on"),
        ("TR", {"until_on": date(2016, 1, 1)}, "until_on"),
        ("TR", {"from_on": date(2010, 1, 1)}, "from_on"),
        ("UNDP", {}, "stakeholder"),
        ("IN", {}, "stakeholder"),
        ("TR", {"reason": ""}, "reason"),
    ],
)
def test_a_term_that_cannot_be_is_refused_at_its_field(world, code, changes, field):
    given = {"standing": "co_chair", "from_on": date(2017, 1, 1), "reason": "x"} | changes

    with pytest.raises(ValidationError) as refusal:
        add_chair(world.process, stakeholder=world.stakeholders[code], by=world.adm, **given)

    assert set(refusal.value.message_dict) == {field}
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("person", ["fp_dm", "rev", "dir", "del_pk"])
def test_others_change_nothing(world, person):
    with pytest.raises(Refused):
        add_conference(world.ministers, ordinal=6, reason="x", by=world.people[person])
    with pytest.raises(Refused):
        change_chair(world.chair, version=1, reason="x", by=world.people[person], from_on=date(2015, 12, 9))


def test_a_refused_form_comes_back_with_what_was_typed(world):
    answer = world.client("adm").post("/manage/chairs/new/", TERM | {"from_conference": "", "source": "A letter."})

    assert answer.status_code == 422
    assert 'id="id_from_on_error"' in answer.content.decode()
    assert "A letter." in answer.content.decode()


@pytest.mark.parametrize("many", [1, 20])
def test_the_list_asks_the_same_number_of_questions(world, many, django_assert_num_queries):
    for number in range(10, 10 + many):
        meeting = Meeting.objects.create(
            process=world.process,
            type="mc",
            state="held",
            starts_on=date(2017, 1, number - 9),
            ends_on=date(2017, 1, number - 9),
            created_by=world.rev,
        )
        conference = Conference.objects.create(process=world.process, meeting=meeting, ordinal=number)
        conference.co_chairs.add(world.stakeholders["TR"])
    adm = world.client("adm")
    adm.get(LIST)

    with django_assert_num_queries(6):
        adm.get(LIST)


# What the database promises


@pytest.mark.parametrize(
    ("change", "promise"),
    [
        ({"until_on": date(2014, 1, 1)}, "conferences_chair_days"),
        ({"from_on": date(2010, 1, 1)}, "conferences_chair_days"),
        ({"standing": "king"}, "conferences_chair_country"),
        ({"stakeholder_kind": "organization"}, "conferences_chair_country"),
        ({"confirmed_at": "2026-01-01T00:00:00Z"}, "conferences_chair_confirmed"),
    ],
)
def test_the_database_refuses_a_term_that_cannot_be(world, change, promise):
    with pytest.raises(IntegrityError, match=promise), transaction.atomic():
        Chair.objects.filter(pk=world.chair.pk).update(**change)


def test_the_database_refuses_two_terms_of_one_country_at_once(world):
    with pytest.raises(IntegrityError, match="conferences_chair_no_overlap"), transaction.atomic():
        Chair.objects.create(
            process=world.process,
            stakeholder=world.stakeholders["IN"],
            stakeholder_kind="country",
            standing="chair",
            from_on=date(2016, 1, 1),
        )


def test_the_database_knows_the_kind_of_who_chairs(world):
    # The key is checked at the end of the statement: an organization that says it is a country.
    with pytest.raises(IntegrityError, match="conferences_chair_stakeholder_kind"), transaction.atomic():
        Chair.objects.create(
            process=world.process,
            stakeholder=world.stakeholders["UNDP"],
            stakeholder_kind="country",
            standing="chair",
            from_on=date(2016, 1, 1),
        )
