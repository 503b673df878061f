"""The bytes of documents: outside the web root, under random names, written before their row."""

import logging
import os
import secrets
from pathlib import Path

from django.conf import settings

logger = logging.getLogger(__name__)
CHUNK = 256 * 1024


def room():
    """Where the files lie."""
    return Path(settings.MEDIA_ROOT) / "documents"


def place_of(stored_name):
    """The path of a stored file; two letters of its name are its folder."""
    return room() / stored_name[:2] / stored_name


def store(body):
    """Write the bytes under a new random name, to the disk and not only towards it. Returns the name."""
    stored_name = secrets.token_hex(16)
    path = place_of(stored_name)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    body.seek(0)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as target:
        while piece := body.read(CHUNK):
            target.write(piece)
        target.flush()
        os.fsync(target.fileno())
    return stored_name


def opened(stored_name):
    """The stored file, open for reading. FileNotFoundError when it is gone."""
    return place_of(stored_name).open("rb")


def destroy(stored_names):
    """Take the bytes away. What is gone already is no error."""
    for stored_name in stored_names:
        place_of(stored_name).unlink(missing_ok=True)


def stored():
    """[(name, instant of writing as a timestamp)] of every file that lies there."""
    found = []
    for folder in sorted(room().glob("??")):
        for path in folder.iterdir():
            try:
                found.append((path.name, path.stat().st_mtime))
            except FileNotFoundError:
                continue
    return found
