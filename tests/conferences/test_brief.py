"""Briefs: what they say of the known facts as of a day, who draws them up, in which forms, at what cost."""

import io
import zipfile
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cbms.actions import change_cbm
from cbms.models import Cbm
from conferences.brief.country import country_brief
from conferences.brief.measure import cbm_brief
from conferences.brief.whole import process_brief
from hoaip import grants
from hoaip.ladder import Rung
from hoaip.models import AccessEntry, Appointment, Process, Stakeholder, User
from hoaip.public_cache import own_bodies
from meetings.models import Attendance, Meeting
from tests.seeded import enter_reference
from tests.trail import commitment, declaration, step

DAY = date(2017, 11, 30)
# The statements of a page, the same for few rows and for many.
PAGES = {"/brief/processes/hoa-ip/": 23, "/brief/cbms/dm/": 22, "/brief/stakeholders/kazakhstan/": 21}


@pytest.fixture
def reviewer(db):
    enter_reference()
    person = User.objects.create(email="rev@example.org", full_name="Reviewer")
    Appointment.objects.create(
        user=person, process=Process.objects.get(slug="hoa-ip"), role="reviewer", from_on=date(2011, 11, 2)
    )
    grants.sync_all()
    return person


def section(brief, title):
    return next(each for each in brief.sections if each.title == title)


def test_dm_as_of_the_end_of_november_2017(reviewer):
    brief = cbm_brief(Cbm.objects.get(code="dm"), reviewer, as_of=DAY)

    assert (brief.since, brief.since_words) == (date(2016, 12, 4), "6th Ministerial Conference, Amritsar")
    facts = dict(section(brief, "As it stands").facts)
    assert facts["RTGMs in 2017"] == "0 of 2 held"
    assert facts["Invitation at the latest"] == "14 July 2017"
    assert facts["Next meeting"] == "22 June 2018"
    assert dict(section(brief, "Roles on this day").facts)["Leads"] == "Kazakhstan, Pakistan"
    assert section(brief, "Meetings since the CBM was founded").rows == (
        ("8 September 2015", "Disaster Management, 4th RTGM, Islamabad", "Pakistan", "24 states and organizations"),
        ("14 May 2014", "Disaster Management, 3rd RTGM, Islamabad", "Pakistan", "17 states and organizations"),
        ("4 September 2013", "Disaster Management, 2nd RTGM, Astana", "Kazakhstan", "17 states and organizations"),
        ("20 September 2012", "Disaster Management, 1st RTGM, Islamabad", "Pakistan", "not known"),
    )


def test_kazakhstan_as_of_the_end_of_november_2017(reviewer):
    brief = country_brief(Stakeholder.objects.get(code="KZ"), reviewer, as_of=DAY)

    assert section(brief, "Its place").facts == (("HoA-IP", "Participating country, since 2 November 2011"),)
    assert section(brief, "Its roles").rows == (
        ("Disaster Management", "Lead", "14 June 2012", "One of two equal leads; sources also say co-leads."),
    )
    # Of the first RTGM it is not known who came: it does not count against anybody.
    assert ("Disaster Management", "0 / 0", "3 / 3") in section(brief, "Where it came").rows
    assert [row[0] for row in section(brief, "Last contacts").rows] == [
        "6 June 2017",
        "8 September 2015",
        "14 May 2014",
        "4 September 2013",
    ]
    assert section(brief, "Its commitments").is_empty


def test_the_process_as_of_a_day(reviewer):
    brief = process_brief(Process.objects.get(slug="hoa-ip"), reviewer, as_of=DAY)

    by_cbm = {row[0]: row[1:3] for row in section(brief, "By CBM").rows}
    assert by_cbm["Regional Infrastructure"] == ("1", "1 of 2 held")
    assert by_cbm["Disaster Management"] == ("0", "0 of 2 held")
    states = {row[0]: row[1:3] for row in section(brief, "By state and organization").rows}
    assert states["Turkmenistan"] == ("RI L", "1 / 1")
    assert "4 April 2017" in [row[0] for row in section(brief, "Meetings").rows]


def test_a_day_before_the_first_conference_begins_at_the_launch(reviewer):
    brief = process_brief(Process.objects.get(slug="hoa-ip"), reviewer, as_of=date(2011, 11, 1))

    assert (brief.since, brief.since_words) == (date(2011, 11, 2), "the launch of the process")


def test_commitments_and_actions_as_far_as_the_reader_may_know(cast):
    meeting = Meeting.objects.create(
        process=cast.process,
        type="mc",
        state="held",
        starts_on=date(2016, 12, 4),
        ends_on=date(2016, 12, 4),
        city="Amritsar",
        created_by=cast.rev,
    )
    said = declaration(cast, meeting, state="sealed").paragraphs.get(number=1)
    of_dm = commitment(cast, said, title_en="To share early warnings")
    commitment(cast, said, title_en="Still a draft of CT", state="draft", cbm="ct", owners=("TR",))
    step(cast, of_dm, title="Send the list", due_on=date(2026, 1, 1))

    of_kazakhstan = country_brief(cast.stakeholders["KZ"], cast.rev, as_of=date(2026, 11, 30))
    early = country_brief(cast.stakeholders["KZ"], cast.rev, as_of=date(2015, 1, 1))
    of_dm_for_fp = cbm_brief(cast.cbms["dm"], cast.fp_dm, as_of=date(2026, 11, 30))

    assert [row[1] for row in section(of_kazakhstan, "Its commitments").rows] == ["To share early warnings"]
    assert section(of_kazakhstan, "Its open actions").rows[0][0] == "Send the list"
    # Whenever they were entered: what was not said yet on a day is not in the brief of that day.
    assert section(early, "Its commitments").is_empty
    assert section(early, "Its open actions").is_empty
    assert section(cbm_brief(cast.cbms["dm"], cast.fp_dm, as_of=date(2015, 1, 1)), "Open actions").is_empty
    assert section(of_dm_for_fp, "Open actions").rows[0][3] == "open, day passed"
    assert "Still a draft" not in str(of_dm_for_fp.sections)


def test_what_is_for_the_ministry_alone_is_nobody_elses(cast):
    answers = {key: cast.client(key).get("/brief/cbms/dm/").status_code for key in ("rev", "fp_ct", "adm", "del_pk")}

    assert answers == {"rev": 200, "fp_ct": 200, "adm": 403, "del_pk": 403}
    assert "/accounts/login/" in Client().get("/brief/cbms/dm/")["Location"]


def test_a_focal_point_reads_no_record_of_another_cbm_in_a_brief(cast):
    meeting = Meeting.objects.create(
        process=cast.process,
        type="mc",
        state="held",
        starts_on=date(2016, 12, 4),
        ends_on=date(2016, 12, 4),
        city="Amritsar",
        created_by=cast.rev,
    )
    said = declaration(cast, meeting, state="sealed").paragraphs.get(number=1)
    commitment(cast, said, title_en="Draft of another CBM", state="draft", cbm="ct", owners=("KZ",), rung=Rung.MINISTRY)

    page = cast.client("fp_dm").get("/brief/stakeholders/kazakhstan/").content.decode()

    assert "Draft of another CBM" not in page


@pytest.mark.parametrize(("address", "statements"), PAGES.items())
def test_statements_do_not_grow_with_the_register(cast, address, statements):
    browser = cast.client("rev")
    browser.get("/brief/")

    counts = []
    for months in (range(1, 4), range(4, 11)):
        for month in months:
            meet(cast, date(2026, month, 1))
        # No action wrote these: what is kept for the reader would be given again.
        own_bodies.forget()
        with CaptureQueriesContext(connection) as found:
            assert browser.get(address).status_code == 200
        counts.append(len(found))

    assert counts == [statements, statements]


def test_a_brief_is_kept_for_its_reader_until_something_is_written(cast, django_assert_num_queries):
    browser, other = cast.client("rev"), cast.client("dir")
    for each in (browser, other):
        each.get("/brief/cbms/dm/")
        each.get("/brief/cbms/dm/")
    with django_assert_num_queries(3):  # session, person, version
        browser.get("/brief/cbms/dm/")

    dm = cast.cbms["dm"]
    change_cbm(dm, texts={"name_en": "Disasters"}, version=dm.version, reason="Adopted so.", by=cast.adm)

    for each in (browser, other):
        assert "Disasters" in each.get("/brief/cbms/dm/").content.decode()


def meet(cast, day):
    """An RTGM of DM held on a day, to which Kazakhstan came."""
    meeting = Meeting.objects.create(
        process=cast.process,
        type="rtgm",
        state="held",
        starts_on=day,
        ends_on=day,
        host=cast.stakeholders["PK"],
        created_by=cast.rev,
        has_cbm=True,
    )
    meeting.pairs.create(cbm=cast.cbms["dm"])
    Attendance.objects.create(meeting=meeting, stakeholder=cast.stakeholders["KZ"], answer="present")


def test_days_that_cannot_be_read_are_a_sentence(cast):
    answer = cast.client("rev").get("/brief/cbms/dm/?as_of=2016-13-45")
    upside_down = cast.client("rev").get("/brief/cbms/dm/?as_of=2016-01-01&since=2017-01-01")

    assert answer.status_code == 400
    assert "id_as_of_error" in answer.content.decode()
    assert upside_down.status_code == 400
    assert "It begins after it ends" in upside_down.content.decode()


def test_a_solar_day_is_the_same_day(cast):
    solar = cast.client("rev").get("/brief/cbms/dm/?as_of=1396-09-09").content.decode()

    assert "30 November 2017" in solar


@pytest.mark.parametrize(("prefix", "direction"), [("", "ltr"), ("/fa-af", "rtl"), ("/ps", "rtl")])
def test_word_is_one_and_turned_the_right_way(cast, prefix, direction):
    answer = cast.client("rev").get(f"{prefix}/brief/stakeholders/kazakhstan/word/?as_of=2017-11-30")

    package = zipfile.ZipFile(io.BytesIO(b"".join(answer)))
    text = package.read("word/document.xml").decode()
    assert answer["Content-Disposition"] == 'attachment; filename="brief-kazakhstan-2017-11-30.docx"'
    assert ("<w:bidi/>" in text) == (direction == "rtl")
    assert AccessEntry.objects.filter(kind="export").exists()


def test_the_pdf_is_one(cast):
    answer = cast.client("rev").get("/brief/cbms/dm/pdf/?as_of=2017-11-30")

    assert b"".join(answer)[:5] == b"%PDF-"
    assert answer["Content-Type"] == "application/pdf"


def test_the_page_for_paper_says_for_whom_and_as_of_when(cast):
    page = cast.client("rev").get("/fa-af/brief/processes/hoa-ip/print/?as_of=2017-11-30").content.decode()

    assert 'dir="rtl"' in page
    assert "2017" in page or "۲۰۱۷" in page
    assert "as_of=2017-11-30" in page
