"""The public pages of conferences and processes, on the reference data."""

import re
from html import unescape

import pytest
from django.test import Client

from conferences.models import Conference
from hoaip.models import Stakeholder
from hoaip.public_cache import bodies
from meetings.models import Attendance, Meeting
from tests.seeded import enter_reference


@pytest.fixture
def register(db):
    enter_reference()


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


@pytest.mark.parametrize(
    ("slug", "heading"),
    [("hoa-ip", "Meetings of its bodies"), ("kabul-process", "Its meetings, and who came to each")],
)
def test_process_says_what_it_is(register, slug, heading):
    html = Client().get(f"/processes/{slug}/").content.decode()

    assert html.count(heading) == 1
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

    assert "It has no list of members, and borrows none" in text
    assert "Peace: making and building it" in text
    assert "Its themes" in text
    assert "First meeting of the Kabul Process" in text
    assert "SOM" not in text


def test_the_handover_of_the_chair_is_dated_by_its_conferences(register):
    text = text_of("/conferences/5/")

    assert "Handed over by Pakistan Co-chair from the conference in Beijing 2014 to the one in Islamabad 2015" in text
    assert "Taken over by India Co-chair from the conference in Islamabad 2015 to the one in Amritsar 2016" in text


def test_a_conference_that_moved_shows_its_first_date_and_why(register):
    page = Client().get("/conferences/4/").content.decode()

    assert re.search(r"<s>.*29 August 2014.*</s>", page)
    assert "First announced for Tianjin; it was moved" in page


def test_who_came_is_counted_by_category_from_its_attendance(register):
    assert "No list of who came was found" in text_of("/conferences/7/")
    meeting = Conference.objects.get(ordinal=7).meeting
    rows = [
        ("AF", "participating"),
        ("AZ", "participating"),
        ("DE", "supporting"),
        ("EU", "supporting"),
        ("QA", "observer"),
    ]
    for code, capacity in rows:
        party = Stakeholder.objects.get(code=code)
        Attendance.objects.create(meeting=meeting, stakeholder=party, answer="present", capacity=capacity)
    bodies.forget()

    text = text_of("/conferences/7/")

    assert "2 participating countries, 1 supporting country, 1 supporting organization, 1 observer" in text


def test_afghanistan_as_permanent_chair_is_a_disputed_fact_with_its_sources(register):
    page = Client().get("/processes/hoa-ip/").content.decode()
    text = text_of("/processes/hoa-ip/")

    assert "Permanent chair: Afghanistan" in text
    assert "Sources differ The site of the process calls it permanent chair; some texts call it permanent co-ch" in text
    assert 'href="http://hoa.gov.af/294/chair-chairs"' in page


@pytest.mark.parametrize(
    ("day", "counted", "co_chair"),
    [("2016-12-03", "14", "India"), ("2017-06-01", "15", "Azerbaijan"), ("2018-06-01", "15", "Turkey (Türkiye)")],
)
def test_a_process_stands_as_on_the_day_that_is_asked_for(register, day, counted, co_chair):
    text = text_of(f"/processes/hoa-ip/?as_of={day}")

    assert f"Participating countries {counted} " in text
    assert re.search(
        rf"Co-chair from the conference in [A-Za-z]+ \d+ to the one in [A-Za-z]+ \d+: {re.escape(co_chair)}", text
    )


def test_a_day_that_cannot_be_read_is_a_400(register):
    answer = Client().get("/processes/hoa-ip/?as_of=2016-13-45")

    assert answer.status_code == 400
    assert 'id="id_as_of_error"' in answer.content.decode()


def test_how_many_as_sources_count_stands_with_each_source(register):
    text = text_of("/processes/hoa-ip/")

    assert "2012 14 14 11 afghanistan-un.org" in text
    assert "2020 14 17 14 en.mehrnews.com" in text


def test_officials_meetings_are_three_clicks_from_home_at_most(register):
    home = Client().get("/").content.decode()
    assert 'href="/conferences/"' in home
    page = Client().get("/conferences/").content.decode()
    for type_, first in (("som", "SOM, Dushanbe"), ("am", "Ambassadorial Meeting, Kabul")):
        assert f'href="/meetings/?type={type_}"' in page
        assert first in Client().get(f"/meetings/?type={type_}").content.decode()


def test_the_timeline_of_the_process_goes_back_to_its_launch(register):
    address, pages = "/processes/hoa-ip/timeline/", []
    while address:
        pages.append(Client().get(address).content.decode())
        following = re.search(r'href="([^"]+)" rel="next"', pages[-1])
        address = following and "/processes/hoa-ip/timeline/" + unescape(following[1])

    assert len(pages) > 2
    assert "Held: 9th Ministerial Conference, Dushanbe" in pages[0]
    assert "2 November 2011" in pages[-1]
    assert "Afghanistan: permanent chair of HoA-IP" in "".join(pages)


@pytest.mark.parametrize(
    ("address", "statements"), [("/conferences/", 5), ("/conferences/5/", 14), ("/processes/hoa-ip/", 9)]
)
@pytest.mark.parametrize("left", [9, 5])
def test_statements(register, django_assert_num_queries, address, statements, left):
    Meeting.objects.filter(type="mc", ordinal__gt=left).update(state="planned", announced_at=None)

    with django_assert_num_queries(statements):
        assert Client().get(address).status_code == 200
