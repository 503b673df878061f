"""The public pages of conferences and processes, on the reference data."""

import re

import pytest
from django.core.management import call_command
from django.test import Client

from conferences.models import Conference
from meetings.models import Meeting


@pytest.fixture
def register(db):
    call_command("seed_reference", verbosity=0)


def test_all_conferences_stand_in_the_list(register):
    html = Client().get("/conferences/").content.decode()

    assert [city in html for city in ("Istanbul", "Kabul", "Almaty", "Beijing", "Islamabad", "Amritsar", "Baku")] == [
        True
    ] * 7
    assert html.count("Ministerial Conference, ") == 9


def test_conference_shows_its_facts_and_neighbours(register):
    html = Client().get("/conferences/5/").content.decode()

    for words in ("5th Ministerial Conference, Islamabad", "9 December 2015", "Islamabad Declaration", "Source"):
        assert words in html
    assert "/conferences/4/" in html
    assert "/conferences/6/" in html


def test_unknown_conference_is_a_404(register):
    assert Client().get("/conferences/99/").status_code == 404
    assert Client().get("/processes/atlantis/").status_code == 404


def test_address_of_its_meeting_leads_to_the_conference(register):
    meeting = Conference.objects.get(ordinal=7).meeting

    answer = Client().get(f"/meetings/{meeting.uid}/")

    assert (answer.status_code, answer["Location"]) == (302, "/conferences/7/")


@pytest.mark.parametrize("slug", ["hoa-ip", "kabul-process"])
def test_process_says_what_it_is(register, slug):
    html = Client().get(f"/processes/{slug}/").content.decode()

    assert "Meetings of its bodies" in html
    assert ("Participating countries" in html) == (slug == "hoa-ip")


def text_of(address):
    html = Client().get(address).content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_who_counted_how_many_stands_side_by_side(register):
    text = text_of("/conferences/8/")

    assert "As its source states it 15 participating countries, 16 supporting countries, 12 supporting org" in text
    assert "As another source states it 14 participating countries, 17 supporting countries, 14 supporting" in text
    assert "by the register 15 participating countries, 16 supporting countries, 12 supporting organizations" in text
    assert "Sources differ" in text


def test_number_of_delegations_is_a_lower_bound(register):
    assert "more than 50 delegations" in text_of("/conferences/3/")


def test_what_is_not_known_is_said(register):
    assert "Theme not known" in text_of("/conferences/3/")


def test_the_one_in_hand_is_filled_on_the_line(register):
    html = Client().get("/conferences/5/").content.decode()

    assert re.findall(r'aria-current="step"><a href="([^"]+)"', html) == ["/conferences/5/"]


def test_senior_officials_who_led_up_to_it(register):
    text = text_of("/conferences/5/")

    assert "12th SOM, New York" in text
    assert "9th SOM, Beijing" not in text


def test_dari_page_has_dari_names_and_the_solar_day_first(register):
    text = text_of("/fa-af/conferences/5/")

    for words in ("کنفرانس ۵ وزیران، اسلام‌آباد", "۱۸ قوس ۱۳۹۴ ۹ دسمبر ۲۰۱۵", "پاکستان", "۱۴ کشور اشتراک‌کننده"):
        assert words in text


def test_conference_whose_meeting_is_not_announced_is_not_there(register):
    Meeting.objects.filter(type="mc", ordinal=9).update(state="planned", announced_at=None)

    assert Client().get("/conferences/9/").status_code == 404
    assert "Dushanbe" not in Client().get("/conferences/").content.decode()


def test_members_of_one_process_are_not_those_of_the_other(register):
    text = text_of("/processes/kabul-process/")

    assert "It has no list of members" in text
    assert "First meeting of the Kabul Process" in text
    assert "SOM" not in text


@pytest.mark.parametrize(
    # The list asks for the hosts to choose among, too; they are kept for everybody.
    ("address", "statements"),
    [("/conferences/", 5), ("/conferences/5/", 6), ("/processes/hoa-ip/", 6)],
)
@pytest.mark.parametrize("left", [9, 5])
def test_statements(register, django_assert_num_queries, address, statements, left):
    Meeting.objects.filter(type="mc", ordinal__gt=left).update(state="planned", announced_at=None)

    with django_assert_num_queries(statements):
        assert Client().get(address).status_code == 200
