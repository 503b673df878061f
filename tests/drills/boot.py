"""`up` in a checkout of its own: it answers, ends whole, keeps its data, and says in a sentence what is wrong."""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

from tests.drills.house import BASE, free_port, wait_until

ROOMS = ("hoaip", "cbms", "meetings", "conferences", "templates", "static", "locale", "deploy", "manage.py")


def run(*, small):
    home, found, wrong = Path(tempfile.mkdtemp(prefix="hoaip-boot-", dir="/tmp")), {}, []
    first = second = None
    try:
        for room in ROOMS:
            source = BASE / room
            copy = shutil.copytree if source.is_dir() else shutil.copy2
            copy(source, home / room)
        first = start(home)
        found["answered"] = first.answered
        people = first.output().count("@example.org")
        found["mode_of_env"] = oct((home / "var" / "env").stat().st_mode & 0o777)
        taken = once(home, PORT=str(first.port))
        found["port_in_use"] = taken
        found["ended_with"] = first.end()
        found["left_running"] = running(home)
        second = start(home)
        found["kept_data"] = second.answered and "created" not in second.output()
        found["ended_again_with"] = second.end()
        found["wrong_variable"] = once(home, PORT="abc")
        found["left_at_the_end"] = running(home)
        checks = {
            "answered": first.answered,
            "demo people printed": people >= 15,
            "env is private": found["mode_of_env"] == "0o600",
            "port in use is one sentence": is_sentence(taken),
            "ended": found["ended_with"] == 0 and found["ended_again_with"] == 0,
            "nothing left": not found["left_running"] and not found["left_at_the_end"],
            "kept data": found["kept_data"],
            "wrong variable is one sentence": is_sentence(found["wrong_variable"]),
        }
        wrong = [name for name, good in checks.items() if not good]
    finally:
        for each in (first, second):
            if each is not None:
                each.end()
        with contextlib.suppress(OSError):
            shutil.rmtree((home / "var" / "servers").resolve(), ignore_errors=True)
        shutil.rmtree(home, ignore_errors=True)
    return {"ok": not wrong, "wrong": wrong, **found}


class Started:
    def __init__(self, home):
        self.port, self.log = free_port(), home / "up.log"
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "up"],
            cwd=home,
            env=plain(PORT=str(self.port)),
            stdout=self.log.open("wb"),
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            self._ask()
        except BaseException:
            self.end()
            raise

    def _ask(self):
        # An `up` that ended is seen at once; the first one migrates, for minutes where others work on the machine.
        wait_until(self._up, "the portal to answer", patience_s=300)
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=30) as answer:
            self.answered = answer.status == 200

    def _up(self):
        if self.process.poll() is not None:
            raise RuntimeError(f"up ended: {self.output()[-800:]}")
        return "The portal answers" in self.output()

    def output(self):
        return self.log.read_text(errors="replace")

    def end(self):
        """Exit code after SIGTERM."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)


def start(home):
    return Started(home)


def plain(**more):
    return {key: value for key, value in os.environ.items() if key in ("PATH", "HOME", "LANG")} | more


def once(home, **environment):
    """What `up` prints when it cannot start, with its exit code in front."""
    done = subprocess.run(
        [sys.executable, "manage.py", "up"],
        cwd=home,
        env=plain(**environment),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return f"{done.returncode}: {(done.stdout + done.stderr).strip()}"


def is_sentence(text):
    code, _colon, said = text.partition(": ")
    return code != "0" and "Traceback" not in said and bool(re.search(r"\w+ .*\w", said)) and said.count("\n") <= 1


def running(home):
    """Processes whose command line or working folder is in the checkout."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if str(home) in os.readlink(process / "cwd"):
                found.append((process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")[:80])
    return found
