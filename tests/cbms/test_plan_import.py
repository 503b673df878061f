"""A table of activities as the text of a plan: read first, every fault by row and column, written when confirmed."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from cbms.actions.plans import start_plan, write_plan
from cbms.models import Plan
from cbms.plans.content import content_of
from tests.cbms.test_cbm_page import text_of
from tests.cbms.test_plans import details

HEAD = [
    "objective_number",
    "objective",
    "activity_number",
    "activity",
    "description",
    "lead",
    "partners",
    "place",
    "from",
    "until",
    "funding",
    "indicator",
    "expected_result",
]


@pytest.fixture
def plan(cast):
    begun = start_plan(cast.cbms["dm"], title="Implementation Plan", by=cast.fp_dm)
    return write_plan(begun, details=details(cast), by=cast.fp_dm, version=begun.version)


def rows_of(content, called=lambda slug: slug):
    """The table that an export of that text is."""
    rows = [HEAD]
    for objective in content["objectives"]:
        for each in objective["activities"]:
            plain = [each["place"], each["from"], each["until"], each["funding"], each["indicator"]]
            rows.append(
                [objective["number"], objective["title"], each["number"], each["title"], each["text"]]
                + [called(each["lead"]), "; ".join(map(called, each["partners"])), *plain, each["expected_result"]]
            )
    return rows


def as_csv(rows, separator=","):
    text = "\n".join(separator.join(f'"{cell}"' for cell in row) for row in rows)
    return SimpleUploadedFile("plan.csv", text.encode("utf-8-sig"))


def as_xlsx(rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile("plan.xlsx", out.getvalue())


def send(cast, plan, file, key="fp_dm", **more):
    return cast.client(key).post(f"/plans/{plan.uid}/import/", {"file": file, "version": plan.version, **more})


@pytest.mark.parametrize("write", [as_csv, as_xlsx, lambda rows: as_csv(rows, ";")])
def test_what_was_exported_reads_back_unchanged(cast, plan, write):
    rows = rows_of(content_of(plan))
    rows[0] = [name.replace("_", " ").capitalize() for name in HEAD]

    answer = send(cast, plan, write(rows))

    assert answer.status_code == 200
    assert "0 changes" in text_of(answer)
    assert Plan.objects.get().version == plan.version


def test_a_table_is_read_first_and_written_when_confirmed(cast, plan):
    before, browser = content_of(plan), cast.client("fp_dm")
    rows = rows_of(before)
    rows[1][7] = "Astana"
    rows[2:] = [["2", "Another", "", "New one", "", "Poland", "", "", "1405-06", "2027-01", "", "'=2", ""]]

    answer = browser.post(f"/plans/{plan.uid}/import/", {"file": as_xlsx(rows)})

    assert "Activities: 1 added, 1 changed, 0 moved, 1 taken out." in text_of(answer)
    assert content_of(Plan.objects.get()) == before
    confirmed = {
        "table": answer.context["form"]["table"].value(),
        "confirm": "1",
        "version": answer.context["version"],
    }
    assert browser.post(f"/plans/{plan.uid}/import/", confirmed).status_code == 302
    text = content_of(Plan.objects.get())
    kept = text["objectives"][0]["activities"][0]
    assert (kept["key"], kept["place"]) == (before["objectives"][0]["activities"][0]["key"], "Astana")
    new = text["objectives"][1]["activities"][0]
    assert (new["lead"], new["from"], new["indicator"]) == ("poland", "1405-06", "=2")
    # Sent again it is stale: somebody saved since the dry run, here oneself.
    assert browser.post(f"/plans/{plan.uid}/import/", confirmed).status_code == 409


def test_every_fault_names_row_column_and_reason(cast, plan):
    rows = rows_of(content_of(plan))
    rows[1][5], rows[1][8], rows[2][9], rows[2][3] = "Atlantis", "soon", "2020-01", "x" * 301

    answer = send(cast, plan, as_csv(rows), confirm="1")

    page = text_of(answer)
    assert answer.status_code == 422
    assert "3 things to mend in the table; nothing was written" in page
    assert "2 Lead “Atlantis” is no country or organization" in page
    assert "2 From “soon” is not a month." in page
    assert "3 Activity This is longer than the 300 characters" in page
    assert Plan.objects.get().version == plan.version


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([], "The table is empty."),
        ([["objective", "activity"]], "The table has no row below its head."),
        ([["objective", "what"], ["a", "b"]], "There is no such column."),
        ([["objective", "objective", "activity"], ["a", "b", "c"]], "This column stands twice."),
        ([["objective"], ["a"]], "This column is missing."),
        ([["objective", "activity"], ["", "b"]], "This row says nothing of its objective"),
        ([["objective", "activity"], *[["a", f"b{place}"] for place in range(2001)]], "at most 2,000 rows"),
    ],
)
def test_a_table_of_another_shape_is_refused_with_a_sentence(cast, plan, rows, said):
    answer = send(cast, plan, as_csv(rows) if rows else SimpleUploadedFile("plan.csv", b"\n"))

    assert answer.status_code == 422
    assert said in text_of(answer)


@pytest.mark.parametrize(
    ("name", "body", "said"),
    [
        ("plan.docx", b"x", "Send the table as a spreadsheet (XLSX) or as CSV."),
        ("plan.xlsx", b"x", "holds something else"),
        ("plan.csv", "د".encode("utf-16"), "is not UTF-8"),
        ("plan.csv", b"x" * (2 * 1024 * 1024 + 1), "larger than the 2 MB"),
        ("plan.csv", b'"a\x00', "There is no such column."),
    ],
)
def test_a_file_of_another_kind_is_refused_with_a_sentence(cast, plan, name, body, said):
    answer = send(cast, plan, SimpleUploadedFile(name, body))

    assert answer.status_code == 422
    assert said in text_of(answer)


def test_a_workbook_that_swells_is_refused(cast, plan):
    file = as_xlsx(rows_of(content_of(plan)))
    out = io.BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(entry.filename, old.read(entry))
        new.writestr("xl/media/padding.xml", b"<a>" + b" " * (40 * 1024 * 1024) + b"</a>")

    answer = send(cast, plan, SimpleUploadedFile("plan.xlsx", out.getvalue()))

    assert answer.status_code == 422
    assert "unpacks to more than is taken" in text_of(answer)


@pytest.mark.parametrize("number", [3, 300])
def test_a_table_costs_the_same_whatever_its_length(cast, plan, django_assert_num_queries, number):
    rows = [HEAD] + [
        ["1", "Be prepared", "", f"Activity {place}", "", "PK", "UNDP; PL", "", "2026-01", "2026-12", "", "One", ""]
        for place in range(number)
    ]
    browser = cast.client("fp_dm")
    browser.get("/stakeholders/")
    with django_assert_num_queries(11):
        answer = browser.post(f"/plans/{plan.uid}/import/", {"file": as_csv(rows)})
    assert f"Activities: {number} added" in text_of(answer)
