"""The public word for a state is the administrator's: the same in list, page, filter and file, in each language.

A spreadsheet holds the word, CSV the code that programs read, which never changes.
"""

import csv
import io
import re
from html import unescape

import pytest
from openpyxl import load_workbook

from hoaip.catalogues import compile_catalogues
from hoaip.texts import delivered
from hoaip.texts.actions import change_text, restore_text

TONGUES = {"": "being carried out", "/fa-af": "در حال اجرا", "/ps": "د اجرا په حال کې"}


@pytest.fixture(scope="module", autouse=True)
def _catalogues():
    compile_catalogues()


@pytest.fixture
def world(filled):
    """The world, in which the administrator wrote another word for what was begun, of actions and of commitments."""
    en, fa, ps = TONGUES.values()
    change_text(
        delivered("action-under-way"),
        words={"text_en": en, "text_fa": fa, "text_ps": ps},
        reason="The ministers asked for it.",
        version=0,
        by=filled.adm,
    )
    labels = {f"label-in_progress-{code}": word for code, word in zip(("en", "fa", "ps"), (en, fa, ps), strict=True)}
    answer = filled.client("adm").post(
        "/manage/commitments/", labels | {"reason": "So agreed.", "version": "1", "idempotency_key": "k-1"}
    )
    assert answer.status_code == 302
    return filled


def seen(client, address):
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", client.get(address).content.decode())))


def rows_of(client, address):
    file = b"".join(client.get(address).streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(file)))


def sheet_of(client, address):
    """{address of a row: its cells} of a spreadsheet."""
    book = load_workbook(io.BytesIO(b"".join(client.get(address).streaming_content)))
    rows = [[cell.value for cell in row] for row in book.active.iter_rows(min_row=2)]
    return {next(cell for cell in row if str(cell).startswith("http")): row for row in rows}


def choice_of(client, address, code):
    page = client.get(address).content.decode()
    return unescape(re.search(rf'<option value="{code}"[^>]*>([^<]+)</option>', page)[1])


@pytest.mark.parametrize("prefix", TONGUES)
@pytest.mark.parametrize(("kind", "code"), [("actions", "under_way"), ("commitments", "in_progress")])
def test_list_page_filter_and_file_show_one_word(world, prefix, kind, code):
    word, public = TONGUES[prefix], world.client()
    claimed = getattr(world, kind)["claimed"]

    pages = [seen(public, f"{prefix}/{kind}/"), seen(public, f"{prefix}/{kind}/{claimed.uid}/")]
    chosen = choice_of(public, f"{prefix}/{kind}/", code)
    narrowed = seen(public, f"{prefix}/{kind}/?state={code}")
    sheet = sheet_of(public, f"{prefix}/{kind}/table.xlsx")
    file = rows_of(public, f"{prefix}/{kind}/table.csv")

    assert [word in page for page in (*pages, narrowed)] == [True, True, True]
    assert chosen == word
    [told] = [cells for address, cells in sheet.items() if str(claimed.uid) in address]
    assert word in told
    assert {row["address"] for row in file} == set(sheet)
    assert [row["state"] for row in file if str(claimed.uid) in row["address"]] == [code]
    assert all("under way" not in page for page in (*pages, narrowed))


def test_a_word_that_begins_like_a_formula_is_text_in_a_spreadsheet(world):
    change_text(
        delivered("action-under-way"),
        words={"text_en": "=HYPERLINK(1)", "text_fa": "", "text_ps": ""},
        reason="Tried.",
        version=1,
        by=world.adm,
    )

    cells = [cell for row in sheet_of(world.client(), "/actions/table.xlsx").values() for cell in row]

    assert "'=HYPERLINK(1)" in cells
    assert "=HYPERLINK(1)" not in cells


def test_the_ministry_keeps_its_own_words(world):
    claimed = world.actions["claimed"]

    page = seen(world.client("rev"), f"/actions/{claimed.uid}/")

    assert claimed.get_state_display() in page
    assert "being carried out" not in page


def test_an_empty_language_borrows_the_word_and_the_delivered_one_comes_back(world):
    text = delivered("action-under-way")
    words = {"text_en": "begun", "text_fa": "", "text_ps": ""}
    change_text(text, words=words, reason="Shorter.", version=1, by=world.adm)
    assert choice_of(world.client(), "/fa-af/actions/", "under_way") == "begun"

    restore_text(text, reason="As before.", version=2, by=world.adm)

    assert choice_of(world.client(), "/actions/", "under_way") == "under way"
