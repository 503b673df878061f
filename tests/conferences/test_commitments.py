"""The register of commitments: drafted, registered, confirmed by its owners, listed, exported."""

import csv
import io
from datetime import date

import pytest

from conferences.actions.commitment_answers import answer_commitment
from conferences.actions.commitments import CommitmentDetails, add_commitment, register_commitment
from conferences.models import Commitment
from hoaip import grants
from hoaip.ladder import Rung
from hoaip.models import OutboxMessage
from tests.world import fill


@pytest.fixture
def world(cast):
    return fill(cast)


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
