"""Open data: public rows and no other, whoever asks; a dictionary that is true of the files; columns that stay."""

import csv
import json
import re
from datetime import date, timedelta
from io import StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cbms.models import Cbm, Plan, RoleAssignment
from conferences.models import Commitment, Conference, Initiative, Paragraph, Programme
from hoaip.grants import today
from hoaip.models import Membership, Stakeholder
from hoaip.search.open_data import all_files
from meetings.models import Meeting
from tests.trail import commitment

# For good: who reads the files by these names reads them next year too. A column may come, none may go.
COLUMNS = {
    "stakeholders": "code kind scope name_en name_fa name_ps official_name_en official_name_fa official_name_ps "
    "address",
    "memberships": "uid process stakeholder category from_on from_basis until_on basis",
    "cbms": "code process name_en name_fa name_ps objectives_en objectives_fa objectives_ps founded_on address",
    "roles": "uid cbm stakeholder role from_on from_basis until_on basis",
    "plans": "uid cbm number amends state title_en title_fa title_ps language starts_on ends_on adopted_on "
    "superseded_on digest address",
    "meetings": "uid process cbms type numbers number title_en title_fa title_ps state date_precision starts_on "
    "ends_on host city mode address",
    "conferences": "process number meeting starts_on ends_on host city co_chairs theme declaration",
    "declarations": "process declaration kind title agreed_on meeting is_summary number text_en text_fa text_ps pillar "
    "theme cbms is_actionable address",
    "commitments": "uid process number title_en title_fa title_ps state is_goal owners collective cbms pillar theme "
    "declaration paragraph due_on due_precision address",
    "initiatives": "slug acronym name_en name_fa name_ps about_en about_fa about_ps process organiser members cbms "
    "themes pillars status url address",
    "programmes": "uid organization process title_en title_fa title_ps about cbms states starts_on ends_on status url "
    "address",
}
SOURCES = ["source", "confidence", "is_disputed", "is_confirmed"]
# What everybody may see, by the policy.
PUBLIC = {
    "stakeholders": lambda: Stakeholder.objects.all(),
    "memberships": lambda: Membership.objects.all(),
    "cbms": lambda: Cbm.objects.all(),
    "roles": lambda: RoleAssignment.objects.all(),
    "plans": lambda: Plan.objects.filter(state__in=["adopted", "superseded"]),
    "meetings": lambda: Meeting.objects.filter(is_public=True),
    "conferences": lambda: Conference.objects.filter(meeting__is_public=True),
    "declarations": lambda: Paragraph.objects.filter(declaration__state="sealed"),
    "commitments": lambda: Commitment.objects.filter(shown_rung=5),
    "initiatives": lambda: Initiative.objects.all(),
    "programmes": lambda: Programme.objects.all(),
}


@pytest.fixture
def world(filled):
    return filled


def body(response):
    return b"".join(response) if response.streaming else response.content


def as_csv(response):
    text = body(response).decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(StringIO(text[1:])))


def test_the_files_are_those_and_their_columns_stay(cast):
    assert {name: [each.name for each in file.fields] for name, file in all_files().items()} == {
        name: [*columns.split(), *SOURCES] for name, columns in COLUMNS.items()
    }


@pytest.mark.parametrize("name", COLUMNS)
def test_dictionary_and_files_agree(world, name):
    browser = world.client()

    page = browser.get("/data/").content.decode()
    lines = as_csv(browser.get(f"/data/{name}.csv"))
    data = json.loads(body(browser.get(f"/data/{name}.json")))

    section = page.partition(f'aria-labelledby="{name}"')[2].partition("</section>")[0]
    columns = re.findall(r'<th scope="row"><bdi dir="ltr">([^<]+)</bdi>', section)
    assert lines[0] == columns == [each["name"] for each in data["columns"]]
    assert data["licence"] == "CC BY 4.0"
    assert len(lines) - 1 == len(data["rows"]) == PUBLIC[name]().count() > 0
    kinds = {each["name"]: each["type"] for each in data["columns"]}
    for line, row in zip(lines[1:], data["rows"], strict=True):
        assert list(row) == columns
        for column, text in zip(columns, line, strict=True):
            assert is_of_kind(row[column], kinds[column]), (column, row[column])
            assert (text == "") == (row[column] in (None, [], "")), column


def is_of_kind(value, kind):
    if value is None:
        return kind not in ("codes", "boolean")
    if kind == "date":
        return date.fromisoformat(value) is not None
    expected = {"integer": int, "boolean": bool, "codes": list}.get(kind, str)
    return type(value) is expected


@pytest.mark.parametrize("name", COLUMNS)
@pytest.mark.parametrize("kind", ["csv", "json"])
def test_who_is_signed_in_gets_what_the_public_gets(world, name, kind):
    everybody = body(world.client().get(f"/data/{name}.{kind}"))

    for key in ("dir", "fp_dm", "del_pk", "adm"):
        assert body(world.client(key).get(f"/data/{name}.{kind}")) == everybody


def test_nothing_that_is_not_public_is_in_a_file(world):
    Plan.objects.filter(state__in=["draft", "changes_requested"]).update(title_en="Hidden plan")
    Meeting.objects.filter(is_public=False).update(title_en="Hidden meeting")
    Commitment.objects.exclude(shown_rung=5).update(title_en="Hidden commitment")
    Commitment.objects.filter(state="completion_claimed").update(claim="Hidden claim")
    browser = world.client()

    files = "".join(body(browser.get(f"/data/{name}.json")).decode() for name in COLUMNS)

    found = {word for word in ("Hidden", "Secret outcome", "Secret record", "draft") if word in files}
    states = {row["state"] for row in json.loads(body(browser.get("/data/commitments.json")))["rows"]}
    assert found == set()
    # That somebody says that it is completed is told once somebody else has judged it.
    assert states == {"registered", "in_progress", "completed"}


def test_a_cell_is_no_formula(cast):
    Stakeholder.objects.filter(code="PK").update(official_name_en="=HYPERLINK(1)", name_fa="+1")

    lines = as_csv(cast.client().get("/data/stakeholders.csv"))
    data = json.loads(body(cast.client().get("/data/stakeholders.json")))

    row = dict(zip(lines[0], next(line for line in lines if line[0] == "PK"), strict=True))
    assert (row["official_name_en"], row["name_fa"]) == ("'=HYPERLINK(1)", "'+1")
    # A program reads what was written.
    assert next(each for each in data["rows"] if each["code"] == "PK")["official_name_en"] == "=HYPERLINK(1)"


def test_the_same_data_is_not_sent_again(cast):
    browser = cast.client()
    first = browser.get("/data/cbms.csv")

    again = browser.get("/data/cbms.csv", headers={"If-None-Match": first["ETag"]})
    with CaptureQueriesContext(connection) as queries:
        browser.get("/data/cbms.csv", headers={"If-None-Match": first["ETag"]})

    assert (first.status_code, again.status_code, len(queries)) == (200, 304, 1)
    assert first["Content-Disposition"] == 'attachment; filename="hoaip-cbms.csv"'


def test_an_unknown_file_is_not_there(cast):
    browser = cast.client()

    assert [browser.get(f"/data/{name}").status_code for name in ("users.csv", "cbms.xml", "persons.json")] == [404] * 3


@pytest.mark.parametrize("name", ["meetings", "commitments"])
def test_statements_are_the_same_for_one_row_and_for_sixty(world, name):
    said = world.declarations["sealed"].paragraphs.get(number=1)

    def asked():
        with CaptureQueriesContext(connection) as queries:
            body(world.client().get(f"/data/{name}.csv"))
        return sum(query["sql"].startswith("SELECT") for query in queries)

    few = asked()
    for number in range(60):
        day = today() - timedelta(days=400 + number)
        Meeting.objects.create(
            process=world.process, type="som", state="held", starts_on=day, ends_on=day, created_by=world.rev
        )
        commitment(world, said)

    assert asked() == few <= 5


def test_the_page_says_the_licence_and_how_it_is_written(cast):
    page = cast.client().get("/fa-af/data/").content.decode()

    assert "CC BY 4.0" in page
    assert 'href="/fa-af/data/meetings.csv"' in page
