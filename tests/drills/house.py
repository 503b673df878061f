"""A portal of a drill's own: servers, seeded database, processes by name, and browsers that sign in."""

import contextlib
import http.cookiejar
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from pathlib import Path

from hoaip.serving.postgres import DATABASE, OWNER, SUPERUSER
from hoaip.serving.servers import Servers, temporary_servers
from tests.drills import model

BASE = Path(__file__).resolve().parent.parent.parent
PATIENCE_S = 60


def free_port():
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(true, what, *, patience_s=PATIENCE_S):
    """Ask again and again until `true()`; TimeoutError names what did not come."""
    until = time.monotonic() + patience_s
    while not true():
        if time.monotonic() > until:
            raise TimeoutError(f"Waited {patience_s} s for {what}.")
        time.sleep(0.05)


class House:
    """A context manager. `manage` runs a command, `start` a process, `browser` signs a demo person in."""

    def __init__(self, *, web=True, durable=False, email_url="consolemail://", **environment):
        self.with_web, self.durable, self.extra = web, durable, environment
        self.email_url = email_url
        self.processes, self.port = {}, free_port()
        self.database = DATABASE

    def __enter__(self):
        copied = model.copy()
        self.servers = Servers(copied, durable=self.durable) if copied else temporary_servers(durable=self.durable)
        try:
            self.servers.start()
            self.environment = {
                **{key: value for key, value in os.environ.items() if key in ("PATH", "HOME", "LANG")},
                **self.servers.environment(),
                "DJANGO_SETTINGS_MODULE": "hoaip.settings",
                "PROFILE": "development",
                "SECRET_KEY": "drill-" + "k" * 60,
                "ALLOWED_HOSTS": "127.0.0.1",
                "PUBLIC_ORIGIN": f"http://127.0.0.1:{self.port}",
                "PORT": str(self.port),
                "EMAIL_URL": self.email_url,
                "MEDIA_ROOT": str(self.media),
                **self.extra,
            }
            self.people = model.people(copied) if copied else self._furnish()
            if self.with_web:
                self.start_web()
        except BaseException:
            self.__exit__()
            raise
        return self

    def _furnish(self):
        """Migrate and seed. Returns the demo people by their keys."""
        self.manage("migrate", "--verbosity", "0")
        self.copy_database(self.database, model.BLANK)
        self.manage("seed_reference")
        return {row["key"]: row for row in json.loads(self.manage("seed_demo", "--json"))["people"]}

    @property
    def media(self):
        return self.servers.home / "media"

    def __exit__(self, *failure):
        for name in list(self.processes):
            self.stop(name)
        self.servers.stop(wait_for_others=False)
        self.servers.remove()

    def manage(self, *arguments, check=True):
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=BASE,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        if done.returncode and (check or not done.stdout):
            raise RuntimeError(f"manage.py {' '.join(arguments)}: {done.stderr[-1500:]}")
        return done.stdout

    def wait_for_mail(self):
        """Until no mail is queued: in the table, then as the command tells it, which starts Django each time."""
        queued = "SELECT count(*) FROM hoaip_outboxmessage WHERE state = 'queued'"
        wait_until(lambda: not self.one(queued), "the mail to go out", patience_s=150)
        wait_until(lambda: self.json("outbox", "status")["queued"] == 0, "the outbox to be told empty")

    def verdicts(self, questions):
        """What `compliance --json` says to each (year, day or None), asked one after another in one process.

        Returns {question: the rows by the codes of their CBMs}.
        """
        asked = [
            ["--year", str(year), *(["--as-of", str(as_of)] if as_of else []), "--json"] for year, as_of in questions
        ]
        done = subprocess.run(
            [sys.executable, "-m", "tests.drills.asking", "compliance"],
            cwd=BASE,
            env=self.environment,
            input=json.dumps(asked),
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"compliance: {done.stderr[-1500:]}")
        told = [json.loads(each)["rows"] for each in json.loads(done.stdout)]
        return {question: {row["cbm"]: row for row in rows} for question, rows in zip(questions, told, strict=True)}

    def json(self, *arguments):
        """What a command with --json says."""
        return json.loads(self.manage(*arguments, "--json", check=False))

    def start(self, name, *command, **environment):
        self.processes[name] = subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=BASE,
            env=self.environment | environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        return self.processes[name]

    def start_web(self, name="web", **environment):
        self.start(
            name,
            *("gunicorn", "hoaip.wsgi", "--config", str(BASE / "deploy" / "gunicorn.conf.py")),
            *("--workers", "2", "--bind", f"127.0.0.1:{self.port}"),
            **environment,
        )
        wait_until(lambda: self.status("/healthz") == 200, "the web")

    def start_worker(self, name="worker"):
        alone = ("--concurrency", "1", "--without-gossip", "--without-mingle")
        return self.start(name, "celery", "--quiet", "--app", "hoaip.celery", "worker", *alone, "--loglevel", "ERROR")

    def start_beat(self, name="beat"):
        # A beat keeps what it sent in a file: each its own, or two of them would hide from each other.
        own = ("--pidfile", "", "--schedule", str(self.servers.home / f"{name}-schedule"))
        return self.start(name, "celery", "--quiet", "--app", "hoaip.celery", "beat", *own, "--loglevel", "ERROR")

    def stop(self, name, sign=signal.SIGTERM):
        """End a process and all of its children."""
        process = self.processes.pop(name)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, sign)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(20)

    def status(self, path):
        try:
            return self.browser().get(path).status
        except (urllib.error.URLError, ConnectionError):
            return None

    def browser(self, key=None):
        """A browser of its own; signed in as a demo person when a key is given."""
        browser = Browser(f"http://127.0.0.1:{self.port}")
        if key is not None:
            person = self.people[key]
            answer = browser.send("/accounts/login/", {"login": person["email"], "password": person["password"]})
            if answer.status != 302:
                raise RuntimeError(f"{key} could not sign in: {answer.status}")
        return browser

    def connect(self, role="hoaip_owner"):
        """A database connection of a role, in autocommit."""
        connection = self.servers.postgres.connect(role, self.database)
        connection.autocommit = True
        return connection

    def copy_database(self, old, new):
        """Make the database `new` as a copy of `old`, which nobody uses now; in place of the one of that name."""
        connection = self.servers.postgres.connect(SUPERUSER, "postgres")
        connection.autocommit = True
        with contextlib.closing(connection), connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {new}")
            cursor.execute(f"CREATE DATABASE {new} TEMPLATE {old} OWNER {OWNER}")

    def one(self, sql, *values):
        """The first column of the first row of a query, as the owner."""
        with contextlib.closing(self.connect()) as connection, connection.cursor() as cursor:
            cursor.execute(sql, values or None)
            return cursor.fetchone()[0]


class Answer:
    def __init__(self, raw):
        self.status, self.headers = raw.status, raw.headers
        self.content = raw.read()

    @property
    def text(self):
        return self.content.decode(errors="replace")


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *arguments):
        return None


class Browser:
    """Keeps cookies, follows nothing, and sends the CSRF token it was given last."""

    def __init__(self, origin):
        self.origin, self.jar = origin, http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(_Stay, urllib.request.HTTPCookieProcessor(self.jar))
        self.opener.addheaders = []

    def ask(self, method, path, body=None, headers=None):
        request = urllib.request.Request(f"{self.origin}{path}", data=body, headers=headers or {}, method=method)
        try:
            return Answer(self.opener.open(request, timeout=60))
        except urllib.error.HTTPError as error:
            return Answer(error)

    def get(self, path, **headers):
        return self.ask("GET", path, headers=headers)

    def token(self, page="/accounts/login/"):
        """The CSRF token of a page that has a form; the sign-out form has one on every page of the signed in."""
        text = self.get("/" if self.signed_in else page).text
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', text)
        return found[1] if found else ""

    @property
    def signed_in(self):
        return any("session" in cookie.name for cookie in self.jar)

    def send_file(self, path, fields, field, name, content, *, token=None):
        """POST a form with one file, as a browser does: the name in UTF-8, as it is."""
        fields = {"csrfmiddlewaretoken": token or self.token(), **fields}
        edge = uuid.uuid4().hex.encode()
        part = b'--%b\r\nContent-Disposition: form-data; name="%b"%b\r\n\r\n%b\r\n'
        body = b"".join(part % (edge, key.encode(), b"", str(value).encode()) for key, value in fields.items())
        shown = (
            name.encode(errors="surrogateescape").replace(b'"', b"%22").replace(b"\r", b"%0D").replace(b"\n", b"%0A")
        )
        body += part % (edge, field.encode(), b'; filename="%b"' % shown, content) + b"--%b--\r\n" % edge
        headers = {"Content-Type": f"multipart/form-data; boundary={edge.decode()}", "Origin": self.origin}
        return self.ask("POST", path, body, headers)

    def send(self, path, fields, *, token=None):
        """POST a form, with a token of this browser's."""
        fields = {"csrfmiddlewaretoken": token or self.token(), **fields}
        body = urllib.parse.urlencode(fields, doseq=True).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": self.origin}
        return self.ask("POST", path, body, headers)


def held_meeting(**changes):
    """The fields of a held RTGM of Disaster Management, complete."""
    return {
        "cbm": "dm",
        "type": "rtgm",
        "date_precision": "day",
        "starts_on": "2026-03-03",
        "host": "pakistan",
        "city": "Islamabad",
        "mode": "in_person",
        "attendance-pakistan": "present",
        "attendance-kazakhstan": "present",
        "outcomes-0-kind": "decision",
        "outcomes-0-text": "The Road Map was approved.",
        "record": "The meeting was opened.",
        "save": "held",
        "idempotency_key": uuid.uuid4().hex,
    } | changes
