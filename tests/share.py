"""What a build asks of the great tables: a share that turns from row to row; `make proof` asks everything.

Each kind of person is asked of each case, and each field gets a third of what is wrong; over all rows every person and
every wrong value has its turn. The share is a function of the table: the same in each run, on each machine.
"""

import os
from zlib import crc32

# Set by `make proof`.
VARIABLE = "HOAIP_ASK_EVERYTHING"
THIRD = 3


def asks_everything():
    return os.environ.get(VARIABLE) == "1"


def turn_of(*words):
    """A number that these words always give, and others another."""
    return crc32("/".join(map(str, words)).encode())


def third_of(things, *words):
    """Every third of a list or a dict's items, beginning where the turn of these words is; all for the proof."""
    things = list(things.items() if isinstance(things, dict) else things)
    return things if asks_everything() else things[turn_of(*words) % THIRD :: THIRD]
