"""A backup taken while people write, and one at rest, restored elsewhere: rows, history, files, sign-in are there."""

import contextlib
import hashlib
import threading
from pathlib import Path

from hoaip.serving.postgres import APPLICATION, OWNER
from tests.drills import model
from tests.drills.house import House, held_meeting, wait_until

# Another way of reading a table than the backup's own: the whole row as PostgreSQL prints it.
SUM = "SELECT md5(coalesce(string_agg(t::text, E'\\n' ORDER BY t::text), '')) FROM {} AS t"
TABLES = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1"
# Who is signed in and what is limited is not part of a backup; the other was migrated at another time.
APART = {"django_migrations", "django_session", "usersessions_usersession", "hoaip_cache"}
LOGGED = "SELECT count(*) FROM hoaip_auditentry WHERE action = 'meeting.log'"
HELD = "SELECT count(*) FROM meetings_meeting WHERE city = 'Islamabad' AND NOT is_imported AND starts_on < '2026-06-01'"


def run(*, small):
    rounds, wrong, rows, during = 1 if small else 5, [], 0, 0
    with House() as house, Elsewhere(house) as other:
        folder = Path(house.servers.home) / "backups"
        folder.mkdir()
        (house.media / "ab").mkdir(parents=True)
        for number in range(20):
            (house.media / "ab" / f"{number}.pdf").write_bytes(b"%PDF-1.7 " + bytes([number]) * 10_000 * number)
        for turn in range(rounds):
            before = house.one(LOGGED)
            with Writers(house, turn) as writers:
                made = house.json("backup", str(folder))
            during += writers.written
            wrong += [f"a write was answered {status}" for status in writers.wrong]
            restored = other.json("restore", made["file"])
            rows = max(rows, restored["rows"])
            wrong += busy_faults(house, other, before, writers.written)
            other.begin_anew()
        made = house.json("backup", str(folder))
        again = other.manage("restore", made["file"])
        wrong += [f"{name} is not the same" for name in differing(house, other)]
        wrong += [] if sums_of_files(house.media) == sums_of_files(other.media) else ["a file is not the same"]
        grants = other.json("sync_grants", "--check")
        refused = small or refuses(other, made["file"])
        other.start_web()
        signed_in = other.browser("fp_dm").get("/compliance/").status
        logged = other.browser("fp_dm").send("/meetings/new/", held_meeting(starts_on="2026-02-02")).status
        chain = other.json("audit", "verify", "--head", made["head"])
    return {
        "ok": not wrong
        and during > 0
        and chain["ok"]
        and grants == {"missing": 0, "extra": 0}
        and refused
        and (signed_in, logged) == (200, 302)
        and "restored" in again,
        "wrong": wrong,
        "backups_while_writing": rounds,
        "written_meanwhile": during,
        "rows": rows,
        "files": made["files"],
        "chain": chain["ok"],
        "grants": grants,
        "second_restore_refused": refused,
        "signed_in": signed_in,
        "logged_after_restore": logged,
    }


class Elsewhere(House):
    """Another portal: an empty database, no files, a port of its own."""

    def __init__(self, house):
        super().__init__()
        self.house, self.servers, self.people, self.database = house, house.servers, house.people, "elsewhere"

    def __enter__(self):
        self.environment = self.house.environment | {
            "PUBLIC_ORIGIN": f"http://127.0.0.1:{self.port}",
            "PORT": str(self.port),
            "MEDIA_ROOT": str(self.media),
            "DATABASE_URL": self.servers.postgres.url(APPLICATION, self.database),
            "DATABASE_OWNER_URL": self.servers.postgres.url(OWNER, self.database),
        }
        self.begin_anew()
        return self

    def __exit__(self, *failure):
        # The servers are the other's to stop.
        for name in list(self.processes):
            self.stop(name)

    @property
    def media(self):
        return self.servers.home / "media-elsewhere"

    def begin_anew(self):
        self.copy_database(model.BLANK, self.database)
        for path in self.media.rglob("*"):
            if path.is_file():
                path.unlink()


class Writers:
    """Two people who log meetings as long as the body runs."""

    def __init__(self, house, turn):
        self.house, self.turn = house, turn
        self.over, self.written, self.wrong, self.lock = threading.Event(), 0, [], threading.Lock()

    def __enter__(self):
        self.threads = [threading.Thread(target=self.work, args=(key, n)) for n, key in enumerate(("fp_dm", "rev"))]
        for thread in self.threads:
            thread.start()
        wait_until(lambda: self.written > 1 or self.wrong, "the first meetings")
        return self

    def __exit__(self, *failure):
        self.over.set()
        for thread in self.threads:
            thread.join(60)

    def work(self, key, number):
        browser = self.house.browser(key)
        token, day = browser.token(), 0
        while not self.over.is_set() and day < 140:
            on = f"202{self.turn % 5}-{1 + day // 28:02}-{1 + day % 28:02}"
            fields = held_meeting(starts_on=on, another_meeting="on", title=f"{key} {number} {day}")
            status = browser.send("/meetings/new/", fields, token=token).status
            with self.lock:
                self.written += status == 302
                self.wrong += [] if status == 302 else [status]
            day += 1


def busy_faults(house, other, before, written):
    """What does not fit in a backup that was taken while people wrote: it is one instant of the portal's life."""
    logged, held = other.one(LOGGED), other.one(HELD)
    if not before <= logged <= before + written:
        yield f"{logged} meetings in the history, {before} before and {written} written meanwhile"
    if held != house.one(HELD) - (house.one(LOGGED) - logged):
        yield f"{held} meetings and {logged} rows of their history"
    length = other.one("SELECT count(*) FROM hoaip_auditentry")
    start = "SELECT md5(string_agg(hash, '' ORDER BY sequence)) FROM hoaip_auditentry WHERE sequence <= %s"
    if other.one(start, length) != house.one(start, length):
        yield "the history is no beginning of the other"


def differing(house, other):
    """Names of the tables whose rows are not the same in both."""
    for name in all_of(house, TABLES):
        if name not in APART and house.one(SUM.format(name)) != other.one(SUM.format(name)):
            yield name


def all_of(house, sql):
    with contextlib.closing(house.connect()) as connection, connection.cursor() as cursor:
        cursor.execute(sql)
        return [name for (name,) in cursor.fetchall()]


def sums_of_files(folder):
    found = {path for path in folder.rglob("*") if path.is_file()}
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in found}


def refuses(other, path):
    """Whether a second restore into the same database is refused in a sentence."""
    try:
        other.manage("restore", path)
    except RuntimeError as problem:
        return "already" in str(problem) and "Traceback" not in str(problem)
    return False
