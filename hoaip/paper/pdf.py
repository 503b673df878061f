"""A page of paper as PDF, made by a process of its own (`hoaip.paper.press`), one at a time in each web process."""

import json
import logging
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryFile
from threading import BoundedSemaphore

from django.conf import settings

logger = logging.getLogger(__name__)
STYLE = Path(settings.BASE_DIR, "static", "paper.css")
# Seconds to wait for the one before, and for the press.
PATIENCE, MOST_SECONDS = 15, 60
press = BoundedSemaphore(1)


class PressFailed(Exception):
    """No PDF came out: the machine lacks what it needs, or it took too long."""


class PressBusy(Exception):
    """Others are being made: ask again in a moment."""


def pdf_of(html):
    """An open file with the PDF of a page, at its beginning; PressBusy or PressFailed."""
    return _in_turn({"html": html})


def bound_pdf_of(pages):
    """The same of several pages, one behind the other, each counting its own sheets."""
    return _in_turn({"pages": pages, "bound": True})


def pdfs_of(pages):
    """[bytes]: a PDF of each of these pages, by one press; PressBusy or PressFailed."""
    with _in_turn({"pages": pages}) as made:
        return [made.read(length) for length in json.loads(made.readline())]


def _in_turn(asked):
    if not press.acquire(timeout=PATIENCE):
        raise PressBusy
    try:
        return _pressed(json.dumps(asked | {"css": STYLE.read_text()}).encode())
    finally:
        press.release()


def _pressed(given):
    # It hands the file on open: who answers with it closes it.
    made = TemporaryFile()  # noqa: SIM115
    try:
        done = subprocess.run(
            [sys.executable, "-m", "hoaip.paper.press"],
            input=given,
            stdout=made,
            stderr=subprocess.PIPE,
            cwd=settings.BASE_DIR,
            # It needs neither the database nor a secret of the portal.
            env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": "/nonexistent"},
            timeout=MOST_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        made.close()
        raise PressFailed(type(error).__name__) from error
    if done.returncode:
        made.close()
        logger.error("no PDF was made: %s", done.stderr.decode(errors="replace")[-2000:])
        raise PressFailed(f"it ended with {done.returncode}")
    made.seek(0)
    return made
