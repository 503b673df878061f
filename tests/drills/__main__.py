"""Runs drills; each prints one JSON line; the exit code is 1 when anything was wrong."""

import argparse
import importlib
import json
import sys
import time
import traceback

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
    "matrix",
)


def main():
    options = argparse.ArgumentParser(prog="python -m tests.drills")
    options.add_argument("names", nargs="*", choices=[*NAMES, []], default=[])
    options.add_argument("--small", action="store_true", help="each once and small, as `make test` runs them")
    options = options.parse_args()
    wrong = 0
    for name in options.names or NAMES:
        began = time.monotonic()
        try:
            found = importlib.import_module(f"tests.drills.{name.replace('-', '_')}").run(small=options.small)
        except Exception:
            found = {"ok": False, "error": traceback.format_exc()[-1500:]}
        line = {"drill": name, "small": options.small, **found, "seconds": round(time.monotonic() - began, 1)}
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()
        wrong += not found["ok"]
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
