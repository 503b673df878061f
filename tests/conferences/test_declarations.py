"""Declarations: drafted, split, changed, tagged, sealed; who may what; what everybody reads."""

import hashlib
import json
import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from conferences.actions.declarations import (
    Words,
    change_declaration,
    draft_declaration,
    seal_declaration,
    tag_paragraph,
)
from conferences.models import Declaration, Paragraph
from conferences.texts.seal import check, digest_of
from hoaip import grants
from hoaip.documents import keeping
from hoaip.errors import Refused, Stale, WrongState
from hoaip.models import Appointment, AuditEntry, DocumentFile, Event, Process
from meetings.models import Meeting
from tests.papers import paper
from tests.trail import commitment, declaration
from tests.world import fill

NEW = "/declarations/new/"
HEAD = {
    "title_en": "Islamabad Declaration",
    "title_fa": "",
    "title_ps": "",
    "slug": "islamabad-2015",
    "kind": "declaration",
    "agreed_on": "2015-12-09",
    "source": "https://example.org/islamabad",
    "source_note": "",
}


@pytest.fixture
def world(cast):
    world = fill(cast)
    world.today = grants.today()
    return world


def text_of(response):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


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


def rows_of(declaration, **changes):
    """The fields of its paragraphs as the form sends them."""
    fields = {}
    for place, row in enumerate(declaration.paragraphs.order_by("number")):
        fields |= {f"para-{place}-uid": str(row.uid)}
        fields |= {f"para-{place}-{column}": getattr(row, f"text_{column}") for column in ("en", "fa", "ps")}
    return fields | changes


def head_of(declaration, **changes):
    return HEAD | {"slug": declaration.slug, "title_en": declaration.title_en, "version": "1"} | changes


def words(*texts):
    return [Words(uid, text) for uid, text in texts]


# Writing


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


# The source file


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


# Sealing and what follows


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


# Reading


def test_a_draft_is_the_ministrys(world):
    for key, status in (("rev", 200), ("fp_ct", 200), ("dir", 200), ("adm", 404), ("del_kz", 404), (None, 404)):
        assert world.client(key).get("/declarations/sample-draft/").status_code == status
        assert world.client(key).get("/declarations/sample-draft/para/1/").status_code == status
        seen = "sample-draft" in world.client(key).get("/declarations/").content.decode()
        listed = b"sample-draft" in b"".join(world.client(key).get("/declarations/table.csv"))
        assert (seen, listed) == (status == 200, status == 200)


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("declaration", "A text on which the participants agreed."),
        ("communique", "A text on which the participants agreed."),
        ("chair_statement", "the chair alone answers for it"),
    ],
)
def test_who_answers_for_it_is_said(world, kind, sentence):
    declaration(world, world.ministers, slug="of-a-kind", state="sealed", kind=kind, is_summary=True)

    for address in ("/declarations/of-a-kind/", "/declarations/of-a-kind/para/1/"):
        said = text_of(Client().get(address))
        assert sentence in said
        assert "in the portal’s own words" in said


def test_languages_stand_side_by_side(world):
    draft = world.declarations["draft"]
    change_declaration(
        draft,
        paragraphs=[Words(None, "We agree.", "ما موافقیم."), Words(None, "Only in English.")],
        version=1,
        by=world.rev,
    )
    seal_declaration(draft, reason="Compared.", version=2, today=world.today, by=world.dir)
    address = "/declarations/sample-draft/"

    alone, beside = (text_of(Client().get(f"{address}{query}")) for query in ("", "?with=fa"))
    dari = Client().get(f"/fa-af{address}?with=en").content.decode()
    paragraph = text_of(Client().get(f"{address}para/1/"))

    assert "ما موافقیم." not in alone
    assert "We agree. ما موافقیم." in beside
    assert "in English only" in beside
    assert dari.index("ما موافقیم.") < dari.index("We agree.")
    assert 'lang="fa-AF" dir="rtl"' in dari
    assert ("We agree." in paragraph, "ما موافقیم." in paragraph) == (True, True)
    assert Client().get(f"{address}?with=xx").status_code == 400
    pashto = text_of(Client().get(f"/ps{address}"))
    assert "We agree." in pashto


def test_a_paragraph_names_its_neighbours_and_leads_to_its_text(world):
    draft = world.declarations["draft"]
    change_declaration(
        draft, paragraphs=words((None, "One."), (None, "Two."), (None, "Three.")), version=1, by=world.rev
    )
    seal_declaration(draft, reason="Compared.", version=2, today=world.today, by=world.dir)
    address = "/declarations/sample-draft/para/{}/"

    first, second, third = (Client().get(address.format(number)).content.decode() for number in (1, 2, 3))

    assert (address.format(0) in first, address.format(2) in first) == (False, True)
    assert (address.format(1) in second, address.format(3) in second) == (True, True)
    assert (address.format(2) in third, address.format(4) in third) == (True, False)
    assert "/declarations/sample-draft/#p2" in second
    assert Client().get(address.format(4)).status_code == 404
    assert Client().get("/declarations/sample-draft/para/99999999999999999999/").status_code == 404


@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        ("", {"sample-sealed", "statement"}),
        ("?kind=chair_statement", {"statement"}),
        ("?year=2016", {"statement"}),
        ("?year=1394", {"sample-sealed"}),
        ("?language=fa", {"statement"}),
        ("?language=ps", set()),
        ("?process=hoa-ip", {"sample-sealed", "statement"}),
    ],
)
def test_the_list_is_narrowed(world, query, slugs):
    made = declaration(world, world.ministers, slug="statement", kind="chair_statement")
    Paragraph.objects.filter(declaration=made, number=1).update(text_fa="به دری")
    seal_declaration(made, reason="Compared.", version=1, today=world.today, by=world.dir)

    page = Client().get(f"/declarations/{query}")
    export = b"".join(Client().get(f"/declarations/table.csv{query}")).decode()

    for slug in ("sample-sealed", "statement"):
        assert (f"/declarations/{slug}/" in page.content.decode()) == (slug in slugs)
        assert (f"/declarations/{slug}/" in export) == (slug in slugs)


def many(world, count):
    """A sealed text of that many paragraphs, tagged, in two languages."""
    made = Declaration.objects.create(
        meeting=world.ministers,
        process=world.process,
        slug="many",
        title_en="Many",
        agreed_on=world.ministers.ends_on,
    )
    rows = Paragraph.objects.bulk_create(
        Paragraph(declaration=made, number=number, text_en=f"One {number}.", text_fa=f"یک {number}.", pillar="cbms")
        for number in range(1, count + 1)
    )
    through = Paragraph.cbms.through
    through.objects.bulk_create(through(paragraph=row, cbm=world.cbms["dm"]) for row in rows)
    seal_declaration(made, reason="Compared.", version=1, today=world.today, by=world.dir)
    return made


@pytest.mark.parametrize("count", [1, 200])
@pytest.mark.parametrize(
    ("address", "statements"),
    [("/declarations/many/?with=fa", 6), ("/declarations/many/para/1/", 6), ("/conferences/5/", 13)],
)
def test_statements_of_a_text_are_the_same_for_any_length(world, django_assert_num_queries, address, statements, count):
    many(world, count)
    browser = Client()

    with django_assert_num_queries(statements):
        assert browser.get(address).status_code == 200


@pytest.mark.parametrize("count", [1, 12])
def test_statements_of_the_list(world, django_assert_num_queries, count):
    for number in range(count):
        declaration(world, world.ministers, slug=f"of-many-{number}", state="sealed")
    Client().get("/declarations/")

    with django_assert_num_queries(3):
        assert Client().get("/declarations/?kind=declaration").status_code == 200


@pytest.mark.parametrize("count", [2, 200])
def test_statements_of_saving_are_the_same_for_any_length(world, django_assert_num_queries, count):
    draft = world.declarations["draft"]
    change_declaration(draft, paragraphs=words(*[(None, "Words.")] * count), version=1, by=world.rev)
    rows = list(draft.paragraphs.order_by("number"))

    with django_assert_num_queries(29):
        change_declaration(
            draft,
            paragraphs=words(*[(row.uid, f"Other {row.number}.") for row in reversed(rows)]),
            version=2,
            by=world.rev,
        )

    assert draft.paragraphs.get(number=1).text_en == f"Other {count}."


def test_a_meeting_without_a_cbm_shows_what_it_declared(world):
    senior = world.meetings["senior"]
    Meeting.objects.filter(pk=senior.pk).update(state="held", announced_at=senior.created_at)
    address = f"/meetings/{senior.uid}/"
    none, writer = text_of(Client().get(f"{address}?before")), text_of(world.client("rev").get(address))
    declaration(world, senior, slug="of-officials", kind="chair_statement", state="sealed")

    said = text_of(Client().get(address))

    assert ("What was declared" in none, "Write a declaration" in writer) == (False, True)
    assert "Sample declaration of-officials" in said
    assert "the chair alone answers for it" in said
    assert "What was declared" not in text_of(world.client("rev").get(f"/meetings/{world.meetings['held'].uid}/"))
