"""The pages of documents: a page, a download, a library and panels; what each reader meets and at what cost."""

import csv
import re
from datetime import date
from io import StringIO

import pytest
from django.utils import timezone

from hoaip.catalogues import compile_catalogues
from hoaip.documents.keeping import place_of
from hoaip.models import AccessEntry, Document, DocumentFile
from meetings.models import Meeting
from tests.cast import PEOPLE
from tests.expectation import GONE, PUBLIC, READERS
from tests.papers import DOCUMENTS, paper


@pytest.fixture
def world(filled):
    return filled


def page_of(document):
    return f"/documents/{document.uid}/"


def file_of(file):
    return f"/documents/files/{file.uid}/"


def body(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


# The download


def test_a_file_is_saved_and_never_shown(world):
    response = world.client().get(file_of(world.files["open"]))

    assert body(response) == b"Secret words of open."
    assert response["Content-Disposition"].startswith('attachment; filename="HOAIP-TEST-1-en.txt"; filename*=UTF-8')
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["Cache-Control"] == "no-store"
    assert response["Content-Length"] == "21"
    assert "Cookie" in response["Vary"]


def test_a_stored_file_is_not_packed_once_more(world):
    response = world.client().get(file_of(world.files["open"]), headers={"Accept-Encoding": "gzip"})

    assert "Content-Encoding" not in response
    assert response["Content-Length"] == "21"


def test_a_persian_name_survives(world):
    document = paper(world.cbms["dm"], by=world.rev, name="صورت‌جلسه.pdf", content=b"%PDF-1.7")

    response = world.client().get(file_of(document.files.get()))

    assert (
        "filename*=UTF-8''%D8%B5%D9%88%D8%B1%D8%AA%E2%80%8C%D8%AC%D9%84%D8%B3%D9%87.pdf"
        in response["Content-Disposition"]
    )


@pytest.mark.parametrize("who", [PUBLIC, *PEOPLE])
def test_no_file_is_had_by_its_address(world, who):
    """The canary: every file of every document, asked by everybody; what may not be read looks like nothing at all."""
    browser = world.client(None if who == PUBLIC else who)
    unknown = browser.get("/documents/files/00000000-0000-4000-8000-000000000000/")
    for key, file in world.files.items():
        response = browser.get(file_of(file))
        if who in READERS[key] and key not in GONE:
            assert body(response) == f"Secret words of {key}.".encode()
        else:
            assert response.status_code == 404, (who, key)
            assert plain(response) == plain(unknown)
        # Neither the document's own address nor a part of the stored name gives it out.
        for guess in (f"/documents/files/{world.documents[key].uid}/", f"/media/documents/{file.stored_name}"):
            assert browser.get(guess).status_code == 404


def plain(response):
    return re.sub(r'value="\w{64}"', "", response.content.decode())


@pytest.mark.parametrize("who", [PUBLIC, *PEOPLE])
def test_no_page_tells_of_a_document_that_is_not_open(world, who):
    """The canary of titles: lists, panels and pages."""
    browser = world.client(None if who == PUBLIC else who)
    pages = ["/documents/", "/documents/?cbm=dm", "/cbms/dm/", "/documents/?q=Sample", "/documents/table.csv"]
    pages += [f"/meetings/{meeting.uid}/" for meeting in world.meetings.values()]
    told = " ".join(body(browser.get(address)).decode() for address in pages)
    everything = READERS.keys() if who in ("adm", "dir") else ()
    for key in DOCUMENTS:
        open_to = who in READERS[key] or key in everything
        assert (f"Sample document {key}" in told) <= open_to, (who, key)
        linked = f"/documents/files/{world.files[key].uid}/" in told
        assert linked <= (who in READERS[key] and key not in GONE), (who, key)


def test_a_read_that_is_not_public_is_noted(world):
    world.client("del_pk").get(file_of(world.files["paper"]))
    world.client("del_pk").get(file_of(world.files["open"]))
    world.client("del_au").get(file_of(world.files["paper"]))

    assert list(AccessEntry.objects.order_by("pk").values_list("kind", "path")) == [
        ("read_file", file_of(world.files["paper"])),
        ("not_found", file_of(world.files["paper"])),
    ]


def test_bytes_that_are_gone_are_a_404(world):
    place_of(world.files["open"].stored_name).unlink()

    assert world.client().get(file_of(world.files["open"])).status_code == 404


# The page


def test_the_page_says_who_can_see_it(world):
    page = text_of(world.client("fp_dm").get(page_of(world.documents["evidence"])))

    assert "The focal points of Disaster Management and ministry staff." in page
    assert "HOAIP/TEST/" in page
    assert "Sample rev" in page


def test_the_administrator_sees_the_frame_and_no_file(world):
    response = world.client("adm").get(page_of(world.documents["evidence"]))

    page = text_of(response)
    assert "Sample document evidence" in page
    assert "its files are not open to you" in page
    assert "words.txt" not in page
    assert world.client("adm").get(file_of(world.files["evidence"])).status_code == 404


def test_the_tombstone_tells_why_to_who_could_see_it(world):
    for who, status in ((None, 200), ("del_pk", 200)):
        page = text_of(world.client(who).get(page_of(world.documents["deleted"])))
        assert "Sent by mistake." in page
        assert "words.txt" not in page
    Document.objects.filter(pk=world.documents["deleted"].pk).update(rung=2)
    assert world.client("del_pk").get(page_of(world.documents["deleted"])).status_code == 404


def test_the_public_reads_no_name_of_a_person(world):
    page = text_of(world.client().get(page_of(world.documents["open"])))

    assert "Sample rev" not in page
    assert "SHA-256" not in page


def test_a_public_page_asked_again_is_one_statement(world, django_assert_num_queries):
    first = world.client().get(page_of(world.documents["open"]))

    with django_assert_num_queries(1):
        again = world.client().get(page_of(world.documents["open"]), headers={"If-None-Match": first["ETag"]})

    assert again.status_code == 304


def test_the_own_language_stands_first_else_the_one_that_counts_with_a_note(world):
    compile_catalogues()
    document = paper(world.cbms["dm"], by=world.rev, language="ru", title_en="Two languages")
    original = document.files.get()
    DocumentFile.objects.create(
        document=document, language="fa-af", number=1, name="a.txt", kind="txt", stored_name="f" * 32, size=1,
        sha256="0" * 64, uploaded_by=world.rev,
    )  # fmt: skip
    browser, address = world.client(), page_of(document)

    pages = {language: browser.get(f"{language}{address}").content.decode() for language in ("", "/fa-af", "/ps")}
    files = {language: re.findall(r'href="[^"]*/documents/files/([^"/]+)/">', page) for language, page in pages.items()}

    own = document.files.get(language="fa-af")
    assert files[""] == files["/ps"] == [str(original.uid), str(own.uid)]
    assert files["/fa-af"] == [str(own.uid), str(original.uid)]
    assert "It is not in your language yet." in pages[""]
    assert "لا ستاسو په ژبه نه دی." in pages["/ps"]
    assert "به زبان شما نیست" not in pages["/fa-af"]


def test_the_panel_says_what_is_not_in_the_language_of_the_page(world):
    paper(world.cbms["dm"], by=world.rev, language="ps", title_en="Words of Pashto", dated_on=date(2026, 12, 1))

    english, pashto = (
        world.client().get(f"{language}/cbms/dm/").content.decode().split("Words of Pashto")[1].split("</ul>")[0]
        for language in ("", "/ps")
    )

    assert "not in your language" in english
    assert "ستاسو په ژبه نه دی" not in pashto


@pytest.mark.parametrize(("who", "statements"), [(None, 5), ("fp_dm", 8), ("del_pk", 8)])
@pytest.mark.parametrize("versions", [1, 3, 20])
def test_statements_of_the_page(world, django_assert_num_queries, who, statements, versions):
    document = world.documents["paper" if who else "open"]
    for number in range(2, versions + 1):
        DocumentFile.objects.create(
            document=document,
            language="ps",
            number=number,
            is_current=number == versions,
            name="a.txt",
            kind="txt",
            stored_name=f"{number:032x}",
            size=1,
            sha256="0" * 64,
            uploaded_by=world.rev,
        )
    browser = world.client(who)
    browser.get("/cbms/")

    with django_assert_num_queries(statements):
        browser.get(page_of(document))


# The library


@pytest.fixture
def many(cast):
    def build(count):
        for number in range(count):
            parent = cast.cbms["dm"] if number % 2 else a_meeting(cast)
            type = "other" if number % 3 else "declaration"
            paper(
                parent, by=cast.rev, type=type, title_en=f"Paper {number:03}.", dated_on=date(2020, 1, 1 + number % 28)
            )

    return build


def a_meeting(cast):
    meeting = Meeting.objects.create(
        process=cast.process,
        type="rtgm",
        state="held",
        starts_on=date(2020, 1, 1),
        ends_on=date(2020, 1, 1),
        created_by=cast.rev,
        has_cbm=True,
    )
    meeting.pairs.create(cbm=cast.cbms["ct"])
    return meeting


def test_newest_first_in_pages(cast, many):
    many(7)

    page = cast.client().get("/documents/?page_size=3&page=2").content.decode()

    assert [f"Paper {number:03}" in page for number in range(7)] == [False, True, True, True, False, False, False]


def test_rows_beyond_a_page_follow_by_key(cast, many):
    many(7)
    last = Document.objects.order_by("-dated_on", "-pk")[2]

    page = cast.client().get(f"/documents/?page_size=3&after={last.dated_on}_{last.pk}").content.decode()

    assert [f"Paper {number:03}" in page for number in range(7)] == [False, True, True, True, False, False, False]


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("cbm=dm", [1, 3]),
        ("cbm=ct", [0, 2]),
        ("type=declaration", [0, 3]),
        ("language=en", [0, 1, 2, 3]),
        ("language=ps", []),
        ("q=Paper 002", [2]),
        ("q=HOAIP/TEST/4", [3]),
        ("cbm=dm&type=other", [1]),
    ],
)
def test_filters_narrow(cast, many, query, shown):
    many(4)

    page = cast.client().get(f"/documents/?{query}").content.decode()

    assert [number for number in range(4) if f"Paper {number:03}." in page] == shown


@pytest.mark.parametrize(
    ("query", "field"), [("cbm=xx", "cbm"), ("type=poem", "type"), ("language=xx", "language"), ("after=1_1", "after")]
)
def test_an_unknown_value_is_a_bad_request_at_its_field(cast, many, query, field):
    many(2)

    response = cast.client().get(f"/documents/?{query}")

    assert response.status_code == 400
    assert f'id="id_{field}_error"' in response.content.decode()
    assert "Paper 000" not in response.content.decode()


def test_the_number_is_told_in_the_words_and_digits_of_the_page(cast, many):
    many(1)
    assert '<p class="note">1 document</p>' in cast.client().get("/documents/").content.decode()
    many(1)
    assert '<p class="note">2 documents</p>' in cast.client().get("/documents/?page=1").content.decode()
    assert "۲" in cast.client().get("/fa-af/documents/").content.decode()


def test_the_file_of_the_library_is_its_page(cast, many):
    many(4)
    hidden = paper(a_meeting(cast), by=cast.rev, type="letter", title_en="=SUM(1)", rung=2)

    rows = list(csv.DictReader(StringIO(body(cast.client("rev").get("/documents/table.csv")).decode()[1:])))

    assert [row["title"] for row in rows] == ["'=SUM(1)", "Paper 003.", "Paper 002.", "Paper 001.", "Paper 000."]
    assert list(rows[0]) == ["title", "address", "type", "dated_on", "dated_on_solar", "belongs_to", "reference"]
    assert (rows[0]["type"], rows[0]["reference"]) == ("letter", hidden.reference)
    assert rows[1]["belongs_to"] == "Disaster Management"
    assert rows[2]["belongs_to"] == "Counter-Terrorism, RTGM"


@pytest.mark.parametrize("count", [1, 3, 60])
@pytest.mark.parametrize(("who", "statements"), [(None, 4), ("rev", 8)])
def test_statements_of_the_library(cast, many, django_assert_num_queries, who, statements, count):
    many(2)
    browser = cast.client(who)
    browser.get("/documents/?q=x")
    many(count)

    with django_assert_num_queries(statements):
        browser.get("/documents/?page_size=200")


@pytest.mark.parametrize("count", [1, 3, 20])
@pytest.mark.parametrize("who", [None, "fp_dm", "del_pk"])
def test_the_panel_is_one_statement(world, django_assert_max_num_queries, who, count):
    browser = world.client(who)
    address = f"/meetings/{world.meetings['held'].uid}/"
    browser.get(address)
    before = statements_of(browser, address + "?a=1", django_assert_max_num_queries)
    for _each in range(count):
        paper(world.meetings["held"], by=world.rev, type="declaration")

    assert statements_of(browser, address + "?a=2", django_assert_max_num_queries) == before


def statements_of(browser, address, counted):
    with counted(40) as queries:
        browser.get(address)
    return len(queries)


def test_the_meeting_says_who_can_see_each_part(world):
    page = text_of(world.client("fp_dm").get(f"/meetings/{world.meetings['held'].uid}/"))

    assert "That it is, its date and place Everybody, also without an account." in page
    assert "Outcomes and record The focal points of Disaster Management and ministry staff." in page


def test_the_panel_shows_a_tombstone(world):
    gone = paper(world.meetings["held"], by=world.rev, type="declaration", title_en="Gone for good")
    Document.objects.filter(pk=gone.pk).update(
        deleted_at=timezone.now(), deleted_by=world.rev, deletion_reason="It was another meeting's."
    )

    page = text_of(world.client().get(f"/meetings/{world.meetings['held'].uid}/"))

    assert "Gone for good" in page
    assert "It was another meeting" in page
    assert "Gone for good" not in text_of(world.client().get("/documents/"))
