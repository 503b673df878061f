"""The page of search: what it finds, how a hit reads, what it refuses, and what it asks of the database."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from hoaip.grants import today
from hoaip.models import AccessEntry, Document, Person, Stakeholder
from hoaip.public_cache import bodies
from hoaip.search.matching import Asked, Holds
from hoaip.search.sources import all_sources
from meetings.calendar.cities import city_name
from meetings.models import Meeting, MeetingCbm, Outcome, RecordParagraph
from tests.records import circulated


def held(cast, number=1, *, title="", city="Islamabad", code="dm", state="held", **columns):
    """Meetings of a CBM that were held, numbered on from the last."""
    made = []
    for each in range(number):
        day = today() - timedelta(days=30 + each)
        meeting = Meeting.objects.create(
            process=cast.process,
            type="rtgm",
            state=state,
            title_en=title,
            starts_on=day,
            ends_on=day,
            city=city,
            created_by=cast.rev,
            has_cbm=True,
            **columns,
        )
        ordinal = MeetingCbm.objects.filter(cbm=cast.cbms[code]).count() + 1
        MeetingCbm.objects.create(meeting=meeting, cbm=cast.cbms[code], ordinal=ordinal)
        made.append(meeting)
    return made


def found(browser, words, **more):
    """{kind: (how many, [hit])} of a page of search."""
    page = browser.get("/search/", {"q": words, **more})
    assert page.status_code == 200
    return {each.source.kind: (each.part.counted, each.hits) for each in page.context.get("found", [])}


def test_nothing_asked_is_a_form(cast):
    page = cast.client().get("/search/")

    assert page.status_code == 200
    assert 'name="q"' in page.content.decode()
    assert cast.client().get("/search/?q=+").status_code == 200


def test_all_words_are_held_and_the_last_may_be_a_beginning(cast):
    held(cast, title="Exercise of rescue teams")
    browser = cast.client()

    assert found(browser, "rescue exer")["meetings"][0] == 1
    assert "meetings" not in found(browser, "exer rescue")
    assert "meetings" not in found(browser, "rescue exercise flood")


def test_a_meeting_is_found_by_its_number_and_place(cast):
    first, second = held(cast, 2)
    held(cast, 2, code="ct", city="Ankara")
    browser = cast.client()

    for words in ("DM RTG2", "dm rtgm 2", "DM-RTG-2", "dm rtg ۲"):
        hits = found(browser, words)["meetings"]
        assert (hits[0], hits[1][0]["address"]) == (1, f"/meetings/{second.uid}/"), words
    assert found(browser, "RTG1")["meetings"][0] == 2
    assert found(browser, "rtgm ankara")["meetings"][0] == 2
    assert "meetings" not in found(browser, "CT RTG9")


def test_spelling_makes_no_difference(cast):
    Stakeholder.objects.filter(code="TR").update(name_en="Türkiye", name_fa="ترکیه", name_ps="ترکيه")
    browser = cast.client()

    for words in ("turkiye", "TÜRKIYE", "تركيه", "ترکیه"):
        assert [hit["address"] for hit in found(browser, words)["stakeholders"][1]] == ["/stakeholders/turkey/"]


@pytest.mark.parametrize("code", ["fa-af", "ps"])
def test_a_city_is_found_in_every_language(cast, code):
    held(cast, 2, title="Exercise")
    held(cast, city="Ankara")
    with translation.override(code):
        city = city_name("Islamabad")

    assert not city.isascii()
    assert found(cast.client(), city)["meetings"][0] == 2
    assert found(cast.client(), f"{city} exercise")["meetings"][0] == 2
    assert "meetings" not in found(cast.client(), f"{city} ankara")


def test_a_document_is_found_by_its_reference_number(cast):
    for number in (1, 2):
        Document.objects.create(
            process=cast.process,
            type="letter",
            stem="HOAIP/DM/RTGM4/LET",
            number=number,
            reference=f"HOAIP/DM/RTGM4/LET/{number}",
            title_en=f"Letter {number}",
            dated_on=today(),
            ceiling=5,
            created_by=cast.rev,
        )

    count, hits = found(cast.client(), "HOAIP/DM/RTGM4/LET/2")["documents"]

    assert count == 1
    assert hits[0]["title"] == "Letter <mark>2</mark>"
    assert "<mark>HOAIP</mark>/<mark>DM</mark>" in hits[0]["text"]


def test_a_line_is_cut_around_the_word_and_escaped(cast):
    meeting = held(cast, state="held")[0]
    text = "word " * 60 + '<img src=x onerror=alert(1)> Flood & "rescue" ' + "more " * 60
    Outcome.objects.create(meeting=meeting, number=1, kind="decision", text=text)

    page = cast.client("rev").get("/search/?q=rescue")

    line = page.context["found"][0].hits[0]["text"]
    assert (line[:2], line[-2:], len(line) < 400) == ("… ", " …", True)
    assert "&lt;img src=x onerror=alert(1)&gt; Flood &amp; &quot;<mark>rescue</mark>&quot;" in line
    assert "<img" not in page.content.decode()


def test_marks_stand_on_the_words_as_they_were_typed(cast):
    Stakeholder.objects.filter(code="AF").update(official_name_fa="جمهوری اسلامي افغانســـتان و می\u200cرود")

    hits = found(cast.client(), "افغانستان میرود")["stakeholders"][1]

    assert "<mark>افغانســـتان</mark> و <mark>می\u200cرود</mark>" in hits[0]["text"]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("q=...", "There is no word in that."),
        ("q=%26%7C%21", "There is no word in that."),
        ("q=" + "a" * 201, "That is longer than 200 characters."),
        ("q=a&kind=users", "There is no such kind."),
        ("q=a&page=51", "Give a whole number from 1 to 50."),
        ("q=a%00b", "characters that are no text"),
        ("q=%ED%A0%80", "characters that are no text"),
    ],
)
def test_what_is_no_question_gets_a_sentence(cast, query, sentence):
    page = cast.client().get(f"/search/?{query}")

    assert page.status_code == 400
    assert sentence in page.content.decode()


@pytest.mark.parametrize("words", ["a & !b:*", "'; DROP TABLE", "a:*A | <-> b", "\\", "x" * 200, "😀 a", "%s %(x)s"])
def test_no_word_is_an_operator(cast, words):
    assert cast.client().get("/search/", {"q": words}).status_code in (200, 400)


def test_ten_of_a_kind_then_pages(cast):
    held(cast, 25, city="Kabul")
    browser = cast.client()

    count, hits = found(browser, "kabul")["meetings"]
    second = browser.get("/search/?q=kabul&kind=meetings&page=2")

    assert (count, len(hits)) == (25, 10)
    assert [len(each.hits) for each in second.context["found"]] == [5]
    assert "kind=meetings" in browser.get("/search/?q=kabul").content.decode()
    assert set(found(browser, "kabul", kind="meetings")) == {"meetings"}


def test_who_may_see_persons_finds_them(cast):
    Person.objects.create(name_latin="Amina Sample", function="Adviser", stakeholder=cast.stakeholders["KZ"])

    who = {key for key in (None, "del_kz", "del_pk", "rev", "adm") if "persons" in found(cast.client(key), "amina")}

    assert who == {"del_kz", "adm"}


def test_a_draft_that_is_shown_in_a_line_was_read(cast):
    meeting = held(cast)[0]
    RecordParagraph.objects.create(meeting=meeting, number=1, text="Floodplain")

    assert "drafts" in found(cast.client("fp_dm"), "floodplain")
    assert "drafts" not in found(cast.client("del_pk"), "floodplain")

    assert [(entry.kind, entry.actor_uid) for entry in AccessEntry.objects.all()] == [("read_draft", cast.fp_dm.uid)]


@pytest.mark.parametrize("key", [None, "fp_dm", "del_pk"])
def test_statements_are_one_a_kind_at_one_row_and_at_sixty(cast, key):
    def asked(words):
        browser = cast.client(key)
        browser.get("/search/")
        bodies.forget()
        with CaptureQueriesContext(connection) as queries:
            assert browser.get("/search/", {"q": words}).status_code == 200
        return len(queries)

    def write(number):
        for meeting in held(cast, number, title="Floods"):
            Outcome.objects.create(meeting=meeting, number=1, kind="decision", text="Floods")
            RecordParagraph.objects.create(meeting=meeting, number=1, text="Floods")
            Meeting.objects.filter(pk=meeting.pk).update(state="reported")
            circulated(meeting)

    write(1)
    few = asked("floods")
    write(59)
    many = asked("floods")

    # The version of the data; signed in also session, person, holdings. Of two kinds the public is asked nothing.
    assert few == many == len(all_sources()) + (1 - 2 if key is None else 4)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", [kind for kind, source in all_sources().items() if source.index])
def test_each_kind_is_found_by_its_index(cast, kind):
    source = all_sources()[kind]
    # Without the rights, whose plan is another one for each reader; in the order of a page, which has indexes too.
    holds = Holds(*source.columns, query=Asked.of("kabul").query)
    rows = source.rows(None).model.objects.filter(holds).order_by(*source.ordering)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")

    assert source.index in rows[:11].explain()


SIGNS = [*"&|!():*<>-'\"\\%_", "\u1680", "\u2028", "\u3000", "\x85", "\x0b", "\x1f", "\u202e", "\ufdfa", "\U0001f600"]


@pytest.mark.parametrize("sign", SIGNS)
def test_no_sign_is_an_operator_of_the_database(cast, sign):
    browser = cast.client()

    for words in (f"foo{sign}bar", f"{sign}foo {sign}b{sign}"):
        assert browser.get("/search/", {"q": words}).status_code == 200
