"""Who reads what: the ladder in one statement, kept by the database whatever moves the parent; and its promises."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hoaip.ladder import Rung
from hoaip.models import Document, DocumentFile, DocumentReader
from meetings.documents import MeetingHome
from meetings.models import Attendance, Meeting, MeetingCbm
from tests.cast import PEOPLE
from tests.expectation import GONE, PUBLIC, READERS, knows_paper, notes
from tests.papers import DOCUMENTS, paper
from tests.world import MEETINGS


@pytest.fixture
def world(filled):
    return filled


def person(world, key):
    return None if key == PUBLIC else world.people[key]


@pytest.mark.parametrize("who", [PUBLIC, *PEOPLE])
def test_everybody_reads_what_the_paper_says_and_no_more(world, who):
    user = person(world, who)

    readable = set(Document.objects.readable_by(user).values_list("pk", flat=True))
    visible = set(Document.objects.visible_to(user).values_list("pk", flat=True))
    files = set(DocumentFile.objects.readable_by(user).values_list("document", flat=True))

    keys = {document.pk: key for key, document in world.documents.items()}
    keys |= {note.link.document_id: f"note {key}" for key, note in world.notes.items()}
    readers = READERS | {f"note {key}": of for key, of in notes.READERS.items()}
    frames = {key: knows_paper(key) for key in DOCUMENTS} | {f"note {key}": {"adm", "dir"} for key in world.notes}
    assert {keys[pk] for pk in readable} == {key for key in readers if who in readers[key]}
    assert {keys[pk] for pk in visible} == {key for key in readers if who in readers[key] | frames[key]}
    assert {keys[pk] for pk in files} == {key for key in readers if who in readers[key] and key not in GONE}


@pytest.mark.parametrize("who", [PUBLIC, "del_pk", "fp_two", "rev", "adm"])
def test_it_is_one_statement(world, who, django_assert_num_queries):
    user = person(world, who)
    list(Document.objects.visible_to(user))

    with django_assert_num_queries(1):
        list(DocumentFile.objects.readable_by(user).select_related("document"))


@pytest.mark.parametrize("type", Document.Type.values)
@pytest.mark.parametrize("key", MEETINGS)
def test_the_database_places_it_as_the_home_says(world, key, type):
    meeting = world.meetings[key]

    document = paper(meeting, by=world.rev, type=type)

    home, follows = MeetingHome(), Document.follows_of(type)
    assert document.follows == follows
    assert document.ceiling == home.ceilings(meeting)[follows]
    assert document.anchors == sorted(f"{each._meta.label_lower}:{each.pk}" for each in home.anchors(meeting, follows))


def test_it_follows_the_state_of_its_meeting(world):
    meeting = world.meetings["planned"]
    kinds = ("declaration", "agenda", "evidence")
    papers = {kind: paper(meeting, by=world.rev, type=kind) for kind in kinds}

    def reaches():
        for document in papers.values():
            document.refresh_from_db()
        return [Rung(papers[kind].reach) for kind in kinds]

    assert reaches() == [Rung.MEMBERS, Rung.MEMBERS, Rung.DRAFTERS]
    Meeting.objects.filter(pk=meeting.pk).update(announced_at=timezone.now())
    assert reaches() == [Rung.PUBLIC, Rung.MEMBERS, Rung.DRAFTERS]
    Meeting.objects.filter(pk=meeting.pk).update(state="reported")
    assert reaches() == [Rung.PUBLIC, Rung.MEMBERS, Rung.MEMBERS]
    Meeting.objects.filter(pk=meeting.pk).update(state="annulled")
    assert reaches() == [Rung.MINISTRY, Rung.MINISTRY, Rung.DRAFTERS]


def test_it_follows_the_cbms_of_its_meeting(world):
    meeting = world.meetings["planned"]
    agenda = paper(meeting, by=world.rev, type="agenda")
    readers = Document.objects.filter(pk=agenda.pk)
    assert not readers.readable_by(world.del_tr).exists()

    MeetingCbm.objects.create(meeting=meeting, cbm=world.cbms["ct"])
    assert readers.readable_by(world.del_tr).exists()

    MeetingCbm.objects.filter(meeting=meeting, cbm=world.cbms["ct"]).delete()
    assert not readers.readable_by(world.del_tr).exists()


def test_who_came_reads_the_circulated_record(world):
    meeting = world.meetings["held"]
    record = paper(meeting, by=world.rev, type="record")
    found = Document.objects.filter(pk=record.pk)
    row = Attendance.objects.create(meeting=meeting, stakeholder=world.stakeholders["AU"], answer="absent")

    Meeting.objects.filter(pk=meeting.pk).update(state="reported")
    assert not found.readable_by(world.del_au).exists()
    Attendance.objects.filter(pk=row.pk).update(answer="remote")
    assert found.readable_by(world.del_au).exists()
    Attendance.objects.filter(pk=row.pk).delete()
    assert not found.readable_by(world.del_au).exists()


def test_a_wider_reach_lapses_when_the_parent_narrows_further(world):
    wider = world.documents["wider"]
    found = Document.objects.filter(pk=wider.pk)
    assert found.readable_by(None).exists()

    Meeting.objects.filter(pk=world.meetings["planned"].pk).update(state="annulled")

    assert not found.readable_by(None).exists()
    assert found.get().reach == Rung.MINISTRY


def test_without_a_word_it_is_never_wider_than_its_parent(world):
    evidence = world.documents["evidence"]

    Document.objects.filter(pk=evidence.pk).update(rung=Rung.PUBLIC)

    evidence.refresh_from_db()
    assert evidence.reach == Rung.DRAFTERS


def test_a_list_lets_nobody_in_who_could_not_see_the_parent(world):
    evidence = world.documents["evidence"]
    DocumentReader.objects.create(document=evidence, user=world.del_pk)
    DocumentReader.objects.create(document=evidence, user=world.fp_dm)
    Document.objects.filter(pk=evidence.pk).update(rung=Rung.RESTRICTED)

    found = Document.objects.filter(pk=evidence.pk)
    assert not found.readable_by(world.del_pk).exists()
    assert not found.readable_by(world.rev).exists()
    assert found.readable_by(world.fp_dm).exists()
    assert found.readable_by(world.dir).exists()


def test_a_role_that_ended_reads_nothing_more(world):
    world.cbms["dm"].roles.filter(stakeholder__code="PK").update(until_on=date(2020, 1, 1))
    found = Document.objects.filter(pk=world.documents["paper"].pk)
    assert found.readable_by(world.people["del_pk"]).exists()

    from_grants = world.people["del_pk"].__class__.objects.get(pk=world.del_pk.pk)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM cbms_cbmgrant WHERE user_id = %s", [world.del_pk.pk])

    assert not found.readable_by(from_grants).exists()


def test_earlier_versions_are_the_ministrys(world):
    old = world.files["open"]
    DocumentFile.objects.filter(pk=old.pk).update(is_current=False)
    found = DocumentFile.objects.filter(pk=old.pk)

    assert found.readable_by(world.rev).exists()
    assert found.readable_by(world.fp_ct).exists()
    for user in (None, world.del_pk, world.adm):
        assert not found.readable_by(user).exists()


NOW = timezone.now()
BROKEN = {
    "hoaip_document_titled": {"title_en": "  "},
    "hoaip_document_type": {"type": "poem"},
    "hoaip_document_dated": {"dated_on": "2112-01-01"},
    "hoaip_document_rungs": {"rung": 1},
    "hoaip_document_confirmed": {"confirmed_ceiling": 3},
    "hoaip_document_deleted": {"deleted_at": NOW},
    "hoaip_document_purge": {"purge_ordered_at": NOW, "purge_reason": "Names."},
}


@pytest.mark.parametrize("name", BROKEN)
def test_the_database_refuses(world, name):
    refused(name, Document.objects.filter(pk=world.documents["open"].pk), **BROKEN[name])


def refused(name, rows, **columns):
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        rows.update(**columns)
    assert refusal.value.__cause__.diag.constraint_name == name


def test_one_person_does_not_order_and_destroy(world):
    rows = Document.objects.filter(pk=world.documents["ordered"].pk)

    refused("hoaip_document_purge", rows, purged_at=NOW, purged_by=world.dir)


def test_a_reference_number_is_given_once(world):
    other, taken = world.documents["open"], world.documents["paper"]
    rows = Document.objects.filter(pk=other.pk)

    refused("hoaip_document_number", rows, number=taken.number)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(reference=taken.reference)


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("hoaip_documentfile_kind", {"kind": "svg"}),
        ("hoaip_documentfile_frozen", {"size": 0}),
        ("hoaip_documentfile_frozen", {"sha256": "0" * 64}),
        ("hoaip_documentfile_frozen", {"stored_name": "0" * 32}),
        ("hoaip_documentfile_frozen", {"number": 7}),
    ],
)
def test_a_stored_file_stays_what_it_is(world, name, columns):
    refused(name, DocumentFile.objects.filter(pk=world.files["open"].pk), **columns)


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("hoaip_documentfile_size", {"size": 0}),
        ("hoaip_documentfile_size", {"size": 20 * 1024 * 1024 + 1}),
        ("hoaip_documentfile_digest", {"sha256": "x" * 64}),
        ("hoaip_documentfile_digest", {"stored_name": "../../etc/passwd"}),
        ("hoaip_documentfile_number", {"is_current": False, "number": 1}),
        ("hoaip_documentfile_one_current", {}),
    ],
)
def test_a_row_of_a_file_is_whole(world, name, columns):
    given = {
        "document": world.documents["open"],
        "language": "en",
        "number": 2,
        "name": "a.txt",
        "kind": "txt",
        "stored_name": "a" * 32,
        "size": 1,
        "sha256": "0" * 64,
        "uploaded_by": world.rev,
        "is_current": name == "hoaip_documentfile_one_current",
    }
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        DocumentFile.objects.create(**given | columns)
    assert refusal.value.__cause__.diag.constraint_name == name


def test_a_file_row_is_not_deleted(world):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM hoaip_documentfile")


def test_nobody_is_on_a_list_twice(world):
    with pytest.raises(IntegrityError, match="hoaip_documentreader_once"), transaction.atomic():
        DocumentReader.objects.create(document=world.documents["listed"], user=world.del_pk)


def test_a_meeting_without_documents_is_moved_at_no_cost(world):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        Meeting.objects.filter(pk=world.meetings["announced"].pk).update(state="invited")
    assert len(queries) == 1
