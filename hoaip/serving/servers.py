"""The pair of embedded servers in one folder: who starts them, who joins them, who stops them."""

import contextlib
import fcntl
import json
import os
import secrets
import shutil
import tempfile
import time
from pathlib import Path

from hoaip.serving import child
from hoaip.serving.postgres import APPLICATION, OWNER, SUPERUSER, Postgres
from hoaip.serving.problems import StartProblem
from hoaip.serving.redis import Redis

# The kernel allows 107 bytes for the address of a unix socket.
LONGEST_RUN_FOLDER = 107 - len("/.s.PGSQL.5432")


def make_home(link):
    """The folder of the servers behind `link`, made when there is none.

    An ordinary user has it there. Root has it outside the clone, owned by the account of the servers, and `link`
    points to it: so nobody is let into the folders above the clone.
    """
    link = Path(link)
    user = child.server_user()
    if link.is_dir():
        return link.resolve()
    link.parent.mkdir(parents=True, exist_ok=True)
    if user is None:
        link.mkdir(mode=0o700)
        return link.resolve()
    home = Path(tempfile.mkdtemp(prefix="hoaip-", dir="/var/lib"))
    home.chmod(0o700)
    os.chown(home, user.pw_uid, user.pw_gid)
    if link.is_symlink():
        link.unlink()
    link.symlink_to(home)
    return home


def run_folder(home):
    """Where the sockets stand: `home`/run, or behind it a short folder when the path is too long for a socket."""
    run = Path(home) / "run"
    if run.is_symlink() and not run.exists():
        run.unlink()
    if not run.exists():
        if len(os.fsencode(run)) <= LONGEST_RUN_FOLDER:
            run.mkdir(mode=0o700)
        else:
            run.symlink_to(tempfile.mkdtemp(prefix="hoaip-", dir="/tmp"))
    return run.resolve()


class Servers:
    """PostgreSQL and Redis in `home`; a context manager that starts them, or joins those that run already."""

    def __init__(self, home, *, durable=True, with_postgres=True, with_redis=True):
        self.home = Path(home)
        user = child.server_user()
        run = run_folder(self.home)
        if user is not None:
            for folder in (self.home, run):
                os.chown(folder, user.pw_uid, user.pw_gid)
        self.postgres = Postgres(home=self.home, run=run, passwords=self._passwords(), user=user, durable=durable)
        self.redis = Redis(home=self.home, run=run, user=user)
        self.parts = [part for part, wanted in ((self.postgres, with_postgres), (self.redis, with_redis)) if wanted]
        self.started = []
        self._users = None

    def _passwords(self):
        file = self.home / "passwords.json"
        if not file.exists():
            made = {role: secrets.token_urlsafe(24) for role in (SUPERUSER, OWNER, APPLICATION)}
            with open(os.open(file, os.O_WRONLY | os.O_CREAT, 0o600), "w") as out:
                json.dump(made, out)
        return json.loads(file.read_text())

    def environment(self):
        """What a process needs to reach them: DATABASE_URL, DATABASE_OWNER_URL, REDIS_URL."""
        found = {}
        if self.postgres in self.parts:
            found["DATABASE_URL"] = self.postgres.url(APPLICATION)
            found["DATABASE_OWNER_URL"] = self.postgres.url(OWNER)
        if self.redis in self.parts:
            found["REDIS_URL"] = self.redis.url
        return found

    def start(self):
        """Start what does not answer yet; what answers already belongs to another command and is joined."""
        with self._door():
            self._users = (self.home / "users.lock").open("a")
            fcntl.flock(self._users, fcntl.LOCK_SH)
            try:
                for part in self.parts:
                    if not part.answers():
                        self.started.append(part)
                        part.start()
            except BaseException:
                self._stop_started()
                raise

    def stop(self, *, wait_for_others=True):
        """Stop what this process started, after the last command that joined it has gone."""
        while self._users is not None:
            with self._door():
                try:
                    fcntl.flock(self._users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    alone = True
                except BlockingIOError:
                    alone = False
                if alone or not wait_for_others or not self.started:
                    self._stop_started()
                    self._users.close()
                    self._users = None
                    return
                fcntl.flock(self._users, fcntl.LOCK_UN)
            time.sleep(0.1)

    def remove(self):
        """Take away the folder: for the servers of a test run or a drill."""
        run = (self.home / "run").resolve()
        shutil.rmtree(run, ignore_errors=True)
        shutil.rmtree(self.home, ignore_errors=True)

    def dead(self):
        """Name of a part that this process started and that has ended by itself, or None."""
        for part in self.started:
            if part.process is not None and part.process.poll() is not None:
                return type(part).__name__
        return None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *failure):
        self.stop()

    def _stop_started(self):
        for part in reversed(self.started):
            part.stop()
        self.started = []

    @contextlib.contextmanager
    def _door(self):
        with (self.home / "door.lock").open("a") as door:
            until = time.monotonic() + 90
            while True:
                try:
                    fcntl.flock(door, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if time.monotonic() > until:
                        raise StartProblem(
                            f"Another command has been starting the servers in {self.home} for 90 seconds; "
                            "stop it and try again."
                        ) from None
                    time.sleep(0.05)
            yield


def temporary_servers(*, durable=False, **which):
    """Servers of their own for a test run or a drill: quick, in a new folder; durable where a drill cuts them off."""
    home = Path(tempfile.mkdtemp(prefix="hoaip-", dir="/tmp"))
    return Servers(home, durable=durable, **which)
