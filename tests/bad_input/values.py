"""What is sent in place of what a field should carry."""

from urllib.parse import quote

from tests.expectation import UNKNOWN

REASON = "The floods."
# Already encoded as they go over the line.
BYTES = {"NUL": "a%00b", "lone surrogate": "Road%ED%A0%80Map", "wrong UTF-8": "a%FF%FE"}
WORDS = {
    "overlong": "x" * 160_001,
    "long": "y" * 321,
    "huge number": "9" * 400,
    "beyond bigint": "9223372036854775808",
    "negative": "-1",
    "thirteenth month": "2016-13-45",
    "an early day": "2011-01-02",
    "other digits": "٢٠٢٦-٠٩-٠٦",
    "superscript": "²",
    "foreign id": UNKNOWN,
    "markup": "<img src=x onerror=alert(1)>",
}
TONGUES = ("en", "fa", "ps")
BAD = BYTES | {name: quote(text) for name, text in WORDS.items()}
