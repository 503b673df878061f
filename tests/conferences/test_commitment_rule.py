"""How the register is shown to the public: confirmed ones alone, and in the administrator's words."""

import csv
import io
import re
from html import unescape

import pytest
from django.utils import timezone

from conferences.models import CommitmentRule
from hoaip.models import AuditEntry


@pytest.fixture
def world(filled):
    """The world, in which the owners of what is claimed or completed have confirmed it."""
    world = filled
    for key in ("claimed", "completed"):
        world.commitments[key].ownership.update(
            answer="confirmed", answered_at=timezone.now(), answered_by=world.del_kz
        )
    return world


def sent(**more):
    return {"reason": "The ministers asked for it.", "version": "1", "idempotency_key": "k-1", **more}


def rows_of(client):
    file = b"".join(client.get("/commitments/table.csv").streaming_content).decode("utf-8-sig")
    return {row["title_en"] for row in csv.DictReader(io.StringIO(file))}


def test_the_public_list_and_its_file_hold_what_is_confirmed_and_single_pages_open(world):
    # Arrange
    registered, claimed = world.commitments["registered"], world.commitments["claimed"]
    before = world.client().get("/commitments/").content.decode()
    # Act
    answer = world.client("adm").post("/manage/commitments/", sent(is_confirmed_only="on"))
    # Assert
    page = world.client().get("/commitments/").content.decode()
    cbm = world.client().get("/cbms/dm/").content.decode()
    assert answer.status_code == 302
    assert registered.title_en in before
    assert registered.title_en not in page
    assert registered.title_en not in cbm
    assert claimed.title_en in page
    assert rows_of(world.client()) == {claimed.title_en, world.commitments["completed"].title_en}
    assert registered.title_en in world.client().get(f"/commitments/{registered.uid}/").content.decode()
    assert registered.title_en in world.client("del_kz").get("/commitments/").content.decode()
    assert registered.title_en not in world.client("del_tr").get("/commitments/").content.decode()
    assert registered.title_en in world.client("rev").get("/commitments/").content.decode()


def test_the_administrators_words_stand_in_each_language_and_only_outside_the_ministry(world):
    # Arrange
    claimed = world.commitments["claimed"]
    # Act
    world.client("adm").post(
        "/manage/commitments/",
        sent(**{"label-in_progress-en": "being carried out", "label-in_progress-fa": "در حال اجرا"}),
    )
    # Assert
    public = world.client()
    assert "being carried out" in public.get(f"/commitments/{claimed.uid}/").content.decode()
    assert "being carried out" in public.get("/commitments/").content.decode()
    assert "در حال اجرا" in public.get(f"/fa-af/commitments/{claimed.uid}/").content.decode()
    assert "said to be completed" in world.client("rev").get(f"/commitments/{claimed.uid}/").content.decode()
    assert CommitmentRule.objects.get().labels == {"in_progress": {"en": "being carried out", "fa": "در حال اجرا"}}
    assert AuditEntry.objects.filter(action="commitment.rule", reason="The ministers asked for it.").count() == 1


def test_it_needs_a_reason_and_the_present_version(world):
    browser = world.client("adm")
    assert browser.post("/manage/commitments/", sent(reason="")).status_code == 422
    assert browser.post("/manage/commitments/", sent(idempotency_key="k-2")).status_code == 302
    assert browser.post("/manage/commitments/", sent(idempotency_key="k-3", is_confirmed_only="on")).status_code == 409
    assert CommitmentRule.objects.get().is_confirmed_only is False


def test_search_open_data_and_the_trail_show_no_more_than_the_public_list(world):
    # Arrange
    registered, claimed = world.commitments["registered"], world.commitments["claimed"]
    trail = f"/trail/declarations/{registered.paragraph.declaration.slug}/"
    pages = ["/search/?q=secret+commitment&kind=commitments", trail]

    def shown(browser, title):
        return [title in unescape(re.sub("<[^>]+>", "", browser.get(page).content.decode())) for page in pages]

    def data():
        return b"".join(world.client().get("/data/commitments.csv").streaming_content).decode()

    assert shown(world.client(), registered.title_en) == [True, True]
    assert registered.title_en in data()
    # Act
    world.client("adm").post("/manage/commitments/", sent(is_confirmed_only="on"))
    # Assert
    assert shown(world.client(), registered.title_en) == [False, False]
    assert shown(world.client("del_tr"), registered.title_en) == [False, False]
    assert shown(world.client("del_kz"), registered.title_en) == [True, True]
    assert shown(world.client("rev"), registered.title_en) == [True, True]
    assert shown(world.client(), claimed.title_en) == [True, True]
    assert registered.title_en not in data()
    assert claimed.title_en in data()


@pytest.mark.parametrize("answer", ["", "disputed"])
def test_work_that_began_confirms_nothing_in_the_name_of_an_owner(world, answer):
    # Arrange
    claimed = world.commitments["claimed"]
    told = {"answered_at": timezone.now(), "answered_by": world.del_pk} if answer else {}
    told |= {"answered_at": None, "answered_by": None} if not answer else {"answer_text": "We never said so."}
    claimed.ownership.filter(stakeholder__code="PK").update(answer=answer, **told)
    # Act
    world.client("adm").post("/manage/commitments/", sent(is_confirmed_only="on"))
    # Assert
    assert claimed.title_en not in rows_of(world.client())
    assert claimed.title_en not in world.client("del_tr").get("/commitments/").content.decode()
    assert claimed.title_en in world.client("del_pk").get("/commitments/").content.decode()
