"""Everything for the room: what each reader finds in it, on the page and in the ZIP, read without a network."""

import io
import re
import zipfile
from datetime import date, timedelta
from html.parser import HTMLParser
from urllib.parse import unquote

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from conferences.models import Action
from hoaip.catalogues import compile_catalogues
from hoaip.documents.keeping import place_of
from hoaip.ladder import Rung, anchor_key
from hoaip.models import AccessEntry, Document
from meetings.models import Attendance, Call, Invitee, Meeting, Outcome
from meetings.pack import name_of
from tests.meetings.test_agenda import a_meeting, an_item
from tests.papers import paper
from tests.records import circulated

DAY = date(2027, 3, 2)
# What of the pack each reader finds: the words, and who reads them.
EVERYBODY = {None, "del_tr", "del_pk", "fp_dm", "rev", "adm"}
MEMBERS = {"del_pk", "fp_dm", "rev"}
LADDER = {
    "Flood maps of the rivers": EVERYBODY,
    "Concept for everybody": EVERYBODY,
    "Canary item one": MEMBERS,
    "Canary notes": MEMBERS,
    "Canary letter": MEMBERS,
    "Canary delegations": MEMBERS | {"del_tr"},
    "Canary ministry": {"fp_dm", "rev"},
    "Invitation and answers": MEMBERS | {"del_tr"},
    "India": MEMBERS,
    "Canary action of members": MEMBERS,
    "Canary action of the ministry": {"fp_dm", "rev"},
    "Canary outcome before": MEMBERS,
    "Canary record before": MEMBERS,
    "Canary record as a file": MEMBERS,
    "Canary withdrawn": set(),
}
CONTENTS = {
    b"Words for everybody.": EVERYBODY,
    b"Words of the letter.": MEMBERS,
    b"Words for delegations.": MEMBERS | {"del_tr"},
    b"Words for the ministry.": {"fp_dm", "rev"},
    b"Words of the record.": MEMBERS,
    b"Words withdrawn.": set(),
}
READERS = [None, "del_tr", "del_pk", "fp_dm", "rev", "adm"]


@pytest.fixture
def meeting(cast):
    """An RTGM of DM to which three are invited, with everything that a pack holds, and the one before it."""
    before = a_meeting(cast, "dm", state="held", day=date(2026, 3, 2), announced_at="2026-01-01T00:00Z")
    Outcome.objects.create(meeting=before, number=1, kind="decision", text="Canary outcome before.")
    Attendance.objects.create(meeting=before, stakeholder=cast.stakeholders["PK"], answer="present", capacity="lead")
    Meeting.objects.filter(pk=before.pk).update(state="reported")
    before.refresh_from_db()
    circulated(before, "Canary record before.")
    paper(before, by=cast.rev, type="record", title_en="Canary record as a file", content=b"Words of the record.")
    paper(before, by=cast.rev, type="letter", title_en="A letter of last time", content=b"Of last time.")
    made = a_meeting(
        cast,
        "dm",
        state="invited",
        day=DAY,
        announced_at="2026-01-01T00:00Z",
        title_en="Flood maps of the rivers",
        joining_url="https://join.example/room",
        venue="Serena",
    )
    letter = paper(made, by=cast.rev, type="letter", title_en="Canary letter", content=b"Words of the letter.")
    an_item(made, "Canary item one", text="Canary notes", minutes=30, lead=cast.stakeholders["PK"], document=letter)
    paper(made, by=cast.rev, title_en="Concept for everybody", content=b"Words for everybody.")
    paper(made, by=cast.rev, rung=4, title_en="Canary delegations", content=b"Words for delegations.")
    paper(made, by=cast.rev, rung=2, title_en="Canary ministry", content=b"Words for the ministry.")
    gone = paper(made, by=cast.rev, title_en="Canary withdrawn", content=b"Words withdrawn.")
    Document.objects.filter(pk=gone.pk).update(
        deleted_at=timezone.now(), deleted_by=cast.rev, deletion_reason="Sent by mistake."
    )
    Call.objects.create(meeting=made, answer_by=DAY - timedelta(days=14))
    for code in ("PK", "IN", "TR"):
        Invitee.objects.create(
            meeting=made, stakeholder=cast.stakeholders[code], invited_at=timezone.now(), invited_by=cast.fp_dm
        )
    outcome = before.outcomes.get()
    for title, rung in (("of members", Rung.MEMBERS), ("of the ministry", Rung.MINISTRY)):
        Action.objects.create(
            process=cast.process,
            outcome=outcome,
            cbm=cast.cbms["dm"],
            title=f"Canary action {title}",
            owner=cast.stakeholders["KZ"],
            due_on=date(2026, 12, 1),
            rung=rung,
            anchors=[anchor_key(cast.cbms["dm"])],
            created_by=cast.fp_dm,
        )
    return made


def page_of(meeting, language=""):
    return f"{language}/meetings/{meeting.uid}/pack/"


def zip_of(browser, meeting, language=""):
    answer = browser.get(f"{language}/meetings/{meeting.uid}/pack.zip")
    assert answer.status_code == 200
    return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))


# Who finds what


@pytest.mark.parametrize("who", READERS)
def test_each_reader_finds_what_the_ladder_says_and_nothing_else(cast, meeting, who):
    browser = cast.client(who)

    page = browser.get(page_of(meeting)).content.decode()
    packed = zip_of(browser, meeting)

    index = packed.read("index.html").decode()
    for html in (page, index):
        assert {words for words in LADDER if words in html} == {words for words in LADDER if who in LADDER[words]}
    names = " ".join(packed.namelist())
    assert {words for words in LADDER if words in names} <= {words for words in LADDER if who in LADDER[words]}
    found = {packed.read(name) for name in packed.namelist()}
    assert found & CONTENTS.keys() == {content for content in CONTENTS if who in CONTENTS[content]}
    assert len(packed.namelist()) == 2 + len(found & CONTENTS.keys()), "a letter of last time is no paper of today"


def test_of_a_draft_its_drafters_alone_find_the_record_and_that_is_noted(cast, meeting):
    held = a_meeting(cast, "dm", state="held", day=date(2026, 6, 1), announced_at="2026-01-01T00:00Z")
    Outcome.objects.create(meeting=held, number=1, kind="decision", text="Canary draft outcome.")

    drafter, member = (cast.client(who).get(page_of(held)).content.decode() for who in ("fp_dm", "del_pk"))

    assert "Canary draft outcome." in drafter
    assert "Canary draft outcome." not in member
    assert AccessEntry.objects.filter(kind="read_draft", route="meetings:meeting_pack").count() == 1


def test_nobody_packs_what_he_may_not_see(cast, meeting):
    hidden = a_meeting(cast, "dm", day=date(2027, 5, 1))

    for who in (None, "del_tr"):
        for part in ("pack/", "pack.zip"):
            unseen = cast.client(who).get(f"/meetings/{hidden.uid}/{part}")
            assert unseen.status_code == 404


def test_viewed_as_the_public_it_holds_what_the_public_finds(cast, meeting):
    browser = cast.client("fp_dm")
    browser.post("/view-as/", {"whom": ":public", "next": page_of(meeting)})

    page = browser.get(page_of(meeting)).content.decode()
    index = zip_of(browser, meeting).read("index.html").decode()

    for html in (page, index):
        assert {words for words in LADDER if words in html} == {words for words in LADDER if None in LADDER[words]}
        assert cast.fp_dm.full_name not in html


# From a stick


class Addresses(HTMLParser):
    """Every address and everything that would run in a page."""

    def __init__(self, html):
        super().__init__()
        self.addresses, self.tags, self.inline = [], set(), []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        for name, value in attrs:
            if name in ("href", "src", "action", "srcset"):
                self.addresses.append(value)
            if name.startswith("on") or name == "style":
                self.inline.append(name)


@pytest.mark.parametrize(
    ("language", "tag", "way"), [("", "en", "ltr"), ("/fa-af", "fa-AF", "rtl"), ("/ps", "ps", "rtl")]
)
def test_the_zip_is_read_without_the_portal(cast, meeting, language, tag, way):
    compile_catalogues()
    packed = zip_of(cast.client("fp_dm"), meeting, language)

    index = packed.read("index.html").decode()
    seen = Addresses(index)

    assert packed.testzip() is None
    assert f'<html lang="{tag}" dir="{way}">' in index
    assert not seen.tags & {"script", "form", "iframe", "img", "object"}
    assert not seen.inline
    assert "://" not in index
    assert "join.example" not in index
    assert seen.addresses
    assert {unquote(each) for each in seen.addresses} == set(packed.namelist()) - {"index.html"}
    assert b"@page" in packed.read("paper.css")
    assert "url(" not in packed.read("paper.css").decode()


def test_a_persian_title_survives_as_a_name_and_no_name_is_a_path(cast, meeting):
    paper(meeting, by=cast.rev, title_en="../../etc/passwd", content=b"One.")
    paper(meeting, by=cast.rev, title_en="نقشهٔ راه ۱۴۰۵ می‌رود", content=b"Two.")
    paper(meeting, by=cast.rev, title_en='a\u202ecod.exe: "x"|<y>?*', content=b"Three.")
    paper(meeting, by=cast.rev, title_en="W" * 200, content=b"Four.")

    packed = zip_of(cast.client("fp_dm"), meeting)

    names = packed.namelist()
    assert len(set(map(str.casefold, names))) == len(names)
    by_content = {packed.read(name): name for name in names}
    assert "نقشهٔ راه ۱۴۰۵ می‌رود" in by_content[b"Two."]
    assert packed.getinfo(by_content[b"Two."]).flag_bits & 0x800
    for name in names:
        assert re.fullmatch(r"(papers/)?[^/\\:*?\"<>|\x00-\x1f\u202a-\u202e]{1,125}", name)
        assert not {".", ".."} & set(name.split("/"))
    assert re.fullmatch(r"papers/\d\d .* en\.txt", by_content[b"One."])


def test_files_of_several_languages_stand_by_themselves(cast, meeting):
    document = Document.objects.get(title_en="Concept for everybody")
    first = document.files.get()
    first.pk, first.language, first.stored_name = None, "fa-af", "f" * 32
    first.uid = "11111111-1111-4111-8111-111111111111"
    first.save(force_insert=True)

    names = {name_of(number, "Concept", each) for number, each in enumerate(document.files.order_by("pk"), 1)}

    assert names == {"papers/01 Concept en.txt", "papers/02 Concept fa-af.txt"}


def test_a_file_that_is_gone_is_said_and_the_rest_is_packed(cast, meeting):
    letter = Document.objects.get(title_en="Canary letter")
    place_of(letter.files.get().stored_name).unlink()

    packed = zip_of(cast.client("del_pk"), meeting)

    index = packed.read("index.html").decode()
    assert "the file is not at hand" in index
    assert not [name for name in packed.namelist() if "Canary letter" in name]
    assert b"Words for everybody." in {packed.read(name) for name in packed.namelist()}


def test_it_is_sent_in_pieces_and_never_kept(cast, meeting):
    big = paper(meeting, by=cast.rev, title_en="A long one", content=bytes(range(256)) * 12_000)

    answer = cast.client("del_pk").get(f"/meetings/{meeting.uid}/pack.zip", headers={"Accept-Encoding": "br, gzip"})
    pieces = list(answer.streaming_content)

    assert big.files.get().size == 3_072_000
    assert len(pieces) > 10
    assert max(map(len, pieces)) < 400_000
    assert answer["Cache-Control"] == "no-store"
    assert answer["Content-Type"] == "application/zip"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "Content-Encoding" not in answer
    said = 'attachment; filename="meeting-2027-03-02-'
    assert answer["Content-Disposition"].startswith(said)
    assert unquote(answer["Content-Disposition"].split("UTF-8''")[1]) == "Flood maps of the rivers, for the room.zip"
    for who in (None, "del_pk"):
        assert cast.client(who).get(page_of(meeting))["Cache-Control"] == "no-store"
    head = cast.client("del_pk").head(f"/meetings/{meeting.uid}/pack.zip")
    assert (head.status_code, b"".join(head.streaming_content)) == (200, b"")


def test_a_download_is_noted_and_thirty_a_minute_are_enough(cast, meeting):
    browser = cast.client("del_pk")

    zip_of(browser, meeting)
    zip_of(cast.client(), meeting)
    kinds = AccessEntry.objects.filter(route="meetings:meeting_pack_file").order_by("kind").values_list("kind", "path")
    found = list(kinds)
    # Within one minute, also where the test begins at the end of one.
    with time_machine.travel(timezone.now() + timedelta(minutes=2), tick=False):
        for _each in range(30):
            zip_of(browser, meeting)
        refused = browser.get(f"/meetings/{meeting.uid}/pack.zip")

    path = f"/meetings/{meeting.uid}/pack.zip"
    assert found == [("export", path), ("read_file", path)]
    assert refused.status_code == 429


# The page


@pytest.mark.parametrize("part", ["", "pack/"])
def test_a_city_is_said_in_the_language_of_the_page(cast, meeting, part):
    Meeting.objects.filter(pk=meeting.pk).update(city="Astana")

    facts = {way: cast.client().get(f"{way}/meetings/{meeting.uid}/{part}").content.decode() for way in ("", "/fa-af")}

    assert "<bdi>Astana</bdi>" in facts[""]
    assert "<bdi>آستانه</bdi>" in facts["/fa-af"]
    assert "<bdi>Astana</bdi>" not in facts["/fa-af"]


def test_the_page_of_the_meeting_leads_to_both(cast, meeting):
    html = cast.client().get(f"/meetings/{meeting.uid}/").content.decode()

    assert f'href="{page_of(meeting)}"' in html
    assert f'href="/meetings/{meeting.uid}/pack.zip"' in html


def test_an_empty_pack_is_the_facts(cast):
    bare = a_meeting(cast, "dm", state="held", day=date(2026, 3, 2), announced_at="2026-01-01T00:00Z")

    page = cast.client().get(page_of(bare)).content.decode()
    packed = zip_of(cast.client(), bare)

    assert "Islamabad" in page
    assert "<table" not in page
    assert "agenda" not in page.lower()
    assert packed.namelist() == ["index.html", "paper.css"]
    # Who reads agendas is told that there is none, and does not look for a page that was lost.
    assert "Nothing is on the agenda yet." in cast.client("del_pk").get(page_of(bare)).content.decode()


# Statements of page and ZIP by reader; the ZIP notes that it was taken.
STATEMENTS = {
    (None, "pack/"): 6,
    (None, "pack.zip"): 6,
    ("del_pk", "pack/"): 21,
    ("del_pk", "pack.zip"): 27,
    ("fp_dm", "pack/"): 23,
    ("fp_dm", "pack.zip"): 29,
}


@pytest.mark.parametrize("many", [1, 12])
def test_statements_do_not_grow(cast, meeting, many):
    for number in range(many):
        an_item(meeting, f"Item {number}", lead=cast.stakeholders["PK"])
        paper(meeting, by=cast.rev, title_en=f"Paper {number}")
    found = {}
    for who in (None, "del_pk", "fp_dm"):
        for part in ("pack/", "pack.zip"):
            browser = cast.client(who)
            browser.get("/meetings/")
            with CaptureQueriesContext(connection) as asked:
                browser.get(f"/meetings/{meeting.uid}/{part}")
            found[who, part] = len(asked)

    assert found == STATEMENTS
