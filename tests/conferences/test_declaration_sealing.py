"""Declarations are sealed over their words and files; what is still changed then, and what is told."""

import hashlib
import json
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from conferences.actions.declarations import Words, change_declaration, seal_declaration
from conferences.models import Declaration
from conferences.texts.seal import check, digest_of
from hoaip import grants
from hoaip.documents import keeping
from hoaip.errors import Stale, WrongState
from hoaip.models import AuditEntry, DocumentFile, Event
from meetings.models import Meeting
from tests.declared import head_of, rows_of, text_of, words
from tests.papers import paper


@pytest.fixture
def world(filled):
    world = filled
    world.today = grants.today()
    return world


def test_a_file_of_its_meeting_is_its_source_and_part_of_its_seal(world):
    draft, rev = world.declarations["draft"], world.client("rev")
    own = paper(draft.meeting, by=world.rev, type="declaration")
    other = paper(world.ministers, by=world.rev, type="declaration")

    page = rev.get("/declarations/sample-draft/edit/").content.decode()
    refused = rev.post(
        "/declarations/sample-draft/edit/", head_of(draft) | rows_of(draft) | {"document": str(other.uid)}
    )
    with pytest.raises(ValidationError) as refusal:
        change_declaration(draft, document=other, paragraphs=[], version=1, by=world.rev)
    saved = rev.post("/declarations/sample-draft/edit/", head_of(draft) | rows_of(draft) | {"document": str(own.uid)})

    assert (str(own.uid) in page, str(other.uid) in page) == (True, False)
    assert (refused.status_code, saved.status_code) == (422, 302)
    assert set(refusal.value.message_dict) == {"document"}
    row = seal_declaration(draft, reason="Compared.", version=2, today=world.today, by=world.dir)
    file = own.files.get()
    paragraphs = list(row.paragraphs.all())
    assert row.seal == hashlib.sha256(f"{digest_of(row, paragraphs)}\n{file.sha256}".encode()).hexdigest()
    assert check(row, paragraphs).is_right
    assert own.reference in text_of(Client().get("/declarations/sample-draft/"))
    keeping.destroy([file.stored_name])
    assert not check(row, paragraphs).is_right
    assert "the stored file is another, or gone" in text_of(rev.get("/declarations/sample-draft/"))


def test_a_later_file_of_the_same_document_does_not_break_the_seal(world):
    draft = world.declarations["draft"]
    own = paper(draft.meeting, by=world.rev, type="declaration")
    change_declaration(draft, document=own, paragraphs=words((None, "We agree.")), version=1, by=world.rev)
    row = seal_declaration(draft, reason="Compared.", version=2, today=world.today, by=world.dir)

    DocumentFile.objects.filter(document=own).update(is_current=False)
    DocumentFile.objects.create(
        document=own,
        language="en",
        number=2,
        name="words.txt",
        kind="txt",
        stored_name="f" * 32,
        size=1,
        sha256="f" * 64,
        uploaded_by=world.rev,
    )

    assert check(row, list(row.paragraphs.all())).is_right


def test_a_seal_is_over_the_words_of_every_language(world):
    draft = world.declarations["draft"]
    change_declaration(
        draft,
        title_fa="اعلامیه",
        paragraphs=[Words(None, "We agree.", "ما موافقیم.", "موږ موافق یو.")],
        version=1,
        by=world.rev,
    )
    row = seal_declaration(draft, reason="Compared.", version=2, today=world.today, by=world.dir)
    paragraphs = list(row.paragraphs.all())

    told = {
        "agreed_on": row.agreed_on.isoformat(),
        "is_summary": False,
        "kind": "declaration",
        "paragraphs": [{"en": "We agree.", "fa": "ما موافقیم.", "number": 1, "ps": "موږ موافق یو."}],
        "title": {"en": row.title_en, "fa": "اعلامیه", "ps": ""},
    }
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert row.seal == hashlib.sha256(hashlib.sha256(text.encode()).hexdigest().encode()).hexdigest()
    for name in ("text_en", "text_fa", "text_ps"):
        words_before = getattr(paragraphs[0], name)
        setattr(paragraphs[0], name, f"{words_before} ")
        assert not check(row, paragraphs).is_right
        setattr(paragraphs[0], name, words_before)
    assert (row.sealed_by, row.state) == (world.dir, "sealed")


def test_what_was_changed_behind_the_back_is_seen_on_the_page(world):
    # That of the world is sealed with a seal of zeros.
    said = text_of(Client().get("/declarations/sample-sealed/"))

    assert "the seal is not right" in said
    assert "Computed now" in said


def test_sealed_no_word_changes_and_tags_do(world):
    sealed, rev = world.declarations["sealed"], world.client("rev")

    edit = rev.post("/declarations/sample-sealed/edit/", head_of(sealed) | rows_of(sealed))
    again = world.client("dir").post("/declarations/sample-sealed/seal/", {"reason": "x", "version": "1"})
    tagged = rev.post(
        "/declarations/sample-sealed/para/1/tags/",
        {"pillar": "cooperation", "theme": "peace", "cbms": ["dm", "ct"], "is_actionable": "on", "version": "1"},
    )
    on = rev.post("/declarations/sample-sealed/para/1/tags/", {"pillar": "cbms", "save": "next", "version": "2"})

    assert (edit.status_code, again.status_code) == (409, 409)
    assert (tagged.status_code, tagged["Location"]) == (302, "/declarations/sample-sealed/para/1/")
    assert on["Location"] == "/declarations/sample-sealed/para/2/tags/"
    paragraph = sealed.paragraphs.get(number=1)
    assert (paragraph.pillar, paragraph.theme, paragraph.is_actionable, paragraph.version) == ("cbms", "", False, 3)
    entry = AuditEntry.objects.filter(action="paragraph.tag").order_by("sequence").first()
    assert entry.changes["cbms"] == [[], ["ct", "dm"]]
    assert entry.changes["pillar"] == ["", "cooperation"]


def test_a_stale_tag_is_a_409(world):
    rev, address = world.client("rev"), "/declarations/sample-sealed/para/1/tags/"

    assert rev.post(address, {"pillar": "cbms", "version": "1"}).status_code == 302
    stale = rev.post(address, {"pillar": "consultation", "version": "1"})

    assert stale.status_code == 409
    assert "Confidence building measures" in text_of(stale)


@pytest.mark.parametrize("why", ["not held", "nothing", "tomorrow", "no reason", "stale"])
def test_what_cannot_be_sealed_stays_a_draft(world, why):
    draft, given = world.declarations["draft"], {"reason": "Compared.", "version": 1, "today": world.today}
    error = ValidationError
    if why == "not held":
        Meeting.objects.filter(pk=draft.meeting_id).update(state="planned")
        error = WrongState
    elif why == "nothing":
        draft.paragraphs.all().delete()
    elif why == "tomorrow":
        Declaration.objects.filter(pk=draft.pk).update(agreed_on=world.today + timedelta(days=1))
    elif why == "no reason":
        given["reason"] = " "
    else:
        given["version"], error = 7, Stale

    with pytest.raises(error):
        seal_declaration(draft, by=world.dir, **given)

    draft.refresh_from_db()
    assert draft.state == "draft"
    assert not Event.objects.filter(kind="declaration.sealed").exists()


def test_it_is_told_to_process_meeting_and_host(world):
    row = seal_declaration(world.declarations["draft"], reason="Compared.", version=1, today=world.today, by=world.dir)

    event = Event.objects.get(kind="declaration.sealed")
    assert (event.on, event.is_public) == (row.agreed_on, True)
    assert set(event.anchors.values_list("name", flat=True)) == {
        "process:hoa-ip",
        f"meeting:{row.meeting.uid}",
        "stakeholder:pakistan",
    }
    for address in ("/processes/hoa-ip/timeline/", "/stakeholders/pakistan/timeline/", "/conferences/5/"):
        said = text_of(Client().get(address))
        assert "Declaration agreed" in said
        assert row.title_en in said


def test_a_sealed_fact_is_confirmed_and_disputed_without_a_change_of_its_words(world):
    sealed = world.declarations["sealed"]
    Declaration.objects.filter(pk=sealed.pk).update(is_imported=True)
    rev, tab = world.client("rev"), "/manage/facts/?of=declarations"

    assert sealed.title_en in text_of(rev.get(tab))
    assert "nobody has confirmed" not in text_of(Client().get("/declarations/sample-sealed/"))
    disputed = rev.post(f"/manage/facts/declaration/{sealed.uid}/dispute/", {"note": "Two dates are given."})
    assert (disputed.status_code, disputed["Location"]) == (302, tab)
    assert "Two dates are given." in text_of(Client().get("/declarations/sample-sealed/"))
    confirmed = rev.post(f"/manage/facts/declaration/{sealed.uid}/confirm/")
    assert confirmed["Location"] == tab
    sealed.refresh_from_db()
    assert (sealed.confirmed_by, sealed.is_disputed, sealed.seal) == (world.rev, False, "0" * 64)
