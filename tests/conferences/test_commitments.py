"""The register of commitments: drafted, registered, confirmed by its owners, listed, exported."""

import csv
import io
from datetime import date

import pytest

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
