"""Table 1: what a page says of a day is what the dated rows say, and nothing else."""

import csv
import io
import re
from datetime import date, timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from cbms.models import RoleAssignment
from cbms.table import table_on
from hoaip.lists.cells import neutral
from hoaip.models import Membership, Process, Stakeholder
from hoaip.protocol import protocol_key
from hoaip.public_cache import bodies, facts
from tests.cbms.rows import SPAN, day, registers, walked

ROW = re.compile(r'<tr><th scope="row">(.*?)</th>(.*?)</tr>', re.DOTALL)
CELL = re.compile(r'<td(?: class="[^"]*")?>(?:<svg.*?</svg>)?<span class="hidden-text">([^<]*)</span></td>', re.DOTALL)
LETTERS = {"lead": "L", "co_lead": "C", "participating": "P", "supporting": "S"}


def page_rows(response):
    """{name: [word of each cell]} of Table 1 as the page shows it."""
    found = {}
    for head, cells in ROW.findall(response.content.decode()):
        name = re.sub(r"<small.*?</small>", "", head)
        words = CELL.findall(cells)
        if words:
            found[re.sub(r"<[^>]+>", "", name).strip()] = words
    return found


def csv_rows(response):
    assert response.content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


@given(rows=registers(), number=st.integers(0, SPAN + 2))
@settings(max_examples=150, deadline=None)
def test_table_is_a_function_of_the_dated_rows(rows, number):
    table = rows.on(day(number))

    truth = walked(rows, day(number))
    shown = {
        line.party.pk: (
            None if name == "none" else name,
            {column.pk: role for column, role in zip(rows.columns, line.cells, strict=True) if role},
        )
        for name, group in table.groups.items()
        for line in group.lines
    }
    assert shown == truth
    assert table.total == sum(len(roles) for _category, roles in truth.values())
    assert dict(table.role_counts) == {
        role: sum(list(roles.values()).count(role) for _category, roles in truth.values()) for role in LETTERS
    }
    assert list(table.totals) == [
        sum(1 for _category, roles in truth.values() if column.pk in roles) for column in rows.columns
    ]


@given(rows=registers(), number=st.integers(0, SPAN + 2))
@settings(max_examples=100, deadline=None)
def test_marks_are_the_differences_from_the_last_decision_before(rows, number):
    table = rows.on(day(number))

    before = [day(each) for each in range(-1, number) if walked(rows, day(each)) != walked(rows, day(each - 1))]
    if table.since is None:
        assert not before
        return
    # Nothing happened after the last decision before the day, up to the day before it.
    assert all(each <= table.since for each in before)
    now, then = walked(rows, day(number)), walked(rows, table.since)
    for line in table.lines:
        held, was = now[line.party.pk][1], then.get(line.party.pk, (None, {}))[1]
        assert line.changed == tuple(held.get(column.pk) != was.get(column.pk) for column in rows.columns)
    assert {party.pk for party in table.changes} == {
        pk for pk in now.keys() | then.keys() if now.get(pk) != then.get(pk)
    }


@pytest.mark.django_db
@given(rows=registers(), number=st.integers(0, SPAN + 2))
@settings(max_examples=12, deadline=None)
def test_page_and_csv_say_what_the_rows_say(rows, number):
    client = Client()
    bodies.forget()
    facts.forget()
    with transaction.atomic():
        keys = stored(rows)
        page = page_rows(client.get("/cbms/table/", {"as_of": day(number).isoformat()}))
        sheet = csv_rows(client.get("/cbms/table.csv", {"as_of": day(number).isoformat()}))
        transaction.set_rollback(True)

    truth = walked(rows, day(number))
    words = {"lead": "lead", "co_lead": "co-lead", "participating": "participating", "supporting": "supporting"}
    assert {name: [word.split(",")[0] for word in cells] for name, cells in page.items()} == {
        keys[pk]: [words.get(roles.get(column.pk), "no role") for column in rows.columns]
        for pk, (_category, roles) in truth.items()
    }
    assert {row[0]: row[3:] for row in sheet[1:]} == {
        f"Name {pk}": [category or "none", *(LETTERS.get(roles.get(column.pk), "") for column in rows.columns)]
        for pk, (category, roles) in truth.items()
    }


def stored(rows):
    """Write random rows, made lawful in kind, to the database. Returns {party: name on the page}."""
    process = Process.objects.create(slug="p", short_name="P", name_en="P", launched_on=date(2011, 11, 2))
    cbms = {
        column.pk: process.cbms.create(code=column.code, position=i, name_en=column.name, founded_on=date(2012, 6, 14))
        for i, column in enumerate(rows.columns, 1)
    }
    lawful_category = {"country": ("participating", "supporting"), "organization": ("organization",)}
    names = {}
    for party in rows.parties:
        held = {row.value for row in rows.memberships if row.party == party.pk}
        led = {row.value for row in rows.roles if row.party == party.pk}
        # The database knows that an organization never leads: what is random in the rows must not break its promises.
        kind = "organization" if held <= {"organization"} and led <= {"supporting"} and (held or led) else "country"
        code = f"{party.code}X" if kind == "organization" else f"{chr(64 + party.pk)}{chr(64 + party.pk)}"
        stakeholder = Stakeholder.objects.create(kind=kind, slug=party.slug, code=code, name_en=party.name)
        names[party.pk] = code if kind == "organization" else party.name
        for row in rows.memberships:
            if row.party == party.pk:
                if row.value not in lawful_category[kind]:
                    object.__setattr__(row, "value", lawful_category[kind][0])
                Membership.objects.create(
                    process=process, stakeholder=stakeholder, stakeholder_kind=kind,
                    category=row.value, from_on=row.from_on, until_on=row.until_on,
                )  # fmt: skip
        for row in rows.roles:
            if row.party == party.pk:
                RoleAssignment.objects.create(
                    cbm=cbms[row.cbm], stakeholder=stakeholder, stakeholder_kind=kind,
                    role=row.value, from_on=row.from_on, until_on=row.until_on,
                )  # fmt: skip
    return names


def test_groups_stand_in_protocol_order_of_the_language(cast):
    names = {
        "AF": "افغانستان",
        "PK": "پاکستان",
        "KZ": "قزاقستان",
        "TR": "ترکیه",
        "IN": "هند",
        "CN": "چین",
        "IR": "ایران",
    }
    for code, name in names.items():
        Stakeholder.objects.filter(code=code).update(name_fa=name)

    english = table_on(date(2020, 1, 1), cast.process)
    dari = table_on(date(2020, 1, 1), cast.process, "fa-af")

    assert [line.party.name for line in english.groups["participating"].lines] == [
        "Afghanistan", "China", "India", "Iran", "Kazakhstan", "Pakistan", "Turkey (Türkiye)",
    ]  # fmt: skip
    assert [line.party.name for line in dari.groups["participating"].lines] == [
        "افغانستان", "ایران", "پاکستان", "ترکیه", "چین", "قزاقستان", "هند",
    ]  # fmt: skip
    assert [line.party.code for line in dari.groups["organization"].lines] == ["ADPC", "UNDP"]


def test_a_sort_key_goes_before_the_name(cast):
    Stakeholder.objects.filter(code="TR").update(sort_key="Aaa")

    table = table_on(date(2020, 1, 1), cast.process)

    assert table.groups["participating"].lines[0].party.code == "TR"


def test_letters_beyond_the_arabic_block_stand_where_they_belong():
    words = ["یمن", "گرجستان", "پاکستان", "چاد", "بلجیم", "ژاپن", "Denmark"]

    assert sorted(words, key=lambda word: protocol_key(word, "fa-af")) == [
        "بلجیم", "پاکستان", "چاد", "ژاپن", "گرجستان", "یمن", "Denmark",
    ]  # fmt: skip
    assert sorted(["Zambia", "Österreich", "egypt"], key=protocol_key) == ["egypt", "Österreich", "Zambia"]


def test_csv_is_as_the_contract_says(cast, client):
    RoleAssignment.objects.create(
        cbm=cast.cbms["ri"],
        stakeholder=Stakeholder.objects.create(kind="organization", code="ADB", slug="adb", name_en="=Asian Bank"),
        stakeholder_kind="organization",
        role="supporting",
        from_on=date(2013, 12, 31),
    )

    response = client.get("/fa-af/cbms/table.csv?as_of=2015-09-08")

    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'attachment; filename="table-1-2015-09-08.csv"'
    header, *rows = csv_rows(response)
    assert header == ["name", "code", "kind", "category", "CT", "CN", "DM", "TCI", "RI", "CE"]
    assert rows[0] == ["Afghanistan", "AF", "country", "participating", "L", "", "P", "", "", ""]
    assert rows[-1] == ["'=Asian Bank", "ADB", "organization", "none", "", "", "", "", "S", ""]
    assert len(rows) == 12


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_a_formula(start):
    assert neutral(f"{start}1+1") == f"'{start}1+1"
    assert neutral("1=1") == "1=1"


def test_who_has_neither_membership_nor_role_is_absent(cast, client):
    Membership.objects.filter(stakeholder=cast.stakeholders["AU"]).update(until_on=date(2015, 9, 7))

    before = page_rows(client.get("/cbms/table/?as_of=2015-09-07"))
    after = page_rows(client.get("/cbms/table/?as_of=2015-09-08"))

    assert "Australia" in before
    assert "Australia" not in after


def test_first_and_last_day_both_belong(cast, client):
    poland = cast.stakeholders["PL"].cbm_roles.get()
    RoleAssignment.objects.filter(pk=poland.pk).update(from_on=date(2012, 9, 20), until_on=date(2013, 9, 20))

    shown = [
        page_rows(client.get(f"/cbms/table/?as_of={on}"))["Poland"][2]
        for on in ("2012-09-19", "2012-09-20", "2013-09-20", "2013-09-21")
    ]

    assert shown == ["no role", "supporting, new", "supporting", "no role, changed"]


def test_counts_are_those_of_the_day(cast, client):
    Membership.objects.filter(stakeholder=cast.stakeholders["IR"]).update(from_on=date(2017, 1, 1))

    before = client.get("/cbms/table/?as_of=2016-12-31").content.decode()
    after = client.get("/cbms/table/?as_of=2017-01-01").content.decode()

    assert "6 participating countries, 2 supporting countries, 2 supporting organizations" in before
    assert "7 participating countries" in after
    assert "Iran joins" in after


@pytest.mark.parametrize(
    "text",
    ["2016-13-45", "1394-13-01", "yesterday", "2016", "2010-12-31", "2016-02-30", "%ED%A0%80", "1" * 500],
)
def test_a_day_that_cannot_be_read_is_a_400_with_the_form(cast, client, text):
    response = client.get("/cbms/table/", {"as_of": text})

    assert response.status_code == 400
    page = response.content.decode()
    assert 'id="id_as_of_error"' in page
    assert 'aria-invalid="true"' in page
    assert "<table" not in page
    assert client.get("/cbms/table.csv", {"as_of": text}).status_code == 400


@pytest.mark.parametrize("bytes_of_no_text", ["%00", "2016-12-04%00", "%ED%A0%80", "%FF"])
def test_an_address_that_is_no_text_is_a_400_with_a_sentence_before_any_form(cast, client, bytes_of_no_text):
    for address in ("/cbms/table/", "/cbms/table.csv"):
        response = client.get(f"{address}?as_of={bytes_of_no_text}")

        assert response.status_code == 400
        assert "The address holds characters that are no text." in response.content.decode()
        assert b"<table" not in response.content


def test_a_solar_day_is_the_same_day(cast, client):
    solar = client.get("/cbms/table/?as_of=1394-06-17")
    persian = client.get("/cbms/table/", {"as_of": "۱۳۹۴/۰۶/۱۷"})

    assert solar.context["as_of"] == persian.context["as_of"] == date(2015, 9, 8)


def test_every_decision_is_a_link_and_the_day_in_hand_is_marked(cast, client):
    page = client.get("/cbms/table/?as_of=2012-06-14").content.decode()

    assert 'href="?as_of=2011-11-02"' in page
    assert re.search(r'<li aria-current="step"><a href="\?as_of=2012-06-14">9 roles in 3 CBMs</a>', page)


def test_shapes_have_words_and_sums_stand_under_columns_and_beside_rows(cast, client):
    page = client.get("/cbms/table/?as_of=2015-09-08").content.decode()

    assert page_rows(client.get("/cbms/table/?as_of=2015-09-08"))["Afghanistan"] == [
        "lead", "no role", "participating", "no role", "no role", "no role",
    ]  # fmt: skip
    assert re.search(
        r'In all groups</th><td>2</td><td></td><td>6</td><td>1</td><td></td><td></td><td class="total">9<', page
    )


@pytest.mark.parametrize("extra", [0, 40])
def test_queries_do_not_grow_with_the_rows(cast, client, django_assert_num_queries, extra):
    for number in range(extra):
        RoleAssignment.objects.create(
            cbm=cast.cbms["ce"],
            stakeholder=Stakeholder.objects.create(
                kind="organization", code=f"O{number}", slug=f"o{number}", name_en="O"
            ),
            stakeholder_kind="organization",
            role="supporting",
            from_on=date(2013, 1, 1) + timedelta(days=number),
        )

    # The version, the CBMs, the stakeholders, the memberships, the roles, the plans.
    with django_assert_num_queries(6):
        client.get("/cbms/table/")


def test_an_empty_register_is_a_page_too(db, client):
    response = client.get("/cbms/table/")

    assert response.status_code == 200
    assert "Nobody belonged to the process on this day" in response.content.decode()


def test_names_missing_in_the_language_are_marked_with_their_own(cast):
    with translation.override("ps"):
        table = table_on(date(2020, 1, 1), cast.process, "ps")

    assert {line.party.tongue for line in table.lines} == {"en"}
