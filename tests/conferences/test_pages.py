"""The public pages of conferences and processes, on the reference data."""

import pytest
from django.core.management import call_command
from django.test import Client

from conferences.models import Conference


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


@pytest.mark.parametrize(
    ("address", "statements"), [("/conferences/", 3), ("/conferences/5/", 5), ("/processes/hoa-ip/", 5)]
)
def test_statements(register, django_assert_num_queries, address, statements):
    with django_assert_num_queries(statements):
        assert Client().get(address).status_code == 200
