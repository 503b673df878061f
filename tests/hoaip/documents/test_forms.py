"""Adding, replacing, showing, deleting and destroying documents through their forms; and what the sweeper takes."""

import io
import os
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from hoaip.documents import actions
from hoaip.documents.intake import examine
from hoaip.documents.keeping import place_of, room, store
from hoaip.documents.sweeping import sweep_files
from hoaip.errors import Refused, WrongState
from hoaip.ladder import Rung
from hoaip.models import AuditEntry, Document, DocumentFile, Draft, EventAnchor
from meetings.models import Meeting, MeetingCbm, MeetingDocument
from tests.files import pdf, picture
from tests.papers import paper


@pytest.fixture
def world(filled):
    return filled


def sent(name="record.pdf", content=None):
    return SimpleUploadedFile(name, pdf() if content is None else content)


def fields(**changes):
    return {
        "file": sent(),
        "type": "concept",
        "title_en": "Early warning",
        "title_fa": "هشدار زودهنگام",
        "title_ps": "",
        "dated_on": "2026-03-03",
        "language": "en",
        "rung": "",
        "idempotency_key": "key-of-this-form",
    } | changes


NEW = "/cbms/dm/documents/new/"


def stored_files():
    return sorted(path.name for path in room().glob("??/*"))


def test_a_document_is_added(cast):
    before = stored_files()

    response = cast.client("fp_dm").post(NEW, fields())

    document = Document.objects.get()
    file = document.files.get()
    assert response.status_code == 302
    assert response["Location"] == f"/documents/{document.uid}/"
    assert document.reference == "HOAIP/DM/CN/1"
    assert (document.reach, document.rung) == (Rung.PUBLIC, None)
    assert set(stored_files()) - set(before) == {file.stored_name}
    assert place_of(file.stored_name).read_bytes() == pdf()
    assert place_of(file.stored_name).stat().st_mode & 0o777 == 0o600
    entry = AuditEntry.objects.get()
    assert entry.action == "document.add"
    assert entry.changes["file.en.1"][1].endswith(file.sha256)
    assert list(EventAnchor.objects.values_list("name", flat=True)) == ["cbm:dm"]


@pytest.mark.parametrize(("type", "told"), [("concept", "Concept note: Early warning"), ("letter", "Letter: Early")])
def test_a_timeline_tells_those_who_may_see_it(cast, type, told):
    cast.client("fp_dm").post(NEW, fields(type=type))
    address = "/cbms/dm/timeline/"

    def reads(who):
        return told in cast.client(who).get(address).content.decode()

    assert reads("del_pk")
    assert reads(None) == reads("del_au") == (type == "concept")


def test_a_timeline_calls_it_by_its_present_title(cast):
    browser = cast.client("fp_dm")
    browser.post(NEW, fields())
    document = Document.objects.get()
    given = {"title_en": "Floods", "dated_on": "2026-03-03", "language": "en", "version": document.version}

    browser.post(f"/documents/{document.uid}/edit/", given)

    page = browser.get("/cbms/dm/timeline/").content.decode()
    assert "Concept note: Floods" in page
    assert "Early warning" not in page


def test_the_same_form_twice_is_one_document(cast):
    browser = cast.client("fp_dm")

    first, second = (browser.post(NEW, fields()) for _each in range(2))

    assert first["Location"] == second["Location"]
    assert Document.objects.count() == DocumentFile.objects.count() == 1


def test_the_same_key_with_another_file_is_refused(cast):
    browser = cast.client("fp_dm")
    browser.post(NEW, fields())

    response = browser.post(NEW, fields(file=sent(content=pdf(b"3 0 obj << >> endobj\n"))))

    assert response.status_code == 422
    assert DocumentFile.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"file": sent("page.html", b"<html>")}, "file"),
        ({"file": sent(content=pdf(b"<< /S /JavaScript >>"))}, "file"),
        ({"file": sent("empty.pdf", b"")}, "file"),
        ({"title_en": "x" * 201}, "title_en"),
        ({"dated_on": "2112-05-01"}, "dated_on"),
        ({"dated_on": ""}, "dated_on"),
        ({"type": "poem"}, "type"),
        ({"language": "xx"}, "language"),
        ({"rung": "1"}, "rung"),
        ({"rung": "5", "type": "letter"}, "rung"),
        ({"rung": "9"}, "rung"),
    ],
)
def test_a_refused_form_keeps_what_was_typed_and_stores_no_file(cast, changes, field):
    before, browser = stored_files(), cast.client("fp_dm")
    given = fields(title_ps="پښتو") | changes
    given["file"].seek(0)

    response = browser.post(NEW, given)

    page = response.content.decode()
    assert response.status_code == 422
    assert f'id="id_{field}_error"' in page
    assert "پښتو" in page
    assert "choose the file again" in page
    assert stored_files() == before
    assert Document.objects.count() == 0
    assert "پښتو" in browser.get(NEW).content.decode()
    assert "file" not in Draft.objects.get().fields


def test_one_title_is_enough_and_none_is_not(cast):
    none = cast.client("fp_dm").post(NEW, fields(title_en="", title_fa=""))
    one = cast.client("fp_dm").post(NEW, fields(title_en="", idempotency_key="another-key-here"))

    assert (none.status_code, one.status_code) == (422, 302)
    assert 'id="id_title_en_error"' in none.content.decode()


def test_without_a_file_it_is_asked_for(cast):
    given = fields()
    del given["file"]

    response = cast.client("fp_dm").post(NEW, given)

    assert response.status_code == 422
    assert "Choose a file." in response.content.decode()


def test_a_file_that_is_too_large_is_named_with_its_size_and_kept_nowhere(cast):
    response = cast.client("fp_dm").post(NEW, fields(file=sent("big.txt", b"a" * (21 * 1024 * 1024))))

    page = response.content.decode()
    assert response.status_code == 422
    assert "This file has 21.0 MB" in page
    assert 'value="Early warning"' in page


def test_reference_numbers_count_within_their_stem_and_are_not_given_again(world):
    browser = world.client("rev")
    held = world.meetings["held"]
    MeetingCbm.objects.filter(meeting=held).update(ordinal=4)

    def add(address, type, number):
        browser.post(address, fields(type=type, idempotency_key=f"key-number-{number}"))
        return Document.objects.order_by("-pk").first()

    first = add(f"/meetings/{held.uid}/documents/new/", "record", 1)
    browser.post(f"/documents/{first.uid}/delete/", {"version": first.version, "reason": "Twice."})
    second = add(f"/meetings/{held.uid}/documents/new/", "record", 2)
    joint = add(f"/meetings/{world.meetings['joint'].uid}/documents/new/", "agenda", 3)
    senior = add(f"/meetings/{world.meetings['senior'].uid}/documents/new/", "agenda", 4)

    assert [first.reference, second.reference] == ["HOAIP/DM/RTGM4/REC/1", "HOAIP/DM/RTGM4/REC/2"]
    assert joint.reference == f"HOAIP/CT/RTGM-{world.meetings['joint'].starts_on}/AGD/1"
    assert senior.reference == f"HOAIP/SOM-{world.meetings['senior'].starts_on}/AGD/1"


def test_a_number_stays_when_the_meeting_gets_one(world):
    held = world.meetings["held"]
    world.client("rev").post(f"/meetings/{held.uid}/documents/new/", fields(type="record"))
    reference = Document.objects.order_by("-pk").first().reference

    MeetingCbm.objects.filter(meeting=held).update(ordinal=4)

    assert Document.objects.order_by("-pk").first().reference == reference
    assert str(held.starts_on) in reference


# Replacing


def test_replacing_keeps_the_old_file(world):
    document, old = world.documents["open"], world.files["open"]
    browser = world.client("fp_dm")

    response = browser.post(
        f"/documents/{document.uid}/replace/", {"file": sent(), "language": "en", "version": document.version}
    )

    assert response.status_code == 302
    rows = list(document.files.order_by("number").values_list("number", "is_current", "kind"))
    assert rows == [(1, False, "txt"), (2, True, "pdf")]
    assert place_of(old.stored_name).read_bytes() == b"Secret words of open."
    assert browser.get(f"/documents/files/{old.uid}/").status_code == 200
    assert world.client("del_pk").get(f"/documents/files/{old.uid}/").status_code == 404


def test_another_language_stands_beside_the_one_that_counts(world):
    document = world.documents["open"]

    world.client("fp_dm").post(
        f"/documents/{document.uid}/replace/", {"file": sent(), "language": "fa-af", "version": document.version}
    )

    page = world.client().get(f"/documents/{document.uid}/").content.decode()
    assert document.files.filter(is_current=True).count() == 2
    assert page.index("English, Text") < page.index("This is the version that counts.") < page.index("Dari, PDF")


def test_the_version_that_counts_has_a_file(world):
    document = world.documents["open"]
    given = {"title_en": "T", "dated_on": "2026-03-03", "language": "ps", "version": document.version}

    response = world.client("fp_dm").post(f"/documents/{document.uid}/edit/", given)

    assert response.status_code == 422


@pytest.mark.parametrize(
    ("step", "told"),
    [
        ("replace", "What was changed is not in this form."),
        ("delete", "What was changed is not in this form."),
        ("visibility", "Stored now"),
    ],
)
def test_a_stale_step_is_a_409_that_can_be_sent_again(world, step, told):
    document = world.documents["open"]
    before, browser = stored_files(), world.client("fp_dm")
    given = {"file": sent(), "language": "en", "reason": "Sent by mistake.", "rung": "2", "version": 99}
    address = f"/documents/{document.uid}/{step}/"

    response = browser.post(address, given)

    page = response.content.decode()
    assert response.status_code == 409
    assert told in page
    assert ("multipart/form-data" in page) is (step == "replace")
    assert f'name="version" value="{document.version}"' in page
    assert stored_files() == before
    assert AuditEntry.objects.count() == 0

    given["file"].seek(0)
    assert browser.post(address, given | {"version": document.version}).status_code == 302


def test_a_stale_choice_is_compared_in_words(world):
    document = world.documents["open"]

    page = world.client("fp_dm").post(f"/documents/{document.uid}/visibility/", {"rung": "2", "version": 99})

    told = re.sub(r"<[^>]+>", "", page.content.decode())
    assert "The ministry alone: focal points, ministry staff and the director." in told
    assert "Like what it belongs to: Everybody, also without an account." in told


def test_a_stale_description_shows_both_texts(world):
    document = world.documents["open"]
    given = {"title_en": "Mine <b>", "dated_on": "2026-03-03", "language": "en", "version": 99}

    response = world.client("fp_dm").post(f"/documents/{document.uid}/edit/", given)

    page = response.content.decode()
    assert response.status_code == 409
    assert "Sample document open" in page
    assert "<b>" not in page


# Who can see it


def test_wider_than_the_parent_is_asked_once_more_and_says_who_would_see_it(world):
    document = world.documents["paper"]
    browser, address = world.client("fp_dm"), f"/documents/{document.uid}/visibility/"
    given = {"rung": "5", "version": document.version, "idempotency_key": "key-of-this-form"}

    asked = browser.post(address, given)

    page = asked.content.decode()
    document.refresh_from_db()
    assert asked.status_code == 200
    assert "Everybody, also without an account." in page
    assert "with a role in Disaster Management today" in page
    assert document.reach == Rung.MEMBERS
    assert world.client().get(f"/documents/{document.uid}/").status_code == 404

    written = browser.post(address, given | {"confirm": "1", "idempotency_key": "the-key-of-the-preview"})

    document.refresh_from_db()
    assert written.status_code == 302
    assert (document.reach, document.confirmed_by) == (Rung.PUBLIC, world.fp_dm)
    assert world.client().get(f"/documents/{document.uid}/").status_code == 200


def test_narrower_is_written_at_once(world):
    document = world.documents["open"]

    world.client("fp_dm").post(f"/documents/{document.uid}/visibility/", {"rung": "2", "version": document.version})

    document.refresh_from_db()
    assert document.reach == Rung.MINISTRY
    assert document.confirmed_at is None


def test_a_list_holds_those_named_and_who_made_it(world):
    document = world.documents["paper"]

    world.client("fp_dm").post(
        f"/documents/{document.uid}/visibility/",
        {"rung": "0", "readers": [str(world.del_kz.uid)], "version": document.version},
    )

    assert set(document.readers.values_list("user__email", flat=True)) == {
        "del_kz@example.org",
        "fp_dm@example.org",
    }
    found = Document.objects.filter(pk=document.pk)
    assert [found.readable_by(world.people[key]).exists() for key in ("del_kz", "fp_dm", "dir", "del_pk", "rev")] == [
        True,
        True,
        True,
        False,
        False,
    ]


def test_somebody_without_a_role_there_is_not_put_on_a_list(world):
    document = world.documents["paper"]

    response = world.client("fp_dm").post(
        f"/documents/{document.uid}/visibility/",
        {"rung": "0", "readers": [str(world.del_au.uid)], "version": document.version},
    )

    assert response.status_code == 422


def test_the_action_itself_refuses_what_was_not_confirmed(world):
    document = world.documents["paper"]

    with pytest.raises(Exception, match="wider than what it belongs to"):
        actions.set_visibility(document, rung=Rung.PUBLIC, version=document.version, by=world.fp_dm)


# Deleting and destroying


def test_deleting_and_restoring(world):
    document, file = world.documents["open"], world.files["open"]
    browser = world.client("fp_dm")

    browser.post(f"/documents/{document.uid}/delete/", {"version": document.version, "reason": "The wrong one."})

    document.refresh_from_db()
    assert document.deletion_reason == "The wrong one."
    assert browser.get(f"/documents/files/{file.uid}/").status_code == 404
    assert place_of(file.stored_name).exists()

    browser.post(f"/documents/{document.uid}/restore/", {"version": document.version, "reason": "It was right."})

    assert browser.get(f"/documents/files/{file.uid}/").status_code == 200


def test_files_are_destroyed_by_two_people_and_their_hashes_stay(world, django_capture_on_commit_callbacks):
    document, file = world.documents["deleted"], world.files["deleted"]
    path = place_of(file.stored_name)
    administrator, director = world.client("adm"), world.client("dir")
    address = f"/documents/{document.uid}"
    assert administrator.post(f"{address}/destroy/", {"sure": "on", "version": 1}).status_code == 409

    director.post(f"{address}/order/", {"version": document.version, "reason": "Names of persons."})
    document.refresh_from_db()
    with django_capture_on_commit_callbacks(execute=True):
        response = administrator.post(f"{address}/destroy/", {"sure": "on", "version": document.version})

    file.refresh_from_db()
    assert response.status_code == 302
    assert not path.exists()
    assert file.purged_at is not None
    page = administrator.get(f"{address}/").content.decode()
    assert file.sha256 in page
    entry = AuditEntry.objects.get(action="document.purge")
    assert entry.reason == "Names of persons."
    assert entry.changes["files"] == [[file.sha256], []]
    assert world.client("rev").post(f"{address}/restore/", {"version": 3, "reason": "x"}).status_code == 409


@pytest.mark.parametrize("who", ["fp_dm", "rev", "adm", "del_pk"])
def test_the_director_alone_orders(world, who):
    with pytest.raises(Refused):
        actions.order_purge(world.documents["deleted"], reason="x", version=1, by=world.people[who])


@pytest.mark.parametrize("who", ["fp_dm", "rev", "dir", "del_pk"])
def test_the_administrator_alone_destroys(world, who):
    with pytest.raises(Refused):
        actions.purge_document(world.documents["ordered"], version=1, by=world.people[who])


def test_what_stands_is_not_destroyed(world):
    with pytest.raises(WrongState):
        actions.order_purge(world.documents["open"], reason="x", version=1, by=world.dir)


# A meeting logged late, with its evidence


def logged(**changes):
    return {
        "cbm": "dm",
        "type": "rtgm",
        "date_precision": "day",
        "starts_on": "2015-09-08",
        "host": "pakistan",
        "city": "Islamabad",
        "mode": "in_person",
        "attendance-pakistan": "present",
        "save": "held",
        "idempotency_key": "key-of-this-form",
    } | changes


def test_a_meeting_is_logged_with_its_evidence(cast):
    scan = sent("صورت‌جلسه.png", picture())

    response = cast.client("fp_dm").post("/meetings/new/?cbm=dm", logged(evidence=scan))

    meeting = Meeting.objects.get()
    document = MeetingDocument.objects.get(meeting=meeting).document
    assert response.status_code == 302
    assert document.reference == "HOAIP/DM/RTGM1/EVI/1"
    assert (document.type, document.reach) == ("evidence", Rung.DRAFTERS)
    # The sign that only keeps two letters apart is taken off by Django as the form arrives.
    assert document.files.get().name == "صورتجلسه.png"
    assert {row.group for row in AuditEntry.objects.all()} == {AuditEntry.objects.first().group}
    assert [row.action for row in AuditEntry.objects.order_by("sequence")] == ["meeting.log", "document.add"]


def test_a_bad_evidence_logs_nothing_and_keeps_the_form(cast):
    before = stored_files()

    response = cast.client("fp_dm").post("/meetings/new/?cbm=dm", logged(evidence=sent("page.svg", b"<svg/>")))

    page = response.content.decode()
    assert response.status_code == 422
    assert 'id="id_evidence_error"' in page
    assert "choose the file again" in page
    assert 'value="Islamabad"' in page
    assert Meeting.objects.count() == 0
    assert stored_files() == before


def test_a_question_about_a_duplicate_stores_no_file(cast):
    browser = cast.client("fp_dm")
    browser.post("/meetings/new/?cbm=dm", logged())
    before = stored_files()

    response = browser.post("/meetings/new/?cbm=dm", logged(evidence=sent(), idempotency_key="another-key-here"))

    assert response.status_code == 422
    assert "choose the file again" in response.content.decode()
    assert stored_files() == before


def test_a_meeting_that_stands_takes_its_papers_on_its_own_page(world):
    page = world.client("fp_dm").get(f"/meetings/{world.meetings['held'].uid}/edit/").content.decode()

    assert 'name="evidence"' not in page


# The sweeper


def orphan(age):
    name = store(io.BytesIO(b"nobody's"))
    at = (timezone.now() - age).timestamp()
    os.utime(place_of(name), (at, at))
    return name


def test_files_without_a_row_go_after_a_day_and_no_others(cast):
    kept = paper(cast.cbms["dm"], by=cast.rev).files.get().stored_name
    at = (timezone.now() - timedelta(days=9)).timestamp()
    os.utime(place_of(kept), (at, at))
    old, young = orphan(timedelta(days=2)), orphan(timedelta(hours=2))
    sweep_files(timezone.now() - timedelta(days=400))
    assert {kept, old, young} <= set(stored_files())

    sweep_files(timezone.now())

    assert old not in stored_files()
    assert {kept, young} <= set(stored_files())
    assert sweep_files(timezone.now()) == {"files_swept": 0}


def test_a_destruction_that_was_cut_short_is_carried_out(world):
    file = world.files["ordered"]
    at = (timezone.now() - timedelta(days=2)).timestamp()
    os.utime(place_of(file.stored_name), (at, at))
    DocumentFile.objects.filter(pk=file.pk).update(purged_at=timezone.now())

    sweep_files(timezone.now())

    assert not place_of(file.stored_name).exists()


def test_a_failed_row_leaves_a_file_for_the_sweeper_alone(cast):
    before = stored_files()
    file = examine(sent())
    with pytest.raises(Refused):
        # Refused before anything is stored.
        actions.add_document(None, cast.cbms["dm"], details=None, file=file, by=cast.del_pk)
    assert stored_files() == before
