"""Lists for programs: the rows of the page and of its file, whoever asks; parts that lead through all of them."""

import csv
import json
import string
from datetime import date
from io import StringIO

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from hoaip.api.resources import resources
from hoaip.pages import server_error
from meetings.models import Meeting
from tests.meetings.test_calendar_page import make

READERS = [None, "del_pk", "del_au", "fp_dm", "rev", "adm"]
# The file of each list that has one.
FILES = {
    "stakeholders": "/stakeholders/table.csv",
    "plans": "/plans/table.csv",
    "meetings": "/meetings/table.csv",
    "conferences": "/conferences/table.csv",
    "declarations": "/declarations/table.csv",
    "commitments": "/commitments/table.csv",
    "actions": "/actions/table.csv",
}
# What programs rely on, for good: columns are added to these, and none is taken away or called otherwise.
COLUMNS = {
    "stakeholders": {"category", "name", "code"},
    "cbms": {"code", "name", "founded_on", "founded_on_solar", "leads", "address"},
    "meetings": {
        *("meeting", "address", "cbm", "first_day", "first_day_solar", "last_day", "last_day_solar"),
        *("date_precision", "city", "state"),
    },
}


@pytest.fixture
def world(filled):
    return filled


def everything(browser, address):
    """The rows of all parts, as `next` leads from one to the following."""
    found = []
    while address:
        told = browser.get(address.removeprefix("http://testserver")).json()
        found += told["results"]
        address = told["next"]
    return found


@pytest.mark.parametrize("key", READERS)
@pytest.mark.parametrize("name", FILES)
def test_the_rows_are_those_of_the_file_for_every_reader(world, name, key):
    browser = world.client(key)
    answer = browser.get(FILES[name])
    filed = list(csv.DictReader(StringIO(b"".join(answer).decode("utf-8-sig"))))

    told = everything(browser, f"/api/v1/{name}/")

    # A spreadsheet would run what begins like a formula: there it has an apostrophe before it, here it has none.
    assert [{key: "" if cell is None else str(cell) for key, cell in row.items()} for row in told] == [
        {key: cell.removeprefix("'") for key, cell in row.items()} for row in filed
    ]


def test_some_lists_tell_more_to_those_who_may_know_more(world):
    seen = {key: len(everything(world.client(key), "/api/v1/meetings/")) for key in READERS}

    assert seen[None] < seen["del_pk"] < seen["rev"]


@pytest.mark.parametrize("name", sorted(COLUMNS))
def test_columns_keep_their_names(world, name):
    row = world.client().get(f"/api/v1/{name}/").json()["results"][0]

    assert COLUMNS[name] <= set(row)


def test_the_cbms_say_who_leads_them_on_a_day(cast):
    today = {row["code"]: row for row in cast.client().get("/api/v1/cbms/").json()["results"]}
    before = cast.client().get("/api/v1/cbms/?as_of=2012-06-13").json()["results"]

    assert list(today) == ["ct", "cn", "dm", "tci", "ri", "ce"]
    assert (today["dm"]["leads"], today["dm"]["founded_on"], today["cn"]["leads"]) == ("KZ, PK", "2012-06-14", None)
    assert today["dm"]["address"] == "http://testserver/cbms/dm/"
    assert {row["leads"] for row in before} == {None}


@pytest.mark.parametrize("size", [1, 2, 5])
def test_parts_lead_through_all_rows_once_and_back(cast, size):
    for day in range(1, 6):
        make(cast, date(2026, 11, day))
    browser = cast.client()

    first = browser.get(f"/api/v1/meetings/?cbm=dm&page_size={size}").json()
    found = everything(browser, f"/api/v1/meetings/?cbm=dm&page_size={size}")

    assert [row["first_day"] for row in found] == [f"2026-11-0{day}" for day in (5, 4, 3, 2, 1)]
    assert (first["count"], first["previous"], len(first["results"])) == (5, None, size)
    assert (first["next"] is None) is (size == 5)
    if first["next"]:
        second = browser.get(first["next"].removeprefix("http://testserver")).json()
        back = browser.get(second["previous"].removeprefix("http://testserver")).json()
        assert back == first


def test_behind_the_last_numbered_page_the_rows_follow_a_known_one(cast):
    Meeting.objects.bulk_create(
        Meeting(
            process=cast.process,
            type="som",
            state="held",
            starts_on=date(2020, 1, 1),
            ends_on=date(2020, 1, 1),
            created_by=cast.rev,
            has_cbm=False,
        )
        for _number in range(103)
    )
    browser = cast.client()

    last = browser.get("/api/v1/meetings/?page_size=1&page=100").json()
    behind = browser.get(last["next"].removeprefix("http://testserver")).json()

    assert "after=" in last["next"]
    assert (behind["count"], behind["previous"]) == (None, None)
    assert len(everything(browser, last["next"])) == 3


@pytest.mark.parametrize(
    ("query", "name"),
    [("cbm=zz", "cbm"), ("year=abc", "year"), ("page=0", "page"), ("page_size=201", "page_size"), ("after=x", "after")],
)
def test_what_is_not_understood_is_a_400_with_a_sentence_at_its_name(world, query, name):
    answer = world.client().get(f"/api/v1/meetings/?{query}")

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [name]
    assert answer.json()["errors"][name][0].endswith(".")


@pytest.mark.parametrize("prefix", ["", "/fa-af"])
@pytest.mark.parametrize(
    ("method", "address", "status"),
    [("get", "/api/v1/people/", 404), ("get", "/api/v2/meetings/", 404), ("post", "/api/v1/meetings/", 405)],
)
def test_a_program_is_refused_in_json(world, prefix, method, address, status):
    answer = getattr(world.client("adm"), method)(f"{prefix}{address}")

    assert (answer.status_code, answer["Content-Type"]) == (status, "application/json")
    assert answer["Cache-Control"] == "no-store"
    [sentence] = answer.json()["errors"][""]
    assert sentence.endswith(".")
    assert (sentence[0] in string.ascii_letters) is (prefix == "")
    assert ("Allow" in answer) is (status == 405)


def test_a_fault_is_told_to_a_program_in_json():
    answer = server_error(RequestFactory().get("/api/v1/meetings/"))

    assert (answer.status_code, answer["Content-Type"]) == (500, "application/json")
    assert json.loads(answer.content)["errors"][""][0].startswith("The fault is ours")


def test_the_page_that_describes_the_lists_is_refused_as_a_page(world):
    answer = world.client().post("/api/v1/")

    assert (answer.status_code, answer["Content-Type"]) == (405, "text/html; charset=utf-8")


def test_unchanged_is_a_304_in_one_query_and_ones_own_is_never_kept(world, django_assert_num_queries):
    first = world.client().get("/api/v1/meetings/")

    with django_assert_num_queries(1):
        again = world.client().get("/api/v1/meetings/", headers={"If-None-Match": first["ETag"]})

    assert again.status_code == 304
    assert first["Content-Type"] == "application/json"
    assert world.client("rev").get("/api/v1/meetings/")["Cache-Control"] == "no-store"


@pytest.mark.parametrize("count", [1, 40])
@pytest.mark.parametrize(("name", "statements"), [("meetings", 2), ("cbms", 3)])
def test_statements_do_not_grow(cast, django_assert_num_queries, name, statements, count):
    for number in range(count):
        make(cast, date(2026, 1, 1 + number % 28))
    cast.client().get(f"/api/v1/{name}/?page=2")

    with django_assert_num_queries(statements):
        assert cast.client().get(f"/api/v1/{name}/").json()["count"] == (count if name == "meetings" else 6)


def test_words_are_in_the_language_of_the_address(world):
    world.cbms["dm"].name_fa = "مدیریت حوادث"
    world.cbms["dm"].save()

    told = {row["code"]: row["name"] for row in world.client().get("/fa-af/api/v1/cbms/").json()["results"]}

    assert told["dm"] == "مدیریت حوادث"


def test_the_page_names_every_list_with_its_filters_and_columns(world, rf):
    request = rf.get("/api/v1/")
    request.user, request.today, request.has_session = AnonymousUser(), date(2026, 11, 1), False
    html = world.client().get("/api/v1/").content.decode()

    for name, page in resources().items():
        assert f'href="/api/v1/{name}/"' in html
        filters = page(request).filters.form.fields
        assert all(f'<bdi dir="ltr">{key}</bdi>' in html for key in [*filters, "page", "page_size", "after"]), name
    for names in COLUMNS.values():
        assert all(f'<bdi dir="ltr">{name}</bdi>' in html for name in names)
