"""The chain: what it holds, what it finds, and that many may write at once."""

import hashlib
import threading
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import connection
from django.utils.translation import gettext_lazy

from hoaip import audit
from hoaip.action import action
from hoaip.models import AuditEntry, Process, User

ZEROS = "0" * 64


@action
def rename(process, name, *, by, reason="", extra=None):
    before = audit.snapshot(process)
    process.name_en = name
    process.save(update_fields=["name_en"])
    audit.record("process.rename", process, by=by, before=before, reason=reason, extra=extra)


@contextmanager
def tampering():
    """As the owner of the tables with the triggers off: what a host can do that the application cannot."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE hoaip_auditentry DISABLE TRIGGER USER")
        yield cursor
        cursor.execute("ALTER TABLE hoaip_auditentry ENABLE TRIGGER USER")


@pytest.fixture
def process(db):
    return Process.objects.create(slug="p", short_name="P", name_en="First", launched_on=date(2011, 11, 2))


@pytest.fixture
def chain(process):
    """Five rows."""
    for number in range(5):
        rename(process, f"Name {number}", by=User.objects.system())
    return process


def test_an_empty_chain_is_whole(db):
    assert audit.head() == ZEROS
    assert audit.verify() == {"ok": True, "rows": 0, "head": ZEROS, "bad": None}


def test_a_row_says_who_did_what_to_what(process):
    by = User.objects.create(email="a@example.org", full_name="Sample A")

    rename(process, "Second", by=by, reason="It was misspelt.")

    row = AuditEntry.objects.get()
    assert (row.sequence, row.previous_hash) == (1, ZEROS)
    assert (row.actor_uid, row.actor_name, row.action, row.reason) == (
        by.uid,
        "Sample A",
        "process.rename",
        "It was misspelt.",
    )
    assert (row.object_type, row.object_uid, row.object_version) == ("hoaip.process", str(process.uid), 1)
    assert row.changes == {"name_en": ["First", "Second"]}


def test_the_hash_follows_from_the_columns_alone(process):
    """The oracle spells the canonical JSON by hand."""
    rename(process, "نام", by=User.objects.system(), reason="“q”")

    row = AuditEntry.objects.get()
    text = (
        '{"acting_for":"","action":"process.rename","actor_name":"The portal",'
        f'"actor_uid":"{row.actor_uid}","at":"{row.at.astimezone(UTC).isoformat()}",'
        '"changes":{"name_en":["First","نام"]},'
        f'"group":"{row.group}","object_name":"نام","object_type":"hoaip.process","object_uid":"{process.uid}",'
        '"object_version":1,"reason":"“q”","request_id":"","sequence":1}'
    )
    assert row.hash == hashlib.sha256(f"{ZEROS}\n{text}".encode()).hexdigest()


def test_values_of_every_kind_survive_the_database(process):
    """What PostgreSQL writes in another way than Python would otherwise look like tampering."""
    extra = {
        "decimal": [None, Decimal("1.50")],
        "float": [0.1 + 0.2, 1e16],
        "deep": [None, {"b": [1.0, date(2026, 9, 6)], "a": None, 10: "ten", 9: "nine"}],
        "instant": [None, datetime(2026, 9, 6, 12, 0, 0, 123456, tzinfo=timezone(timedelta(hours=4, minutes=30)))],
        "uid": [None, UUID(int=7)],
        "unicode": ["é", 'e\u0301 پښتو 𐎠 \u2028 \\ " \t'],
        "lazy": [None, gettext_lazy("Public")],
        "large": [2**80, -0.0],
        "tuple": [None, (True, False)],
    }

    rename(process, "Second", by=User.objects.system(), extra=extra, reason=gettext_lazy("Public"))

    assert audit.verify()["ok"] is True
    stored = AuditEntry.objects.get().changes
    assert stored["instant"] == [None, "2026-09-06T07:30:00.123456+00:00"]
    assert stored["float"] == ["0.30000000000000004", "1e+16"]
    assert stored["deep"][1]["b"] == ["1.0", "2026-09-06"]


def test_the_hash_does_not_depend_on_language_or_zone(chain, settings):
    head = audit.head()
    settings.TIME_ZONE = "Asia/Tokyo"

    assert audit.verify(head=head) == {"ok": True, "rows": 5, "head": head, "bad": None}


def test_every_earlier_head_is_in_the_chain(chain):
    for row in AuditEntry.objects.all():
        assert audit.verify(head=row.hash)["ok"] is True


@pytest.mark.parametrize(
    ("statement", "bad"),
    [
        ("UPDATE hoaip_auditentry SET reason = 'other' WHERE sequence = 3", {"sequence": 3, "kind": "hash"}),
        ("UPDATE hoaip_auditentry SET actor_name = 'other' WHERE sequence = 1", {"sequence": 1, "kind": "hash"}),
        (
            "UPDATE hoaip_auditentry SET at = at + interval '1 microsecond' WHERE sequence = 5",
            {"sequence": 5, "kind": "hash"},
        ),
        (
            """UPDATE hoaip_auditentry SET changes = '{"name_en": ["Name 1", "Name 3"]}' WHERE sequence = 3""",
            {"sequence": 3, "kind": "hash"},
        ),
        ("UPDATE hoaip_auditentry SET hash = repeat('a', 64) WHERE sequence = 2", {"sequence": 2, "kind": "hash"}),
        (
            "UPDATE hoaip_auditentry SET previous_hash = repeat('a', 64) WHERE sequence = 4",
            {"sequence": 4, "kind": "link"},
        ),
        ("DELETE FROM hoaip_auditentry WHERE sequence = 3", {"sequence": 3, "kind": "gap"}),
        ("DELETE FROM hoaip_auditentry WHERE sequence = 1", {"sequence": 1, "kind": "gap"}),
        ("UPDATE hoaip_auditentry SET sequence = 9 WHERE sequence = 5", {"sequence": 5, "kind": "gap"}),
    ],
)
def test_tampering_is_found_where_it_was_done(chain, statement, bad):
    with tampering() as cursor:
        cursor.execute(statement)

    found = audit.verify()

    assert (found["ok"], found["bad"]) == (False, bad)


def test_two_rows_that_changed_places_are_found(chain):
    with tampering() as cursor:
        cursor.execute("UPDATE hoaip_auditentry SET sequence = -sequence WHERE sequence IN (2, 3)")
        cursor.execute("UPDATE hoaip_auditentry SET sequence = 5 + sequence WHERE sequence IN (-2, -3)")

    assert audit.verify()["bad"] == {"sequence": 2, "kind": "link"}


def test_a_cut_tail_is_found_by_a_head_known_from_outside(chain):
    head = audit.head()
    with tampering() as cursor:
        cursor.execute("DELETE FROM hoaip_auditentry WHERE sequence = 5")

    assert audit.verify()["ok"] is True
    assert audit.verify(head=head)["bad"] == {"sequence": 4, "kind": "head"}


def test_a_full_rewrite_is_found_by_a_head_known_from_outside(chain):
    head = audit.head()
    with tampering():
        previous = ZEROS
        for row in AuditEntry.objects.order_by("sequence"):
            row.previous_hash, row.reason = previous, "another history"
            previous = row.hash = audit.digest(row)
            row.save()

    assert audit.verify()["ok"] is True
    assert audit.verify(head=head)["bad"] == {"sequence": 5, "kind": "head"}


def test_recording_outside_an_action_is_an_error(process):
    with pytest.raises(RuntimeError, match="outside an action"):
        audit.record("process.rename", process, by=User.objects.system())


@pytest.mark.django_db(transaction=True)
def test_many_writers_make_one_chain():
    """Six connections, twenty-five actions each, on their own rows and on one shared row: whole, and no deadlock."""
    writers, each = 6, 25
    by = User.objects.system()
    shared = Process.objects.create(slug="shared", short_name="S", name_en="S", launched_on=date(2011, 11, 2))
    own = [
        Process.objects.create(slug=f"p{n}", short_name="P", name_en="P", launched_on=date(2011, 11, 2))
        for n in range(writers)
    ]
    problems = []

    def work(number):
        try:
            for step in range(each):
                target = shared if step % 5 == 0 else own[number]
                rename(Process.objects.get(pk=target.pk), f"{number}.{step}", by=by)
        except BaseException as problem:
            problems.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)

    assert problems == []
    found = audit.verify()
    assert (found["ok"], found["rows"]) == (True, writers * each)
    assert audit.head() == found["head"]


def test_the_head_stands_on_a_public_page(chain, client, django_assert_num_queries):
    newest = AuditEntry.objects.get(sequence=5)

    page = client.get("/audit/head/")
    text = client.get("/audit/head/?format=text")

    assert page.status_code == 200
    assert newest.hash in page.content.decode()
    assert text.headers["Content-Type"] == "text/plain; charset=utf-8"
    instant = newest.at.astimezone(UTC).isoformat(timespec="seconds")
    assert text.content.decode() == f"{newest.hash}\nrows 5\nat {instant}\n"
    with django_assert_num_queries(1):
        client.get("/audit/head/")


@pytest.mark.parametrize("address", ["/fa-af/audit/head/", "/ps/audit/head/"])
def test_the_head_stands_in_every_language(chain, client, address):
    response = client.get(address)

    assert response.status_code == 200
    assert audit.head() in response.content.decode()


def test_an_unknown_format_of_the_head_is_refused(client, db):
    assert client.get("/audit/head/?format=xml").status_code == 400
    assert client.post("/audit/head/").status_code in (403, 405)
