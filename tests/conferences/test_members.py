"""Members of the processes side by side, our counts beside those of sources, and the engagement of states."""

import csv
import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.test import Client

from cbms.models import RoleAssignment
from conferences.umbrella.engagement import engagement
from conferences.umbrella.members import compare, members
from hoaip.grants import today
from hoaip.models import Process
from meetings.models import Attendance, Meeting, MeetingCbm
from tests.seeded import enter_reference


@pytest.fixture
def seeded(db):
    enter_reference()


@pytest.fixture
def world(filled):
    return filled


def text_of(response):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def test_our_counts_beside_those_of_the_sources(seeded):
    rows = compare(Process.objects.get(slug="hoa-ip"))

    # Ours, by hand: Azerbaijan from 2012, Uzbekistan from 2017; sixteen supporters and twelve organizations throughout.
    assert {row.year: row.ours for row in rows} == {
        2012: (14, 16, 12),
        2014: (14, 16, 12),
        2016: (14, 16, 12),
        2019: (15, 16, 12),
        2021: (15, 16, 12),
    }
    # Theirs, as they are read in the sources.
    assert [(row.year, row.stated) for row in rows] == [
        (2012, (14, 14, 11)),
        (2014, (14, 17, 12)),
        (2016, (14, 16, 12)),
        (2019, (15, 16, 12)),
        (2019, (14, 17, 14)),
        (2021, (15, 17, 12)),
        (2021, (15, 16, 16)),
    ]
    why = {(row.year, row.stated): " ".join(row.why) for row in rows}
    assert why[2016, (14, 16, 12)] == ""
    assert why[2014, (14, 17, 12)] == (
        "It counts European Union among the supporting countries; here it is an organization."
    )
    assert "Uzbekistan" in why[2019, (14, 17, 14)]
    assert "the first day of 16 of them is not known" in why[2012, (14, 14, 11)]


def test_everybody_reads_both_processes_side_by_side(seeded):
    found = members(date(2018, 1, 1))

    assert [process.slug for process in found.processes] == ["hoa-ip", "kabul-process"]
    cells = {row.code: [(cell.category, cell.came) for cell in row.cells] for row in found.rows}
    assert cells["UZ"] == [("participating", 0), ("", 1)]
    assert cells["QA"] == [("", 0), ("", 1)]
    assert cells["IN"] == [("participating", 0), ("", 0)]
    assert [numbers for _words, numbers in found.totals] == [(15, 0), (16, 0), (12, 0)]
    page = text_of(Client().get("/processes/members/?as_of=2018-01-01"))
    assert "came to 1 meeting" in page
    assert "Why they differ" in page
    assert Client().get("/processes/members/?as_of=soon").status_code == 400


def test_the_same_as_a_file(seeded):
    answer = Client().get("/processes/members.csv?as_of=2016-12-31")

    rows = list(csv.DictReader(answer.content.decode("utf-8-sig").splitlines()))
    assert answer["Content-Disposition"] == 'attachment; filename="members-2016-12-31.csv"'
    assert len(rows) == 59
    uz = next(row for row in rows if row["code"] == "UZ")
    assert (uz["hoa-ip"], uz["kabul-process"], uz["kabul-process_meetings"]) == ("none", "none", "0")


# Engagement


def held(world, days, answers, code="tci"):
    """A held meeting so many days ago, with its list of attendance."""
    day = today() - timedelta(days)
    meeting = Meeting.objects.create(
        process=world.process, type="rtgm", state="held", starts_on=day, ends_on=day, has_cbm=True, created_by=world.rev
    )
    MeetingCbm.objects.create(meeting=meeting, cbm=world.cbms[code])
    for party, answer in answers.items():
        Attendance.objects.create(meeting=meeting, stakeholder=world.stakeholders[party], answer=answer)
    return meeting


def row_of(found, code, slug):
    of = next(each for each in found.cbms if each.code == code)
    return next(state for state in of.states if state.slug == slug)


def test_the_last_six_meetings_in_words(world):
    for number, answer in enumerate(["present", "remote", "absent", "not_invited", "present", "absent", "present"]):
        held(world, 10 + number, {"IN": answer, "PK": "present"})

    found = engagement(today(), cbm="tci")

    # The seventh is too old to be among them.
    assert row_of(found, "tci", "india").answers == ["present", "remote", "absent", "not_invited", "present", "absent"]
    assert [str(words) for _answer, words in row_of(found, "tci", "india").cells][:4] == [
        "came",
        "remote",
        "absent",
        "not invited",
    ]
    assert [of.code for of in found.cbms] == ["tci"]
    assert found.absent == ()


def test_absent_three_in_a_row(world):
    RoleAssignment.objects.create(
        cbm=world.cbms["tci"],
        stakeholder=world.stakeholders["KZ"],
        stakeholder_kind="country",
        role="participating",
        from_on=date(2020, 1, 1),
    )
    # Newest first: absent, no list at all, not invited, not on the list, absent.
    held(world, 10, {"IN": "absent", "KZ": "absent"})
    held(world, 20, {})
    held(world, 30, {"IN": "not_invited", "KZ": "present"})
    held(world, 40, {"KZ": "absent"})
    held(world, 50, {"IN": "absent", "KZ": "absent"})

    found = engagement(today())

    assert row_of(found, "tci", "india").answers == ["absent", "no_list", "not_invited", "not_listed", "absent"]
    assert [(state.slug, codes) for state, codes in found.absent if "TCI" in codes] == [("india", "DM and TCI")]


def test_leads_two_and_came_to_none(world):
    RoleAssignment.objects.create(
        cbm=world.cbms["ri"],
        stakeholder=world.stakeholders["IN"],
        stakeholder_kind="country",
        role="co_lead",
        from_on=date(2020, 1, 1),
    )
    held(world, 10, {"IN": "absent"})
    held(world, 12, {"PK": "present"}, code="ri")

    told = engagement(today()).leads_and_stays_away
    assert [(state.slug, codes) for state, codes in told] == [("india", "TCI and RI")]
    held(world, 14, {"IN": "remote"}, code="ri")
    assert engagement(today()).leads_and_stays_away == ()


def test_the_page_is_for_the_ministry_and_the_administrator_alone(world):
    held(world, 10, {"IN": "absent", "PK": "present"})

    for key in ("fp_dm", "rev", "dir", "adm"):
        page = text_of(world.client(key).get("/engagement/?cbm=tci"))
        assert "India" in page
        assert "0 of 1" in page
    for key in ("del_pk", "del_in"):
        assert world.client(key).get("/engagement/").status_code == 403
    assert "/accounts/login/" in Client().get("/engagement/")["Location"]
    assert world.client("rev").get("/engagement/?cbm=xx").status_code == 400
    # Nobody outside reads a word of it on the pages that name the state.
    for address in ("/stakeholders/india/", "/cbms/tci/"):
        assert "three in a row" not in text_of(Client().get(address))
