"""The register of commitments: drafted, registered, confirmed by its owners, listed, exported."""

import csv
import io
from datetime import date

import pytest
from django.db import connection
from django.template import Context, Template
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from conferences.actions.commitment_answers import answer_commitment
from conferences.actions.commitments import CommitmentDetails, add_commitment, register_commitment
from conferences.models import Commitment
from hoaip import grants
from hoaip.ladder import Rung
from hoaip.models import OutboxMessage
from hoaip.public_cache import bodies, facts, own_bodies
from tests.trail import commitment


@pytest.fixture
def world(filled):
    return filled


def said(world, key="sealed"):
    return world.declarations[key].paragraphs.get(number=2)


def drafted(world, *, by=None, owners=("KZ",), cbms=("dm",), rung=Rung.PUBLIC, **more):
    details = CommitmentDetails(
        title_en=more.pop("title_en", "Hold a joint exercise"),
        owners=tuple(world.stakeholders[code] for code in owners),
        cbms=tuple(world.cbms[code] for code in cbms),
        **more,
    )
    return add_commitment(said(world), details=details, rung=rung, by=by or world.fp_dm)


def registered(world, **more):
    return register_commitment(drafted(world, **more), today=grants.today(), by=world.fp_dm)


class TestThroughTheBrowser:
    def test_from_the_form_to_the_owners_confirmation(self, world):
        # Arrange
        staff, owner = world.client("fp_dm"), world.client("del_kz")
        source = f"paragraph:{said(world).uid}"
        form = {
            "source": source,
            "title_en": "Share early warnings within a day",
            "due": "2027-06",
            "owners": ["kazakhstan"],
            "cbms": ["dm"],
            "rung": "5",
            "idempotency_key": "k-1",
        }
        # Act
        page = staff.get(f"/commitments/new/?source={source}")
        answer = staff.post("/commitments/new/", form)
        made = Commitment.objects.get(title_en="Share early warnings within a day")
        draft_seen = owner.get(f"/commitments/{made.uid}/").status_code
        staff.post(f"/commitments/{made.uid}/register/", {"version": "1", "idempotency_key": "k-2"})
        asked = owner.get(f"/commitments/{made.uid}/answer/")
        owner.post(
            f"/commitments/{made.uid}/answer/", {"answer": "confirmed", "version": "1", "idempotency_key": "k-3"}
        )
        # Assert
        assert page.status_code == 200
        assert f'value="{source}" selected' in page.content.decode()
        assert answer.status_code == 302
        assert answer.headers["Location"] == f"/commitments/{made.uid}/"
        assert draft_seen == 404
        assert "Share early warnings within a day" in asked.content.decode()
        made.refresh_from_db()
        assert (made.state, made.due_on, made.due_precision) == ("confirmed", date(2027, 6, 30), "month")
        assert "confirmed" in world.client().get(f"/commitments/{made.uid}/").content.decode()
        assert OutboxMessage.objects.filter(template="commitment_confirm", recipient=world.del_kz).count() == 1

    def test_the_list_and_its_files_hold_the_same_rows(self, world):
        # Act
        page = world.client().get("/commitments/")
        file = b"".join(world.client().get("/commitments/table.csv").streaming_content).decode("utf-8-sig")
        # Assert
        rows = list(csv.DictReader(io.StringIO(file)))
        text = page.content.decode()
        assert [row["title_en"] for row in rows] == [
            each.title_en
            for each in Commitment.objects.filter(shown_rung=Rung.PUBLIC).exclude(state="merged").order_by("-pk")
        ]
        assert all(row["title_en"] in text for row in rows)
        assert text.count("/commitments/") >= len(rows)
        assert {row["state"] for row in rows} == {"registered", "in_progress", "completed"}


class TestOnOtherPages:
    def test_each_page_shows_those_its_reader_may_know(self, world):
        # Act
        public, staff = world.client(), world.client("fp_dm")
        cbm = public.get("/cbms/dm/").content.decode()
        state = public.get("/stakeholders/kazakhstan/").content.decode()
        inner = staff.get("/stakeholders/australia/").content.decode()
        outer = world.client("del_tr").get("/stakeholders/australia/").content.decode()
        # Assert
        assert world.commitments["registered"].title_en in cbm
        assert world.commitments["ministry"].title_en not in cbm
        assert world.commitments["registered"].title_en in state
        assert world.commitments["ministry"].title_en in inner
        assert world.commitments["ministry"].title_en not in outer

    def test_a_conference_shows_what_was_undertaken_in_its_declaration(self, world):
        page = world.client().get(f"/conferences/{world.conference.ordinal}/").content.decode()
        assert world.commitments["registered"].title_en in page
        assert world.commitments["confirmed"].title_en not in page

    def test_a_paragraph_leads_to_its_commitments_and_to_a_new_one(self, world):
        # Arrange
        paragraph = world.declarations["sealed"].paragraphs.get(number=1)
        words = Template("{% load commitments %}{% commitments_of_paragraph paragraph %}")

        def shown_to(person):
            request = RequestFactory().get("/")
            request.user, request.today, request.has_session = person, grants.today(), True
            return words.render(Context({"request": request, "paragraph": paragraph}))

        # Assert
        assert world.commitments["registered"].title_en in shown_to(world.del_tr)
        assert "/commitments/new/" not in shown_to(world.del_tr)
        assert f"/commitments/new/?source=paragraph%3A{paragraph.uid}" in shown_to(world.fp_dm)

    def test_nothing_stands_on_a_page_without_any(self, world):
        assert 'id="commitments"' not in world.client().get("/cbms/ce/").content.decode()

    def test_an_outcome_is_registered_from_its_meeting(self, world):
        # Arrange
        meeting = world.meetings["reported"]
        outcome = meeting.outcomes.get()
        type(outcome).objects.filter(pk=outcome.pk).update(kind="commitment")
        staff = world.client("fp_dm")
        # Act
        page = staff.get(f"/meetings/{meeting.uid}/").content.decode()
        form = staff.get(f"/commitments/new/?source=outcome:{outcome.uid}").content.decode()
        elsewhere = world.client("fp_ct").get(f"/commitments/new/?source=outcome:{outcome.uid}")
        # Assert
        assert f"/commitments/new/?source=outcome%3A{outcome.uid}" in page
        assert "Secret outcome of reported." in form
        assert elsewhere.status_code == 404

    def test_home_asks_who_has_to_act(self, world):
        # Arrange
        own = world.commitments["claimed"].ownership.get(stakeholder__code="PK")
        answer_commitment(own, answer="disputed", text="Not in these words.", today=grants.today(), by=world.del_pk)
        # Act
        owner = world.client("del_kz").get("/").content.decode()
        staff = world.client("rev").get("/").content.decode()
        # Assert
        assert f"/commitments/{world.commitments['registered'].uid}/answer/" in owner
        assert f"/commitments/{world.commitments['claimed'].uid}/settle/pakistan/" in staff
        assert "said to be completed" in staff
        assert "Not in these words." not in owner


# Who reads which commitment, by hand (product rules 11): a draft its drafters, each rung its people, an owner its own.
READERS = {
    "draft": {"fp_dm", "rev"},
    "registered": {"fp_dm", "fp_ct", "rev", "dir", "adm", "del_kz", "del_tr", "del_au", None},
    "confirmed": {"fp_dm", "fp_ct", "rev", "dir", "del_kz", "del_tr", "del_au"},
    "members": {"fp_dm", "fp_ct", "rev", "dir", "del_tr"},
    "ministry": {"fp_dm", "fp_ct", "rev", "dir", "del_au"},
}


class TestWhoReadsWhat:
    @pytest.mark.parametrize("key", ["fp_dm", "fp_ct", "rev", "dir", "adm", "del_kz", "del_tr", "del_au", None])
    def test_page_list_and_file_agree_for_each_person(self, world, key):
        # Act
        browser = world.client(key)
        opens = {name for name, row in world.commitments.items() if is_open(browser, row)}
        page = browser.get("/commitments/").content.decode()
        listed = {name for name, row in world.commitments.items() if f"/commitments/{row.uid}/" in page}
        filed = {row["title_en"] for row in rows_of(browser)}
        # Assert
        assert opens == listed
        assert filed == {world.commitments[name].title_en for name in listed}
        for name, readers in READERS.items():
            assert (name in opens) == (key in readers), name

    def test_what_an_owner_said_is_read_by_the_ministry_and_that_owner_alone(self, world):
        # Arrange
        row = world.commitments["claimed"]
        own = row.ownership.get(stakeholder__code="PK")
        answer_commitment(own, answer="disputed", text="Not in these words.", today=grants.today(), by=world.del_pk)
        # Act
        reads = {
            key
            for key in ("fp_dm", "rev", "dir", "del_pk", "del_kz", "del_tr", None)
            if "Not in these words." in world.client(key).get(f"/commitments/{row.uid}/").content.decode()
        }
        # Assert
        assert reads == {"fp_dm", "rev", "dir", "del_pk"}

    def test_who_claimed_it_is_named_to_the_ministry_alone(self, world):
        address = f"/commitments/{world.commitments['claimed'].uid}/"
        owner, staff = (world.client(key).get(address).content.decode() for key in ("del_pk", "fp_dm"))
        assert "It was held." in owner
        assert world.del_kz.full_name not in owner
        assert world.del_kz.full_name in staff

    def test_no_internal_word_reaches_the_public_or_the_delegates_of_others(self, world):
        # Arrange
        row = world.commitments["claimed"]
        late = {"due_on": date(2016, 1, 1), "due_precision": "day"}
        Commitment.objects.filter(pk=row.pk).update(title_en="Keep a list", **late)
        own = row.ownership.get(stakeholder__code="PK")
        answer_commitment(own, answer="disputed", text="Not so.", today=grants.today(), by=world.del_pk)
        pages = (
            f"/commitments/{row.uid}/",
            "/commitments/",
            "/commitments/table.csv",
            "/cbms/dm/",
            "/stakeholders/kazakhstan/",
            "/stakeholders/kazakhstan/timeline/",
        )
        inner = ("overdue", "disputed", "said to be completed", "completion_claimed", "It was held.", "missed")
        for key in (None, "del_tr"):
            for address in pages:
                answer = world.client(key).get(address)
                text = (b"".join(answer) if answer.streaming else answer.content).decode().lower()
                found = [word for word in inner if word.lower() in text]
                assert found == [], (key, address)
        staff = world.client("rev").get(f"/commitments/{row.uid}/").content.decode()
        assert "overdue" in staff
        assert "said to be completed" in staff

    def test_only_the_ministry_asks_what_is_overdue_or_by_rung(self, world):
        row = world.commitments["registered"]
        Commitment.objects.filter(pk=row.pk).update(due_on=date(2016, 1, 1), due_precision="day")
        page = world.client("rev").get("/commitments/?waits=overdue").content.decode()
        assert row.title_en in page
        assert world.commitments["claimed"].title_en not in page
        assert world.client().get("/commitments/?state=completion_claimed").status_code == 400
        assert 'name="waits"' not in world.client().get("/commitments/").content.decode()


class TestFilters:
    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("owner=turkey", {"completed"}),
            ("cbm=ct", {"completed"}),
            ("source=meeting", set()),
            ("source=paragraph", {"registered", "claimed", "completed", "goal"}),
            ("state=in_progress", {"claimed"}),
            ("state=completed", {"completed"}),
            ("theme=peace", set()),
            ("pillar=cbms", set()),
            ("q=completion", {"claimed"}),
            ("due=2016", {"goal"}),
        ],
    )
    def test_the_address_narrows_page_and_file_alike(self, world, query, expected):
        # Arrange
        goal = Commitment.objects.filter(pk=world.commitments["goal"].pk)
        goal.update(due_on=date(2016, 12, 31), due_precision="month")
        browser = world.client()
        # Act
        page = browser.get(f"/commitments/?{query}").content.decode()
        file = rows_of(browser, f"?{query}")
        # Assert
        assert {name for name, row in world.commitments.items() if f"/commitments/{row.uid}/" in page} == expected
        assert {row["title_en"] for row in file} == {world.commitments[name].title_en for name in expected}

    def test_the_public_chooses_among_owners_of_public_ones_and_who_is_inside_among_all(self, world):
        # Act
        outside = world.client().get("/commitments/").content.decode()
        inside = world.client("del_kz").get("/commitments/").content.decode()
        # Assert
        assert '<option value="kazakhstan">' in outside
        assert 'value="australia"' not in outside
        assert '<option value="australia">' in inside

    @pytest.mark.parametrize("query", ["owner=atlantis", "cbm=xx", "state=nonsense", "due=soon", "page=0"])
    def test_an_unknown_value_is_a_400_without_rows(self, world, query):
        answer = world.client().get(f"/commitments/?{query}")
        assert answer.status_code == 400
        assert world.commitments["registered"].title_en not in answer.content.decode()


def is_open(browser, row):
    return browser.get(f"/commitments/{row.uid}/").status_code == 200


def rows_of(browser, query=""):
    file = b"".join(browser.get(f"/commitments/table.csv{query}").streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(file)))


def statements(browser, address):
    """How many statements a page takes, with nothing kept from before."""
    for kept in (bodies, own_bodies, facts):
        kept.forget()
    with CaptureQueriesContext(connection) as caught:
        answer = browser.get(address)
        if answer.streaming:
            b"".join(answer)
    assert answer.status_code == 200
    return len(caught)


@pytest.mark.parametrize("key", [None, "rev", "del_kz"])
def test_statements_are_the_same_for_few_and_many(world, key):
    # Arrange
    browser = world.client(key)
    row = world.commitments["registered"]
    pages = (
        "/commitments/",
        "/commitments/table.csv",
        f"/commitments/{row.uid}/",
        "/cbms/dm/",
        "/stakeholders/pakistan/",
    )
    browser.get("/commitments/")
    before = [statements(browser, page) for page in pages]
    # Act
    for number in range(60):
        commitment(world, said(world), title_en=f"One more, {number}", owners=("KZ", "PK"), state="confirmed")
    after = [statements(browser, page) for page in pages]
    # Assert
    assert after == before
    assert before == STATEMENTS[key]


# Of the list, its file, one commitment, a CBM and a stakeholder, with nothing kept of what everybody is told.
STATEMENTS = {None: [8, 10, 9, 14, 7], "rev": [12, 16, 12, 19, 10], "del_kz": [12, 16, 12, 19, 10]}
