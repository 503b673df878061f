"""Persons, technical focal points, expressions of interest: the same list page as everywhere, and its files."""

import csv
from datetime import date, datetime, timedelta
from io import StringIO

import pytest
import time_machine

from cbms.models import TechnicalContact
from hoaip import grants
from hoaip.calendar import KABUL
from hoaip.models import AccessEntry, Person
from meetings.models import Interest

TODAY = date(2026, 6, 10)
NOON = datetime(2026, 6, 10, 12, tzinfo=KABUL)
FORMULA = "=HYPERLINK(1)"
LISTS = {"/persons/": "persons", "/contacts/": "contacts", "/interests/": "interests"}


@pytest.fixture
def rows(cast):
    """Somebody of Pakistan and of Kazakhstan, each a technical focal point of dm, and what two states ask for."""
    with time_machine.travel(NOON, tick=False) as clock:
        cast.clock = clock
        grants.sync_all()
        for code in ("PK", "KZ"):
            party = cast.stakeholders[code]
            person = Person.objects.create(
                stakeholder=party,
                name_latin=f"Sample of {code}",
                function=FORMULA,
                email=f"{code.lower()}@example.org",
                phone="+92 51 000",
            )
            TechnicalContact.objects.create(
                cbm=cast.cbms["dm"], person=person, stakeholder=party, from_on=date(2020, 1, 1)
            )
        for code, state in (("AU", {}), ("PK", {"state": "withdrawn", "settled_on": TODAY, "settled_by": cast.adm})):
            Interest.objects.create(
                cbm=cast.cbms["dm"],
                stakeholder=cast.stakeholders[code],
                stakeholder_kind="country",
                role="participating",
                why="Floods.",
                proposed_by=cast.del_au,
                proposed_on=TODAY,
                **state,
            )
        yield cast


def lines(response):
    text = b"".join(response) if response.streaming else response.content
    return list(csv.DictReader(StringIO(text.decode("utf-8-sig"))))


@pytest.mark.parametrize("address", LISTS)
@pytest.mark.parametrize("query", ["page=0", "page=101", "page_size=201", "after=nonsense"])
def test_a_place_that_is_none_is_refused_on_the_page_itself(rows, address, query):
    answer = rows.client("adm").get(f"{address}?{query}")

    page = answer.content.decode()
    assert answer.status_code == 400
    assert f'id="id_{query.partition("=")[0]}_error"' in page
    assert 'role="search"' in page
    assert "Sample of" not in page


@pytest.mark.parametrize(
    ("address", "field"),
    [("/persons/?of=atlantis", "of"), ("/contacts/?show=secret", "show"), ("/interests/?cbm=zz", "cbm")],
)
def test_a_value_that_is_none_has_its_sentence_at_the_field(rows, address, field):
    answer = rows.client("adm").get(address)

    assert answer.status_code == 400
    assert f'id="id_{field}_error"' in answer.content.decode()


@pytest.mark.parametrize("address", LISTS)
def test_a_page_behind_the_last_shows_no_rows_of_another(rows, address):
    assert f"{address}table.csv" in rows.client("adm").get(address).content.decode()
    page = rows.client("adm").get(f"{address}?page=99").content.decode()

    assert "<tbody>" not in page


def test_a_filter_is_a_pill_and_the_rows_are_counted(rows):
    adm = rows.client("adm")

    page = adm.get("/persons/?of=pakistan").content.decode()
    assert 'class="chip"' in page
    assert "1 person" in page
    assert "/persons/table.csv?of=pakistan" in page
    assert "/persons/new/?stakeholder=pakistan" in page
    assert "2 technical focal points" in adm.get("/contacts/?cbm=dm").content.decode()
    assert "<tbody>" not in adm.get("/contacts/?cbm=ct").content.decode()
    assert "1 expression of interest" in adm.get("/interests/?show=settled").content.decode()


def test_a_file_of_persons_says_what_the_page_says_and_runs_nothing(rows):
    Person.objects.filter(email="kz@example.org").update(left_on=TODAY - timedelta(1))

    found = lines(rows.client("adm").get("/persons/table.csv"))

    assert found == [
        {
            "name": f"Sample of {code}",
            "left": left,
            "function": f"'{FORMULA}",
            "of": state,
            "email": f"{code.lower()}@example.org",
            "phone": "'+92 51 000",
        }
        for code, left, state in (("KZ", "left", "Kazakhstan"), ("PK", "", "Pakistan"))
    ]


def test_a_file_of_contacts_is_that_of_its_tab(rows):
    TechnicalContact.objects.filter(stakeholder__code="KZ").update(last_confirmed_on=TODAY, confirmed_by=rows.adm)
    adm = rows.client("adm")

    unconfirmed, everyone = (lines(adm.get(f"/contacts/table.csv{tail}")) for tail in ("", "?show=all"))

    assert [row["name"] for row in unconfirmed] == ["Sample of PK"]
    assert [(row["of"], row["cbm"], row["state"], row["last_confirmed_on"]) for row in everyone] == [
        ("Kazakhstan", "DM", "confirmed", "2026-06-10"),
        ("Pakistan", "DM", "unconfirmed", ""),
    ]
    assert {row["function"] for row in everyone} == {f"'{FORMULA}"}


def test_a_file_of_interests_is_that_of_its_tab(rows):
    rev = rows.client("rev")

    found = [lines(rev.get(f"/interests/table.csv{tail}")) for tail in ("", "?show=settled")]

    assert [[(row["who"], row["role"], row["state"], row["proposed_on"]) for row in each] for each in found] == [
        [("Australia", "participating", "proposed", "2026-06-10")],
        [("Pakistan", "participating", "withdrawn", "2026-06-10")],
    ]


@pytest.mark.parametrize(
    ("address", "column"), [("/persons/", "email"), ("/contacts/", "email"), ("/interests/", "who")]
)
def test_a_file_carries_the_rows_of_the_page_and_no_other(rows, address, column):
    for key in ("adm", "fp_dm", "fp_ct", "del_pk", "del_kz", "del_au"):
        browser = rows.client(key)
        page = browser.get(address).content.decode()
        found = {row[column] for row in lines(browser.get(f"{address}table.csv"))}

        assert {each for each in ("pk@example.org", "kz@example.org") if each in page} == found or column == "who"
        assert column != "who" or found == ({"Australia"} if key in ("adm", "fp_dm", "del_au") else set())


def test_a_file_is_in_the_access_log_and_the_public_has_none(rows):
    for address in LISTS:
        for kind in ("csv", "xlsx"):
            assert rows.client("adm").get(f"{address}table.{kind}").status_code == 200
        assert rows.client().get(f"{address}table.csv").status_code == 302

    told = AccessEntry.objects.order_by("pk").values_list("kind", "actor_uid", "path")
    assert list(told) == [
        ("export", rows.adm.uid, f"{address}table.{kind}") for address in LISTS for kind in ("csv", "xlsx")
    ]


@pytest.mark.parametrize("address", ["/persons/", "/contacts/"])
def test_a_file_with_addresses_asks_for_the_password_when_the_sign_in_is_old(rows, address):
    browser = rows.client("del_pk")
    browser.get(address)
    rows.clock.shift(timedelta(minutes=16))

    answer = browser.get(f"{address}table.csv")

    assert answer["Location"].startswith("/accounts/reauthenticate/?next=")
    assert not AccessEntry.objects.exists()


def test_the_right_to_left_pages_hold_together(rows):
    for address in LISTS:
        page = rows.client("adm").get(f"/fa-af{address}").content.decode()

        assert "<tbody>" in page
        assert f"/fa-af{address}table.csv" in page
