"""Every role × route × method, none implicit, and every wrong value in every field: the tests of that name, in full."""

import os
import re
import subprocess
import sys

from tests.drills.house import BASE
from tests.share import VARIABLE

MATRIX = "tests/test_permissions_matrix.py"
SWEEPS = ("tests/test_bad_input.py", "tests/test_bad_queries.py")


def run(*, small):
    few = [MATRIX, "-k", "table_is_large or paper or every_cell or meeting_annul or role_new"]
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            *(few if small else [MATRIX, *SWEEPS]),
            "-q",
            "-s",
            "-p",
            "no:cacheprovider",
        ],
        cwd=BASE,
        env=os.environ | ({} if small else {VARIABLE: "1"}),
        capture_output=True,
        text=True,
        check=False,
    )
    cells = [int(number) for number in re.findall(r"(\d+) cells", done.stdout)]
    return {"ok": done.returncode == 0, "cells": sum(cells), "said": done.stdout.strip().splitlines()[-1:]}
