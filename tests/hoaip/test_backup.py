"""Backup and restore: everything comes back and agrees with its sums; what does not fit is refused in a sentence."""

import gzip
import hashlib
import io
import json
import os
import subprocess
import sys
import tarfile
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client

from hoaip import audit, grants
from hoaip.backup.restoring import restore_backup
from hoaip.backup.tables import LEFT_OUT, spell, sum_of, tables
from hoaip.backup.writing import BackupProblem, files, write_backup
from hoaip.models import AuditEntry, JobRun, Stakeholder, User
from hoaip.register import actions as register
from hoaip.serving.environment import ROOT
from meetings.models import Meeting
from tests.cast import build
from tests.world import fill

NOW = datetime(2026, 9, 6, 12, 0, tzinfo=UTC)
PASSWORD = "a quiet river in the evening"
AWKWARD = 'tab\t, line\nbreak, back\\slash, "quotes", \\. and دري'

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def portal(transactional_db, settings, tmp_path):
    """The world with a person who signs in, an awkward text, history and two files."""
    settings.MEDIA_ROOT = tmp_path / "media"
    (settings.MEDIA_ROOT / "ab").mkdir(parents=True)
    (settings.MEDIA_ROOT / "ab" / "plan.pdf").write_bytes(b"%PDF-1.7 plan")
    (settings.MEDIA_ROOT / "empty").write_bytes(b"")
    world = fill(build())
    world.mina = User.objects.create_user("mina@example.org", PASSWORD, full_name="Mina")
    JobRun.objects.create(name="x", as_of=NOW, started_at=NOW, error=AWKWARD, result={"a": [AWKWARD, None, 1.5]})
    for name in ("Armenia", "Georgia"):
        register.create_stakeholder(
            kind="country", code=name[:2].upper(), slug=name.lower(), name_en=name, by=world.adm
        )
    return world


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "backups").mkdir()
    return tmp_path / "backups"


def sums():
    """{table: {"rows", "sha256"}} of the database as it stands."""
    with transaction.atomic(), connection.cursor() as cursor:
        spell(cursor)
        return {table.name: sum_of(cursor, table) for table in tables()}


def empty(settings):
    """A database as `migrate` leaves it, and no files."""
    call_command("flush", interactive=False, verbosity=0)
    settings.MEDIA_ROOT = settings.MEDIA_ROOT.parent / "other"


def changed(path, name, content):
    """A copy of a backup in which one member has other content (None: is left out)."""
    copy = path.with_name("changed.tar")
    with tarfile.open(path) as old, tarfile.open(copy, "w") as new:
        for entry in old.getmembers():
            data = old.extractfile(entry).read()
            if entry.name == name:
                if content is None:
                    continue
                data = content(data)
            entry.size = len(data)
            new.addfile(entry, io.BytesIO(data))
    return copy


def test_everything_comes_back(portal, folder, settings):
    before, head = sums(), audit.newest()
    path, manifest = write_backup(folder, now=NOW)
    assert path.name == "hoaip-20260906T120000Z.tar"
    assert os.stat(path).st_mode & 0o777 == 0o600
    assert {name: {"rows": t["rows"], "sha256": t["sha256"]} for name, t in manifest["tables"].items()} == before
    assert before["hoaip_auditentry"]["rows"] == 2
    empty(settings)
    assert sums() != before

    _manifest, warnings = restore_backup(path)

    assert warnings == []
    assert sums() == before
    assert audit.newest() == head
    assert audit.verify(head=head.hash)["ok"]
    assert JobRun.objects.get(name="x").error == AWKWARD
    assert grants.check() == {"missing": 0, "extra": 0}
    assert (settings.MEDIA_ROOT / "ab" / "plan.pdf").read_bytes() == b"%PDF-1.7 plan"
    assert (settings.MEDIA_ROOT / "empty").read_bytes() == b""
    answer = Client().post("/accounts/login/", {"login": "mina@example.org", "password": PASSWORD})
    assert answer["Location"] == "/"


def test_life_goes_on_after_a_restore(portal, folder, settings):
    highest = Meeting.objects.order_by("-pk").first().pk
    path, _manifest = write_backup(folder, now=NOW)
    empty(settings)
    restore_backup(path)

    made = register.create_stakeholder(
        kind="country", code="MD", slug="moldova", name_en="Moldova", by=User.objects.get(email="adm@example.org")
    )
    meeting = Meeting.objects.create(
        process_id=portal.process.pk, type="som", starts_on=NOW.date(), ends_on=NOW.date(), created_by_id=portal.rev.pk
    )

    assert made.pk == Stakeholder.objects.order_by("-pk").first().pk
    assert meeting.pk == highest + 1
    assert audit.verify()["rows"] == 3
    with pytest.raises(Exception, match="append-only"), transaction.atomic():
        AuditEntry.objects.update(reason="x")


def test_nobody_finds_a_way_in_by_a_backup(portal, folder):
    browser = portal.client("adm")
    browser.get("/")

    path, manifest = write_backup(folder, now=NOW)

    with tarfile.open(path) as tar:
        packed = b"".join(
            gzip.decompress(tar.extractfile(entry).read())
            for entry in tar.getmembers()
            if entry.name.startswith("tables/")
        )
    assert browser.session.session_key.encode() not in packed
    assert not LEFT_OUT & set(manifest["tables"])


def test_a_backup_is_of_one_instant(portal, folder):
    """What somebody commits while a backup is written is in none of its tables."""
    people, first = User.objects.count(), tables()[0]
    made = []

    def work():
        try:
            made.append(write_backup(folder, now=NOW)[1])
        finally:
            connection.close()

    thread = threading.Thread(target=work)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {first.quoted} IN ACCESS EXCLUSIVE MODE")
        thread.start()
        waiting, end = 0, time.monotonic() + 20
        while not waiting and time.monotonic() < end:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            waiting = cursor.fetchone()[0]
        User.objects.create(email="late@example.org", full_name="Late")
    thread.join(30)

    assert waiting
    assert made[0]["tables"]["hoaip_user"]["rows"] == people
    assert User.objects.count() == people + 1


# What is refused


def refusal(path):
    with pytest.raises(BackupProblem) as refused:
        restore_backup(path)
    text = str(refused.value)
    assert text.endswith((".", ")"))
    assert "\n" not in text
    return text


def test_a_database_with_rows_is_refused(portal, folder, settings):
    path, _manifest = write_backup(folder, now=NOW)
    settings.MEDIA_ROOT = settings.MEDIA_ROOT.parent / "other"
    before = sums()

    assert "holds rows already" in refusal(path)
    assert sums() == before
    assert not (settings.MEDIA_ROOT / "empty").exists()


def test_a_folder_with_files_is_refused(portal, folder, settings):
    path, _manifest = write_backup(folder, now=NOW)
    call_command("flush", interactive=False, verbosity=0)

    assert "holds files already" in refusal(path)
    assert User.objects.count() == 0


def row_changed(data):
    return gzip.compress(gzip.decompress(data).replace(b"Armenia", b"Albania"))


def history_rewritten(data):
    return json.dumps(json.loads(data) | {"history": {"ok": True, "rows": 2, "head": "c" * 64, "bad": None}}).encode()


def version_of_tomorrow(data):
    manifest = json.loads(data)
    return json.dumps(manifest | {"migrations": [*manifest["migrations"], "hoaip.9999_tomorrow"]}).encode()


def names_that_lead_out(data):
    manifest = json.loads(data)
    return json.dumps(manifest | {"files": {"../../stolen": manifest["files"]["empty"]}}).encode()


@pytest.mark.parametrize(
    ("member", "content", "words"),
    [
        ("tables/hoaip_stakeholder.copy.gz", row_changed, "hoaip_stakeholder are damaged"),
        ("tables/hoaip_stakeholder.copy.gz", None, "tables/hoaip_stakeholder.copy.gz is missing"),
        ("tables/hoaip_user.copy.gz", lambda data: data[:-9], "hoaip_user are damaged"),
        ("tables/hoaip_user.copy.gz", lambda data: b"nothing packed", "hoaip_user are damaged"),
        ("files/ab/plan.pdf", lambda data: b"%PDF-1.7 plot", "ab/plan.pdf of the backup is damaged"),
        ("files/empty", None, "files/empty is missing"),
        ("manifest.json", None, "has no manifest"),
        ("manifest.json", lambda data: data[:-9], "cannot be read"),
        ("manifest.json", lambda data: b'{"format": 2}', "format 2"),
        ("manifest.json", history_rewritten, "does not verify"),
        ("manifest.json", version_of_tomorrow, "hoaip.9999_tomorrow is in the backup alone"),
        ("manifest.json", names_that_lead_out, "leads elsewhere"),
    ],
)
def test_a_damaged_backup_leaves_nothing(portal, folder, settings, member, content, words):
    path, _manifest = write_backup(folder, now=NOW)
    empty(settings)
    before = sums()

    assert words in refusal(changed(path, member, content))

    assert sums() == before
    assert [each for each in settings.MEDIA_ROOT.rglob("*") if each.is_file()] == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'D'")
        assert cursor.fetchone() == (0,)


def test_history_that_was_changed_in_the_backup_is_found(portal, folder, settings):
    """Sums made to fit by whoever changed a row: the chain tells."""
    path, _manifest = write_backup(folder, now=NOW)
    known = {}

    def other_actor(data):
        rows = gzip.decompress(data).replace(b"Sample adm", b"Sample rev")
        known["sha256"] = hashlib.sha256(rows).hexdigest()
        return gzip.compress(rows)

    def other_sum(data):
        manifest = json.loads(data)
        manifest["tables"]["hoaip_auditentry"] |= known
        return json.dumps(manifest).encode()

    half = changed(path, "tables/hoaip_auditentry.copy.gz", other_actor).rename(path.with_name("half.tar"))
    empty(settings)

    assert "does not verify" in refusal(changed(half, "manifest.json", other_sum))
    assert not AuditEntry.objects.exists()


def test_a_file_that_is_none_is_refused(tmp_path):
    (tmp_path / "x.tar").write_bytes(b"no tar at all")

    assert "is no backup" in refusal(tmp_path / "x.tar")
    assert "There is no file" in refusal(tmp_path / "y.tar")


def test_a_backup_that_was_cut_is_refused(portal, folder, settings):
    path, _manifest = write_backup(folder, now=NOW)
    path.write_bytes(path.read_bytes()[:-20_000])
    empty(settings)

    assert "manifest" in refusal(path) or "cut short" in refusal(path)
    assert User.objects.count() == 0


def test_another_secret_is_told(portal, folder, settings):
    path, _manifest = write_backup(folder, now=NOW)
    empty(settings)
    former, settings.SECRET_KEY = settings.SECRET_KEY, "another-" + "x" * 50

    _manifest, warnings = restore_backup(path)
    assert "SECRET_KEY_FALLBACKS" in warnings[0]
    empty(settings)
    settings.MEDIA_ROOT = settings.MEDIA_ROOT.parent / "third"
    settings.SECRET_KEY_FALLBACKS = [former]
    assert restore_backup(path)[1] == []


# The commands


def run(name, *arguments):
    out = io.StringIO()
    call_command(name, *arguments, "--json", stdout=out)
    return json.loads(out.getvalue())


def test_the_commands_say_what_they_did(portal, folder, settings):
    head, number = audit.head(), len(files())

    made = run("backup", str(folder))
    empty(settings)
    restored = run("restore", made["file"])

    assert (made["files"], made["head"]) == (number, head)
    assert restored == made | {"warnings": []}


def test_old_backups_go_and_nothing_else_does(portal, folder):
    (folder / "notes.txt").write_text("mine")
    for day in range(4):
        write_backup(folder, now=NOW + timedelta(days=day), keep=2)

    assert sorted(path.name for path in folder.iterdir()) == [
        "hoaip-20260908T120000Z.tar",
        "hoaip-20260909T120000Z.tar",
        "notes.txt",
    ]


def test_a_folder_that_is_none_is_refused(db, tmp_path):
    with pytest.raises(CommandError, match="is not a folder"):
        call_command("backup", str(tmp_path / "nowhere"))
    with pytest.raises(CommandError, match="at least 1"):
        call_command("backup", str(tmp_path), "--keep", "0")


@pytest.mark.owner_database
def test_the_application_backs_up_and_only_the_owner_restores(portal, folder):
    address = os.environ.get("TEST_APPLICATION_URL")
    if not address:
        pytest.skip("TEST_APPLICATION_URL does not name the database with the application's role.")
    name = connection.settings_dict["NAME"]
    environment = {
        "PATH": os.environ["PATH"],
        "PROFILE": "test",
        "SECRET_KEY": "k" * 60,
        "DATABASE_URL": address.replace("/hoaip?", f"/{name}?"),
        "REDIS_URL": os.environ["REDIS_URL"],
        "EMAIL_URL": "memorymail://",
        "MEDIA_ROOT": str(folder / "none"),
    }

    def manage(*words):
        return subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    made = manage("backup", str(folder), "--json")
    assert made.returncode == 0, made.stderr
    refused = manage("restore", json.loads(made.stdout)["file"])

    assert refused.returncode == 1
    assert "needs the role that owns the tables" in refused.stderr
