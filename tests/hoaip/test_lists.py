"""Lists as files, and the parts of a list: what stands in them, who takes them away, and what is refused."""

import csv
import re
from datetime import date
from html import unescape
from io import BytesIO, StringIO

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from hoaip.lists import page as list_pages
from hoaip.lists.cells import neutral
from hoaip.lists.paging import Held, Stored
from hoaip.models import AccessEntry, OutboxMessage, Stakeholder, User
from hoaip.sessions import SEEN, STARTED
from meetings.models import Meeting, MeetingCbm

EXPORTS = {
    "/meetings/": None,
    "/documents/": None,
    "/stakeholders/": None,
    "/conferences/": None,
    "/manage/stakeholders/": "adm",
    "/manage/people/": "adm",
    "/manage/people/invitations/": "adm",
    "/manage/roles/": "adm",
    "/manage/mail/": "adm",
    "/manage/facts/": "rev",
    "/persons/": "adm",
    "/contacts/": "adm",
    "/interests/": "rev",
}


@pytest.fixture
def world(filled):
    return filled


def body(response):
    return b"".join(response) if response.streaming else response.content


def lines(response):
    """The rows of a CSV as dicts; it begins with the mark by which a spreadsheet knows UTF-8."""
    text = body(response).decode()
    assert text.startswith("\ufeff")
    return list(csv.DictReader(StringIO(text[1:])))


def sheet(response):
    return [list(row) for row in load_workbook(BytesIO(body(response))).active.iter_rows(values_only=True)]


# ---------------------------------------------------------------- what a file holds


def test_the_file_of_meetings_is_the_list(world):
    browser = world.client("rev")
    shown = re.findall(
        r'<a href="(/meetings/[^"]+)">([^<]+)</a></th><td><bdi>([^<]*)</bdi></td><td>([^<]*)</td>',
        browser.get("/meetings/?cbm=dm").content.decode(),
    )

    rows = lines(browser.get("/meetings/table.csv?cbm=dm"))

    assert [(row["meeting"], row["cbm"]) for row in rows] == [(unescape(name), cbm) for _a, name, cbm, _w in shown]
    assert [row["address"].endswith(address) for row, (address, *_r) in zip(rows, shown, strict=True)] == [True] * 13
    assert list(rows[0]) == [
        "meeting", "address", "cbm", "first_day", "first_day_solar", "last_day", "last_day_solar", "date_precision",
        "city", "state",
    ]  # fmt: skip


def test_days_stand_in_both_calendars_and_states_as_codes(cast):
    make(cast, title_en="Fourth", starts_on=date(2015, 9, 8), ends_on=date(2015, 9, 9))

    row = lines(cast.client().get("/fa-af/meetings/table.csv"))[0]

    assert [row[name] for name in ("first_day", "first_day_solar", "last_day", "last_day_solar", "state")] == [
        "2015-09-08", "1394-06-17", "2015-09-09", "1394-06-18", "held",
    ]  # fmt: skip


def test_a_spreadsheet_speaks_the_language_of_the_page(cast):
    make(cast, title_en="Fourth", starts_on=date(2015, 9, 8), ends_on=date(2015, 9, 9), city="Islamabad")

    english, dari = (sheet(cast.client().get(f"{way}/meetings/table.xlsx")) for way in ("", "/fa-af"))

    assert (english[0][0], english[0][-1], english[1][-1], english[1][-2]) == ("Meeting", "State", "held", "Islamabad")
    assert english[1][3:5] == dari[1][3:5] == ["2015-09-08", "1394-06-17"]
    assert dari[1][-2] == "اسلام‌آباد"
    assert len(english) == len(dari) == 2


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r"])
def test_what_begins_like_a_formula_is_text(cast, first):
    text = f"{first}HYPERLINK(1)"
    make(cast, title_en=text)

    by_csv = lines(cast.client().get("/meetings/table.csv"))[0]["meeting"]
    cell = load_workbook(BytesIO(body(cast.client().get("/meetings/table.xlsx")))).active["A2"]

    assert neutral(text) == by_csv == f"'{text}"
    assert (cell.value.startswith("'"), cell.data_type) == (True, "s")


def test_numbers_stay_numbers(cast):
    rows = sheet(cast.client().get("/stakeholders/table.xlsx"))

    column = rows[0].index("Roles in CBMs")
    assert {row[1]: row[column] for row in rows[1:]}["India"] == 2


def test_control_characters_are_left_out_of_a_spreadsheet(cast):
    make(cast, title_en="Vertical\x0btab")

    assert sheet(cast.client().get("/meetings/table.xlsx"))[1][0] == "Verticaltab"


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("address", EXPORTS)
def test_every_list_has_its_files(world, address, kind):
    browser = world.client(EXPORTS[address])
    page = browser.get(address)

    response = browser.get(f"{address}table.{kind}")

    assert response.status_code == 200
    assert re.fullmatch(rf'attachment; filename="[a-z-]+\.{kind}"', response["Content-Disposition"])
    rows = lines(response) if kind == "csv" else sheet(response)[1:]
    assert len(rows) == len(page.context["list"].rows)
    assert (f"{address}table.{kind}" in page.content.decode()) is bool(rows)


def test_stakeholders_keep_the_order_and_the_day_of_the_page(cast):
    page = cast.client().get("/stakeholders/?as_of=2016-12-04&kind=country").content.decode()

    rows = lines(cast.client().get("/stakeholders/table.csv?as_of=2016-12-04&kind=country"))

    assert [row["name"] for row in rows] == re.findall(r'class="quiet" href="[^"]+">([^<]+)</a>', page)
    assert [row["category"] for row in rows] == ["participating"] * 7 + ["supporting"] * 2


def test_a_file_holds_what_its_reader_may_see(world):
    found = {
        key: {row["meeting"] for row in lines(world.client(key).get("/meetings/table.csv"))}
        for key in (None, "del_tr", "rev")
    }

    assert "Sample planned" not in found[None] | found["del_tr"]
    assert "Sample ct_planned" in found["del_tr"] - found[None]
    assert found[None] < found["del_tr"] < found["rev"]


# ---------------------------------------------------------------- who takes it away


def test_an_export_is_in_the_access_log(world):
    world.client("del_pk").get("/meetings/table.csv?cbm=dm")
    world.client().get("/meetings/table.csv")

    rows = AccessEntry.objects.values_list("kind", "actor_uid", "path", "route")
    assert list(rows) == [("export", world.del_pk.uid, "/meetings/table.csv", "meetings:meeting_export")]


@pytest.mark.parametrize(
    "address", ["/cbms/table.csv", "/processes/members.csv", "/data/meetings.csv", "/data/meetings.json"]
)
def test_a_file_that_is_no_list_page_is_in_the_access_log_each_time(world, address):
    browser = world.client("del_pk")
    answers = [browser.get(address) for _twice in range(2)]
    everybody = world.client().get(address)

    rows = AccessEntry.objects.values_list("kind", "actor_uid", "path")
    assert list(rows) == [("export", world.del_pk.uid, address)] * 2
    assert {body(answer) for answer in answers} == {body(everybody)}


def test_refusals_do_not_crowd_out_exports_and_too_many_are_refused(world):
    browser = world.client("del_pk")
    for _time in range(31):
        browser.get("/compliance/")

    answers = [browser.get("/meetings/table.csv?cbm=dm").status_code for _time in range(31)]

    # A minute may end between two of them.
    assert answers[:30] == [200] * 30
    assert answers[30] in (200, 429)
    assert AccessEntry.objects.filter(kind="export").count() == answers.count(200)


@pytest.mark.parametrize("address", ["people/table.csv", "people/invitations/table.xlsx", "mail/table.csv"])
def test_files_with_addresses_ask_for_the_password_again(world, address):
    browser = world.client("adm")
    now, session = timezone.now().timestamp(), browser.session
    session.update({STARTED: now - 16 * 60, SEEN: now})
    session.save()

    answer = browser.get(f"/manage/{address}")

    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/reauthenticate/?next=")
    assert not AccessEntry.objects.filter(kind="export").exists()


def test_a_column_of_contacts_is_for_those_who_may(world):
    holder = world.client("adm").get("/manage/people/").context["list"]
    holder.request.user, holder.request.has_session = world.rev, True
    del holder.shown_columns

    assert "email" not in [cell.name for cell in holder.cells]


# ---------------------------------------------------------------- limits


def test_a_spreadsheet_has_a_bound_and_says_so(world, monkeypatch):
    monkeypatch.setattr(list_pages, "MOST_ROWS", 3)

    answer = world.client().get("/meetings/table.xlsx")

    assert answer.status_code == 400
    assert "longer than 3 rows" in answer.content.decode()
    assert len(lines(world.client().get("/meetings/table.csv"))) > 3


def test_a_refused_query_gives_no_file(world):
    answer = world.client("rev").get("/meetings/table.csv?cbm=zz&page=x")

    assert answer.status_code == 400
    assert not answer.streaming
    assert "Give a whole number from 1 to 100." in answer.content.decode()
    assert not AccessEntry.objects.exists()


def test_asked_for_its_head_a_file_is_not_made(world):
    answer = world.client().head("/meetings/table.csv")

    assert (answer.status_code, body(answer)) == (200, b"")


def test_a_file_asked_again_unchanged_is_a_304(world, django_assert_num_queries):
    first = world.client().get("/meetings/table.csv")
    body(first)

    with django_assert_num_queries(1):
        again = world.client().get("/meetings/table.csv", headers={"If-None-Match": first["ETag"]})

    assert again.status_code == 304


def test_rows_are_read_some_at_a_time(world, django_assert_num_queries, monkeypatch):
    monkeypatch.setattr(list_pages, "CHUNK", 2)

    rows = lines(world.client().get("/meetings/table.csv"))

    names = [row["meeting"] for row in rows]
    assert len(names) == len(set(names)) > 4


# ---------------------------------------------------------------- the token of the next rows


@pytest.mark.parametrize(
    "token",
    ["", "_", "1_", "_1", "2020-01-01_", "2020-01-01_-1", "2020-01-01_1_2", "2020-13-01_1", "2020-01-01_²", "x' OR 1_1"]
    + ["2020-01-01_9999999999999999999"],
)
def test_a_damaged_token_is_none(token):
    with pytest.raises(ValueError):  # noqa: PT011 - the token itself is all it says
        Stored(Meeting.objects.all(), ("-starts_on", "-pk")).place_of(token)


@pytest.mark.parametrize("order", [("full_name", "pk"), ("-full_name", "-pk"), ("pk",), ("-pk",), ("-email", "pk")])
def test_a_walk_by_token_meets_every_row_once(cast, order):
    User.objects.filter(pk__in=[cast.rev.pk, cast.dir.pk, cast.adm.pk]).update(full_name="The same _ name")
    source = Stored(User.objects.all(), order)

    found, part = [], source.part(1, 4)
    found += part.rows
    part = source.part_after(source.token(found[-1]), 4)
    while part.rows:
        found += part.rows
        part = source.part_after(source.token(found[-1]), 4)

    assert found == list(User.objects.order_by(*order))


def test_rows_in_hand_walk_the_same_way(cast):
    rows = list(Stakeholder.objects.order_by("-name_en"))
    source = Held(rows)

    parts = [source.part(1, 4), source.part_after(str(rows[3].pk), 4), source.part_after(str(rows[7].pk), 4)]

    assert [row for part in parts for row in part.rows] == rows
    assert [part.after for part in parts] == ["", str(rows[7].pk), ""]
    with pytest.raises(ValueError, match="nobody"):
        source.part_after("nobody", 4)


# ---------------------------------------------------------------- statements of the lists of the administrator


@pytest.mark.parametrize("count", [0, 1, 3, 60])
def test_the_list_of_mail_costs_the_same(cast, django_assert_num_queries, count):
    browser = cast.client("adm")
    browser.get("/manage/mail/")
    OutboxMessage.objects.bulk_create(
        OutboxMessage(
            dedupe_key=f"k{n}", message_id=f"<{n}@x>", recipient=cast.del_pk, address="n@example.org",
            template="t", subject="s", body="b", state="failed", next_try_at="2026-01-01T00:00Z",
        )
        for n in range(count)
    )  # fmt: skip

    # session, person, rights; the numbers by state, the mails with their number, one's own filters
    with django_assert_num_queries(6):
        browser.get("/manage/mail/")


def make(cast, **columns):
    """A held meeting of Disaster Management."""
    given = {"starts_on": date(2020, 1, 1), "ends_on": date(2020, 1, 1), "state": "held"} | columns
    meeting = Meeting.objects.create(process=cast.process, type="rtgm", created_by=cast.rev, has_cbm=True, **given)
    MeetingCbm.objects.create(meeting=meeting, cbm=cast.cbms["dm"])
    return meeting
