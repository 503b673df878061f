"""The access log: what is written, how much of it, and its digest in the chain."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import RequestFactory
from django.urls import resolve

from hoaip import access_log, audit
from hoaip.models import AccessEntry, AuditEntry

NOON = datetime(2026, 9, 6, 12, 0, 30, tzinfo=UTC)


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def asked(user, path="/audit/head/", method="GET"):
    """A request of that person, as the middleware hands it over."""
    request = RequestFactory().generic(method, path)
    request.user, request.has_session = user, user.is_authenticated
    request.resolver_match = resolve("/audit/head/")
    return request


def test_a_refusal_of_a_signed_in_person_is_one_line(clock, cast, django_assert_num_queries):
    request = asked(cast.del_pk, "/audit/head/?q=secret", "POST")

    with django_assert_num_queries(3):  # the line, in a savepoint of its own
        access_log.note(request, "refused")

    row = AccessEntry.objects.get()
    assert (row.at, row.kind, row.actor_uid, row.method) == (NOON, "refused", cast.del_pk.uid, "POST")
    assert (row.path, row.route) == ("/audit/head/", "hoaip:audit_head")


def test_pages_refused_over_http_leave_their_line(cast):
    cast.client("del_pk").get("/compliance/")
    cast.client("fp_ct").get("/meetings/11111111-1111-4111-8111-111111111111/")

    found = AccessEntry.objects.order_by("pk").values_list("actor_uid", "kind", "path")
    assert list(found) == [
        (cast.del_pk.uid, "refused", "/compliance/"),
        (cast.fp_ct.uid, "not_found", "/meetings/11111111-1111-4111-8111-111111111111/"),
    ]


def test_the_public_leaves_no_line(cast):
    access_log.note(asked(AnonymousUser()), "not_found")
    cast.client().get("/meetings/11111111-1111-4111-8111-111111111111/")

    assert AccessEntry.objects.count() == 0


def test_a_person_writes_thirty_lines_a_minute_and_then_none(clock, cast):
    for _line in range(35):
        access_log.note(asked(cast.del_pk), "refused")
    access_log.note(asked(cast.del_kz), "refused")

    assert AccessEntry.objects.filter(actor_uid=cast.del_pk.uid).count() == 30
    assert AccessEntry.objects.filter(actor_uid=cast.del_kz.uid).count() == 1
    clock.shift(timedelta(seconds=30))
    access_log.note(asked(cast.del_pk), "refused")
    assert AccessEntry.objects.filter(actor_uid=cast.del_pk.uid).count() == 31


def test_what_no_database_keeps_is_made_storable(clock, cast):
    request = asked(cast.del_pk)
    request.path = "/x\x00y\udcff/" + "z" * 400

    access_log.note(request, "not_found")

    path = AccessEntry.objects.get().path
    assert path.startswith("/x\ufffdy?/z")
    assert len(path) == 300


def test_a_line_that_cannot_be_written_does_not_take_the_answer_away(clock, cast, caplog):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE hoaip_accessentry ADD CONSTRAINT full_disk CHECK (kind <> 'refused')")

    access_log.note(asked(cast.del_pk), "refused")

    assert "a line of the access log was not written" in caplog.text
    assert AccessEntry.objects.count() == 0


def test_a_day_that_is_over_becomes_one_row_of_the_chain(clock, cast):
    for _line in range(31):
        access_log.note(asked(cast.del_pk), "refused")
    access_log.note(asked(cast.fp_dm), "read_draft")

    assert access_log.digest(NOON) == {"days_digested": 0}
    assert access_log.digest(NOON + timedelta(days=1)) == {"days_digested": 1}

    row = AuditEntry.objects.get()
    assert row.action == "access_log.digest"
    assert row.object_uid == str(AccessEntry.objects.order_by("pk").last().pk)
    assert {name: new for name, (_old, new) in row.changes.items()} == {
        "day": "2026-09-06",
        "lines": 31,
        "kinds": {"refused": 30, "read_draft": 1},
        "full_minutes": 1,
        "sha256": access_log.fingerprint(AccessEntry.objects.all()),
    }
    assert audit.verify()["ok"] is True


def test_a_second_digest_changes_nothing(clock, cast):
    access_log.note(asked(cast.del_pk), "refused")
    tomorrow = NOON + timedelta(days=1)

    assert [access_log.digest(tomorrow)["days_digested"] for _run in range(3)] == [1, 0, 0]


def test_days_that_were_missed_are_each_digested_once(clock, cast):
    for _day in range(3):
        access_log.note(asked(cast.del_pk), "refused")
        clock.shift(timedelta(days=2))

    assert access_log.digest(NOON + timedelta(days=9)) == {"days_digested": 3}
    assert [row.changes["day"][1] for row in AuditEntry.objects.order_by("sequence")] == [
        "2026-09-06",
        "2026-09-08",
        "2026-09-10",
    ]
    assert access_log.digest(NOON + timedelta(days=9)) == {"days_digested": 0}


def test_the_day_of_a_line_is_the_day_in_kabul(clock, cast):
    clock.move_to(datetime(2026, 12, 31, 19, 29, tzinfo=UTC))
    access_log.note(asked(cast.del_pk), "refused")
    clock.move_to(datetime(2026, 12, 31, 19, 30, tzinfo=UTC))
    access_log.note(asked(cast.del_pk), "refused")

    assert access_log.undigested(date(2027, 1, 1)) == [date(2026, 12, 31)]
    assert access_log.undigested(date(2027, 1, 2)) == [date(2026, 12, 31), date(2027, 1, 1)]


def test_a_line_taken_out_later_shows_in_the_fingerprint(clock, cast):
    access_log.note(asked(cast.del_pk), "refused")
    access_log.note(asked(cast.del_kz), "refused")
    access_log.digest(NOON + timedelta(days=1))
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE hoaip_accessentry DISABLE TRIGGER USER")
        cursor.execute("DELETE FROM hoaip_accessentry WHERE actor_uid = %s", [cast.del_pk.uid])
        cursor.execute("ALTER TABLE hoaip_accessentry ENABLE TRIGGER USER")

    kept = AuditEntry.objects.get().changes["sha256"][1]
    assert access_log.fingerprint(AccessEntry.objects.all()) != kept
