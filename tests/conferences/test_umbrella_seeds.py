"""Initiatives, programmes and themes out of the reference data: each with its source, and written once."""

import pytest
from django.test import Client

from conferences.actions.initiatives import set_themes
from conferences.models import Contribution, Initiative, MeetingTheme, Programme
from conferences.seeds import reference, seed_reference
from hoaip import grants
from hoaip.models import Appointment, Event, Process, User
from meetings.models import Attendance, Meeting
from tests.seeded import enter_reference


@pytest.fixture
def seeded(db):
    enter_reference()


def test_everything_has_a_source_and_nobody_has_confirmed_it(seeded):
    for model, number in ((Initiative, 8), (Contribution, 1), (Programme, 11)):
        rows = list(model.objects.all())
        assert len(rows) == number
        assert all(row.source.strip() and row.is_imported and not row.is_confirmed for row in rows)


def test_a_second_time_changes_nothing(seeded):
    again = seed_reference(reference(), by=User.objects.system())

    assert again.written == 0
    assert again.kinds["initiatives"] == {"created": 0, "changed": 0, "same": 8, "kept": 0}


def test_what_a_person_wrote_is_kept(seeded):
    row = Initiative.objects.get(slug="qcg")
    Initiative.objects.filter(pk=row.pk).update(is_imported=False, status="dormant")
    person = User.objects.create(email="rev@example.org", full_name="Reviewer")
    umbrella = Process.objects.get(slug="kabul-process")
    Appointment.objects.create(process=umbrella, user=person, role="reviewer", from_on="2020-01-01")
    grants.sync_all()
    meeting = Meeting.objects.get(process=umbrella, ordinal=2)
    set_themes(meeting, themes=["peace"], by=person)

    again = seed_reference(reference(), by=User.objects.system())

    row.refresh_from_db()
    assert (row.status, again.kinds["initiatives"]["kept"], again.written) == ("dormant", 1, 0)
    assert [each.theme for each in MeetingTheme.objects.filter(meeting=meeting)] == ["peace"]


def test_the_process_is_an_initiative_of_the_umbrella(seeded):
    row = Initiative.objects.get(is_process__slug="hoa-ip")

    assert (row.process.slug, row.themes, [cbm.code for cbm in row.cbms.all()]) == (
        "kabul-process",
        ["security"],
        ["ct"],
    )


def test_each_meeting_of_the_umbrella_has_its_own_participants(seeded):
    first, second = Meeting.objects.filter(process__slug="kabul-process").order_by("ordinal")

    # 24 countries and three organizations were announced, and Afghanistan was the host.
    assert Attendance.objects.filter(meeting=first, answer="present").count() == 28
    assert Attendance.objects.filter(meeting=second).count() == 0


def test_what_arrived_stands_in_the_timeline_of_its_cbm(seeded):
    event = Event.objects.get(kind="contribution.arrive")

    assert (str(event.on), event.params["acronym"]) == ("2017-11-15", "RECCA")
    assert "Arrived from RECCA" in Client().get("/cbms/ri/timeline/").content.decode()


def test_the_umbrella_shows_what_feeds_it_and_what_does_not(seeded):
    page = Client().get("/processes/kabul-process/").content.decode()

    for words in (
        "QCCM",
        "Moscow Format",
        "Its meetings, and who came to each",
        "Uzbekistan",
        "No initiative is known for",
    ):
        assert words in page
    # The public is told of no silence.
    assert "nothing has arrived" not in page
