"""Runs drills; each prints one JSON line; the exit code is 1 when anything was wrong."""

import argparse
import contextlib
import importlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.drills import model
from tests.drills.house import House

NAMES = (
    "boot",
    "headers",
    "dup",
    "concurrent",
    "idor",
    "calendar",
    "audit",
    "midnight",
    "fault-redis",
    "fault-worker",
    "silence",
    "fault-web",
    "fault-db",
    "mail",
    "uploads",
    "restore",
    "matrix",
)


def main():
    options = argparse.ArgumentParser(prog="python -m tests.drills")
    options.add_argument("names", nargs="*", metavar="NAME", help=", ".join(NAMES))
    options.add_argument("--small", action="store_true", help="each once and small, as `make test` runs them")
    options.add_argument("--jobs", type=int, default=1, help="how many at once, each in a process of its own")
    options.add_argument("--model", metavar="FOLDER", help="make the house that others are copies of, and end")
    options = options.parse_args()
    if options.model:
        return make(Path(options.model))
    if unknown := set(options.names) - set(NAMES):
        sys.exit(f"There is no drill {', '.join(sorted(unknown))}. The drills are: {', '.join(NAMES)}.")
    names = options.names or NAMES
    with contextlib.ExitStack() as stack:
        if len(names) > 1 and model.VARIABLE not in os.environ:
            folder = Path(tempfile.mkdtemp(prefix="hoaip-model-", dir="/tmp")) / "house"
            stack.callback(shutil.rmtree, folder.parent, ignore_errors=True)
            make(folder)
            os.environ[model.VARIABLE] = str(folder)
        if options.jobs > 1:
            return beside(names, small=options.small, jobs=options.jobs)
        return max(one(name, small=options.small) for name in names)


def make(folder):
    """Make the model in a folder that is not there yet; 0."""
    with House(web=False) as house:
        model.keep(house, folder)
    return 0


def beside(names, *, small, jobs):
    """Run the drills, so many at once, each in a process of its own; the worst of their exit codes."""
    running = []

    def apart(name):
        process = subprocess.Popen([sys.executable, "-m", "tests.drills", name, *(["--small"] if small else [])])
        running.append(process)
        return int(process.wait() != 0)

    with ThreadPoolExecutor(jobs) as pool:
        try:
            return max(pool.map(apart, names))
        except KeyboardInterrupt:
            for process in running:
                process.terminate()
            raise


def one(name, *, small):
    """Run one drill here and print its line; 0 when all was well."""
    began = time.monotonic()
    try:
        found = importlib.import_module(f"tests.drills.{name.replace('-', '_')}").run(small=small)
    except Exception:
        found = {"ok": False, "error": traceback.format_exc()[-1500:]}
    line = {"drill": name, "small": small, **found, "seconds": round(time.monotonic() - began, 1)}
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()
    return 0 if found["ok"] else 1


def end_once(*_signal):
    """As Ctrl-C, but a second one does not disturb the putting away of what runs."""
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda *_signal: None)
    raise KeyboardInterrupt


if __name__ == "__main__":
    # A shell starts what runs in the background deaf to Ctrl-C.
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, end_once)
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
