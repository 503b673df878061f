"""A document that is published at a moment fixed before: nothing tells of it sooner, nothing has to run for it."""

import io
from datetime import UTC, date, datetime, timedelta
from zipfile import ZipFile

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hoaip import jobs
from hoaip.documents.actions import (
    delete_document,
    restore_document,
    schedule_document,
    set_visibility,
    unschedule_document,
)
from hoaip.embargo import opening_columns
from hoaip.errors import Refused, Stale, WrongState
from hoaip.events import tell
from hoaip.ladder import Rung
from hoaip.models import AuditEntry, Document, DocumentFile, Event, OutboxMessage
from hoaip.public_cache import Facts
from hoaip.watching.actions import watch
from tests.papers import paper

CANARY = "Sealed heron"
SECRET = b"Heron words."
# Who does not read a paper of the ministry; the administrator knows of its title besides.
OUTSIDE = [None, "del_pk", "del_tr", "del_au", "del_undp", "gone"]
LATER = timedelta(minutes=1)


@pytest.fixture
def world(filled):
    return filled


@pytest.fixture
def moment():
    """A moment ahead, by the minute."""
    return (timezone.now() + timedelta(days=3)).replace(second=0, microsecond=0)


@pytest.fixture
def sealed(world):
    document = paper(world.cbms["dm"], by=world.rev, rung=Rung.MINISTRY, title_en=CANARY, content=SECRET)
    tell(
        "document.add",
        document,
        on=date(2026, 3, 3),
        anchors=[world.cbms["dm"], world.process],
        is_public=True,
        type="other",
        title_en=CANARY,
        reference=document.reference,
    )
    return document


@pytest.fixture
def scheduled(world, sealed, moment):
    return schedule_document(sealed, at=moment, version=sealed.version, by=world.fp_dm)


def body(response):
    found = b"".join(response.streaming_content) if response.streaming else response.content
    if response.headers.get("Content-Type", "").startswith("application/vnd.openxmlformats"):
        with ZipFile(io.BytesIO(found)) as book:
            return b"".join(book.read(name) for name in book.namelist()).decode()
    # A search marks the words that it found.
    return found.decode("utf-8", "replace").replace("<mark>", "").replace("</mark>", "")


def places(document):
    """Every address that names documents, their words or their number."""
    return [
        "/documents/",
        "/documents/?q=heron",
        "/documents/?cbm=dm",
        "/documents/table.csv",
        "/documents/table.xlsx",
        "/search/?q=heron",
        "/cbms/dm/",
        "/cbms/dm/timeline/",
        "/",
        f"/documents/{document.uid}/",
    ]


# The heart: before the moment nothing, from it on everything, and nothing ran


@pytest.mark.parametrize("who", OUTSIDE)
def test_nothing_tells_of_it_before_and_everything_from_the_moment_on(world, scheduled, moment, who):
    file = f"/documents/files/{scheduled.files.get().uid}/"

    def told():
        browser = world.client(who)
        return {place for place in places(scheduled) if CANARY in body(browser.get(place))}

    def is_read():
        response = world.client(who).get(file)
        return response.status_code == 200 and SECRET.decode() in body(response)

    with time_machine.travel(moment - timedelta(milliseconds=1), tick=False):
        assert told() == set()
        assert not is_read()
    with time_machine.travel(moment, tick=False):
        # The first page and that of the CBM show a few of the newest alone.
        assert told() >= set(places(scheduled)) - {"/", "/cbms/dm/"}
        assert is_read()


def test_the_room_s_pack_and_its_zip_hold_it_from_the_moment_on(world, moment):
    meeting = world.meetings["held"]
    made = paper(meeting, by=world.rev, type="concept", rung=Rung.MINISTRY, title_en=CANARY, content=SECRET)
    schedule_document(made, at=moment, version=made.version, by=world.rev)

    def packed():
        page = body(world.client().get(f"/meetings/{meeting.uid}/pack/"))
        with ZipFile(io.BytesIO(b"".join(world.client().get(f"/meetings/{meeting.uid}/pack.zip")))) as file:
            inside = [file.read(name) for name in file.namelist()]
        return CANARY in page, SECRET in inside, CANARY.encode() in b"".join(inside)

    with time_machine.travel(moment - timedelta(milliseconds=1), tick=False):
        assert packed() == (False, False, False)
    with time_machine.travel(moment, tick=False):
        assert packed() == (True, True, True)


def test_the_administrator_knows_the_title_and_reads_the_file_from_the_moment_on(world, scheduled, moment):
    file = f"/documents/files/{scheduled.files.get().uid}/"

    with time_machine.travel(moment - timedelta(milliseconds=1), tick=False):
        before = world.client("adm").get(file).status_code
    with time_machine.travel(moment, tick=False):
        after = body(world.client("adm").get(file))

    assert (before, after) == (404, SECRET.decode())


def test_who_reads_it_before_goes_on_reading_it(world, scheduled, moment):
    for at in (moment - LATER, moment, moment + LATER):
        with time_machine.travel(at, tick=False):
            assert Document.objects.readable_by(world.rev).filter(pk=scheduled.pk).exists()


def test_the_counts_move_at_the_moment(world, scheduled, moment):
    def counts():
        lines = body(world.client().get("/documents/table.csv")).splitlines()
        return len(lines), Document.objects.visible_to(AnonymousUser()).count()

    with time_machine.travel(moment - LATER, tick=False):
        before = counts()
    with time_machine.travel(moment, tick=False):
        after = counts()

    assert (after[0] - before[0], after[1] - before[1]) == (1, 1)


# The pages that are kept


@pytest.mark.parametrize("path", ["/documents/", "/documents/table.csv", "/search/?q=heron", "/cbms/dm/timeline/"])
def test_a_kept_page_and_its_etag_end_at_the_moment(world, scheduled, moment, path):
    browser = world.client()
    with time_machine.travel(moment - LATER, tick=False):
        first = browser.get(path)
        body(first)
    with time_machine.travel(moment - timedelta(milliseconds=1), tick=False):
        tag = first.headers.get("ETag")
        if tag:
            assert browser.get(path, headers={"If-None-Match": tag}).status_code == 304
    with time_machine.travel(moment, tick=False):
        after = browser.get(path, headers={"If-None-Match": tag} if tag else {})
        assert after.status_code == 200
        assert CANARY in body(after)
        assert not tag or after.headers["ETag"] != tag
    with time_machine.travel(moment + timedelta(minutes=5), tick=False):
        if tag:
            assert browser.get(path, headers={"If-None-Match": after.headers["ETag"]}).status_code == 304


def test_what_a_signed_in_person_was_shown_ends_at_the_moment_too(world, scheduled, moment):
    browser = world.client("del_pk")
    with time_machine.travel(moment - LATER, tick=False):
        browser.get("/documents/")
        assert CANARY not in body(browser.get("/documents/"))
    with time_machine.travel(moment, tick=False):
        assert CANARY in body(browser.get("/documents/"))


def test_the_version_of_the_data_is_still_one_statement(world, scheduled, moment):
    world.client().get("/documents/")
    with CaptureQueriesContext(
        connection,
    ) as few:
        world.client().get("/documents/")
    for number in range(5):
        made = paper(world.cbms["dm"], by=world.rev, rung=Rung.MINISTRY, title_en=f"Wren {number}")
        schedule_document(made, at=moment + LATER * number, version=made.version, by=world.rev)
    world.client().get("/documents/")
    with CaptureQueriesContext(connection) as many:
        world.client().get("/documents/")

    assert (len(few), len(many)) == (1, 1)


def test_the_last_moment_is_one_step_of_an_index(world, scheduled):
    table, column = next(each for each in opening_columns() if "hoaip_document" in each).split(".")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN SELECT max({column}) FROM {table} WHERE {column} <= now()")
        plan = " ".join(row[0] for row in cursor.fetchall())

    assert "hoaip_document_opens" in plan


def test_processes_agree_on_the_version_whenever_they_began(world, scheduled, moment):
    later = paper(world.cbms["dm"], by=world.rev, rung=Rung.MINISTRY, title_en="Wren")
    schedule_document(later, at=moment + timedelta(days=1), version=later.version, by=world.rev)

    def opened(process, at):
        with time_machine.travel(at, tick=False):
            return process.newest()[1]

    first, second = Facts(), Facts()
    assert opened(first, moment - LATER) is None
    assert [opened(first, moment), opened(second, moment)] == [moment, moment]
    third, end = Facts(), moment + timedelta(days=2)
    assert [opened(each, end) for each in (first, second, third)] == [moment + timedelta(days=1)] * 3


# Timelines and letters


def test_the_timeline_tells_it_from_the_moment_on_also_to_who_reads_it_before(world, scheduled, moment):
    def told(who):
        return f"Published: Other document: {CANARY}" in body(world.client(who).get("/cbms/dm/timeline/"))

    with time_machine.travel(moment - LATER, tick=False):
        assert [told(None), told("rev"), told("fp_dm")] == [False, False, False]
    with time_machine.travel(moment, tick=False):
        assert [told(None), told("rev"), told("fp_dm")] == [True, True, True]


def test_the_letter_to_watchers_counts_it_from_the_moment_on(world, scheduled, moment):
    watch(world.del_pk, name="cbm:dm", now=timezone.now(), by=world.del_pk)

    def letters(at):
        with time_machine.travel(at, tick=False):
            jobs.run("tell_watchers", at)
        return OutboxMessage.objects.filter(template="watch_news", recipient=world.del_pk).count()

    # A letter counts what is ten minutes old; the line of its adding is as old as the watch and in none.
    before = letters(moment - LATER)
    assert letters(moment + timedelta(minutes=11)) == before + 1
    assert letters(moment + timedelta(days=1)) == before + 1


# Fixing, moving, withdrawing


def test_fixing_a_moment_writes_history_and_changes_nobody_s_sight(world, sealed, moment):
    row = schedule_document(sealed, at=moment, version=sealed.version, by=world.fp_dm)

    entry = AuditEntry.objects.order_by("sequence").last()
    assert (row.reach, row.reach_now, row.opens_at) == (Rung.MINISTRY, Rung.MINISTRY, moment)
    assert (entry.action, entry.object_uid) == ("document.schedule", str(row.uid))
    assert "public_from" in entry.changes
    event = Event.objects.get(kind="document.publish", object_uid=row.uid)
    assert (event.told_from, event.at, event.is_public) == (moment, moment, True)


def test_moving_asks_for_a_reason_and_keeps_the_old_moment_in_the_history(world, scheduled, moment):
    later = moment + timedelta(days=1)
    with pytest.raises(ValidationError):
        schedule_document(scheduled, at=later, version=scheduled.version, by=world.fp_dm)
    row = schedule_document(
        scheduled, at=later, reason="The ministers meet later.", version=scheduled.version, by=world.fp_dm
    )

    entry = AuditEntry.objects.order_by("sequence").last()
    assert entry.reason == "The ministers meet later."
    assert moment.strftime("%Y-%m-%d") in str(entry.changes["public_from"][0])
    assert [each.told_from for each in Event.objects.filter(kind="document.publish")] == [later]
    with time_machine.travel(moment + LATER, tick=False):
        assert not Document.objects.visible_to(None).filter(pk=row.pk).exists()
    with time_machine.travel(later, tick=False):
        assert Document.objects.visible_to(None).filter(pk=row.pk).exists()


def test_withdrawing_leaves_it_where_it_was(world, scheduled, moment):
    with pytest.raises(ValidationError):
        unschedule_document(scheduled, reason=" ", version=scheduled.version, by=world.fp_dm)
    row = unschedule_document(scheduled, reason="Not agreed.", version=scheduled.version, by=world.fp_dm)

    assert (row.public_from, row.opens_at, row.reach) == (None, None, Rung.MINISTRY)
    assert not Event.objects.filter(kind="document.publish").exists()
    assert AuditEntry.objects.order_by("sequence").last().reason == "Not agreed."
    with time_machine.travel(moment + LATER, tick=False):
        assert not Document.objects.visible_to(None).filter(pk=row.pk).exists()


def test_once_it_has_come_it_is_published_as_if_by_hand(world, scheduled, moment):
    with time_machine.travel(moment, tick=False):
        for step in (
            lambda: unschedule_document(scheduled, reason="Too late.", version=scheduled.version, by=world.fp_dm),
            lambda: schedule_document(
                scheduled, at=moment + LATER, reason="Later.", version=scheduled.version, by=world.fp_dm
            ),
        ):
            with pytest.raises(WrongState):
                step()
        page = body(world.client("fp_dm").get(f"/documents/{scheduled.uid}/"))
        assert "Everybody, also without an account." in page
        assert "Not published yet" not in page
        # And narrowed like any other.
        row = set_visibility(scheduled, rung=Rung.MINISTRY, version=scheduled.version, by=world.fp_dm)
        assert (row.reach_now, row.public_from) == (Rung.MINISTRY, None)
        assert not Document.objects.visible_to(None).filter(pk=row.pk).exists()


def test_publishing_at_once_ends_the_moment(world, scheduled, moment):
    row = set_visibility(scheduled, rung=Rung.PUBLIC, version=scheduled.version, by=world.fp_dm)

    assert (row.public_from, row.reach_now) == (None, Rung.PUBLIC)
    assert not Event.objects.filter(kind="document.publish").exists()


def test_who_sees_it_until_then_may_change_meanwhile(world, scheduled, moment):
    row = set_visibility(scheduled, rung=Rung.MEMBERS, version=scheduled.version, by=world.fp_dm)

    assert (row.reach_now, row.public_from) == (Rung.MEMBERS, moment)
    assert Document.objects.visible_to(world.del_pk).filter(pk=row.pk).exists()
    assert not Document.objects.visible_to(None).filter(pk=row.pk).exists()


@pytest.mark.parametrize("days", [0, -1, 800])
def test_a_moment_lies_ahead_and_not_too_far(world, sealed, days):
    at = timezone.now() + timedelta(days=days)
    with time_machine.travel(at if days == 0 else timezone.now(), tick=False), pytest.raises(ValidationError) as found:
        schedule_document(sealed, at=at, version=sealed.version, by=world.fp_dm)

    assert set(found.value.error_dict) == {"day"}


def test_what_everybody_sees_is_not_published_later(world, moment):
    document = world.documents["open"]

    with pytest.raises(WrongState):
        schedule_document(document, at=moment, version=document.version, by=world.fp_dm)


@pytest.mark.parametrize("key", ["del_pk", "fp_ct", "adm", "dir"])
def test_nobody_else_fixes_a_moment(world, sealed, moment, key):
    with pytest.raises(Refused):
        schedule_document(sealed, at=moment, version=sealed.version, by=world.people[key])


def test_a_stale_page_moves_nothing(world, scheduled, moment):
    with pytest.raises(Stale):
        unschedule_document(scheduled, reason="Twice.", version=scheduled.version - 1, by=world.fp_dm)


# What it belongs to


def test_wider_than_its_parent_takes_a_word_which_lapses(world, moment):
    evidence = paper(world.meetings["reported"], by=world.rev, type="record", rung=Rung.MINISTRY, title_en=CANARY)
    with pytest.raises(ValidationError):
        schedule_document(evidence, at=moment, version=evidence.version, by=world.rev)
    row = schedule_document(evidence, at=moment, confirmed=True, version=evidence.version, by=world.rev)
    assert (row.opens_at, row.confirmed_by) == (moment, world.rev)

    type(world.meetings["reported"]).objects.filter(pk=world.meetings["reported"].pk).update(state="annulled")

    row.refresh_from_db()
    assert row.opens_at is None
    with time_machine.travel(moment + LATER, tick=False):
        assert not Document.objects.visible_to(None).filter(pk=row.pk).exists()
        page = body(world.client("rev").get(f"/documents/{row.uid}/"))
        assert "The moment of publishing does not hold" in page
        # It never was published, so the moment may still be withdrawn.
        unschedule_document(row, reason="Annulled.", version=row.version, by=world.rev)


def test_a_document_deleted_before_its_moment_leaves_no_tombstone_to_the_public(world, scheduled, moment):
    row = delete_document(scheduled, reason="A name in it.", version=scheduled.version, by=world.rev)
    with time_machine.travel(moment + LATER, tick=False):
        assert world.client().get(f"/documents/{row.uid}/").status_code == 404
        assert CANARY not in body(world.client().get("/cbms/dm/timeline/"))

    row = restore_document(row, reason="It was right.", version=row.version, by=world.rev)
    assert row.public_from is None


# The database


def test_what_is_public_has_no_moment_ahead(world, scheduled):
    with pytest.raises(IntegrityError, match="hoaip_document_public_from"), transaction.atomic():
        Document.objects.filter(pk=scheduled.pk).update(rung=Rung.PUBLIC)


@pytest.mark.parametrize(
    ("columns", "opens"),
    [
        ({"rung": None}, "own"),
        ({"rung": 2, "ceiling": 3}, None),
        ({"rung": 0, "ceiling": 5}, "own"),
        ({"rung": 2, "ceiling": 3, "ceiling_from": "later"}, "later"),
        ({"rung": 2, "ceiling": 3, "ceiling_from": "sooner"}, "own"),
        ({"rung": 2, "public_from": None, "ceiling": 3, "ceiling_from": "later"}, None),
        ({"rung": None, "public_from": None, "ceiling": 3, "ceiling_from": "later"}, "later"),
        ({"rung": 5, "public_from": None, "ceiling": 3, "ceiling_from": "later"}, "later"),
    ],
)
def test_the_database_says_from_when_it_is_open(world, scheduled, moment, columns, opens):
    at = {"own": moment, "later": moment + LATER, "sooner": moment - LATER, None: None}
    columns = {name: at[value] if name == "ceiling_from" else value for name, value in columns.items()}

    Document.objects.filter(pk=scheduled.pk).update(**columns)

    scheduled.refresh_from_db()
    assert scheduled.opens_at == at[opens]


def test_a_reader_of_a_restricted_paper_stays_on_its_list_until_then(world, moment):
    listed = world.documents["listed"]
    schedule_document(listed, at=moment, version=listed.version, by=world.fp_dm)

    found = Document.objects.filter(pk=listed.pk)
    assert found.readable_by(world.fp_dm).exists()
    assert not found.readable_by(world.rev).exists()
    with time_machine.travel(moment, tick=False):
        assert found.readable_by(None).exists()
        assert found.readable_by(world.rev).exists()


# The pages


def fields(page):
    """The hidden fields of the form that is sent."""
    return {name: page.context[name] for name in ("version", "idempotency_key")}


def test_the_form_says_when_in_kabul_asks_once_more_and_writes(world, sealed):
    with time_machine.travel(datetime(2026, 12, 10, tzinfo=UTC)):
        browser = world.client("fp_dm")
        address = f"/documents/{sealed.uid}/publish/"
        typed = {"day": "1405-12-01", "hour": "14.30", **fields(browser.get(address))}
        asked = browser.post(address, typed)
        text = body(asked)
        assert asked.status_code == 200
        assert "20 February 2027" in text
        assert "1 Hut 1405" in text
        assert "14:30 Kabul time" in text
        sealed.refresh_from_db()
        assert sealed.public_from is None
        sent = dict(asked.context["hidden"]) | {"confirm": "1"}
        done = browser.post(address, sent)

    sealed.refresh_from_db()
    assert done.headers["Location"] == f"/documents/{sealed.uid}/"
    assert sealed.public_from == datetime(2027, 2, 20, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"day": "2020-01-01", "hour": "10:00"}, "day"),
        ({"day": "", "hour": "10:00"}, "day"),
        ({"day": "2027-13-01", "hour": "10:00"}, "day"),
        ({"day": "2027-01-01", "hour": ""}, "hour"),
        ({"day": "2027-01-01", "hour": "25:00"}, "hour"),
        ({"day": "2027-01-01", "hour": "1_0:0_0"}, "hour"),
        ({"day": "2027-01-01", "hour": "-0:00"}, "hour"),
    ],
)
def test_a_wrong_moment_is_refused_at_its_field_and_kept(world, sealed, typed, field):
    browser = world.client("fp_dm")
    address = f"/documents/{sealed.uid}/publish/"

    response = browser.post(address, typed | fields(browser.get(address)))

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert response.context["form"].data["hour"] == typed["hour"]


def test_the_page_tells_the_ministry_and_nobody_else(world, scheduled, moment):
    row = set_visibility(scheduled, rung=Rung.MEMBERS, version=scheduled.version, by=world.fp_dm)
    address = f"/documents/{row.uid}/"

    assert "Not published yet. Everybody sees it from:" in body(world.client("fp_dm").get(address))
    member = body(world.client("del_pk").get(address))
    assert CANARY in member
    assert "Not published yet" not in member
    assert "Kabul time" not in member
    assert world.client().get(address).status_code == 404


def test_the_form_withdraws_with_a_reason(world, scheduled):
    browser = world.client("fp_dm")
    address = f"/documents/{scheduled.uid}/publish/withdraw/"
    page = browser.get(address)

    refused = browser.post(address, {"reason": "", **fields(page)})
    done = browser.post(address, {"reason": "Not agreed.", **fields(page)})

    scheduled.refresh_from_db()
    assert (refused.status_code, done.status_code, scheduled.public_from) == (422, 302, None)
    assert browser.get(address).status_code == 409


def test_as_the_public_it_is_not_there_before_and_is_there_after(world, scheduled, moment):
    browser = world.client("fp_dm")
    address = f"/documents/{scheduled.uid}/"
    browser.post("/view-as/", {"whom": ":public", "next": address})
    assert browser.get(address).status_code == 404

    with time_machine.travel(moment, tick=False):
        browser = world.client("fp_dm")
        browser.post("/view-as/", {"whom": ":public", "next": address})
        assert CANARY in body(browser.get(address))


@pytest.mark.parametrize("number", [1, 5])
def test_the_document_s_page_costs_the_same(world, scheduled, moment, number, django_assert_num_queries):
    for each in range(number):
        made = paper(world.cbms["dm"], by=world.rev, rung=Rung.MINISTRY, title_en=f"Wren {each}")
        schedule_document(made, at=moment + LATER * each, version=made.version, by=world.rev)
    address = f"/documents/{scheduled.uid}/"
    with time_machine.travel(moment, tick=False):
        with CaptureQueriesContext(connection) as opened:
            world.client().get(address)
        plain = f"/documents/{world.documents['open'].uid}/"
        with CaptureQueriesContext(connection) as always:
            world.client().get(plain)

    assert len(opened) == len(always)
    assert DocumentFile.objects.filter(document__opens_at=F("document__public_from")).count() == number + 1
