"""What waits for a person on the first page: its order, its groups and their counts, and which kinds wait for whom."""

import re
from datetime import date, timedelta

import pytest
from django.utils import translation

from conferences.models import Action
from hoaip.attention import FEW, MOST, Task, in_order
from hoaip.grants import today
from tests.trail import step

TODAY = date(2026, 6, 15)


def task(name, *, due=None, since=None):
    """A task that is due, or has been waiting, so many days from TODAY."""
    return Task(
        f"{name}.html",
        {},
        due=None if due is None else TODAY + timedelta(due),
        since=None if since is None else TODAY + timedelta(since),
    )


def told(tasks):
    """[(heading, [names])] of the tasks in order."""
    return [(heading, [each.template[:-5] for each in found]) for heading, found in in_order(tasks, TODAY).groups]


def test_few_stand_by_their_day_without_a_heading():
    tasks = [task("no day"), task("waits", since=-9), task("soon", due=3), task("over", due=-4), task("far", due=90)]

    assert len(tasks) == FEW
    assert told(tasks) == [("", ["over", "soon", "far", "waits", "no day"])]


def test_many_stand_in_groups_the_most_pressing_first():
    tasks = [
        task("waits little", since=-1),
        task("far", due=15),
        task("last day", due=14),
        task("waits long", since=-300),
        task("today", due=0),
        task("yesterday", due=-1),
        task("long over", due=-40),
        task("no day"),
    ]

    assert told(tasks) == [
        ("Past due", ["long over", "yesterday"]),
        ("Due within 14 days", ["today", "last day"]),
        ("Later, or without a day", ["far", "waits long", "waits little", "no day"]),
    ]


def test_a_group_without_tasks_is_not_there():
    tasks = [task(str(place), since=-place) for place in range(FEW + 1)]

    assert [heading for heading, _found in told(tasks)] == ["Later, or without a day"]
    assert told([]) == []


def test_what_waits_equally_keeps_the_order_of_the_panels():
    tasks = [task(name, due=2) for name in ("flag", "meeting", "action")]

    assert told(tasks) == [("", ["flag", "meeting", "action"])]


def test_a_due_day_goes_before_how_long_it_waits():
    both = Task("both.html", {}, due=TODAY + timedelta(2), since=TODAY - timedelta(400))

    assert told([task("waits", since=-500), both]) == [("", ["both", "waits"])]


def test_of_one_kind_the_most_pressing_stand_there_and_it_is_said():
    many = [task("action", due=day) for day in range(MOST + 3, 0, -1)] + [task("flag", since=-1)]

    waiting = in_order(many, TODAY)

    shown = [each for _heading, found in waiting.groups for each in found]
    assert waiting.is_cut
    assert [each.due for each in shown[:-1]] == [TODAY + timedelta(day) for day in range(1, MOST + 1)]
    assert shown[-1].template == "flag.html"
    assert not in_order(many[3:], TODAY).is_cut


@pytest.mark.parametrize(("due", "days"), [(-12, 12), (-1, 1), (0, 0), (5, 0), (None, 0)])
def test_days_over_are_counted_from_its_day_on(due, days):
    assert task("any", due=due, since=-30).days_over(TODAY) == days


@pytest.mark.parametrize("language", ["fa-af", "ps"])
def test_headings_are_in_the_words_and_digits_of_the_page(language):
    with translation.override(language):
        headings = [heading for heading, _found in told([task(str(day), due=day) for day in (-1, 1, 2, 3, 20, 30)])]

    assert len(headings) == 3
    assert "۱۴" in headings[1]
    assert not re.search(r"[A-Za-z0-9]", "".join(headings))


# On the page


def main_of(response):
    html = response.content.decode()
    return html[html.index("<main") : html.index('<aside class="thirds')]


def kinds(response):
    """The kind of every task on the page, in their order."""
    return re.findall(r'<li>.*?<p class="overline">([^<]*)</p>', main_of(response), re.S)


ASKED = "Request for a meeting"
# By hand, from what each may do: rev reviews, verifies, judges and looks after records; a focal point completes the own
# meetings, explains flags and reports; a delegate answers for the own state; the administrator closes the gaps of CBMs,
# of which dm has none here.
WAITING = {
    "fp_dm": ["Meeting", "Meeting", "Record of meeting", "Flag", ASKED, "Expression of interest", "Progress"],
    "fp_ct": ["Meeting"],
    "rev": [
        "Meeting",
        "Meeting",
        "Record of meeting",
        "Flag",
        ASKED,
        "Record of meeting",
        "Expression of interest",
        "Review",
        "Progress",
        "Progress",
        "Milestone",
        "Milestone",
        "Commitment",
        "Action",
    ],
    "dir": [ASKED, "Review", "Plan"],
    # The last is the delegations whose accounts nobody manages: one line, however many.
    "adm": ["Handover", *["What is missing"] * 5, "Expression of interest", "What is missing"],
    "del_kz": ["Action", "Commitment", "Commitment"],
    "del_pk": ["Action", "Record of meeting", "A request to you", "Commitment", "Commitment", "Contacts"],
    "del_au": ["Action", "A request to you", "Commitment"],
}


@pytest.fixture
def world(filled):
    """The filled world; what is to be done is due in three days."""
    Action.objects.update(due_on=today() + timedelta(3))
    return filled


@pytest.mark.parametrize("who", WAITING)
def test_each_finds_the_own_kinds_with_one_button_each(world, who):
    response = world.client(who).get("/")

    html = main_of(response)
    assert kinds(response) == WAITING[who]
    assert html.count("<li>") == len(WAITING[who])
    for item in html.split("<li>")[1:]:
        assert item.count('class="button') == 1
        assert item.count("<h3") == 1


def test_groups_have_headings_with_their_counts(world):
    html = main_of(world.client("rev").get("/"))

    headings = re.findall(r'<h2 class="lead">([^<]*) <span class="note">(\d+)</span></h2>', html)
    assert headings == [("Past due", "2"), ("Due within 14 days", "1"), ("Later, or without a day", "11")]
    assert re.findall(r"<h[1-6]", html) == ["<h1", "<h2", *["<h3"] * 2, "<h2", "<h3", "<h2", *["<h3"] * 11]
    # Records are due fourteen days after their meetings, which were 20 and 15 days ago.
    assert re.findall(r"(\d+) days? over", html) == ["6", "1"]


def test_who_has_nothing_to_do_is_told_so(cast):
    html = main_of(cast.client("del_au").get("/"))

    assert "Nothing waits for you" in html
    assert '<ul class="tasks"' not in html


def test_few_have_a_heading_for_the_ear_alone(world):
    html = main_of(world.client("del_kz").get("/"))

    assert re.findall(r"<h2[^>]*>", html) == ['<h2 class="hidden-text">']


def test_in_dari_the_groups_are_in_dari(world):
    html = main_of(world.client("rev").get("/fa-af/"))

    assert re.findall(r'<h2 class="lead">([^<]*) <span class="note">([^<]*)</span></h2>', html) == [
        ("از موعد گذشته", "۲"),
        ("موعد تا ۱۴ روز دیگر", "۱"),
        ("دیرتر، یا بدون موعد", "۱۱"),
    ]


def test_more_of_one_kind_than_are_shown_is_said(world):
    for number in range(MOST + 1):
        step(world, world.commitments["registered"], title=f"Step {number}", due_on=today() + timedelta(number))

    html = main_of(world.client("del_kz").get("/"))

    assert html.count('<p class="overline">Action</p>') == MOST
    assert "Of one kind 10 stand here at most." in html


# fp_dm: the page's own seven; flags, three of meetings, records, interests, consultations, plans returned, two of
# reports to write, actions, handovers, the own CBMs.
@pytest.mark.parametrize(("who", "statements"), [("fp_dm", 20), ("rev", 21), ("dir", 11), ("del_kz", 13)])
@pytest.mark.parametrize("many", [0, 1, 8])
def test_the_page_asks_the_same_number_of_questions(world, who, statements, many, django_assert_num_queries):
    Action.objects.update(due_on=today() - timedelta(3))
    for number in range(many):
        step(world, world.commitments["registered"], title=f"Late {number}", due_on=today() - timedelta(3))
        step(world, world.commitments["claimed"], state="done_claimed", title=f"Claimed {number}")
    browser = world.client(who)
    browser.get("/accounts/")

    with django_assert_num_queries(statements):
        browser.get("/")
