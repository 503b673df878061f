"""The outbox and its relay: written once, sent once, to who may still have it."""

import itertools
import os
import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import pytest
from django.conf import settings as portal
from django.core import mail
from django.db import connection, transaction
from django.template import TemplateDoesNotExist
from django.test.utils import CaptureQueriesContext

from cbms.models import Flag
from hoaip.models import AuditEntry, OutboxMessage, Process, User
from hoaip.post import letters, queue
from hoaip.post.outbox import status
from hoaip.post.relay import send_due
from hoaip.post.wake import wake_relay
from tests.mailbox import mailbox

NOW = datetime(2099, 9, 6, 12, 0, tzinfo=UTC)
ROOT = Path(__file__).parent.parent.parent
CONTEXT = {"day": date(2026, 9, 6), "rows": 7, "head": "a" * 64}


@pytest.fixture
def people(db):
    return [
        User.objects.create(email=f"{code}@example.org", full_name=f"Sample {code}", language=code)
        for code in ("en", "fa-af", "ps")
    ]


@pytest.fixture
def mailserver(settings):
    """A real mail server, which the e-mail backend of this test speaks to."""
    with mailbox() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        yield server


def send(to, *, key="head:1", about=None):
    with transaction.atomic():
        return queue("audit_head", to=to, key=key, context=CONTEXT, about=about)


# Writing


def test_one_row_per_recipient_and_occasion(people):
    assert send(people) == 3
    assert send(people) == 0
    assert send(people[:1], key="head:2") == 1

    keys = OutboxMessage.objects.order_by("pk").values_list("dedupe_key", flat=True)
    assert set(keys) == {f"head:1:{person.uid}" for person in people} | {f"head:2:{people[0].uid}"}


def test_the_same_person_named_twice_is_one_recipient(people):
    assert send([people[0], people[0], User.objects.get(pk=people[0].pk)]) == 1


def test_only_who_is_new_is_written_for_a_known_occasion(people):
    send(people[:1])

    assert send(people) == 2


def test_the_mail_is_in_the_language_of_its_recipient(people):
    send(people)

    bodies = {row.language: row.body for row in OutboxMessage.objects.all()}
    assert "http://testserver/audit/head/\n" in bodies["en"]
    assert "http://testserver/fa-af/audit/head/\n" in bodies["fa-af"]
    assert "http://testserver/ps/audit/head/\n" in bodies["ps"]
    assert bodies["en"].startswith("On 2026-09-06 the history of the portal had 7 rows")


@pytest.mark.parametrize("language", ["en", "fa-af", "ps"])
def test_lines_of_right_to_left_letters_say_their_direction(people, tmp_path, monkeypatch, language):
    (tmp_path / "odd.subject.txt").write_text("{{ title }}")
    (tmp_path / "odd.body.txt").write_text("{{ title }}\n\n7 روز\nhttps://example.org/fa-af/\n\n" + "a1" * 32)
    engine = letters.DjangoTemplates(
        {"NAME": "odd", "DIRS": [tmp_path], "APP_DIRS": False, "OPTIONS": {"autoescape": False}}
    )
    monkeypatch.setattr(letters, "engine", lambda: engine)
    people[0].language = language

    subject, body = letters.write("odd", recipient=people[0], context={"title": "UNDP: نشست" + "ـ" * 300})

    mark = "" if language == "en" else "\u200f"
    assert subject.startswith(f"{mark}UNDP: نشست")
    assert len(subject) == 200
    first, second, *rest = [line for line in body.split("\n") if line]
    assert (first[: len(mark) + 4], second) == (f"{mark}UNDP", f"{mark}7 روز")
    assert rest == ["https://example.org/fa-af/", "a1" * 32]


def test_a_letter_is_plain_text_and_its_subject_one_line(people, tmp_path, monkeypatch):
    (tmp_path / "odd.subject.txt").write_text("{{ title }}\nBcc: all@example.org\n")
    (tmp_path / "odd.body.txt").write_text("\n{{ title }}\n\n")
    engine = letters.DjangoTemplates(
        {"NAME": "odd", "DIRS": [tmp_path], "APP_DIRS": False, "OPTIONS": {"autoescape": False}}
    )
    monkeypatch.setattr(letters, "engine", lambda: engine)

    subject, body = letters.write("odd", recipient=people[0], context={"title": "Trade & <Commerce>" + " long" * 60})

    assert subject.startswith("Trade & <Commerce> long")
    assert "\n" not in subject
    assert len(subject) == 200
    assert body.startswith("Trade & <Commerce> long")


def test_a_letter_that_is_missing_is_an_error_of_the_caller(people):
    with pytest.raises(LookupError, match="no_such_letter"):
        queue("no_such_letter", to=people, key="k", context={})
    with pytest.raises(TemplateDoesNotExist):
        letters.write("no_such_letter", recipient=people[0], context={})


def test_a_key_that_is_too_long_is_an_error_of_the_caller(people):
    with pytest.raises(ValueError, match="160"):
        queue("audit_head", to=people, key="k" * 161, context=CONTEXT)


def test_deactivated_accounts_and_the_portal_itself_get_nothing(people):
    people[0].is_active = False

    assert send([people[0], User.objects.system()]) == 0


def test_the_message_id_is_stable_and_ours(people):
    send(people[:1])
    first = OutboxMessage.objects.get().message_id
    OutboxMessage.objects.all().delete()
    send(people[:1])

    assert OutboxMessage.objects.get().message_id == first
    assert first.startswith("<")
    assert first.endswith("@testserver>")


def test_queueing_takes_as_many_queries_for_many_as_for_one(people, django_assert_num_queries):
    with django_assert_num_queries(5):
        queue("audit_head", to=people[:1], key="a", context=CONTEXT)
    with django_assert_num_queries(5):
        queue("audit_head", to=people, key="b", context=CONTEXT)
    with django_assert_num_queries(1):
        queue("audit_head", to=people, key="b", context=CONTEXT)


@pytest.mark.django_db(transaction=True)
def test_two_transactions_with_one_key_make_one_mail_and_no_error():
    """The second waits for the first and is told that nothing is new; its own transaction goes on."""
    person = User.objects.create(email="a@example.org", full_name="Sample A")
    first_wrote, second_started = threading.Event(), threading.Event()
    results = {}

    def second():
        try:
            first_wrote.wait(30)
            with transaction.atomic():
                second_started.set()
                results["second"] = queue("audit_head", to=[person], key="k", context=CONTEXT)
                results["goes on"] = User.objects.count()
        finally:
            connection.close()

    thread = threading.Thread(target=second)
    thread.start()
    with transaction.atomic():
        results["first"] = queue("audit_head", to=[person], key="k", context=CONTEXT)
        first_wrote.set()
        second_started.wait(30)
        wait_until_somebody_waits_for_a_lock()
    thread.join(30)

    assert results == {"first": 1, "second": 0, "goes on": 1}
    assert OutboxMessage.objects.count() == 1


def wait_until_somebody_waits_for_a_lock(patience_s=20):
    """Returns once another connection waits for this transaction, so that the test does not depend on luck."""
    until = time.monotonic() + patience_s
    waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'"
    while time.monotonic() < until:
        with connection.cursor() as cursor:
            cursor.execute(waiting)
            if cursor.fetchone()[0]:
                return
    raise AssertionError("Nobody waited for the lock.")


# Sending


def test_a_mail_is_sent_with_its_headers(people, mailserver):
    send(people[1:2])

    counts = send_due(NOW)

    row = OutboxMessage.objects.get()
    message = mailserver.messages[0]
    assert counts == {"sent": 1, "retried": 0, "failed": 0, "suppressed": 0}
    assert (row.state, row.sent_at, row.attempts, row.error) == ("sent", NOW, 1, "")
    assert message["To"] == "fa-af@example.org"
    assert message["Message-ID"] == row.message_id
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Subject"] == row.subject
    assert message.get_content().replace("\r\n", "\n").strip() == row.body.strip()


LONG = {
    "Dari": "مدیریت حوادث طبیعی: موقفی از سوی شما درج شد، لطفاً آن را ببینید و تأیید کنید یا موقف دیگری بدهید",
    "Pashto": "د طبیعي پېښو مدیریت: " + "ستاسو له لوري یو دریځ ولیکل شو، " * 5,
    "English": "Disaster Management: the Implementation Plan is in consultation with the capitals until 30 November",
    "mixed": "HOAIP/DM/RTGM4/REC/1: پروتوکول نشست چهارم گروه تخنیکی منطقوی مدیریت حوادث، نسخهٔ ۲",
    "one word": "x" * 150,
    "short": "Head",
}


@pytest.mark.parametrize("of", LONG)
def test_a_subject_begins_on_the_line_of_its_name_and_is_folded_short(people, mailserver, of):
    subject = LONG[of].strip()
    send(people[1:2])
    OutboxMessage.objects.update(subject=subject)

    send_due(NOW)

    head = mailserver.raw[0].split(b"\r\n\r\n")[0].replace(b"\r\n", b"\n").decode("ascii")
    lines = head[head.index("Subject:") :].split("\n")
    first = lines[0].removeprefix("Subject:").strip()
    own = [lines[0], *itertools.takewhile(lambda line: line.startswith(" "), lines[1:])]
    assert first
    assert all(line.strip() and len(line) <= 78 for line in own)
    assert mailserver.messages[0]["Subject"] == subject


def test_what_was_sent_is_not_sent_again(people, mailserver):
    send(people)

    assert send_due(NOW)["sent"] == 3
    assert send_due(NOW + timedelta(days=5)) == {"sent": 0, "retried": 0, "failed": 0, "suppressed": 0}
    assert len(mailserver.ids) == 3


def test_the_limit_leaves_the_rest_for_the_next_run(people, mailserver):
    send(people)

    assert send_due(NOW, limit=2)["sent"] == 2
    assert send_due(NOW, limit=2)["sent"] == 1


def test_what_is_not_due_yet_waits(people, mailserver):
    send(people[:1])
    OutboxMessage.objects.update(next_try_at=NOW + timedelta(seconds=1))

    assert send_due(NOW)["sent"] == 0
    assert send_due(NOW + timedelta(seconds=1))["sent"] == 1


def test_a_recipient_deactivated_in_the_meantime_gets_nothing(people, mailserver):
    send(people[:1])
    User.objects.filter(pk=people[0].pk).update(is_active=False)

    assert send_due(NOW)["suppressed"] == 1
    assert (OutboxMessage.objects.get().state, mailserver.messages) == ("suppressed", [])


def test_a_changed_address_is_the_one_that_is_used(people, mailserver):
    send(people[:1])
    User.objects.filter(pk=people[0].pk).update(email="new@example.org")

    send_due(NOW)

    assert mailserver.messages[0]["To"] == OutboxMessage.objects.get().address == "new@example.org"


def test_whoever_may_not_see_the_object_any_more_gets_nothing(cast, mailserver):
    """Flags are the ministry's: of two who were to be told, one is no focal point by the time it is sent."""
    flag = Flag.objects.create(cbm=cast.cbms["dm"], year=2026, level="missed", opened_on=date(2027, 1, 1))
    assert send([cast.fp_dm, cast.del_pk], about=flag) == 2

    counts = send_due(NOW)

    assert counts == {"sent": 1, "retried": 0, "failed": 0, "suppressed": 1}
    assert OutboxMessage.objects.get(state="suppressed").recipient == cast.del_pk
    assert [message["To"] for message in mailserver.messages] == ["fp_dm@example.org"]


def test_a_mail_about_a_public_thing_goes_to_every_active_account(people, mailserver):
    process = Process.objects.create(slug="p", short_name="P", name_en="P", launched_on="2011-11-02")
    send(people[:1], about=process)

    assert send_due(NOW)["sent"] == 1


def test_a_failure_waits_longer_each_time_and_ends_after_eight(people, mailserver):
    mailserver.refused = {"en@example.org"}
    send(people[:1])
    now, waits = NOW, []

    for _attempt in range(7):
        assert send_due(now) == {"sent": 0, "retried": 1, "failed": 0, "suppressed": 0}
        row = OutboxMessage.objects.get()
        assert row.state == "queued"
        waits.append((row.next_try_at - now).total_seconds() / 60)
        assert send_due(row.next_try_at - timedelta(seconds=1))["retried"] == 0
        now = row.next_try_at

    assert waits == [2, 4, 8, 16, 32, 64, 128]
    assert send_due(now) == {"sent": 0, "retried": 0, "failed": 1, "suppressed": 0}
    row = OutboxMessage.objects.get()
    assert (row.state, row.attempts, row.sent_at) == ("failed", 8, None)
    assert "550" in row.error
    assert mailserver.messages == []


def test_one_address_that_fails_does_not_hold_up_the_others(people, mailserver):
    mailserver.refused = {"en@example.org"}
    send(people)

    assert send_due(NOW) == {"sent": 2, "retried": 1, "failed": 0, "suppressed": 0}


def test_an_address_that_no_mail_can_carry_does_not_hold_up_the_others(people, mailserver):
    send(people)
    User.objects.filter(pk=people[0].pk).update(email="a@example.org\nBcc: b@example.org")

    assert send_due(NOW) == {"sent": 2, "retried": 1, "failed": 0, "suppressed": 0}
    assert "Bcc" not in str([message["Bcc"] for message in mailserver.messages])


def test_a_mail_server_that_is_gone_is_asked_for_one_mail_and_loses_none(people, settings):
    with mailbox() as server:
        port = server.port
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    send(people)

    assert send_due(NOW) == {"sent": 0, "retried": 1, "failed": 0, "suppressed": 0}
    assert sorted(OutboxMessage.objects.filter(state="queued").values_list("attempts", flat=True)) == [0, 0, 1]


@pytest.mark.django_db(transaction=True)
def test_two_relays_at_once_send_each_mail_once(mailserver):
    people = [User.objects.create(email=f"{n}@example.org", full_name=f"Sample {n}") for n in range(30)]
    send(people)
    start, sent = threading.Barrier(3), []

    def relay():
        try:
            start.wait(30)
            sent.append(send_due(NOW)["sent"])
        finally:
            connection.close()

    threads = [threading.Thread(target=relay) for _relay in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert sum(sent) == 30
    assert sorted(mailserver.ids) == sorted(OutboxMessage.objects.values_list("message_id", flat=True))
    assert OutboxMessage.objects.filter(state="sent", attempts=1).count() == 30


@pytest.mark.django_db(transaction=True)
def test_a_row_in_the_hands_of_one_relay_is_passed_over_by_another(mailserver):
    people = [User.objects.create(email=f"{n}@example.org", full_name=f"Sample {n}") for n in range(2)]
    send(people)
    mailserver.open_door.clear()
    results = []

    def slow():
        try:
            results.append(send_due(NOW, limit=1)["sent"])
        finally:
            connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    assert mailserver.reached.wait(30)
    in_hand = OutboxMessage.objects.select_for_update(skip_locked=True).filter(state="queued")
    with transaction.atomic():
        free = list(in_hand)
    mailserver.open_door.set()
    thread.join(30)

    assert (results, len(free)) == ([1], 1)
    assert send_due(NOW)["sent"] == 1
    assert len(set(mailserver.ids)) == len(mailserver.ids) == 2


@pytest.mark.django_db(transaction=True)
def test_a_relay_killed_in_mid_mail_loses_nothing(mailserver):
    """A real process, kill -9 while the server has the mail in its hands: the row is queued still, nothing else is."""
    people = [User.objects.create(email=f"{n}@example.org", full_name=f"Sample {n}") for n in range(3)]
    send(people)
    mailserver.open_door.clear()
    command = [sys.executable, "manage.py", "run_job", "send_due_mail", "--as-of", NOW.isoformat()]
    relay = subprocess.Popen(command, cwd=ROOT, env=environment(mailserver), stdout=subprocess.DEVNULL)

    assert mailserver.reached.wait(60)
    relay.send_signal(signal.SIGKILL)
    relay.wait(30)

    assert OutboxMessage.objects.filter(state="queued", attempts=0).count() == 3
    mailserver.messages.clear()
    mailserver.open_door.set()
    subprocess.run(command, cwd=ROOT, env=environment(mailserver), check=True, stdout=subprocess.DEVNULL)
    assert OutboxMessage.objects.filter(state="sent", attempts=1).count() == 3
    # What the killed one had in hand may arrive a second time, and then under the same Message-ID.
    assert set(mailserver.ids) == set(OutboxMessage.objects.values_list("message_id", flat=True))


def environment(mailserver):
    """The environment of a process beside the test: the same database and the same mail server."""
    parts = urlsplit(os.environ["DATABASE_URL"])
    address = urlunsplit(parts._replace(path=f"/{connection.settings_dict['NAME']}"))
    own = {"DATABASE_URL": address, "DATABASE_OWNER_URL": address, "EMAIL_URL": f"smtp://127.0.0.1:{mailserver.port}"}
    return os.environ | own


def test_mail_goes_through_the_backend_that_is_set(people):
    send(people[:1])

    send_due(NOW)

    assert [message.to for message in mail.outbox] == [["en@example.org"]]
    assert mail.outbox[0].from_email == portal.DEFAULT_FROM_EMAIL


# Waking


@pytest.mark.parametrize("address", ["redis://127.0.0.1:1/0", "redis+socket:///nowhere/redis.sock"])
def test_a_redis_that_is_gone_costs_nothing_and_breaks_nothing(settings, address, caplog):
    settings.CELERY_BROKER_URL = address
    began = time.monotonic()

    wake_relay()

    assert time.monotonic() - began < 1
    assert "the queue does not answer" in caplog.text


def test_a_redis_that_does_not_answer_costs_a_second(settings, caplog):
    with mailbox() as server:
        # Speaks first and in another language, like anything else that holds the port.
        settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{server.port}/0"
        began = time.monotonic()
        wake_relay()

    assert time.monotonic() - began < 3
    assert "the queue does not answer" in caplog.text


def test_the_relay_is_woken_once_after_commit(people, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        send(people)
        send(people)

    assert callbacks == [wake_relay]


def test_the_status_counts_and_dates(people, mailserver):
    send(people)
    OutboxMessage.objects.update(created_at=NOW - timedelta(minutes=4))
    OutboxMessage.objects.filter(recipient=people[0]).update(created_at=NOW - timedelta(minutes=5))
    assert status(NOW - timedelta(minutes=4)) == {"queued": 3, "sent": 0, "failed": 0, "oldest_age_s": 60}

    mailserver.refused = {"ps@example.org"}
    send_due(NOW)
    OutboxMessage.objects.filter(state="queued").update(state="failed")

    assert status(NOW) == {"queued": 0, "sent": 2, "failed": 1, "oldest_age_s": 0}


# Letters with a key, and people without an account


def test_the_text_of_a_letter_with_a_key_is_not_kept_once_it_is_sent(people, mailserver):
    send(people[:2])
    OutboxMessage.objects.filter(recipient=people[0]).update(template="invitation", body="/invitations/secret-key/\n")

    send_due(NOW)

    assert sorted(message.get_content().strip()[:12] for message in mailserver.messages)[0] == "/invitations"
    assert OutboxMessage.objects.get(recipient=people[0]).body == ""
    assert OutboxMessage.objects.get(recipient=people[1]).body != ""


def test_somebody_without_an_account_gets_mail_at_the_address_given(db, mailserver):
    guest = SimpleNamespace(
        pk=None, uid=uuid4(), email="guest@example.org", language="ps", is_active=True, is_system=False
    )

    assert send([guest]) == 1
    send_due(NOW)

    row = OutboxMessage.objects.get()
    assert (row.recipient, row.state, row.language) == (None, "sent", "ps")
    assert mailserver.messages[0]["To"] == "guest@example.org"


# The administrator's list


@pytest.fixture
def failed(cast):
    send([cast.del_pk, cast.del_kz])
    OutboxMessage.objects.filter(recipient=cast.del_pk).update(state="failed", attempts=8, error="550 no such person")
    return OutboxMessage.objects.get(recipient=cast.del_pk)


def test_failed_mail_is_listed_and_tried_again(cast, failed, mailserver):
    browser = cast.client("adm")
    page = browser.get("/manage/mail/").content.decode()
    assert "del_pk@example.org" in page
    assert "550 no such person" in page
    assert "del_kz@example.org" not in page

    answer = browser.post(f"/manage/mail/{failed.uid}/retry/")

    failed.refresh_from_db()
    assert (answer.status_code, answer.url) == (302, "/manage/mail/")
    assert (failed.state, failed.attempts, failed.error) == ("queued", 0, "")
    row = AuditEntry.objects.get()
    assert (row.action, row.actor_uid, row.changes["state"]) == ("mail.retry", cast.adm.uid, ["failed", "queued"])
    assert send_due(NOW)["sent"] == 2


def test_a_mail_that_did_not_fail_is_not_tried_again(cast, failed):
    waiting = OutboxMessage.objects.get(recipient=cast.del_kz)

    assert cast.client("adm").post(f"/manage/mail/{waiting.uid}/retry/").status_code == 409
    assert OutboxMessage.objects.get(pk=waiting.pk).version == waiting.version
    assert AuditEntry.objects.count() == 0


@pytest.mark.parametrize("key", ["fp_dm", "rev", "dir", "del_pk"])
def test_the_list_of_mail_is_the_administrators(cast, failed, key):
    browser = cast.client(key)

    assert browser.get("/manage/mail/").status_code == 403
    assert browser.post(f"/manage/mail/{failed.uid}/retry/").status_code == 403
    assert OutboxMessage.objects.get(pk=failed.pk).state == "failed"


@pytest.mark.parametrize("state", ["queued", "sent", "suppressed"])
def test_the_list_shows_every_state(cast, failed, mailserver, state):
    OutboxMessage.objects.filter(recipient=cast.del_kz).update(state=state, sent_at=NOW if state == "sent" else None)

    page = cast.client("adm").get(f"/manage/mail/?state={state}").content.decode()

    assert "del_kz@example.org" in page
    assert "del_pk@example.org" not in page


@pytest.mark.parametrize("query", ["state=lost", "after=x", "after=-1", "after=99999999999999999999", "after=%C2%B2"])
def test_an_unknown_part_of_the_list_is_refused(cast, query):
    assert cast.client("adm").get(f"/manage/mail/?{query}").status_code == 400


def test_the_list_goes_on_after_fifty_rows_at_the_same_cost(cast, failed, django_assert_num_queries):
    browser = cast.client("adm")
    browser.get("/manage/mail/")
    with CaptureQueriesContext(connection) as few:
        browser.get("/manage/mail/")
    copies = [
        OutboxMessage(
            dedupe_key=f"copy:{number}", message_id=f"<{number}@x>", recipient=cast.del_pk, address=f"n{number}@x.org",
            template="t", subject="s", body="b", state="failed", next_try_at=NOW,
        )
        for number in range(60)
    ]  # fmt: skip
    OutboxMessage.objects.bulk_create(copies)

    with django_assert_num_queries(len(few)):
        first = browser.get("/manage/mail/")
    last = first.context["list"].rows[-1]
    second = browser.get(f"/manage/mail/?state=failed&after={last.pk}")

    parts = [answer.context["list"] for answer in (first, second)]
    assert [len(part.rows) for part in parts] == [50, 11]
    assert parts[1].part.after == ""
    assert not {row.pk for row in parts[0].rows} & {row.pk for row in parts[1].rows}
