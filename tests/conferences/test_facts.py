"""Facts about conferences and chairs, which staff confirm; texts of processes, which the administrator writes."""

import re
from datetime import date
from html import unescape

import pytest
from django.test import Client

from conferences.models import Chair, Commitment, Conference
from hoaip.errors import Refused
from hoaip.models import AuditEntry, Process
from hoaip.register.actions import change_process
from tests.trail import commitment

LIST = "/manage/facts/?of=conferences"
TEXTS = {
    "name_en": "Heart of Asia – Istanbul Process",
    "description_en": "Neighbours at one table.",
    "themes_en": "Political consultation\nConfidence building measures",
    "name_fa": "قلب آسیا – روند استانبول",
    "description_fa": "همسایگان در یک میز.",
    "themes_fa": "مشورت سیاسی",
    "name_ps": "د اسیا زړه – د استانبول بهیر",
    "description_ps": "ګاونډیان په یوه مېز.",
    "themes_ps": "",
    "reason": "In our own words.",
    "version": "1",
}


@pytest.fixture
def world(filled):
    world = filled
    Chair.objects.filter(pk=world.chair.pk).update(
        is_imported=True, is_disputed=True, dispute_note="Permanent chair; some texts: co-chair."
    )
    Conference.objects.filter(pk=world.conference.pk).update(is_imported=True)
    return world


def text_of(response):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def test_they_wait_in_a_tab_of_their_own(world):
    page = text_of(world.client("rev").get(LIST))

    assert "India: HoA-IP, Co-chair from the conference in Islamabad 2015 on" in page
    assert "Permanent chair; some texts: co-chair." in page
    assert "5th Ministerial Conference, Islamabad" in page
    assert "2 facts" in page


def test_confirming_a_term_settles_the_dispute(world):
    browser = world.client("dir")

    answer = browser.post(f"/manage/facts/chair/{world.chair.uid}/confirm/")

    world.chair.refresh_from_db()
    assert answer["Location"] == LIST
    assert (world.chair.is_disputed, world.chair.confirmed_by) == (False, world.dir)
    assert AuditEntry.objects.get().action == "fact.confirm"
    assert "India" not in text_of(browser.get(LIST)).split("Facts to confirm")[-1]


def test_disputing_a_conference_is_read_by_everybody(world):
    browser = world.client("rev")
    address = f"/manage/facts/conference/{world.conference.uid}/dispute/"

    assert "9 December 2015" in text_of(browser.get(address))
    assert browser.post(address, {"note": " "}).status_code == 422
    assert browser.post(address, {"note": "A second source counts it as the fourth."}).status_code == 302

    assert "A second source counts it as the fourth." in text_of(Client().get("/conferences/5/"))


@pytest.mark.parametrize("key", ["fp_dm", "adm", "del_pk"])
def test_others_confirm_none_of_them(world, key):
    assert world.client(key).post(f"/manage/facts/chair/{world.chair.uid}/confirm/").status_code == 403
    assert world.client("fp_dm").get(LIST).status_code == 400


@pytest.mark.parametrize("count", [1, 3, 9])
def test_statements_of_the_tab(world, django_assert_num_queries, count):
    countries = [row for row in world.stakeholders.values() if row.kind == "country" and row.code != "IN"]
    for country in countries[: count - 1]:
        Chair.objects.create(
            process=world.process,
            stakeholder=country,
            stakeholder_kind="country",
            standing="co_chair",
            from_conference=world.conference,
            from_on=date(2015, 12, 9),
            is_imported=True,
        )
    browser = world.client("rev")
    browser.get(LIST)

    with django_assert_num_queries(9):
        browser.get(LIST)


def test_a_process_itself_is_confirmed_and_disputed(world):
    Process.objects.filter(pk=world.process.pk).update(is_imported=True)
    browser, address = world.client("rev"), f"/manage/facts/process/{world.process.uid}/"
    assert "HoA-IP: Heart of Asia – Istanbul Process" in text_of(browser.get(LIST))

    browser.post(f"{address}dispute/", {"note": "One source says June."})
    assert "One source says June." in text_of(browser.get(LIST))
    browser.post(f"{address}confirm/")

    world.process.refresh_from_db()
    assert (world.process.is_disputed, world.process.confirmed_by) == (False, world.rev)
    assert "Heart of Asia – Istanbul Process" not in text_of(browser.get(LIST)).split("Facts to confirm")[-1]


# Commitments


OF_COMMITMENTS = "/manage/facts/?of=commitments"


@pytest.fixture
def imported(world):
    """A commitment out of an import, in Disaster Management, that everybody may see."""
    row = world.commitments["registered"]
    Commitment.objects.filter(pk=row.pk).update(is_imported=True, source="https://example.org/text")
    row.refresh_from_db()
    return row


@pytest.mark.parametrize("key", ["fp_dm", "rev", "dir"])
def test_a_commitment_waits_for_whom_it_concerns_and_is_confirmed(world, imported, key):
    browser, address = world.client(key), f"/manage/facts/commitment/{imported.uid}/"
    assert imported.title_en in text_of(browser.get(OF_COMMITMENTS))
    assert "?of=commitments" in browser.get(f"/commitments/{imported.uid}/").content.decode()

    answer = browser.post(f"{address}confirm/")

    imported.refresh_from_db()
    assert answer["Location"] == OF_COMMITMENTS
    assert (imported.confirmed_by, imported.state) == (getattr(world, key), "registered")
    assert imported.ownership.get().answer == ""
    assert imported.title_en not in text_of(browser.get(OF_COMMITMENTS)).split("Facts to confirm")[-1]


def test_a_disputed_commitment_is_marked_for_everybody(world, imported):
    address = f"/manage/facts/commitment/{imported.uid}/dispute/"
    assert world.client("fp_dm").post(address, {"note": "The text says: consider."}).status_code == 302

    assert "The text says: consider." in text_of(Client().get(f"/commitments/{imported.uid}/"))
    assert "The text says: consider." in text_of(world.client("rev").get(OF_COMMITMENTS))


def test_of_other_cbms_and_of_drafts_nobody_is_asked(world, imported):
    Commitment.objects.filter(pk=world.commitments["draft"].pk).update(is_imported=True)

    drafts = world.commitments["draft"].title_en

    assert imported.title_en not in text_of(world.client("fp_ct").get(OF_COMMITMENTS))
    assert drafts not in text_of(world.client("rev").get(OF_COMMITMENTS))
    assert world.client("fp_ct").post(f"/manage/facts/commitment/{imported.uid}/confirm/").status_code == 403


@pytest.mark.parametrize("count", [1, 9])
def test_statements_of_the_tab_of_commitments(world, imported, django_assert_num_queries, count):
    for number in range(count):
        paragraph = world.declarations["sealed"].paragraphs.get(number=2)
        commitment(world, paragraph, title_en=f"One more, {number}", owners=("KZ", "PK"), is_imported=True)
    browser = world.client("rev")
    browser.get(OF_COMMITMENTS)

    with django_assert_num_queries(8):
        browser.get(OF_COMMITMENTS)


# The texts of a process


def test_the_administrator_writes_what_everybody_reads(world):
    browser, address = world.client("adm"), "/manage/processes/hoa-ip/"

    assert browser.post(address, TEXTS).status_code == 302

    for way, column in (("", "description_en"), ("/fa-af", "description_fa"), ("/ps", "description_ps")):
        assert TEXTS[column] in text_of(Client().get(f"{way}/processes/hoa-ip/"))
    entry = AuditEntry.objects.get(action="process.change")
    assert (entry.reason, entry.actor_name) == ("In our own words.", "Sample adm")
    assert entry.changes["description_fa"] == ["", "همسایگان در یک میز."]


def test_a_stale_text_comes_back_with_both(world):
    browser, address = world.client("adm"), "/manage/processes/hoa-ip/"
    browser.post(address, TEXTS)

    stale = browser.post(address, TEXTS | {"description_en": "Another sentence."})

    assert stale.status_code == 409
    assert "Another sentence." in text_of(stale)
    assert "Neighbours at one table." in text_of(stale)
    assert Process.objects.get().version == 2


@pytest.mark.parametrize("change", [{"name_en": " "}, {"reason": ""}, {"name_fa": "x" * 201}])
def test_a_refused_text_keeps_what_was_typed(world, change):
    answer = world.client("adm").post("/manage/processes/hoa-ip/", TEXTS | change)

    assert answer.status_code == 422
    assert "ګاونډیان په یوه مېز." in answer.content.decode()
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("key", ["rev", "dir", "fp_dm", "del_pk"])
def test_nobody_else_writes_them(world, key):
    with pytest.raises(Refused):
        change_process(world.process, texts={}, version=1, reason="x", by=world.people[key])
