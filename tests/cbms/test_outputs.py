"""A plan taken along: who may, what stands on it, how much it costs, and that the table reads back."""

import contextlib
import csv
import io
import re
import zipfile
import zlib
from datetime import date
from xml.etree import ElementTree

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from cbms.actions.adoptions import adopt_plan
from cbms.models import Activity, Objective, Plan
from cbms.plans.content import content_of
from cbms.plans.imports import imported, table_of
from cbms.plans.paper import months
from cbms.plans.parties import Parties
from cbms.plans.sheet import CELLS
from hoaip.lists.cells import FORMULA
from hoaip.models import AccessEntry
from hoaip.paper import pdf as press
from tests.cbms.test_adoption import TODAY, details, signed
from tests.plans import freeze
from tests.plans import plan as made

KINDS = ["print/", "plan.pdf", "plan.docx", "activities.csv", "activities.xlsx"]
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def body(response):
    return b"".join(response) if response.streaming else response.content


def take(cast, plan, kind, who=None, language=""):
    response = cast.client(who).get(f"{language}/plans/{plan.uid}/{kind}")
    assert response.status_code == 200, body(response)[-600:]
    return body(response)


def words_of(document):
    with zipfile.ZipFile(io.BytesIO(document)) as package:
        assert package.testzip() is None
        parts = {name: ElementTree.fromstring(package.read(name)) for name in package.namelist()}
    text = {name: " ".join(node.text or "" for node in part.iter(f"{WORD}t")) for name, part in parts.items()}
    return text["word/document.xml"], text["word/header1.xml"]


@pytest.fixture
def draft(cast):
    return made(cast, "dm", state="draft", submitted=False)


@pytest.fixture
def adopted(cast):
    plan = made(cast, "dm", state="cleared")
    adopt_plan(
        plan, details=details(cast, is_disputed=True, dispute_note="x"), signed=signed(), by=cast.dir, today=TODAY
    )
    return Plan.objects.get(pk=plan.pk)


def test_a_draft_is_marked_and_an_adopted_plan_carries_its_seal(cast, draft):
    page = take(cast, draft, "print/", "fp_dm").decode()
    assert page.count("DRAFT") >= 4
    assert "Not submitted yet" in page
    text, head = words_of(take(cast, draft, "plan.docx", "fp_dm"))
    assert "DRAFT" in text
    assert "DRAFT" in head

    freeze(draft, by=cast.fp_dm)
    Plan.objects.filter(pk=draft.pk).update(state="cleared")
    draft.refresh_from_db()
    assert "Version 1" in take(cast, draft, "print/", "rev").decode()
    event = adopt_plan(draft, details=details(cast), by=cast.dir, today=TODAY)

    page = take(cast, draft, "print/").decode()
    assert "DRAFT" not in page
    assert event.seal in page
    text, head = words_of(take(cast, draft, "plan.docx"))
    assert event.seal in text
    assert "DRAFT" not in text + head


def test_the_draft_of_a_plan_that_was_returned_says_after_which_version(cast):
    plan = made(cast, "dm", state="changes_requested")

    Activity.objects.update(title="Only the drafters read this yet")

    assert "Draft after version 1" in take(cast, plan, "print/", "fp_dm").decode()
    # Who reviews has what was submitted, and nothing of what is written since.
    for kind in ("print/", "activities.csv"):
        assert "Only the drafters" in take(cast, plan, kind, "fp_dm").decode()
        assert "Only the drafters" not in take(cast, plan, kind, "rev").decode()
    assert "Version 1" in take(cast, plan, "print/", "rev").decode()


def fonts_of(document):
    """The families of letters that a PDF carries."""
    found = set()
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", document, re.S):
        with contextlib.suppress(zlib.error):
            found |= set(re.findall(rb"/FontFamily ?\(([^)]+)\)", zlib.decompress(stream)))
    return {name.decode() for name in found}


@pytest.mark.parametrize("language", ["", "/fa-af", "/ps"])
def test_the_pdf_is_one(cast, adopted, language):
    answer = take(cast, adopted, "plan.pdf", language=language)

    assert answer.startswith(b"%PDF-")
    # Its letters are those that come with the portal and no others, on whatever machine.
    assert fonts_of(answer) == {"Paper"}


def test_a_machine_without_a_press_says_what_to_do(cast, adopted, monkeypatch):
    monkeypatch.setattr(press.sys, "executable", "/nonexistent/python")

    response = cast.client().get(f"/plans/{adopted.uid}/plan.pdf")

    assert response.status_code == 503
    assert "save it as PDF" in response.content.decode()


def test_a_press_that_is_busy_says_so(cast, adopted, monkeypatch):
    monkeypatch.setattr(press, "PATIENCE", 0.01)
    press.press.acquire()
    try:
        assert cast.client().get(f"/plans/{adopted.uid}/plan.pdf").status_code == 503
    finally:
        press.press.release()


@pytest.mark.parametrize("kind", KINDS)
def test_who_takes_a_draft_along_is_noted(cast, draft, kind):
    take(cast, draft, kind, "fp_dm")

    assert [entry.kind for entry in AccessEntry.objects.all()] == ["read_draft" if kind == "print/" else "export"]
    assert cast.client("adm").get(f"/plans/{draft.uid}/{kind}").status_code == 403
    assert cast.client("rev").get(f"/plans/{draft.uid}/{kind}").status_code == 404
    assert cast.client().get(f"/plans/{draft.uid}/{kind}").status_code == 404


NASTY = '=HYPERLINK("http://example.org")<img src=x onerror=alert(1)> & \x0b ۱۲'


def test_what_was_typed_is_escaped_everywhere(cast, draft):
    Objective.objects.update(title=NASTY, text=NASTY)
    Activity.objects.update(title=NASTY, place="@cmd", funding="-1+2", indicator="+3", expected_result=NASTY)

    assert "<img" not in take(cast, draft, "print/", "fp_dm").decode()
    text, _head = words_of(take(cast, draft, "plan.docx", "fp_dm"))
    assert "<img src=x" in text
    assert take(cast, draft, "plan.pdf", "fp_dm").startswith(b"%PDF-")
    rows = list(csv.reader(io.StringIO(take(cast, draft, "activities.csv", "fp_dm").decode("utf-8-sig"))))
    sheet = load_workbook(io.BytesIO(take(cast, draft, "activities.xlsx", "fp_dm"))).active
    cells = [cell for row in rows for cell in row] + [str(cell.value or "") for row in sheet for cell in row]
    assert not [cell for cell in cells if cell.startswith(FORMULA)]
    assert all(cell.data_type != "f" for row in sheet for cell in row)


def test_the_table_has_the_columns_of_the_import(cast, adopted):
    rows = list(csv.DictReader(io.StringIO(take(cast, adopted, "activities.csv").decode("utf-8-sig"))))
    sheet = load_workbook(io.BytesIO(take(cast, adopted, "activities.xlsx", language="/fa-af"))).active
    heads = [cell.value for cell in sheet[1]]

    line = (
        "objective_number,objective,activity_number,activity,description,lead,partners,place,from,until,funding,"
        "indicator,expected_result"
    )
    names = line.split(",")
    assert list(rows[0]) == heads == names == [cell.name for cell in CELLS]
    first = adopted.adopted_version.content["objectives"][0]["activities"][0]
    assert rows[0]["activity"] == first["title"]
    assert rows[0]["lead"] == first["lead"] == "pakistan"
    assert rows[0]["partners"] == "undp"
    assert (rows[0]["from"], rows[0]["until"]) == ("2026-01", "2026-06")
    assert [cell.value or "" for cell in sheet[2]] == list(rows[0].values())


def test_an_objective_without_activities_stands_in_the_table(cast, draft):
    Objective.objects.create(plan=draft, position=2, title="Later")

    rows = list(csv.DictReader(io.StringIO(take(cast, draft, "activities.csv", "fp_dm").decode("utf-8-sig"))))

    assert (rows[-1]["objective_number"], rows[-1]["objective"], rows[-1]["activity_number"]) == ("2", "Later", "")


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2013-05", "2015-12", "May 2013 – Dec 2015"),
        ("2013-05", "2013-05", "May 2013"),
        ("", "", ""),
        ("2013-05", "", "from May 2013"),
        ("", "2013-05", "until May 2013"),
        ("1392-02", "1392-04", "Sawr–Saratan 1392"),
    ],
)
def test_months_in_words(first, last, words):
    assert months(first, last) == words


def fill(cast, plan, number):
    objective = plan.objectives.get()
    for position in range(3, number + 1):
        activity = Activity.objects.create(
            plan=plan,
            objective=objective,
            position=position,
            title=f"Activity {position}",
            lead=cast.stakeholders["PK"],
            starts_on=date(2026, 1, 1),
            ends_on=date(2026, 6, 30),
        )
        activity.partners.set([cast.stakeholders[code] for code in ("IN", "UNDP", "TR")])


@pytest.mark.parametrize("state", ["draft", "adopted"])
@pytest.mark.parametrize("kind", ["print/", "plan.pdf", "plan.docx", "activities.csv", "activities.xlsx", "seal/"])
def test_statements_do_not_grow_with_the_plan(cast, state, kind):
    asked = {}
    for code, number in (("dm", 3), ("ct", 300)):
        plan = made(cast, code, state="draft", submitted=False, by=cast.fp_dm if code == "dm" else cast.fp_ct)
        fill(cast, plan, number)
        if state == "adopted":
            freeze(plan, by=cast.fp_dm)
            Plan.objects.filter(pk=plan.pk).update(state="cleared")
            adopt_plan(Plan.objects.get(pk=plan.pk), details=details(cast), by=cast.dir, today=TODAY)
        browser = cast.client(None if state == "adopted" else "fp_dm" if code == "dm" else "fp_ct")
        with CaptureQueriesContext(
            connection,
        ) as seen:
            response = browser.get(f"/plans/{plan.uid}/{kind}")
            assert response.status_code == 200
            body(response)
        asked[number] = len([each for each in seen.captured_queries if "SAVEPOINT" not in each["sql"]])

    assert asked[3] == asked[300]
    assert asked[300] <= 14, asked


def test_the_page_of_a_plan_asks_the_same_for_one_and_many_decisions(cast, adopted):
    asked = []
    for number in range(3):
        adopt_plan(adopted, details=details(cast, body="mc", on=date(2026, 5, 1 + number)), by=cast.dir, today=TODAY)
        with CaptureQueriesContext(connection) as seen:
            page = cast.client().get(f"/plans/{adopted.uid}/")
        asked.append(len(seen))
        assert len(re.findall(r"[0-9a-f]{64}", page.content.decode())) == number + 2

    assert len(set(asked)) == 1
    assert asked[0] <= 14, asked


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("language", ["", "/fa-af"])
def test_the_table_is_read_back_unchanged(cast, draft, kind, language):
    Activity.objects.update(
        text="Two lines,\nand “signs”; =SUM(A1)", place="@Almaty", funding="=1+1", indicator="-3 %", expected_result="+"
    )
    stored = content_of(draft)
    file = SimpleUploadedFile(f"table.{kind}", take(cast, draft, f"activities.{kind}", "fp_dm", language))

    found = imported(table_of(file), stored=stored, parties=Parties("en"))

    assert found.problems == []
    assert found.content["objectives"] == stored["objectives"]


def test_asked_for_its_head_alone_a_pdf_is_whole_for_the_next_reader(cast, adopted):
    path = f"/plans/{adopted.uid}/plan.pdf"

    head = cast.client().head(path)
    whole = cast.client().get(path)

    assert (head.status_code, head.content) == (200, b"")
    assert b"".join(whole).startswith(b"%PDF-")
