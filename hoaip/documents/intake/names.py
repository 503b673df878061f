"""Names of files: what a browser sent, made harmless; what the reader's disk will show."""

import re
import unicodedata
from urllib.parse import quote

LONGEST = 120
# Signs that some disk or shell takes for more than a letter.
SIGNS = re.compile(r'[\\/:*?"<>|;%\x00-\x1f\x7f]+')


def ending_of(name):
    """What stands behind the last dot, in small letters; "" without one."""
    stem, dot, ending = _bare(name).rpartition(".")
    return ending.lower() if dot and stem else ""


def cleaned_name(name, kind=None):
    """The name without path, control signs and turned directions, at most 120 letters; ends as its kind says.

    Letters of any script stay: a Persian name comes back from a download as it went in.
    """
    bare = _bare(name)
    stem, dot, ending = bare.rpartition(".")
    if not dot or not stem:
        stem, ending = bare, ""
    stem = re.sub(r"\s+", " ", SIGNS.sub(" ", stem)).strip(" .-") or "document"
    ending = kind or re.sub(r"\W", "", ending)[:8]
    return f"{stem[:LONGEST].strip()}.{ending}" if ending else stem[:LONGEST]


def disposition(name, plain):
    """The Content-Disposition of a download (RFC 6266): `plain` in ASCII for old programs, `name` for all others."""
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", plain).strip("-.") or "document"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _bare(name):
    """The last part of a path, normalised, without what is not seen: controls, formats, surrogates, unassigned."""
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", str(name)))[-1]
    # The zero-width non-joiner is part of how Persian is written.
    kept = (sign for sign in last if sign == "\u200c" or unicodedata.category(sign)[0] != "C")
    return "".join(kept).strip()
