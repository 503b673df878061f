"""How many statements each page of the umbrella asks: the same for few rows and for many."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from conferences.models import Contribution, Initiative, MeetingTheme, Programme
from hoaip import public_cache
from hoaip.grants import today
from hoaip.models import Process
from meetings.models import Attendance, Meeting
from tests.trail import measure


@pytest.fixture
def world(filled):
    world = filled
    world.umbrella = Process.objects.create(
        slug="kabul-process", short_name="Kabul Process", name_en="Kabul Process", launched_on=date(2017, 6, 6)
    )
    Initiative.objects.filter(pk=world.initiative.pk).update(process=world.umbrella)
    add_meeting(world)
    return world


def statements(address, key=None, world=None):
    """What a page asks when nothing is kept of it or of the names it reads."""
    browser = world.client(key) if key else Client()
    browser.get(address)
    for kept in (public_cache.bodies, public_cache.own_bodies, public_cache.facts):
        kept.forget()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert browser.get(address).status_code == 200
    return len(asked)


def add_meeting(world):
    meeting = Meeting.objects.create(
        process=world.umbrella,
        type="other",
        state="held",
        starts_on=date(2017, 6, 6),
        ends_on=date(2017, 6, 6),
        created_by=world.rev,
    )
    MeetingTheme.objects.create(meeting=meeting, theme="peace")
    Attendance.objects.create(meeting=meeting, stakeholder=world.stakeholders["TR"], answer="present")
    return meeting


def add_more(world):
    for number in range(5):
        row = Initiative.objects.create(
            slug=f"more-{number}", acronym=f"M{number}", name_en="More", process=world.umbrella, themes=["peace"]
        )
        row.cbms.add(world.cbms["dm"], world.cbms["ct"])
        for initiative in (row, world.initiative):
            Contribution.objects.create(
                initiative=initiative,
                cbm=world.cbms["dm"],
                arrived="It.",
                arrived_on=today(),
                meeting=world.meetings["held"],
                commitment=world.commitments["registered"],
            )
        measure(world, "adopted", title=f"More {number}", initiative=world.initiative)
        programme = Programme.objects.create(
            organization=world.stakeholders["UNDP"], process=world.process, title_en=f"More {number}"
        )
        programme.cbms.add(world.cbms["dm"], world.cbms["ri"])
        programme.states.add(world.stakeholders["PK"], world.stakeholders["IN"])
        add_meeting(world)


PAGES = {
    "/initiatives/": 9,
    "/initiatives/sample-initiative/": 10,
    "/measures/": 3,
    "/programmes/": 7,
    "/programmes/map/": 8,
    "/processes/members/": 7,
    "/processes/members.csv": 5,
    "/processes/kabul-process/": 18,
    "/stakeholders/undp/": 9,
    "/cbms/ct/": 14,
}


def test_few_rows_and_many_ask_the_same(world):
    # What the pages ask once a link is there; without one they ask less.
    Contribution.objects.filter(pk=world.contribution.pk).update(
        meeting=world.meetings["held"], commitment=world.commitments["registered"]
    )
    few = {address: statements(address) for address in PAGES}
    add_more(world)
    many = {address: statements(address) for address in PAGES}

    assert few == many
    assert many == PAGES


def test_single_things(world):
    assert statements(f"/measures/{world.measures['adopted'].uid}/") == 3
    assert statements(f"/programmes/{world.programme.uid}/") == 4


def test_engagement_is_one_statement(world):
    # Session, person, version, rights, the names of the CBMs and the share confirmed come beside it.
    assert [statements(f"/engagement/?cbm={code}", "rev", world) for code in ("dm", "")] == [7, 7]
