"""Every role × route × method, none implicit: the test of that name, with its count."""

import re
import subprocess
import sys

from tests.drills.house import BASE


def run(*, small):
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "tests/test_permissions_matrix.py", "-q", "-s", "-p", "no:cacheprovider"]
        + (["-k", "table_is_large or paper or every_cell or meeting_annul or role_new"] if small else []),
        cwd=BASE,
        capture_output=True,
        text=True,
        check=False,
    )
    cells = [int(number) for number in re.findall(r"(\d+) cells", done.stdout)]
    return {"ok": done.returncode == 0, "cells": sum(cells), "said": done.stdout.strip().splitlines()[-1:]}
