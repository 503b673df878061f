"""Files that come with an action as evidence: who adds one, who reads it, and that it stays as it came."""

import re
from datetime import date
from html import unescape

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from conferences.actions.carrying import add_evidence
from conferences.actions.follow_up import ActionDetails, change_action, reassign_action
from conferences.models import Action, ActionDocument, ActionEvidence
from hoaip.documents.actions import replace_file
from hoaip.documents.intake import examine
from hoaip.grants import today
from hoaip.ladder import Rung, anchor_key
from hoaip.models import AuditEntry, Document, DocumentFile
from tests.files import pdf
from tests.world import fill

TODAY = date(2026, 11, 30)
FILE = {"text": "", "title": "Signed list", "dated_on": "2026-11-05", "language": "en"}


@pytest.fixture
def world(cast):
    return fill(cast)


@pytest.fixture
def row(world):
    """The action of Kazakhstan in Disaster Management that is open; it is public."""
    return world.actions["open"]


def text_of(response):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def upload(name="list.pdf", body=None):
    return SimpleUploadedFile(name, pdf() if body is None else body)


def added(world, row, who="del_kz", **more):
    answer = world.client(who).post(f"/actions/{row.uid}/evidence/", FILE | {"file": upload()} | more)
    assert answer.status_code == 302, text_of(answer)
    return Document.objects.get(conferences_actiondocument__action=row)


def may_read(world, who, document):
    return world.client(who).get(f"/documents/{document.uid}/").status_code == 200


def test_the_owner_adds_a_file_once(world, row):
    browser, address = world.client("del_kz"), f"/actions/{row.uid}/evidence/"
    assert 'enctype="multipart/form-data"' in browser.get(address).content.decode()

    fields = FILE | {"idempotency_key": "f" * 20}
    browser.post(address, fields | {"file": upload()})
    browser.post(address, fields | {"file": upload()})

    document = ActionDocument.objects.get().document
    evidence = ActionEvidence.objects.get(action=row)
    assert (evidence.document, evidence.by, evidence.text) == (document, world.del_kz, "")
    assert (document.type, document.title_en, document.dated_on) == ("evidence", "Signed list", date(2026, 11, 5))
    assert (document.reference, document.reach) == ("HOAIP/DM/ACT/EVI/1", Rung.MEMBERS)
    assert sorted(document.anchors) == sorted(map(anchor_key, (world.cbms["dm"], world.stakeholders["KZ"])))
    page = browser.get(f"/actions/{row.uid}/").content.decode()
    assert f"/documents/{document.uid}/" in page
    assert row.title in text_of(browser.get(f"/documents/{document.uid}/"))
    group = AuditEntry.objects.get(action="action.evidence").group
    assert AuditEntry.objects.filter(group=group, action="document.add").exists()


def test_the_claim_brings_a_file_called_as_the_action_in_the_language_of_the_page(world, row):
    fields = {"text": "گواه", "version": row.version, "file": upload()}

    answer = world.client("del_kz").post(f"/fa-af/actions/{row.uid}/claim/", fields)

    assert answer.status_code == 302
    document = ActionDocument.objects.get().document
    assert (document.title_fa, document.language, document.dated_on) == (row.title, "fa-af", today())
    assert Action.objects.get(pk=row.pk).state == "done_claimed"


@pytest.mark.parametrize(("who", "status"), [("del_pk", 403), ("del_au", 403), ("rev", 403), (None, 302)])
def test_others_add_none(world, row, who, status):
    answer = world.client(who).post(f"/actions/{row.uid}/evidence/", FILE | {"file": upload()})

    assert answer.status_code == status
    assert not ActionDocument.objects.exists()


@pytest.mark.parametrize(
    ("name", "body"),
    [("list.pdf", b"MZ\x90 a program"), ("list.exe", b"MZ\x90"), ("list.html", b"<script>"), ("a.pdf", b"")],
)
def test_a_file_that_is_not_taken_is_refused_in_a_sentence_and_the_words_stay(world, row, name, body):
    fields = FILE | {"text": "We sent the list.", "file": upload(name, body)}

    answer = world.client("del_kz").post(f"/actions/{row.uid}/evidence/", fields)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="id_file_error"' in page
    assert "We sent the list." in page
    assert "Signed list" in page
    assert "a file is not: choose the file again" in page
    assert (ActionEvidence.objects.filter(action=row).exists(), DocumentFile.objects.filter(name=name).exists()) == (
        False,
        False,
    )


def test_a_document_and_a_file_are_not_one_evidence(world, row):
    fields = FILE | {"document": str(world.documents["open"].uid), "file": upload()}

    answer = world.client("del_kz").post(f"/actions/{row.uid}/evidence/", fields)

    assert "Choose a document that is there, or a new file, and not both." in text_of(answer)
    with pytest.raises(ValidationError):
        add_evidence(row, document=world.documents["open"], file=examine(upload()), by=world.del_kz)


def test_who_reads_the_words_reads_the_file(world, row):
    document = added(world, row)

    readers = {
        who for who in ("del_kz", "del_pk", "fp_dm", "rev", "dir", "del_au", None) if may_read(world, who, document)
    }

    assert readers == {"del_kz", "del_pk", "fp_dm", "rev", "dir"}


def test_the_file_follows_the_action_when_it_moves(world, row):
    document = added(world, row)

    row = change_action(
        row, details=ActionDetails(row.title, row.due_on, "day", Rung.MINISTRY), today=TODAY, by=world.fp_dm
    )
    narrow = {who for who in ("del_kz", "del_pk", "fp_dm", "rev") if may_read(world, who, document)}
    reassign_action(row, owner=world.stakeholders["AU"], reason="They host it.", today=TODAY, by=world.fp_dm)
    moved = {who for who in ("del_kz", "del_au", "fp_dm", "rev") if may_read(world, who, document)}

    assert narrow == {"del_kz", "fp_dm", "rev"}
    assert moved == {"del_au", "fp_dm", "rev"}


def test_its_file_stays_and_a_translation_is_added(world, row):
    document = added(world, row)

    answer = world.client("fp_dm").post(
        f"/documents/{document.uid}/replace/", {"language": "en", "version": document.version, "file": upload("b.pdf")}
    )
    replace_file(document, file=examine(upload("c.pdf")), language="fa-af", version=document.version, by=world.fp_dm)

    assert (answer.status_code, "This document is evidence: its file stays." in text_of(answer)) == (422, True)
    assert sorted(document.files.values_list("name", "is_current")) == [("c.pdf", True), ("list.pdf", True)]


def test_the_database_places_what_is_written_past_the_actions(world, row):
    document = added(world, row)

    with connection.cursor() as cursor:
        cursor.execute("UPDATE conferences_action SET cbm_id = NULL WHERE id = %s", [row.pk])

    document.refresh_from_db()
    assert document.anchors == [anchor_key(world.stakeholders["KZ"])]
