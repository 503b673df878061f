"""Who finds a note verbale: the ministry, and the delegates of its addressee once the meeting is known. No one else."""

import io
import zipfile
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from hoaip.ladder import Rung, anchor_key
from hoaip.models import Document, Stakeholder
from meetings.documents import NoteHome
from meetings.models import Meeting, Note
from tests.meetings.test_calendar_page import make
from tests.noted import a_note
from tests.world import MEETINGS

DAY = date(2027, 3, 8)
CANARY = "Canary of India"
READERS = {"fp_dm", "fp_ct", "rev", "dir", "del_in"}
OTHERS = {None, "del_pk", "del_kz", "del_au", "del_tr", "del_undp"}


@pytest.fixture
def meeting(cast):
    return make(cast, DAY, state="invited", city="Islamabad", announced_at=timezone.now())


@pytest.fixture
def note(cast, meeting):
    """A note to India, its title and its words a canary."""
    made = a_note(meeting, cast.stakeholders["IN"], by=cast.fp_dm, words=f"{CANARY}, words.")
    Document.objects.update(title_en=f"{CANARY}, title")
    return made


def places(note):
    """Every page, list, feed and file in which a note could show."""
    file = note.link.document.files.get()
    meeting = note.meeting
    return [
        f"/meetings/{meeting.uid}/",
        f"/meetings/{meeting.uid}/timeline/",
        f"/meetings/{meeting.uid}/pack/",
        f"/meetings/{meeting.uid}/pack.zip",
        f"/documents/{note.link.document.uid}/",
        f"/documents/files/{file.uid}/",
        "/documents/",
        "/documents/table.csv",
        "/documents/?cbm=dm",
        "/cbms/dm/",
        "/cbms/dm/timeline/",
        "/stakeholders/india/",
        f"/search/?q={CANARY.replace(' ', '+')}",
        "/",
        "/data/",
    ]


def found_in(cast, note, who):
    """The addresses whose answer names the note: by its title, its words or its number."""
    browser, found = cast.client(who), set()
    document = note.link.document
    for address in places(note):
        answer = browser.get(address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        if address.endswith(".zip"):
            packed = zipfile.ZipFile(io.BytesIO(body))
            body = b"".join(packed.read(name) for name in packed.namelist())
        asked = CANARY.encode() if "/search/" not in address else f"{CANARY}, title".encode()
        if asked in body or document.reference.encode() in body or str(document.uid).encode() in body:
            found.add(address)
    return found


@pytest.mark.parametrize("who", sorted(READERS))
def test_the_ministry_and_the_addressee_find_it(cast, note, who):
    found = found_in(cast, note, who)

    document = note.link.document
    assert {
        f"/meetings/{note.meeting.uid}/",
        f"/documents/{document.uid}/",
        f"/documents/files/{document.files.get().uid}/",
        "/documents/",
        "/documents/table.csv",
        f"/search/?q={CANARY.replace(' ', '+')}",
    } <= found
    # Thirty notes would fill the pack of the ministry; an addressee takes its own along.
    pack = {f"/meetings/{note.meeting.uid}/pack/", f"/meetings/{note.meeting.uid}/pack.zip"}
    assert found & pack == (pack if who == "del_in" else set())
    # And they would hide what happened.
    assert f"/meetings/{note.meeting.uid}/timeline/" not in found


@pytest.mark.parametrize("who", sorted(OTHERS, key=str))
def test_nobody_else_finds_it_anywhere(cast, note, who):
    assert found_in(cast, note, who) == set()
    browser = cast.client(who)
    for address in (f"/documents/{note.link.document.uid}/", f"/documents/files/{note.link.document.files.get().uid}/"):
        assert browser.get(address).status_code == 404
    if who:
        assert browser.get(f"/notes/{note.uid}/delivered/").status_code == 404
    html = browser.get(f"/meetings/{note.meeting.uid}/").content.decode()
    assert 'id="notes"' not in html


def test_an_addressee_reads_its_own_and_not_the_one_of_another(cast, meeting, note):
    other = a_note(meeting, cast.stakeholders["PK"], by=cast.fp_dm, words="Words to Pakistan.")

    html = cast.client("del_pk").get(f"/meetings/{meeting.uid}/").content.decode()

    assert str(other) in html
    assert str(note) not in html
    assert "Enter the day of delivery" not in html
    assert "notes/new" not in html


def test_how_the_ministry_keeps_its_books_is_not_for_an_addressee(cast, meeting, note):
    address = f"/meetings/{meeting.uid}/"
    books = ("Not said to be delivered yet", f"Made by {cast.fp_dm.full_name}")

    own, ministry = [cast.client(key).get(address).content.decode() for key in ("del_in", "dir")]

    assert note.link.document.reference in own
    assert [sentence in own for sentence in books] == [False, False]
    assert [sentence in ministry for sentence in books] == [True, True]


def test_until_the_meeting_is_known_the_ministry_alone_sees_its_notes(cast):
    hidden = make(cast, DAY, announced_at=None)
    note = a_note(hidden, cast.stakeholders["AU"], by=cast.fp_dm)
    own = a_note(hidden, cast.stakeholders["IN"], by=cast.fp_dm)

    assert set(Note.objects.visible_to(cast.fp_ct)) == {note, own}
    # India is a member and knows of the meeting; what goes to it is not said before the meeting is announced.
    assert not Note.objects.visible_to(cast.del_in).exists()
    assert not Note.objects.visible_to(cast.del_au).exists()

    Meeting.objects.filter(pk=hidden.pk).update(announced_at=timezone.now())
    assert set(Note.objects.visible_to(cast.del_in)) == {own}
    assert set(Note.objects.visible_to(cast.del_au)) == {note}

    Meeting.objects.filter(pk=hidden.pk).update(state="held")
    Meeting.objects.filter(pk=hidden.pk).update(state="annulled")
    assert not Note.objects.visible_to(cast.del_in).exists()
    assert set(Note.objects.visible_to(cast.rev)) == {note, own}


@pytest.mark.parametrize("key", MEETINGS)
def test_the_database_places_a_note_as_its_home_says(filled, key):
    note = a_note(filled.meetings[key], filled.stakeholders["IN"], by=filled.rev)

    document, home = note.link.document, NoteHome()
    assert document.ceiling == home.ceilings(note)["papers"]
    assert document.anchors == [anchor_key(each) for each in home.anchors(note, "papers")]


def test_a_note_goes_with_its_addressee(cast, meeting, note):
    Note.objects.filter(pk=note.pk).update(stakeholder=cast.stakeholders["CN"])

    document = Document.objects.get()
    assert document.anchors == [anchor_key(cast.stakeholders["CN"])]
    assert (document.ceiling, document.process) == (Rung.MEMBERS, cast.process)


def test_the_page_of_the_document_says_who_can_see_it(cast, note):
    html = cast.client("del_in").get(f"/documents/{note.link.document.uid}/").content.decode()

    assert "Delegates of the state or organization to which it is addressed, and the ministry." in html
    assert f"/meetings/{note.meeting.uid}/#notes" in html


def test_the_administrator_knows_the_frame_and_reads_no_words(cast, note):
    browser = cast.client("adm")

    assert browser.get(f"/documents/files/{note.link.document.files.get().uid}/").status_code == 404
    assert 'id="notes"' not in browser.get(f"/meetings/{note.meeting.uid}/").content.decode()


@pytest.mark.parametrize(("viewed", "sees"), [("india", True), ("pakistan", False)])
def test_who_views_as_a_delegation_sees_what_it_would(cast, note, viewed, sees):
    browser = cast.client("fp_dm")
    assert browser.post(reverse("viewing:start"), {"whom": viewed}).status_code == 302

    html = browser.get(f"/meetings/{note.meeting.uid}/").content.decode()

    assert (str(note) in html) is sees
    assert "notes/new" not in html


@pytest.mark.parametrize("who", ["fp_dm", "del_in", None])
def test_the_page_of_a_meeting_asks_as_much_with_thirty_notes_as_with_one(cast, meeting, note, who):
    address, counted = f"/meetings/{meeting.uid}/", []
    for _round in range(2):
        browser = cast.client(who)
        browser.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(address).status_code == 200
        counted.append([each["sql"] for each in asked if "meetings_note" in each["sql"]])
        for number in range(30):
            body = Stakeholder.objects.create(
                kind="organization", code=f"X{number}{_round}", slug=f"x-{number}-{_round}", name_en=f"Body {number}"
            )
            a_note(meeting, body, by=cast.fp_dm)

    assert [len(each) for each in counted] == ([0, 0] if who is None else [1, 1])
