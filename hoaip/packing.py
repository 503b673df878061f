"""Answers packed for the line by Brotli, or by gzip where a browser takes that alone.

What everybody gets alike is packed once and kept so. What is one reader's own is padded by a random length, so that the
size of a page on the line tells no secret in it (BREACH): Django does so with gzip, and `padded` with Brotli.
"""

import re
import secrets
from dataclasses import dataclass, replace
from datetime import datetime

import brotli
from django.http import HttpResponse
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers

# Of Brotli's eleven: one as quick as gzip, and one that packs a seventh smaller but takes a hundred times as long. A
# feed, longer than LONG bytes, would keep a process busy for a second with the one, and its reader waiting with the
# other: it goes out packed at once, a seventh larger, and is kept packed as pages are.
AT_ONCE, QUICK, SMALL = 1, 5, 11
LONG = 64 * 1024
# Bytes: less than this packing makes longer; the padding is 1 to this many.
SHORT, MOST_PADDING = 200, 128
TAKES_BROTLI = re.compile(r"\bbr\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))")


class PackingMiddleware(GZipMiddleware):
    """Packs pages, but not stored files: those are packed by their kind, and keep their length."""

    def process_response(self, request, response):
        if getattr(response, "is_stored_file", False) or response.has_header("Content-Encoding"):
            return response
        if response.streaming or len(response.content) < SHORT or not takes_brotli(request):
            return super().process_response(request, response)
        patch_vary_headers(response, ("Accept-Encoding",))
        response.content = padded(response.content)
        response.headers["Content-Encoding"] = "br"
        response.headers["Content-Length"] = str(len(response.content))
        return response


def takes_brotli(request):
    return bool(TAKES_BROTLI.search(request.headers.get("Accept-Encoding", "")))


def padded(content):
    """These bytes packed, with a block of random length in it that every reader of Brotli skips (RFC 7932, 9.2)."""
    packer = brotli.Compressor(quality=QUICK)
    # After a flush the next block begins at a whole byte.
    packed = packer.process(content) + packer.flush()
    noise = secrets.token_bytes(1 + secrets.randbelow(MOST_PADDING))
    # Bits, lowest first: not the last block; 11, no data to unpack; 0, reserved; 01, the length less one in eight bits.
    head = (0b01_0_11_0 | (len(noise) - 1) << 6).to_bytes(2, "little")
    return packed + head + noise + packer.finish()


@dataclass(frozen=True, slots=True)
class Body:
    """A whole answer with its bytes packed, a fifth of what they were, and the form key that stands in it, if any.

    `each_time`: functions of the request, done again whenever it is given; `until`: the instant to which it holds, or
    None.
    """

    headers: dict
    packed: bytes
    form_key: str | None = None
    each_time: tuple = ()
    until: datetime | None = None
    is_small: bool = False

    @classmethod
    def of(cls, headers, content, form_key=None, *, each_time=(), until=None):
        packed = brotli.compress(content, quality=AT_ONCE if len(content) > LONG else QUICK)
        # A file that is packed by its kind gains nothing by a second try.
        return cls(headers, packed, form_key, each_time, until, is_small=len(packed) * 2 > len(content))

    @property
    def content(self):
        return brotli.decompress(self.packed)

    def shrunk(self):
        content = self.content
        packed = brotli.compress(content, quality=QUICK if len(content) > LONG else SMALL)
        return replace(self, packed=packed, is_small=True)


class SharedAnswer(HttpResponse):
    """A kept body for a reader whose answer is everybody's: there are no secrets in it whose length could tell.

    `after`, if given, is done once the answer has gone out, so that nobody waits for it.
    """

    def __init__(self, body, request, *, after=None):
        is_packed = takes_brotli(request)
        super().__init__(body.packed if is_packed else body.content, headers=body.headers)
        if is_packed:
            self.headers["Content-Encoding"] = "br"
        self.after = after

    def close(self):
        super().close()
        if self.after:
            self.after()
