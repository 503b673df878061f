"""Declarations: drafted, split, changed; what is refused and what is never lost."""

import re
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from conferences.actions.declarations import change_declaration, draft_declaration, seal_declaration, tag_paragraph
from conferences.models import Declaration
from hoaip import grants
from hoaip.errors import Refused
from hoaip.models import Appointment, AuditEntry, Event, Process
from meetings.models import Meeting
from tests.declared import HEAD, head_of, rows_of, text_of, words
from tests.trail import commitment

NEW = "/declarations/new/"


@pytest.fixture
def world(filled):
    world = filled
    world.today = grants.today()
    return world


def test_a_pasted_text_is_split_corrected_saved_and_sealed(world):
    rev, meeting = world.client("rev"), str(world.conference.meeting.uid)
    pasted = "We, the ministers, met.\n\n1. We agree.\n2. We ask\nevery state to report."

    split = rev.post(NEW, HEAD | {"meeting": meeting, "pasted": pasted, "pasted_in": "en", "save": "split"})

    assert split.status_code == 200
    assert "Split by its numbers: 3 paragraphs." in text_of(split)
    assert "numbered anew in order" in text_of(split)
    assert "We ask every state to report." in split.content.decode()
    assert not Declaration.objects.filter(slug="islamabad-2015").exists()
    saved = rev.post(
        NEW,
        HEAD
        | {
            "meeting": meeting,
            "para-0-uid": "",
            "para-0-en": "We, the ministers, met.",
            "para-1-uid": "",
            "para-1-en": "We agree.",
            "para-1-fa": "ما موافقیم.",
            "save": "yes",
        },
    )
    assert (saved.status_code, saved["Location"]) == (302, "/declarations/islamabad-2015/")
    declaration = Declaration.objects.get(slug="islamabad-2015")
    assert list(declaration.paragraphs.order_by("number").values_list("number", "text_en", "text_fa")) == [
        (1, "We, the ministers, met.", ""),
        (2, "We agree.", "ما موافقیم."),
    ]
    assert Client().get("/declarations/islamabad-2015/").status_code == 404
    director = world.client("dir")
    sealed = director.post("/declarations/islamabad-2015/seal/", {"reason": "Compared.", "version": "1"})
    assert (sealed.status_code, sealed["Location"]) == (302, "/declarations/islamabad-2015/")
    page = Client().get("/declarations/islamabad-2015/?with=fa")
    assert "the seal is right" in text_of(page)
    assert "ما موافقیم." in text_of(page)
    assert AuditEntry.objects.get(action="declaration.seal").reason == "Compared."
    assert Event.objects.filter(kind="declaration.sealed").count() == 1
    assert "We agree." in text_of(Client().get("/declarations/islamabad-2015/para/2/"))
    assert "Islamabad Declaration" in text_of(Client().get("/declarations/?language=fa"))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"slug": "sample-draft"}, "slug"),
        ({"slug": "new"}, "slug"),
        ({"agreed_on": date(1999, 1, 1)}, "agreed_on"),
        ({"title_en": " "}, "__all__"),
    ],
)
def test_what_cannot_be_a_declaration_is_refused_at_its_field(world, changes, field):
    given = {"slug": "a-new-one", "title_en": "A new one", "agreed_on": date(2015, 12, 9)}

    with pytest.raises(ValidationError) as refusal:
        draft_declaration(world.conference.meeting, by=world.rev, **given | changes)

    assert set(refusal.value.message_dict) == {field}
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize(("key", "is_one"), [("senior", True), ("held", False), ("planned", False)])
def test_ministers_officials_and_ambassadors_declare(world, key, is_one):
    given = {"slug": "a-new-one", "title_en": "A new one", "agreed_on": date(2026, 1, 9)}
    page = world.client("rev").get(NEW).content.decode()

    if is_one:
        draft_declaration(world.meetings[key], by=world.rev, **given)
    else:
        with pytest.raises(ValidationError) as refusal:
            draft_declaration(world.meetings[key], by=world.rev, **given)
        assert set(refusal.value.message_dict) == {"meeting"}

    assert (str(world.meetings[key].uid) in page) == is_one


def test_every_meeting_of_another_process_declares(world):
    kabul = Process.objects.create(slug="kabul", short_name="KP", name_en="Kabul Process", launched_on=date(2017, 6, 6))
    Appointment.objects.create(process=kabul, user=world.rev, role="reviewer", from_on=date(2020, 1, 1))
    grants.sync_all()
    meeting = Meeting.objects.create(
        process=kabul,
        type="other",
        state="held",
        title_en="Sample Kabul meeting",
        starts_on=date(2017, 6, 6),
        ends_on=date(2017, 6, 6),
        created_by=world.rev,
    )

    made = draft_declaration(
        meeting,
        slug="kabul-2017",
        kind="chair_statement",
        title_en="Statement",
        agreed_on=date(2017, 6, 6),
        by=world.rev,
    )

    assert made.process == kabul


@pytest.mark.parametrize("key", ["fp_dm", "dir", "adm", "del_kz"])
def test_others_write_none(world, key):
    meeting, draft = world.conference.meeting, world.declarations["draft"]
    person = world.people[key]

    with pytest.raises(Refused):
        draft_declaration(meeting, slug="x-1", title_en="X", agreed_on=date(2015, 12, 9), by=person)
    with pytest.raises(Refused):
        change_declaration(draft, paragraphs=[], version=1, by=person)
    with pytest.raises(Refused):
        tag_paragraph(draft.paragraphs.first(), pillar="", theme="", cbms=[], is_actionable=True, version=1, by=person)


@pytest.mark.parametrize("key", ["fp_dm", "rev", "adm", "del_kz"])
def test_the_director_alone_seals(world, key):
    with pytest.raises(Refused):
        seal_declaration(world.declarations["draft"], reason="x", version=1, today=world.today, by=world.people[key])


def test_a_paragraph_stays_the_same_one_wherever_it_moves(world):
    draft = world.declarations["draft"]
    first, second = draft.paragraphs.order_by("number")
    tag_paragraph(second, pillar="cbms", theme="", cbms=[world.cbms["dm"]], is_actionable=True, version=1, by=world.rev)
    fields = rows_of(draft)
    moved = {
        "para-0-uid": fields["para-1-uid"],
        "para-0-en": "Other words.",
        "para-1-uid": "",
        "para-1-en": "A new one.",
        "para-2-uid": fields["para-0-uid"],
        "para-2-en": fields["para-0-en"],
    }

    answer = world.client("rev").post("/declarations/sample-draft/edit/", head_of(draft) | moved)

    assert (answer.status_code, answer["Location"]) == (302, "/declarations/sample-draft/")
    rows = list(draft.paragraphs.order_by("number"))
    assert [(row.number, row.text_en) for row in rows] == [
        (1, "Other words."),
        (2, "A new one."),
        (3, first.text_en),
    ]
    assert (rows[0].uid, rows[2].uid) == (second.uid, first.uid)
    assert (rows[0].pillar, list(rows[0].cbms.values_list("code", flat=True))) == ("cbms", ["dm"])
    entry = AuditEntry.objects.get(action="declaration.change")
    assert entry.changes["paragraphs"][1]["2"] == ["A new one.", "", ""]


def test_one_that_is_taken_out_is_deleted_unless_a_commitment_stands_behind_it(world):
    draft = world.declarations["draft"]
    first, second = draft.paragraphs.order_by("number")
    commitment(world, second)
    given = {"by": world.rev}

    change_declaration(draft, paragraphs=words((second.uid, "Alone.")), version=1, **given)
    with pytest.raises(ValidationError, match="a commitment was made in it"):
        change_declaration(draft, paragraphs=words((None, "Another.")), version=2, **given)

    assert [(row.uid, row.number) for row in draft.paragraphs.all()] == [(second.uid, 1)]


@pytest.mark.parametrize("what", ["foreign", "twice", "empty", "too many"])
def test_paragraphs_that_cannot_be_are_refused(world, what):
    draft = world.declarations["draft"]
    own = draft.paragraphs.first().uid
    foreign = world.declarations["sealed"].paragraphs.first().uid
    given = {
        "foreign": words((foreign, "Words.")),
        "twice": words((own, "Words."), (own, "Words again.")),
        "empty": words((own, " ")),
        "too many": words(*[(None, "Words.")] * 301),
    }[what]

    with pytest.raises(ValidationError):
        change_declaration(draft, paragraphs=given, version=1, by=world.rev)

    assert draft.paragraphs.count() == 2
    assert not AuditEntry.objects.exists()


def test_a_stale_text_comes_back_with_both_and_with_what_others_added(world):
    draft, rev = world.declarations["draft"], world.client("rev")
    fields = rows_of(draft)
    first = draft.paragraphs.get(number=1)
    change_declaration(
        draft,
        title_en="Their title",
        paragraphs=words((first.uid, "Their words."), (None, "Their new one.")),
        version=1,
        by=world.rev_two,
    )

    stale = rev.post(
        "/declarations/sample-draft/edit/",
        head_of(draft, title_en="My title") | fields | {"para-0-en": "My words.", "para-1-en": "My second."},
    )

    said = text_of(stale)
    assert stale.status_code == 409
    for sentence in ("Their title", "My title", "Their words.", "My words.", "Their new one.", "My second."):
        assert sentence in said or sentence in stale.content.decode()
    assert "added by somebody else while you were typing" in said
    again = dict(
        re.findall(r'<input type="hidden" name="(version|para-\d-uid)" value="([^"]*)"', stale.content.decode())
    )
    assert again["version"] == "2"
    # What they deleted comes as a new paragraph of one's own.
    assert (again["para-0-uid"], again["para-1-uid"]) == (str(first.uid), "")
    merged = head_of(draft, title_en="My title") | again
    merged |= {"para-0-en": "My words.", "para-1-en": "My second.", "para-2-en": "Their new one."}
    assert rev.post("/declarations/sample-draft/edit/", merged).status_code == 302
    assert [row.text_en for row in draft.paragraphs.order_by("number")] == ["My words.", "My second.", "Their new one."]


def test_nothing_typed_is_lost_when_a_text_is_split_or_refused(world):
    rev = world.client("rev")
    typed = HEAD | {"title_fa": "اعلامیهٔ اسلام‌آباد", "para-0-uid": "", "para-0-en": "Typed by hand."}

    split = rev.post(NEW, typed | {"pasted": "We paste.\n\nMore.", "pasted_in": "en", "save": "yes"})
    beside = rev.post(NEW, typed | {"pasted": "۱. به دری.\n۲. دیگر.", "pasted_in": "fa", "save": "split"})
    moved = rev.post(NEW, typed | {"save": "add-0"})
    refused = rev.post(NEW, typed | {"title_en": "", "save": "yes"})

    for answer in (split, beside, moved, refused):
        assert "اعلامیهٔ اسلام‌آباد" in answer.content.decode()
        assert "Typed by hand." in answer.content.decode()
    assert [answer.status_code for answer in (split, beside, moved, refused)] == [200, 200, 200, 422]
    # Pasted words are never saved before somebody looked at them, whichever button was pressed.
    assert "We paste." in split.content.decode()
    assert 'name="para-1-fa"' in beside.content.decode()
    assert not Declaration.objects.filter(slug="islamabad-2015").exists()
    # The refused one waits as a draft of the person's own.
    assert "Typed by hand." in rev.get(NEW).content.decode()


@pytest.mark.parametrize("text", ["x" * (200 * 1024 + 1), "\n".join(f"{number}. x" for number in range(1, 303))])
def test_a_text_that_is_too_long_is_refused_and_comes_back(world, text):
    answer = world.client("rev").post(NEW, HEAD | {"pasted": text, "pasted_in": "en", "save": "split"})

    assert answer.status_code == 422
    assert text[-30:] in answer.content.decode()


def test_words_are_shown_as_words(world):
    attack = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    draft = world.declarations["draft"]
    change_declaration(
        draft, title_en=attack, source_note=attack, paragraphs=words((None, attack)), version=1, by=world.rev
    )
    seal_declaration(draft, reason=attack, version=2, today=world.today, by=world.dir)

    for address in ("", "para/1/", "para/1/tags/", "?with=fa"):
        html = world.client("rev").get(f"/declarations/sample-draft/{address}").content.decode()
        assert "<script>alert" not in html
        assert "<img src=x" not in html
        assert "&lt;script&gt;alert(1)" in html
    for address in ("/declarations/", "/conferences/5/", "/processes/hoa-ip/timeline/"):
        assert "<img src=x" not in Client().get(address).content.decode()
