"""The first page: what the process is; for a signed-in person what needs attention."""

import re
from datetime import date

import pytest

from cbms.templatetags.table_one import in_words
from conferences.models import Conference
from conferences.templatetags.conference_panels import half_year, line_of
from hoaip.models import Membership
from hoaip.public_cache import facts
from meetings.models import Meeting, MeetingCbm


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_numbers_of_the_sentence_come_from_the_register(cast, client):
    before = text_of(client.get("/"))
    Membership.objects.filter(stakeholder=cast.stakeholders["IR"]).update(until_on=date(2020, 1, 1))
    facts.forget()
    after = text_of(client.get("/?again"))

    assert "Seven countries of the region, six confidence building measures" in before
    assert "Six countries of the region" in after


@pytest.mark.parametrize(("count", "words"), [(0, "no"), (15, "fifteen"), (20, "twenty"), (21, "21")])
def test_small_numbers_are_words(count, words):
    assert in_words(count) == words


def test_the_public_finds_the_table_the_pillars_and_the_bodies(cast, client):
    page = text_of(client.get("/"))

    for words in ("Table 1. Who leads and who takes part", "Political consultation", "Senior Officials", "Launched in"):
        assert words in page


def test_only_announced_meetings_are_told(cast, client):
    for city, announced in (("Baku", True), ("Canary", False)):
        meeting = Meeting.objects.create(
            process=cast.process,
            type="rtgm",
            starts_on=date(2099, 1, 1),
            ends_on=date(2099, 1, 1),
            city=city,
            announced_at="2026-01-01T00:00:00Z" if announced else None,
            created_by=cast.rev,
        )
        MeetingCbm.objects.create(meeting=meeting, cbm=cast.cbms["cn"])

    page = text_of(client.get("/"))

    assert "Baku" in page
    assert "Canary" not in page


def test_a_focal_point_finds_the_own_cbms_and_can_log_a_meeting(cast):
    page = cast.client("fp_two").get("/").content.decode()

    assert "Needs my attention" in page
    assert re.findall(r'href="/meetings/new/\?cbm=(\w+)"', page) == ["tci", "ri"]


def test_a_delegate_finds_the_own_cbms_and_no_button(cast):
    page = cast.client("del_in").get("/").content.decode()

    assert re.findall(r'class="item"><a href="/cbms/(\w+)/"', page) == ["dm", "tci"]
    assert "/meetings/new/" not in page


def test_an_empty_register_is_a_page_too(db, client):
    response = client.get("/")

    assert response.status_code == 200
    assert "Political consultation" in text_of(response)


def test_the_line_is_true_to_time_and_the_latest_held_is_in_hand(cast, client, django_assert_num_queries):
    for ordinal, city, on, state in (
        (1, "Istanbul", date(2011, 11, 2), "held"),
        (5, "Islamabad", date(2015, 12, 9), "held"),
        (9, "Dushanbe", date(2021, 3, 30), "planned"),
    ):
        meeting = Meeting.objects.create(
            process=cast.process, type="mc", starts_on=on, ends_on=on, city=city, state=state,
            announced_at="2021-01-01T00:00:00Z", created_by=cast.rev,
        )  # fmt: skip
        conference = Conference.objects.create(
            process=cast.process, meeting=meeting, ordinal=ordinal, theme=f"Theme of {city}"
        )
        conference.co_chairs.add(cast.stakeholders["AF"], cast.stakeholders["PK"])

    # Version, process, four of Table 1, conferences and their co-chairs, next meetings (none, else their CBMs too).
    with django_assert_num_queries(9):
        page = client.get("/").content.decode()

    assert re.findall(r'<li class="(half-\d+)"( aria-current="step")?><a href="/conferences/(\d)/"', page) == [
        ("half-1", "", "1"),
        ("half-9", ' aria-current="step"', "5"),
        ("half-20", "", "9"),
    ]
    assert "“Theme of Islamabad”" in page
    assert "5th Ministerial Conference, Islamabad" in page
    assert "Co-chaired by Afghanistan and Pakistan" in page


def test_a_conference_without_a_place_leaves_the_line_even(cast):
    assert half_year(date(2011, 11, 2)) == 1
    assert half_year(date(2012, 6, 14)) == 2
    meeting = Meeting(process=cast.process, type="mc", starts_on=date(2031, 5, 1), state="held", city="Kabul")

    line = line_of([Conference(process=cast.process, meeting=meeting, ordinal=10)])

    assert line["timed"] is False
