"""What a command of this checkout finds in its environment: var/env, and the embedded servers."""

import contextlib
import fcntl
import os
import secrets
import time
from pathlib import Path

from hoaip.serving.problems import StartProblem
from hoaip.serving.servers import Servers, make_home

ROOT = Path(__file__).resolve().parent.parent.parent
VAR = ROOT / "var"
ENV_FILE = VAR / "env"
SERVERS = VAR / "servers"
PID_FILE = VAR / "up.pid"

# The embedded servers of this process, for the command that watches them.
running = None

# Commands that open no connection; everything else may.
WITHOUT_DATABASE = {
    "",
    "help",
    "version",
    "check",
    "collectstatic",
    "compile_catalogues",
    "compilemessages",
    "diffsettings",
    "findstatic",
    "makemessages",
    "makemigrations",
    "permissions_matrix",
    "routes",
    "sendtestemail",
    "startapp",
    "startproject",
}
# Commands that change the schema: they connect as the owner.
AS_OWNER = {"migrate", "createcachetable", "flush", "restore"}


def read(file=ENV_FILE):
    """The variables of an environment file as a dict; {} when there is none."""
    with contextlib.suppress(FileNotFoundError):
        lines = (line.strip() for line in file.read_text().splitlines())
        return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    return {}


def write_first(environ, file=ENV_FILE):
    """Write the file of a first `make run`: profile, a new secret, port. Returns its variables."""
    values = {
        "PROFILE": environ.get("PROFILE") or "development",
        "SECRET_KEY": environ.get("SECRET_KEY") or secrets.token_urlsafe(64),
        "PORT": environ.get("PORT") or "8000",
    }
    _write(values, file)
    return values


def note_sockets(values, servers, file=ENV_FILE):
    """Add where the sockets of the embedded servers stand to the file, for other tools."""
    _write(
        values | {"EMBEDDED_POSTGRES_SOCKET": str(servers.postgres.run), "EMBEDDED_REDIS_SOCKET": servers.redis.socket},
        file,
    )


def _write(values, file):
    file.parent.mkdir(parents=True, exist_ok=True)
    with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        out.write("# Written by the first `make run`. The environment wins over this file.\n")
        out.writelines(f"{name}={value}\n" for name, value in values.items())
    file.chmod(0o600)


def complete(environ, command, file=ENV_FILE):
    """Fill `environ` from var/env, which `up` writes on its first start; what stands in it already wins.

    A profile named in the environment leaves the file alone, unless it is the development that the file describes.
    """
    values = read(file)
    profile = environ.get("PROFILE", "")
    if command == "up" and not values and profile in ("", "development"):
        values = write_first(environ, file)
    if values and profile in ("", "development") and (profile or values.get("PROFILE")) == values.get("PROFILE"):
        for name, value in values.items():
            environ.setdefault(name, value)


@contextlib.contextmanager
def servers_for(environ, command):
    """Run the body with servers that answer: those named in `environ`, else the embedded ones of this checkout.

    Yields the Servers started or joined, or None. Only development has embedded servers, and `up` in any profile.
    """
    wanted = {"with_postgres": not environ.get("DATABASE_URL"), "with_redis": not environ.get("REDIS_URL")}
    embedded = environ.get("PROFILE") == "development" or command == "up"
    with contextlib.ExitStack() as stack:
        if command == "up":
            stack.enter_context(only_one())
        if command in WITHOUT_DATABASE or not embedded or not any(wanted.values()):
            yield None
            return
        servers = Servers(make_home(SERVERS), **wanted)
        if command == "up":
            start_alone(servers)
            stack.callback(servers.stop, wait_for_others=False)
            if values := read():
                note_sockets(values, servers)
        else:
            servers.start()
            stack.callback(servers.stop)
        for name, value in servers.environment().items():
            environ.setdefault(name, value)
        global running
        running = servers
        yield servers


@contextlib.contextmanager
def only_one(file=PID_FILE):
    """Hold the place of the one `up` of this checkout; its process id stands in `file`."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a+") as place:
        try:
            fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            place.seek(0)
            raise StartProblem(
                f"The portal of this checkout is running already (process {place.read().strip() or 'unknown'}); "
                "stop it with Ctrl-C where it was started, or end that process."
            ) from None
        place.truncate(0)
        place.write(f"{os.getpid()}\n")
        place.flush()
        yield
        place.truncate(0)


def start_alone(servers, *, patience_s=20):
    """Start the servers for `up`, which outlives every command: those of a passing command are waited for."""
    until = time.monotonic() + patience_s
    while True:
        servers.start()
        if len(servers.started) == len(servers.parts):
            return
        servers.stop(wait_for_others=False)
        if time.monotonic() > until:
            raise StartProblem(
                "Another command of this checkout has the embedded servers open; let it end, and start again."
            )
        time.sleep(0.2)
