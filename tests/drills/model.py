"""A house made once, migrated and seeded, of which every other is a copy: `python -m tests.drills --model FOLDER`.

HOAIP_MODEL names the folder. A copy is a whole cluster with files of its own: a drill may break in it what it likes.
"""

import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

VARIABLE = "HOAIP_MODEL"
# A migrated database without a row, in every house.
BLANK = "blank"
# What a house is made of; locks, logs and sockets belong to the servers that run.
PARTS = ("postgres", "passwords.json", "media", "people.json")


def keep(house, folder):
    """Stop the servers of the house and put what they kept into `folder`, for who names it in HOAIP_MODEL."""
    (house.servers.home / "people.json").write_text(json.dumps(house.people))
    house.servers.stop(wait_for_others=False)
    folder.mkdir(mode=0o700, parents=True)
    _copy(house.servers.home, folder)


def copy():
    """The folder of a house as the model was left, made now; None where there is no model."""
    model = os.environ.get(VARIABLE)
    if not model:
        return None
    home = Path(tempfile.mkdtemp(prefix="hoaip-", dir="/tmp"))
    try:
        _copy(Path(model), home)
    except BaseException:
        shutil.rmtree(home, ignore_errors=True)
        raise
    return home


def people(home):
    """The demo people of the model, as `House.people` has them."""
    return json.loads((home / "people.json").read_text())


def _copy(source, target):
    # The servers run under an account of their own: owners and modes stay as they are.
    found = [str(source / part) for part in PARTS if (source / part).exists()]
    subprocess.run(["cp", "-a", *found, str(target)], check=True)
